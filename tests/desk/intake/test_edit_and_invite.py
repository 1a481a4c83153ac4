"""Changing a client's record, and inviting them."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.clients.models import Client, Episode
from homecare.mail.models import OutboxMail
from tests.desk.browsing import INTAKE, THERAPIST, error_at, look_again, of, opened, send
from tests.make.diary import Care
from tests.make.people import NOW, make_practice, signed_in

LATER = NOW + timedelta(days=20)
TODAY = LATER.date()


@pytest.fixture(autouse=True)
def three_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def _edit(browser: FlaskClient, care: Care, **changes: Any) -> Any:
    data = {**INTAKE, "therapist_id": str(care.therapist.person_id), **changes}
    data["contraindications"] = changes.get("contraindications", [])
    page = of(care.client.id, "/edit")
    return send(browser, page, **{"opened": opened(browser, page), **data})


def test_a_record_is_changed(therapist: FlaskClient, session: Session, care: Care) -> None:
    answer = _edit(therapist, care, gp="Dr Hill", side="right", contraindications=["aneurysm"])
    assert answer.location == of(care.client.id)
    look_again(session)
    client = session.get_one(Client, care.client.id)
    assert (client.gp, client.contraindications, client.version) == ("Dr Hill", ["aneurysm"], 2)
    assert session.scalars(select(Episode.side)).one() == "right"
    assert "A widened artery (aneurysm)" in therapist.get(of(care.client.id)).text


def test_the_day_of_an_intake_is_put_right_with_a_line_of_what_it_was(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = therapist.get(of(care.client.id, "/edit")).text
    assert re.search(r'name="intake_on"[^>]*value="2026-03-02"', page)
    was, days = care.episode.intake_on, timedelta(days=1)
    answer = _edit(therapist, care, intake_on=(was - 8 * days).isoformat())
    assert "23 February 2026 at the earliest" in error_at(answer, "intake_on")
    assert _edit(therapist, care, intake_on=(was - 2 * days).isoformat()).status_code == 302
    look_again(session)
    assert session.scalars(select(Episode.intake_on)).one() == was - 2 * days
    happened = therapist.get(of(care.client.id)).text
    assert "The day of the intake: 2 March 2026 → 28 February 2026." in happened
    assert _edit(therapist, care, gp="Dr Hill", intake_on="").status_code == 302
    look_again(session)
    assert session.scalars(select(Episode.intake_on)).one() == was - 2 * days


def test_a_name_that_was_corrected_is_how_their_sign_in_is_called_too(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    login = session.get_one(Person, care.me.person_id)
    login.name = care.client.name
    session.commit()
    assert _edit(therapist, care, name="Samira Reed").status_code == 302
    look_again(session)
    assert session.get_one(Person, care.me.person_id).name == "Samira Reed"
    login.name = "Sam, as they are called elsewhere"
    session.commit()
    assert _edit(therapist, care, name="Samira Read").status_code == 302
    look_again(session)
    assert session.get_one(Person, care.me.person_id).name == "Sam, as they are called elsewhere"


def test_a_therapist_of_another_practice_can_not_be_chosen(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _, stranger = make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    answer = _edit(therapist, care, therapist_id=str(stranger.person_id))
    assert error_at(answer, "therapist_id") == "Choose one of these."


def test_an_invitation_goes_by_mail(app: Flask, session: Session, care: Care) -> None:
    browser = signed_in(app, THERAPIST)
    newcomer = _newcomer(browser, session)
    send(browser, of(newcomer.id, "/invitation"), how="mail")
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "invitation")).one()
    assert mail.to_address == "ada@post.example"
    assert "waits to be sent" in browser.get(of(newcomer.id)).text
    look_again(session)
    session.execute(update(OutboxMail).values(status="sent"))
    session.commit()
    page = browser.get(of(newcomer.id)).text
    assert "Invited today" in page
    assert "at ada@post.example" in page


@pytest.mark.parametrize("became", [{"status": "failed"}, {"status": "sent", "to_file": True}])
def test_nobody_is_called_invited_by_a_mail_that_never_left(
    app: Flask, session: Session, care: Care, became: dict[str, Any]
) -> None:
    browser = signed_in(app, THERAPIST)
    newcomer = _newcomer(browser, session)
    send(browser, of(newcomer.id, "/invitation"), how="mail")
    session.execute(update(OutboxMail).values(**became))
    session.commit()
    page = browser.get(of(newcomer.id)).text
    assert "Invited today" not in page
    said = "written to a file" if "to_file" in became else "did not get through"
    assert f"The invitation to {newcomer.email}, made today" in page
    assert said in page


def test_an_invitation_is_shown_once_as_a_code_to_scan(
    app: Flask, session: Session, care: Care
) -> None:
    browser = signed_in(app, THERAPIST)
    newcomer = _newcomer(browser, session)
    answer = send(browser, of(newcomer.id, "/invitation"), how="screen")
    link = re.search(r"https://homecare.example(/invitations/[\w-]+)", answer.text)
    assert link is not None
    assert "<svg" in answer.text
    assert app.test_client().get(link[1]).status_code == 200
    assert link[1] not in browser.get(of(newcomer.id, "/invitation")).text


def test_somebody_who_has_joined_is_not_invited_again(therapist: FlaskClient, care: Care) -> None:
    page = therapist.get(of(care.client.id, "/invitation")).text
    assert "client@homecare.example" in page
    answer = send(therapist, of(care.client.id, "/invitation"), of(care.client.id), how="screen")
    assert answer.location == of(care.client.id)


def _newcomer(browser: FlaskClient, session: Session) -> Client:
    send(browser, "/clients/new", **INTAKE)
    found = session.scalars(select(Client).where(Client.name == "Ada Marsh")).one()
    session.commit()
    return found
