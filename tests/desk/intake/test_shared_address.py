"""A therapist who gives two clients one address is told what follows; it is kept all the same."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.models import Client
from tests.desk.browsing import INTAKE, look_again, of, opened, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import make_person
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

ADDRESS = "client@homecare.example"
WARNED = f"Sam Reed uses {ADDRESS} too. They would share one sign-in"


def edit(browser: FlaskClient, care: Care, client: Client, **changes: Any) -> str:
    """What the therapist reads after changing the record."""
    data = {**INTAKE, "therapist_id": str(care.therapist.person_id), **changes}
    data["contraindications"] = []
    page = of(client.id, "/edit")
    answer = send(browser, page, **{**data, "opened": opened(browser, page)})
    assert answer.location == of(client.id), words(answer.text)
    return words(browser.get(answer.location).text)


def test_changing_to_an_address_of_another_client_is_kept_with_a_warning(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    anna, _ = make_client(session, care.therapist, name="Anna Reed", email=None)
    assert WARNED in edit(therapist, care, anna, name="Anna Reed", email="Client@Homecare.Example")
    look_again(session)
    assert session.get_one(Client, anna.id).email == ADDRESS


def test_the_page_of_the_invitation_warns_before_it_is_sent(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    anna, _ = make_client(session, care.therapist, name="Anna Reed", email=ADDRESS)
    assert WARNED in words(therapist.get(of(anna.id, "/invitation")).text)


def test_an_address_that_somebody_signs_in_with_is_warned_of_without_a_name(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    make_person(session, "elsewhere@homecare.example", "Eve Elsewhere")
    session.commit()
    anna, _ = make_client(session, care.therapist, name="Anna Reed", email=None)
    page = edit(therapist, care, anna, name="Anna Reed", email="elsewhere@homecare.example")
    assert "Somebody else with a sign-in uses elsewhere@homecare.example too." in page
    assert "Eve Elsewhere" not in page


def test_nobody_is_warned_of_a_clients_own_address(therapist: FlaskClient, care: Care) -> None:
    page = edit(therapist, care, care.client, name="Sam Reed", email=ADDRESS)
    assert "share one sign-in" not in page
