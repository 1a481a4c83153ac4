"""A piece of work is claimed by one; an abandoned claim is taken over by one."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clockwork.models import Run
from homecare.clockwork.runs import claim, finish
from homecare.database import transaction
from tests.make.people import NOW


def claimed(session: Session, minutes: int) -> UUID | None:
    with transaction(session) as inside:
        return claim(inside, "assess", "a practice", "2026-03-02", NOW + timedelta(minutes=minutes))


def test_work_is_claimed_once_and_taken_over_only_after_ten_minutes(session: Session) -> None:
    first = claimed(session, 0)
    assert first is not None
    assert claimed(session, 0) is None
    assert claimed(session, 10) is None
    assert claimed(session, 11) == first
    assert claimed(session, 12) is None


def test_work_that_is_done_is_never_claimed_again(session: Session) -> None:
    run_id = claimed(session, 0)
    assert run_id is not None
    with transaction(session) as inside:
        finish(inside, run_id, NOW)
    assert claimed(session, 600) is None


def test_why_a_run_failed_is_kept_as_far_as_its_column_goes(session: Session) -> None:
    run_id = claimed(session, 0)
    assert run_id is not None
    with transaction(session) as inside:
        finish(inside, run_id, NOW, "failed", "why " * 100)
    assert session.scalars(select(Run.reason)).all() == ["why " * 75]
