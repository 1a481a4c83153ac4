"""The same jobs, done by workers: each once, whoever dies, and nothing left hanging."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.clockwork.runs import begin
from homecare.database import transaction
from homecare.extensions import db
from homecare.jobs import nightly
from homecare.jobs.engine import parts, worker
from homecare.jobs.engine.pieces import STALL_LIMIT
from homecare.jobs.engine.queue import put
from homecare.jobs.table import JOBS
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from tests.jobs.engine.conftest import House
from tests.jobs.test_nightly import flags, others, verdicts
from tests.make.diary import Care
from tests.make.flags import at, on, rate, told_to
from tests.make.people import NOW
from tests.make.reports import runs

pytestmark = pytest.mark.postgresql
MINUTE = timedelta(minutes=1)


@pytest.fixture
def patients(session: Session, care: Care) -> list[Care]:
    """Three who get worse."""
    everybody = [care, *others(session, care, 2)]
    for one in everybody:
        rate(session, one, 9, 9, range(1, 5))
    session.commit()
    return everybody


def open_runs(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    claimed = select(Run.kind, Run.subject).where(Run.status == "claimed")
    return [tuple(row) for row in session.execute(claimed.order_by(Run.kind))]


def waiting_mail(session: Session, address: str = "amy@clients.example", **of: Any) -> OutboxMail:
    row = queue(session, Email("test", address, "Hello", "Hello", **of), NOW)
    session.commit()
    assert row is not None
    return row


def status(session: Session, mail: OutboxMail) -> str:
    session.rollback()
    return session.scalars(select(OutboxMail.status).where(OutboxMail.id == mail.id)).one()


@pytest.mark.parametrize("size", [1, 2, 100])
def test_workers_find_what_the_clock_would_find(
    house: House,
    session: Session,
    settings: Settings,
    patients: list[Care],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    """However many parts a night has: the same verdicts, flags and mails, each once."""
    monkeypatch.setattr(parts, "SIZE", size)
    house.at(at(5))
    house.rounds(12)
    nights = [row for row in runs(session, "assess") if row[0] == on(5).isoformat()]
    assert [row[1] for row in nights] == ["done"]
    assert [(row[1], row[2]) for row in verdicts(session)] == 3 * [(on(5), "worsening")]
    assert [row[1] for row in flags(session)] == 3 * ["worsening"]
    assert told_to(session) == sorted(3 * ["owner@homecare.example", "therapist@homecare.example"])
    assert set(session.scalars(select(OutboxMail.status))) == {"sent"}
    assert open_runs(session) == []
    assert house.queued() == []
    found = verdicts(session), flags(session)
    assert nightly.assess(session, settings, at(5), None) == 0, "nothing is left for a clock"
    assert (verdicts(session), flags(session)) == found


def test_who_knew_the_queue_before_writes_to_one_that_was_made_anew(
    house: House, app: Flask
) -> None:
    with app.app_context(), db.engine.connect() as kept, Session(kept) as session:
        for _ in range(10):  # more than it takes to be worth preparing
            queue_pieces(session)
        house.lose_the_queue()
        house.prepare()
        queue_pieces(session)
    assert house.queued() == [("night", "todo")]


def queue_pieces(session: Session) -> None:
    """Let a piece wait, which nobody will do."""
    with transaction(session):
        put(session, "night", [uuid4()])


def test_a_long_night_waits_in_parts_for_whoever_is_free(
    house: House, session: Session, patients: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SIZE", 1)
    judged: list[int] = []
    judge = nightly.judge

    def note(*args: Any) -> None:
        judged.append(len(args))
        judge(*args)

    monkeypatch.setattr(nightly, "judge", note)
    house.at(at(1))
    assert house.clock("assess") == 1
    assert house.queued() == [("night", "todo")]
    house.work_off()
    assert len(judged) == 3
    assert [row[1] for row in runs(session, "assess")] == ["done"]
    assert runs(session, "assess-part") == []


def test_two_clocks_let_nothing_wait_twice(
    house: House, session: Session, patients: list[Care]
) -> None:
    house.at(at(1))
    waiting_mail(session)
    first = house.clock()
    assert first == len(house.queued()) > 1
    assert house.clock() == 0
    assert len(house.queued()) == first


def test_a_claim_without_a_queue_is_none(house: House, session: Session, care: Care) -> None:
    """Both are stored, or neither."""
    house.at(at(1))
    house.lose_the_queue()
    with pytest.raises(SQLAlchemyError):
        house.clock("assess")
    assert runs(session, "assess") == []
    house.prepare()
    assert house.clock("assess") == 1


def test_the_queue_holds_ids_alone(house: House, session: Session, patients: list[Care]) -> None:
    house.at(at(1))
    waiting_mail(session)
    house.clock()
    rows = session.scalars(text("SELECT args FROM procrastinate.procrastinate_jobs")).all()
    known = {str(one) for one in session.scalars(select(Run.id))}
    assert rows
    for row in rows:
        args = row if isinstance(row, dict) else json.loads(row)
        assert set(args) == {"run"}
        assert args["run"] in known


def begun(session: Session, run_id: UUID) -> object:
    with transaction(session) as inside:
        return begin(inside, run_id, at(1), STALL_LIMIT)


def test_what_a_worker_has_left_is_begun_anew_within_the_stall_limit(
    house: House, session: Session, patients: list[Care]
) -> None:
    house.at(at(1))
    house.clock("assess")
    [run_id] = session.scalars(select(Run.id).where(Run.kind == "assess"))
    assert begun(session, run_id) is not None
    assert begun(session, run_id) is None, "somebody is at it"
    house.later(1.9)
    assert house.clock("mend", "assess") == 0
    house.later(0.2)
    assert house.clock("mend", "assess") == 1
    house.work_off()
    assert [row[1] for row in runs(session, "assess")] == ["done"]
    assert len(verdicts(session)) == 3


@pytest.mark.usefixtures("care")
def test_what_is_lost_from_the_queue_is_put_there_again(house: House, session: Session) -> None:
    """A restore brings our rows, and no queue."""
    house.at(at(1))
    mail = waiting_mail(session)
    assert house.clock("urgent-mail") == 1
    house.lose_the_queue()
    house.prepare()
    house.work_off()
    assert status(session, mail) == "queued"
    house.later(1.1)
    assert house.clock("mend") == 1
    assert house.clock("mend") == 0, "it waits"
    house.work_off()
    assert status(session, mail) == "sent"


@pytest.mark.usefixtures("care")
def test_what_fails_ends_and_lets_its_successor_go(
    house: House, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that fails leaves nothing behind that holds up the next one."""
    house.at(at(1))
    waiting_mail(session)

    def fail(_work: object) -> int:
        raise ArithmeticError

    sends = JOBS["urgent-mail"]
    monkeypatch.setitem(JOBS, "urgent-mail", fail)
    house.clock("urgent-mail")
    house.work_off()
    assert (house.queued(), open_runs(session)) == ([], [])
    monkeypatch.setitem(JOBS, "urgent-mail", sends)
    successor = waiting_mail(session, "ben@clients.example")
    assert house.clock("urgent-mail") == 1
    house.work_off()
    assert status(session, successor) == "sent"


def test_a_night_that_fails_is_tried_again_and_the_next_one_waits_for_it(
    house: House, session: Session, patients: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.at(at(1))
    judge = nightly.judge

    def fail(*_args: Any) -> None:
        raise ArithmeticError

    monkeypatch.setattr(nightly, "judge", fail)
    house.clock("assess")
    house.work_off()
    assert house.queued() == []
    assert [row[1] for row in runs(session, "assess")] == ["claimed"]
    monkeypatch.setattr(nightly, "judge", judge)
    house.later(2.1)
    house.clock("mend")
    house.work_off()
    assert [row[1] for row in runs(session, "assess")] == ["done"]


def test_a_part_that_fails_leaves_the_night_open_until_it_is_done(
    house: House, session: Session, patients: list[Care], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SIZE", 1)
    judge, times = nightly.judge, iter([True, False, True])

    def sometimes(*args: Any) -> None:
        if not next(times):
            raise ArithmeticError
        judge(*args)

    monkeypatch.setattr(nightly, "judge", sometimes)
    house.at(at(1))
    house.clock("assess")
    house.work_off()
    assert len(verdicts(session)) == 2
    assert [kind for kind, _ in open_runs(session)] == ["assess", "assess-part"]
    monkeypatch.setattr(nightly, "judge", judge)
    house.later(2.1)
    assert house.clock("mend") == 1, "the part alone, not the whole night"
    house.work_off()
    assert len(verdicts(session)) == 3
    assert open_runs(session) == []


@pytest.mark.usefixtures("care")
def test_a_second_copy_in_the_queue_does_nothing(
    house: House, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(worker, "_do", lambda _app, run, *_: done.append(run.kind))
    house.at(at(1))
    house.clock("assess")
    session.execute(text("SET LOCAL search_path = procrastinate"))
    session.execute(text(
        "INSERT INTO procrastinate.procrastinate_jobs (queue_name, task_name, args) "
        "SELECT queue_name, task_name, args FROM procrastinate.procrastinate_jobs"
    ))  # fmt: skip
    session.commit()
    house.work_off()
    assert done == ["assess"]


@pytest.mark.usefixtures("care")
def test_work_that_no_worker_begins_is_told(house: House, session: Session, app: Any) -> None:
    house.at(at(1))
    house.clock("assess")
    session.execute(update(Run).values(queued_at=at(1) - 31 * MINUTE))
    session.commit()
    problems = app.test_client().get("/healthz").json["problems"]
    assert "work has waited for a worker for 30 minutes" in problems
