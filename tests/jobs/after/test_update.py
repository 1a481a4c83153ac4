"""Days that an older release stored are worked out anew once, by the clock, after the update."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.diary import days
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from homecare.extensions import db
from homecare.jobs.after import update as job
from homecare.jobs.clock_process import tick
from tests.jobs.test_nightly import Killed, others
from tests.make.diary import Care, make_care
from tests.make.flags import at, on, rate
from tests.make.people import acting
from tests.make.reports import runs

MINUTES = timedelta(minutes=1)
OLDER = {"leg": 1, "back": 1, "due": 70, "reported": 0, "late": True}
"""How a release before this one might have counted a day."""


def rows(session: Session) -> list[tuple[Any, ...]]:
    session.rollback()
    columns = list(DiaryDay.__table__.columns)
    stored = select(*columns).order_by(DiaryDay.episode_id, DiaryDay.on)
    return [tuple(row) for row in session.execute(stored)]


def stored_by_an_older_release(session: Session) -> list[tuple[Any, ...]]:
    """Spoil what is stored; answers how it was."""
    session.commit()
    right = rows(session)
    session.execute(update(DiaryDay).values(**OLDER))
    session.execute(delete(DiaryDay).where(DiaryDay.on == on(1)))
    session.commit()
    assert rows(session) != right
    return right


@pytest.fixture
def everybody(session: Session, care: Care) -> list[Care]:
    """Two in care and one discharged, and somebody of another practice; each got worse."""
    people = [care, *others(session, care, 2), make_care(session, email="-elsewhere")]
    for one in people:
        rate(session, one, 9, 9, range(1, 5))
    discharge(acting(session, care.therapist, at(5)), people[1].episode)
    close_days(session, at(5))
    session.commit()
    return people


def test_one_tick_puts_all_right_and_the_next_does_nothing(
    app: Flask, session: Session, everybody: list[Care], clock: time_machine.Traveller
) -> None:
    right = stored_by_an_older_release(session)
    clock.move_to(at(5) + 60 * MINUTES)
    assert tick(app, ["recount"]) == {"recount": 2}
    assert rows(session) == right
    session.execute(update(DiaryDay).values(**OLDER))
    session.commit()
    spoilt = rows(session)
    assert tick(app, ["recount"]) == {"recount": 0}
    assert rows(session) == spoilt


def test_a_night_that_is_due_as_well_judges_by_the_new_days(
    app: Flask, session: Session, everybody: list[Care], clock: time_machine.Traveller
) -> None:
    stored_by_an_older_release(session)
    clock.move_to(at(5))
    tick(app)
    session.rollback()
    found = session.scalars(select(Verdict.state).where(Verdict.on == on(5)))
    assert list(found) == 3 * ["worsening"]


@pytest.mark.parametrize("stop", [Killed, KeyboardInterrupt])
def test_a_clock_that_dies_half_way_is_followed_by_one_that_ends_it(
    session: Session,
    everybody: list[Care],
    monkeypatch: pytest.MonkeyPatch,
    stop: type[BaseException],
) -> None:
    right = stored_by_an_older_release(session)
    done: list[UUID] = []

    def only_one(inside: Session, episode_id: UUID) -> int:
        if done:
            raise stop
        done.append(episode_id)
        return days.rebuild(inside, episode_id)

    monkeypatch.setattr(job, "rebuild", only_one)
    with pytest.raises(stop):
        job.recount(session, at(5))
    session.rollback()
    assert rows(session) != right
    monkeypatch.setattr(job, "rebuild", days.rebuild)
    job.recount(session, at(5) + 9 * MINUTES)  # somebody may still be at the first practice
    assert rows(session) != right
    assert job.recount(session, at(5) + 11 * MINUTES) == 1
    assert rows(session) == right
    assert [row[1] for row in runs(session, "recount")] == ["done", "done"]


def test_whoever_writes_meanwhile_waits_for_no_more_than_one_client(
    app: Flask, session: Session, everybody: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each of them somebody else writes, and is not kept waiting by those before it."""
    right = stored_by_an_older_release(session)
    wrote: list[UUID] = []

    def beside(inside: Session, episode_id: UUID) -> int:
        made = days.rebuild(inside, episode_id)
        wrote.append(episode_id)
        return made

    def pause(_seconds: float) -> None:
        with Session(db.engine) as other, other.begin():
            other.execute(update(DiaryDay).values(noted=False))

    monkeypatch.setattr(job, "rebuild", beside)
    monkeypatch.setattr("homecare.busy._pause", pause)
    with app.app_context():
        job.recount(session, at(5))
    assert sorted(wrote) == sorted(one.episode.id for one in everybody)
    assert rows(session) == right


def test_somebody_whose_days_cannot_be_counted_keeps_nobody_elses_back(
    session: Session, everybody: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = stored_by_an_older_release(session)
    odd = everybody[2].episode.id

    def all_but_one(inside: Session, episode_id: UUID) -> int:
        if episode_id == odd:
            raise ValueError("leg 9")
        return days.rebuild(inside, episode_id)

    monkeypatch.setattr(job, "rebuild", all_but_one)
    with capture_logs() as logged:
        assert job.recount(session, at(5)) == 2
    assert [row for row in rows(session) if row[0] != odd] == [r for r in right if r[0] != odd]
    assert sorted(row[1] for row in runs(session, "recount")) == ["done", "failed"]
    [said] = [line for line in logged if line["log_level"] == "error"]
    assert said["episode"] == str(odd)
    assert "leg 9" not in str(logged)
    assert job.recount(session, at(6)) == 0


def test_a_higher_number_is_a_counting_of_its_own(
    session: Session, everybody: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert job.recount(session, at(5)) == 2
    monkeypatch.setattr(job, "PERIOD", "1000")
    right = stored_by_an_older_release(session)
    assert job.recount(session, at(5)) == 2
    assert rows(session) == right


def test_the_health_page_says_how_many_practices_wait_for_it(
    session: Session, everybody: list[Care], browser_client: FlaskClient
) -> None:
    def left() -> int:
        return int(browser_client.get("/healthz").json["practices_to_recount"])  # type: ignore[index]

    assert left() == 2
    job.recount(session, at(5))
    assert left() == 0
