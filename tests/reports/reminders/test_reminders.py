"""When a reminder is wanted, and when it keeps quiet, with the reason."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.operations import record_away
from homecare.library.models import Exercise
from homecare.reports.reminders.email import (
    Wish,
    reason_to_skip,
    reminder_email,
    settings_of,
    wish_of,
)
from tests.make.diary import Care, make_care, record, told
from tests.make.people import NOW, acting
from tests.make.programmes import item, make_plan, make_programme
from tests.make.reports import answer_red_flag

TODAY = NOW.date()
NAME = "2026-03-02T18:00"
WISH = Wish((time(18),), days=127, only_if_not_logged=True)


def library_of(session: Session, care: Care) -> dict[str, Any]:
    """The exercises that `make_care` stocked already."""
    rows = select(Exercise).where(Exercise.practice_id == care.practice.id)
    return {exercise.code: exercise for exercise in session.scalars(rows)}


def reason(session: Session, care: Care, wish: Wish = WISH, day: date = TODAY) -> str | None:
    session.expire_all()
    return reason_to_skip(session, care.episode, wish, day)


def test_a_day_without_reports_is_reminded_of(session: Session) -> None:
    assert reason(session, make_care(session)) is None


def test_a_day_with_a_report_is_left_alone(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("note", {"text": "A walk"}))
    assert reason(session, care) == "already logged"


def test_whoever_wants_it_every_day_gets_it_although_they_logged(session: Session) -> None:
    care = make_care(session)
    record(session, care, told())
    assert reason(session, care, Wish((time(18),), 127, only_if_not_logged=False)) is None


def test_nobody_is_reminded_while_away(session: Session) -> None:
    care = make_care(session)
    last = TODAY + timedelta(days=3)
    record_away(acting(session, care.therapist, NOW), care.episode, TODAY, last, "Holiday")
    session.commit()
    assert reason(session, care) == "away"
    assert reason(session, care, day=last + timedelta(days=1)) is None


def test_nobody_is_reminded_of_stopped_exercises(session: Session) -> None:
    care = make_care(session)
    answer_red_flag(session, care)
    assert reason(session, care) == "exercises are stopped"


def test_nobody_is_reminded_when_nothing_is_due(session: Session) -> None:
    care = make_care(session)
    library = library_of(session, care)
    mondays = make_plan(library, items=(item(library["glute_bridge"], days=0b1),))
    make_programme(session, care.therapist, care.episode, mondays)
    assert reason(session, care) is None
    assert reason(session, care, day=TODAY + timedelta(days=1)) == "nothing due"


def test_a_flare_up_counts_what_is_kept_in_it(session: Session) -> None:
    care = make_care(session)
    library = library_of(session, care)
    plan = make_plan(library, items=(item(library["glute_bridge"], in_flare=False),))
    make_programme(session, care.therapist, care.episode, plan)
    record(session, care, told("flare", {"state": "start"}))
    assert reason(session, care, day=TODAY + timedelta(days=1)) == "nothing due"


@pytest.mark.parametrize(
    ("stored", "wish"),
    [
        ({}, None),
        ({"on": False, "times": ["18:00"]}, None),
        ({"on": True, "times": ["18:00", "07:30"], "days": 3, "only_if_not_logged": False,
          "set_at": "2026-03-02T09:00+00:00"},
         Wish((time(18), time(7, 30)), 3, only_if_not_logged=False, set_at=NOW)),
        ({"on": True}, Wish((time(18),), 127, only_if_not_logged=True)),
    ],
)  # fmt: skip
def test_a_wish_is_read_as_it_was_set(stored: dict[str, Any], wish: Wish | None) -> None:
    assert wish_of(stored) == wish


def test_a_wish_is_kept_with_the_last_time_of_the_day_first() -> None:
    wish = Wish((time(7, 30), time(18), time(7, 30)), 3, only_if_not_logged=True, set_at=NOW)
    kept = settings_of(wish, on=True)
    assert kept["times"] == ["18:00", "07:30"]
    assert wish_of(kept) == Wish((time(18), time(7, 30)), 3, only_if_not_logged=True, set_at=NOW)


def test_the_note_says_nothing_of_health_where_others_may_see_it(
    session: Session, settings: Settings
) -> None:
    care = make_care(session)
    email = reminder_email(session, settings, care.client, NAME)
    assert email is not None
    assert email.subject == "A note from Riverside Practice"
    assert "https://homecare.example/today?record=" in email.text
    assert "https://homecare.example/me?record=" in email.text


def test_a_login_elsewhere_does_not_take_the_mail_along(
    session: Session, settings: Settings
) -> None:
    care = make_care(session)
    make_care(session, datetime(2026, 3, 2, 10, tzinfo=UTC), email="-two")
    email = reminder_email(session, settings, care.client, NAME)
    assert email is not None
    assert email.to_address == "client@homecare.example"
