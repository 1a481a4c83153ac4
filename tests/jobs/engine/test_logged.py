"""Every line that a job logs says of which piece of work it is, and nothing of anybody."""

from typing import Any
from uuid import UUID

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars
from structlog.testing import capture_logs

from homecare.clockwork import at_work
from homecare.clockwork.models import Run
from homecare.jobs import clock_process
from homecare.jobs.table import JOBS
from tests.jobs.engine.conftest import House
from tests.make.people import NOW

SECRET = "Olive Park, sciatica"
SAID = ("half-way", "piece failed", "job failed")
log = structlog.get_logger()


def logged(lines: Any) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] in SAID]


def breaks_down(_work: object) -> int:
    log.info("half-way")
    raise ValueError(SECRET)


@pytest.mark.postgresql
def test_a_workers_lines_have_the_id_of_its_row(
    house: House, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from homecare.jobs.engine import queue, worker

    monkeypatch.setitem(JOBS, "weekly-emails", breaks_down)
    run = Run(id=UUID(int=7), kind="round", subject="weekly-emails", period="",
              status="claimed", claimed_at=NOW, queued_at=NOW)  # fmt: skip
    session.add(run)
    queue.put(session, "reports", [run.id])
    session.commit()
    with capture_logs(processors=[merge_contextvars]) as lines:
        worker.do(app, run.id, lambda: False)
    assert [line["event"] for line in logged(lines)] == ["half-way", "piece failed"]
    assert {line["run"] for line in logged(lines)} == {str(run.id)}
    assert SECRET not in str(lines)
    assert "run" not in get_contextvars(), "nothing that is logged later is of that piece"


@pytest.mark.usefixtures("session")
def test_the_clocks_lines_have_one_id_for_each_turn_of_a_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("assess", "reminders"):
        monkeypatch.setitem(JOBS, name, breaks_down)
    with capture_logs(processors=[merge_contextvars]) as lines:
        clock_process.tick(app, ["assess", "reminders"])
    events = [(line["event"], line["run"]) for line in logged(lines)]
    first, second = events[0][1], events[2][1]
    assert events == [("half-way", first), ("job failed", first),
                      ("half-way", second), ("job failed", second)]  # fmt: skip
    assert first != second
    assert SECRET not in str(lines)


def test_who_renews_a_claim_says_of_which_piece(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(at_work, "_renew", lambda *_: seen.append(get_contextvars().get("run")))
    with bound_contextvars(run="a piece"), at_work.at_work(session, UUID(int=7), now=NOW):
        pass
    assert seen == ["a piece"]
