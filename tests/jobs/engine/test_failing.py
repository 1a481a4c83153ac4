"""What fails at night is seen, is tried again by itself, and keeps nobody else from their look."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare import clock as app_clock
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.clockwork.models import Run
from homecare.clockwork.stops import Sign, beat
from homecare.flags.batches import keep_judged
from homecare.jobs import clock_process, nightly
from homecare.jobs.table import JOBS
from homecare.reports.weekly_progress import email as client_week
from tests.jobs.test_nightly import MINUTES, night, others
from tests.make.diary import Care
from tests.make.flags import at, on, rate
from tests.make.people import acting
from tests.make.reports import runs

HOUR = 60 * MINUTES


@pytest.fixture
def patients(session: Session, care: Care) -> list[Care]:
    """Three who get worse, so that each is mailed about at once."""
    everybody = [care, *others(session, care, 2)]
    for one in everybody:
        rate(session, one, 9, 9, range(1, 5))
    return everybody


@pytest.fixture
def broken(care: Care, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Of whom the mail can't be drawn: whoever is taken out of it is mended."""
    whom = [care.episode.id]

    def keep(act: Any, day: Any, judged: Sequence[Any]) -> list[UUID]:
        if {one.of for one in judged} & {*whom}:
            raise UndefinedError("Sam Reed, sciatica")
        return keep_judged(act, day, judged)

    monkeypatch.setattr(nightly, "keep_judged", keep)
    return whom


def looked_at(session: Session) -> dict[UUID, Any]:
    session.commit()
    return dict(session.execute(select(Verdict.episode_id, Verdict.on)).all())  # type: ignore[arg-type]


def fails(session: Session, browser: FlaskClient) -> list[str]:
    """What `/healthz` says that the clock failed at."""
    now = app_clock.machine_time()
    beat(session, "clock", Sign(now, now, "a"))
    session.commit()
    answer = browser.get("/healthz")
    said = [problem for problem in answer.json["problems"] if "see the log" in problem]
    assert answer.status_code == 503 or not said
    return said


def test_one_whose_mail_cannot_be_drawn_keeps_nobody_else_from_the_night(
    session: Session, settings: Settings, patients: list[Care], broken: list[UUID],
    browser_client: FlaskClient,
) -> None:  # fmt: skip
    assert night(session, settings, 5) == 1
    assert looked_at(session).keys() == {one.episode.id for one in patients[1:]}
    assert [row[:2] for row in runs(session, "assess")] == [("2026-03-07", "done")]
    said = "one record could not be looked at last night: tried again, see the log"
    assert fails(session, browser_client) == [said]
    assert night(session, settings, 6) == 1, "the next night waits for nobody"
    assert {*looked_at(session).values()} == {on(6)}
    assert fails(session, browser_client) == [said], "counted once, however many nights"
    broken.clear()
    assert night(session, settings, 7) == 1
    assert looked_at(session)[patients[0].episode.id] == on(7)
    assert fails(session, browser_client) == []


def test_whom_a_night_left_out_is_looked_at_again_within_the_hour(
    session: Session, settings: Settings, patients: list[Care], broken: list[UUID],
    browser_client: FlaskClient,
) -> None:  # fmt: skip
    night(session, settings, 5)
    assert nightly.again(session, settings, at(5) + 29 * MINUTES) == 0
    broken_still = at(5) + 31 * MINUTES
    assert nightly.is_any_again(session, broken_still)
    assert nightly.again(session, settings, broken_still) == 0
    assert fails(session, browser_client) != []
    broken.clear()
    assert nightly.again(session, settings, broken_still + 10 * MINUTES) == 0, "not at every tick"
    assert nightly.again(session, settings, broken_still + 31 * MINUTES) == 1
    assert looked_at(session)[patients[0].episode.id] == on(5)
    assert fails(session, browser_client) == []


def test_nobody_is_tried_again_whose_care_is_over(
    session: Session, settings: Settings, patients: list[Care], broken: list[UUID],
    browser_client: FlaskClient,
) -> None:  # fmt: skip
    night(session, settings, 5)
    episode = session.get_one(Episode, broken[0])
    discharge(acting(session, patients[0].therapist, at(5)), episode, "All done")
    session.commit()
    nightly.again(session, settings, at(5) + HOUR)
    assert fails(session, browser_client) == []


def test_a_night_that_fails_is_named_until_it_is_done(
    session: Session, settings: Settings, patients: list[Care], browser_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def breaks(*_args: Any) -> Any:
        raise RuntimeError("Sam Reed, sciatica")

    monkeypatch.setattr(nightly, "due_batches", breaks)
    assert night(session, settings, 5) == 0
    said = "the night of 2026-03-07 failed: tried again every 10 minutes, see the log"
    assert fails(session, browser_client) == [said]
    assert night(session, settings, 5, 11 * MINUTES) == 0
    assert fails(session, browser_client) == [said]
    monkeypatch.undo()
    assert night(session, settings, 5, 22 * MINUTES) == 1
    assert fails(session, browser_client) == []
    assert len(looked_at(session)) == 3


def test_what_is_only_tidied_up_keeps_nobody_from_being_looked_at(
    session: Session, settings: Settings, patients: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(nightly, "remember", full)
    assert night(session, settings, 5) == 0, "it is tried again"
    assert len(looked_at(session)) == 3


def test_whoever_types_the_job_hears_what_failed(
    session: Session, settings: Settings, patients: list[Care], broken: list[UUID], app: Flask,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    night(session, settings, 4)
    clock.move_to(at(5))
    answer = app.test_cli_runner().invoke(args=["job", "run", "assess", "--on", str(on(5))])
    assert answer.exit_code == 1
    assert "assess: 1 done" in answer.output
    assert "one record could not be looked at last night" in answer.output
    assert "Sam" not in answer.output
    broken.clear()
    clock.move_to(at(5) + HOUR)
    assert app.test_cli_runner().invoke(args=["job", "run", "assess-again"]).exit_code == 0


def test_mail_of_a_week_that_could_not_be_written_is_named_for_a_day(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller,
    browser_client: FlaskClient,
) -> None:  # fmt: skip
    clock.move_to(at(7))
    for hours, told in (
        (1, ["one mail could not be written: tried again while due, see the log"]),
        (25, []),
    ):
        session.add(
            Run(kind=client_week.KIND, subject=f"{hours:032x}", period="2026-W10", status="failed",
                claimed_at=at(7), finished_at=at(7) - timedelta(hours=hours))
        )  # fmt: skip
        assert fails(session, browser_client) == told
        session.query(Run).delete()


@pytest.mark.parametrize("name", ["assess", "weekly-emails", "reminders", "check-ins"])
def test_a_job_that_breaks_down_is_named_until_it_goes_well(
    name: str, session: Session, app: Flask, browser_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def breaks(_work: object) -> int:
        raise ValueError("Sam Reed, sciatica")

    with monkeypatch.context() as broken:
        broken.setitem(JOBS, name, breaks)
        clock_process.tick(app)
    said = f"the clock fails at {name}: tried again, see the log"
    assert fails(session, browser_client) == [said]
    clock_process.tick(app)
    assert fails(session, browser_client) == []
