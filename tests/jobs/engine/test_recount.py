"""Workers work out days of an older release anew, too: each practice once, whoever dies."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.clockwork.models import Run
from homecare.diary import days
from homecare.diary.models import DiaryDay
from homecare.jobs.after import update as job
from tests.jobs.after.test_update import everybody, rows, stored_by_an_older_release
from tests.jobs.engine.conftest import House
from tests.jobs.test_nightly import Killed
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.reports import runs

__all__ = ["everybody"]  # the fixture
pytestmark = pytest.mark.postgresql


def test_a_worker_does_it_once_for_each_practice(
    house: House, session: Session, everybody: list[Care]
) -> None:
    right = stored_by_an_older_release(session)
    house.at(at(5))
    assert house.clock("recount") == 2
    assert house.queued() == 2 * [("night", "todo")]
    assert house.clock("recount") == 0, "it waits already"
    house.work_off()
    assert rows(session) == right
    session.execute(update(DiaryDay).values(leg=1))
    session.commit()
    spoilt = rows(session)
    house.rounds(12)
    assert [row[1] for row in runs(session, "recount")] == ["done", "done"]
    assert set(rows(session)) >= {*spoilt}


def test_what_a_worker_left_half_done_another_one_ends(
    house: House, session: Session, everybody: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = stored_by_an_older_release(session)
    done: list[Any] = []

    def only_one(inside: Session, episode_id: Any) -> int:
        if done:
            raise Killed
        done.append(episode_id)
        return days.rebuild(inside, episode_id)

    monkeypatch.setattr(job, "rebuild", only_one)
    house.at(at(5))
    house.clock("recount")
    house.work_off()
    session.rollback()
    assert "claimed" in session.scalars(select(Run.status).where(Run.kind == "recount")).all()
    monkeypatch.setattr(job, "rebuild", days.rebuild)
    house.later(3)
    house.rounds(12)
    assert rows(session)[: len(right)] == right
    assert [row[1] for row in runs(session, "recount")] == ["done", "done"]
