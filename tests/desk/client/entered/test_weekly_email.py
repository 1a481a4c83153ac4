"""A therapist writes down what a client says of the weekly email: stop it, or send it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.clients.models import Client
from tests.desk.browsing import look_again, of, send
from tests.desk.client.episodes.test_record_changes import told
from tests.make.diary import Care

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]


def press(browser: FlaskClient, care: Care, **wanted: str) -> None:
    here = of(care.client.id)
    assert send(browser, f"{here}/weekly-email", here, **wanted).location == here


def consents(session: Session) -> list[bool]:
    """Of each consent to the weekly email whether it holds, the oldest first."""
    look_again(session)
    kept = select(Consent).where(Consent.kind == "email").order_by(Consent.given_at, Consent.id)
    return [one.withdrawn_at is None for one in session.scalars(kept)]


def wants(session: Session, care: Care) -> bool:
    return session.scalars(select(Client.weekly_email).where(Client.id == care.client.id)).one()


def test_stopped_and_agreed_to_again_with_what_it_said_kept(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    assert "They told me to stop it" in therapist.get(of(care.client.id)).text
    press(therapist, care, wanted="y")
    press(therapist, care)
    assert consents(session) == [False]
    assert not wants(session, care)
    page = therapist.get(of(care.client.id)).text
    assert "I agree to get one email a week" in page
    press(therapist, care, wanted="y")
    press(therapist, care, wanted="y")  # pressed twice it is once
    assert consents(session) == [False, True]
    assert wants(session, care)
    [line] = told(therapist, care)  # all of it in one moment
    assert line == "Weekly email: on → off. Weekly email: off → on."
