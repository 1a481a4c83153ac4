"""A job that found nothing due rests, and an idle clock costs the same however many clients."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare import clock as app_clock
from homecare.clockwork.models import Run
from homecare.clockwork.periods import next_reminder
from homecare.database import new_id
from homecare.jobs import clock_process
from homecare.jobs.engine.looks import Looks, next_quarter
from homecare.jobs.table import JOBS, WORK
from homecare.reports.reminders.due import next_due
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from tests.make.diary import Care, make_care, statements
from tests.make.people import NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "quarter"),
    [("09:00:00", "09:15"), ("09:14:59", "09:15"), ("09:15:00", "09:30"), ("23:59:59", "00:00")],
)
def test_the_next_quarter(at: str, quarter: str) -> None:
    moment = datetime.fromisoformat(f"2026-03-02T{at}+00:00")
    assert f"{next_quarter(moment):%H:%M}" == quarter
    assert timedelta() < next_quarter(moment) - moment <= timedelta(minutes=15)


def test_it_looks_again_when_its_rest_is_over_and_when_time_was_moved_back() -> None:
    looks = Looks()
    assert looks.has_to_look("assess", NOW)
    looks.rest("assess", NOW, NOW + 15 * MINUTE)
    assert not looks.has_to_look("assess", NOW + 14 * MINUTE)
    assert looks.has_to_look("assess", NOW + 15 * MINUTE)
    assert looks.has_to_look("assess", NOW - MINUTE)
    assert looks.has_to_look("reminders", NOW)
    looks.look_again()
    assert looks.has_to_look("assess", NOW + MINUTE)


@pytest.mark.parametrize(
    ("now", "times", "at"),
    [
        ("2026-03-02T17:59", ["18:00"], "2026-03-02T18:00"),
        ("2026-03-02T18:00", ["18:00", "08:00"], "2026-03-03T08:00"),
        ("2026-07-02T16:30", ["18:00"], "2026-07-02T17:00"),  # summer time in London
        ("2026-03-02T18:00", [], None),
    ],
)
def test_the_next_time_of_a_reminder(now: str, times: list[str], at: str | None) -> None:
    asked = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_reminder(asked, "Europe/London", [time.fromisoformat(one) for one in times])
    assert (found and f"{found:%Y-%m-%dT%H:%M}") == at


def test_reminders_are_looked_for_at_the_minute_that_somebody_set(
    session: Session, care: Care
) -> None:
    assert next_due(session, NOW) == NOW + 5 * MINUTE
    at = (NOW + 3 * MINUTE).time()
    care.client.reminder = settings_of(Wish((at,), EVERY_DAY, only_if_not_logged=False), on=True)
    session.commit()
    assert next_due(session, NOW) == NOW + 3 * MINUTE
    assert next_due(session, NOW + 3 * MINUTE) == NOW + 8 * MINUTE


def a_round(app: Flask, session: Session, looks: Looks) -> tuple[int, int]:
    """How much was done, and with how many statements."""
    with statements(session) as sent:
        done = clock_process.tick(app, WORK, looks)
    return sum(done.values()), len(sent)


def until_idle(app: Flask, session: Session, looks: Looks) -> int:
    """The statements of a tick with nothing due."""
    for _ in range(10):
        if a_round(app, session, looks)[0] == 0:
            return a_round(app, session, looks)[1]
    raise AssertionError("there is always something due")


@pytest.mark.usefixtures("clock")
def test_a_tick_with_nothing_due_costs_the_same_for_one_practice_and_for_many(
    app: Flask, session: Session, care: Care
) -> None:
    alone = until_idle(app, session, Looks())
    for number in range(6):
        make_care(session, NOW, email=f".{number}")
    looks = Looks()
    assert until_idle(app, session, looks) == alone
    assert a_round(app, session, looks)[1] == alone


@pytest.mark.usefixtures("clock")
def test_nobody_rests_while_a_piece_of_work_is_claimed(
    app: Flask, session: Session, care: Care
) -> None:
    """Whoever is at it may die at it."""
    looks = Looks()
    until_idle(app, session, looks)
    assert not looks.has_to_look("assess", app_clock.now())
    looks.look_again()
    session.add(Run(id=new_id(), kind="assess", subject="x", period="2026-03-02",
                    status="claimed", claimed_at=NOW))  # fmt: skip
    session.commit()
    a_round(app, session, looks)
    assert looks.has_to_look("assess", app_clock.now())


@pytest.mark.usefixtures("clock", "care")
def test_nobody_rests_where_somebody_has_just_ended_a_piece_of_work(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night after it may be due: whoever looked while it went on saw none."""
    looks = Looks()
    until_idle(app, session, Looks())
    run = Run(id=new_id(), kind="assess", subject="x", period="2026-03-02",
              status="claimed", claimed_at=NOW)  # fmt: skip
    session.add(run)
    session.commit()

    def meanwhile(_work: object) -> int:
        run.status = "done"
        session.commit()
        return 0

    monkeypatch.setitem(JOBS, WORK[-1], meanwhile)
    assert a_round(app, session, looks)[0] == 0
    assert looks.has_to_look("assess", app_clock.now())
