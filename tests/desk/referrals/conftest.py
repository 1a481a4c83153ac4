"""A client who may be referred, and whom to."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.make.flags import answer, visit
from tests.make.people import NOW
from tests.make.referrals import make_contact


@pytest.fixture(autouse=True)
def half_an_hour_later(clock: time_machine.Traveller) -> None:
    """Half an hour after whatever happens on the first day."""
    clock.move_to(NOW + timedelta(minutes=30))


@pytest.fixture
def intake() -> dict[str, str]:
    return {"name": "Zoe Adams"}


@pytest.fixture(autouse=True)
def addressees(session: Session, care: Care) -> None:
    """A chiropractor and a GP in the practice's address book; the client answered today."""
    make_contact(session, care.therapist)
    make_contact(session, care.therapist, kind="gp", name="Dr June Abbot", clinic="")
    visit(session, care, 0)
    answer(session, care)
