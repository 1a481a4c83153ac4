"""Days away that were written down wrongly are put right, and what they said stays readable."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Away
from homecare.clients.operations import record_away
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from tests.desk.browsing import Tab, error_at, look_again, of, send
from tests.desk.client.episodes.test_record_changes import told
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at, on
from tests.make.people import acting

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(9))


@pytest.fixture
def away(session: Session, care: Care) -> Away:
    """Days 3 to 5, written down on the first day; it is the tenth now."""
    made = record_away(acting(session, care.therapist, at(0)), care.episode, on(3), on(5), "Skiing")
    close_days(session, at(9))
    session.commit()
    return made


def page_of(care: Care, away: Away) -> str:
    return of(care.client.id, f"/away/{away.id}")


def due(session: Session, care: Care) -> dict[int, tuple[bool, bool]]:
    """Whether each of the days 2 to 6 is a day away, and has something due."""
    look_again(session)
    days = session.scalars(
        select(DiaryDay).where(DiaryDay.episode_id == care.episode.id).order_by(DiaryDay.on)
    )
    return {(d.on - on(0)).days: (d.away, d.due > 0) for d in days if on(2) <= d.on <= on(6)}


def test_other_days_are_days_away_and_what_is_due_follows(
    therapist: FlaskClient, session: Session, care: Care, away: Away
) -> None:
    assert f'href="{page_of(care, away)}"' in therapist.get(of(care.client.id)).text
    tab = Tab(therapist, page_of(care, away), "first_day")
    answer = tab.save(first_day=str(on(4)), last_day=str(on(6)))
    assert answer.status_code == 302
    a_day, off = (False, True), (True, False)
    assert due(session, care) == {2: a_day, 3: a_day, 4: off, 5: off, 6: off}
    [line] = told(therapist, care)
    assert "5 March 2026 to 7 March 2026 (Skiing)" in line
    assert "6 March 2026 to 8 March 2026 (Skiing)" in line


def test_taken_back_they_are_days_like_any_other(
    therapist: FlaskClient, session: Session, care: Care, away: Away
) -> None:
    page = page_of(care, away)
    assert send(therapist, page, none="y").status_code == 302
    assert {day[0] for day in due(session, care).values()} == {False}
    [line] = told(therapist, care)
    assert line == "Days away: 5 March 2026 to 7 March 2026 (Skiing) → nothing."
    assert therapist.get(page).status_code == 404


def test_days_that_can_not_be_are_told_at_the_field_and_stay_typed(
    therapist: FlaskClient, session: Session, care: Care, away: Away
) -> None:
    tab = Tab(therapist, page_of(care, away), "first_day")
    answer = tab.save(first_day=str(on(4)), last_day=str(on(3)), reason="Ski")
    assert answer.status_code == 422
    assert "before the first day" in error_at(answer, "last_day")
    assert re.search(r'name="reason"[^>]*value="Ski"', answer.text)
    look_again(session)
    assert session.scalars(select(Away.first_day)).one() == on(3)


def test_saved_as_they_were_says_nothing(therapist: FlaskClient, care: Care, away: Away) -> None:
    send(therapist, page_of(care, away), first_day=str(on(3)), last_day=str(on(5)), reason="Skiing")
    assert not told(therapist, care)


def test_they_are_found_in_their_own_record_alone(
    therapist: FlaskClient, session: Session, care: Care, away: Away
) -> None:
    other, _ = make_client(session, care.therapist, name="Ada Moor")
    assert therapist.get(of(other.id, f"/away/{away.id}")).status_code == 404
