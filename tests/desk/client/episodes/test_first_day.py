"""What a client's page says on the day they were taken in, whatever becomes of them that day."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.plan import plan_of
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import NOW, acting
from tests.make.programmes import make_programme

LATER = NOW + timedelta(days=20)


@pytest.fixture(autouse=True)
def three_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


@pytest.fixture
def newcomer(session: Session, care: Care) -> Care:
    """Somebody taken in today, with a programme from today."""
    client, episode = make_client(session, care.therapist, LATER, name="Fay First")
    plan = replace(plan_of(session.scalars(select(ProgrammeVersion)).one()), advice=())
    make_programme(session, care.therapist, episode, plan, LATER)
    return replace(care, client=client, episode=episode)


def test_exercise_is_said_to_begin(therapist: FlaskClient, newcomer: Care) -> None:
    page = therapist.get(of(newcomer.client.id)).text
    assert "Exercise is due from today." in page
    assert "The first look is tonight." in page


def test_nothing_is_announced_to_somebody_discharged_that_day(
    session: Session, therapist: FlaskClient, newcomer: Care
) -> None:
    discharge(acting(session, newcomer.therapist, LATER), newcomer.episode)
    session.commit()
    page = therapist.get(of(newcomer.client.id)).text
    assert "Their care ended before the first look." in page
    assert "No exercise was due in the last 14 days of their care." in page
    assert "tonight" not in page
    assert "due from today" not in page


def test_no_exercise_is_called_due_while_it_is_stopped(
    session: Session, therapist: FlaskClient, newcomer: Care
) -> None:
    answer(session, newcomer, "bladder", day=20, by_staff=True)
    page = therapist.get(of(newcomer.client.id)).text
    assert "the exercises are stopped" in page
    assert "due from today" not in page
