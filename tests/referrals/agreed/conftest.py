"""A client with a phone, a draft about them, and two browsers."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.models import Referral
from tests.make.diary import Care
from tests.make.people import NOW
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import Visitor


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    """The client, signed in."""
    return Visitor.of(app, "client@homecare.example")


@pytest.fixture
def draft(session: Session, care: Care) -> Referral:
    """A letter to a GP, who may be written to at once."""
    gp = make_contact(
        session, care.therapist, kind="gp", name="Dr June Abbot", clinic="",
        email="june@abbot.example",
    )  # fmt: skip
    gp.confirmed_email = gp.email
    return make_draft(session, care.therapist, care.episode, gp)


@pytest.fixture
def there(draft: Referral) -> str:
    """Where the client reads it."""
    return f"/letters-about-me/{draft.id}"


@pytest.fixture
def desk(therapist: FlaskClient) -> FlaskClient:
    return therapist
