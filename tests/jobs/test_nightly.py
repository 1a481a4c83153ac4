"""The night: days closed and everybody judged, a batch at a time, whatever stops it half-way."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from homecare.acting import the_clock
from homecare.assessment import queries
from homecare.assessment.models import Verdict
from homecare.assessment.queries import due_batches
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.diary.days import close_days_of
from homecare.diary.models import DiaryDay
from homecare.diary.operations import record_entry
from homecare.flags import batches, findings
from homecare.flags.assessing import assess_episode
from homecare.flags.batches import keep_judged
from homecare.flags.findings import OF_ANSWERS
from homecare.flags.models import Flag
from homecare.jobs import nightly
from homecare.rules.reading.history import History
from tests.make.clients import make_client
from tests.make.diary import Care, make_care, statements, told
from tests.make.flags import answer, at, on, rate, told_to
from tests.make.people import acting, make_client_login
from tests.make.reports import runs

MINUTES = timedelta(minutes=1)


def others(session: Session, care: Care, how_many: int, email: str = "") -> list[Care]:
    """More clients of the same therapist, each with a login of their own."""
    made = []
    for number in range(how_many):
        client, episode = make_client(session, care.therapist, name=f"Client {number}")
        me = make_client_login(
            session, care.practice, client.id, email=f"client{number}{email}@homecare.example"
        )
        made.append(Care(care.practice, care.therapist, me, client, episode))
    return made


def night(session: Session, settings: Settings, day: int, later: timedelta = 0 * MINUTES) -> int:
    """The clock's work on the morning of a day, counted from the intake."""
    session.commit()
    session.expunge_all()
    return nightly.assess(session, settings, at(day) + later, on(day))


def verdicts(session: Session) -> list[tuple[Any, ...]]:
    session.commit()
    columns = (Verdict.episode_id, Verdict.on, Verdict.state, Verdict.proposes, Verdict.reasons,
               Verdict.figures, Verdict.state_since)  # fmt: skip
    return [tuple(row) for row in session.execute(select(*columns).order_by(Verdict.episode_id))]


def flags(session: Session) -> list[tuple[Any, ...]]:
    columns = (Flag.episode_id, Flag.kind, Flag.proposes, Flag.status, Flag.reasons, Flag.figures)
    found = session.execute(select(*columns).order_by(Flag.episode_id, Flag.raised_at, Flag.kind))
    return [tuple(row) for row in found]


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 1)


class Killed(BaseException):
    """As if somebody had pulled the plug."""


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("stop", [OperationalError("", {}, OSError()), Killed()])
def test_a_night_that_stops_half_way_is_finished_later_and_repeats_nothing(
    session: Session,
    settings: Settings,
    care: Care,
    monkeypatch: pytest.MonkeyPatch,
    stop: BaseException,
) -> None:
    everybody = [care, *others(session, care, 2)]
    for one in everybody:
        rate(session, one, 9, 9, range(1, 5))
    judged: list[UUID] = []

    def keep_two(*args: Any) -> list[UUID]:
        if len(judged) == 2:
            raise stop
        (one,) = args[2]
        judged.append(one.of)
        return keep_judged(*args)

    monkeypatch.setattr(nightly, "keep_judged", keep_two)
    try:
        assert night(session, settings, 5) == 0
    except Killed:
        session.rollback()
    assert [row[0] for row in verdicts(session)] == sorted(judged)
    assert told_to(session) == sorted(2 * ["owner@homecare.example", "therapist@homecare.example"])
    monkeypatch.setattr(nightly, "keep_judged", keep_judged)
    assert night(session, settings, 5, 9 * MINUTES) == 0  # somebody may still be at it
    assert night(session, settings, 5, 11 * MINUTES) == 1
    assert [(row[1], row[2]) for row in verdicts(session)] == 3 * [(on(5), "worsening")]
    assert [row[1] for row in flags(session)] == 3 * ["worsening"]
    assert told_to(session) == sorted(3 * ["owner@homecare.example", "therapist@homecare.example"])
    assert [row[:2] for row in runs(session, "assess")] == [("2026-03-07", "done")]


def test_the_statements_of_a_night_do_not_grow_with_the_episodes_of_a_batch(
    session: Session, settings: Settings, care: Care
) -> None:
    def sent(day: int) -> int:
        with statements(session) as found:
            assert night(session, settings, day) == 1
        return len(found)

    sent(1)
    alone = sent(2)
    others(session, care, 5)
    night(session, settings, 3)
    assert sent(4) == alone
    assert len(verdicts(session)) == 6


@pytest.mark.usefixtures("one_at_a_time")
def test_nobodys_entry_waits_for_the_whole_night(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone sends between two batches, as it could not if one transaction held them all."""
    others(session, care, 1)
    stored, episode_id = [], care.episode.id

    def then_a_phone_sends(*args: Any) -> Iterator[list[UUID]]:
        for batch in due_batches(*args):
            yield batch
            with Session(session.get_bind()) as phone:
                episode = phone.get_one(Episode, episode_id)
                record_entry(acting(phone, care.me, at(1)), episode, told(day=on(0)))
                phone.commit()
                stored.append(batch)

    monkeypatch.setattr(nightly, "due_batches", then_a_phone_sends)
    assert night(session, settings, 1) == 1
    assert len(stored) == 2


def test_the_last_day_of_an_ended_episode_is_closed_but_it_is_judged_no_more(
    session: Session, settings: Settings, care: Care
) -> None:
    (ended,) = others(session, care, 1)
    discharge(acting(session, care.therapist, at(0)), ended.episode, "All done")
    session.commit()
    night(session, settings, 1)
    closed = select(DiaryDay.on).where(DiaryDay.episode_id == ended.episode.id, DiaryDay.closed)
    assert session.scalars(closed).all() == [on(0)]
    assert [row[0] for row in verdicts(session)] == [care.episode.id]


def test_one_that_cannot_be_judged_keeps_nobody_else_from_it(
    session: Session,
    settings: Settings,
    care: Care,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (other,) = others(session, care, 1)

    def judge(history: History, *rest: Any) -> Any:
        if history.id == str(care.episode.id):
            raise ArithmeticError
        return findings.judge(history, *rest)

    monkeypatch.setattr(batches, "judge", judge)
    assert night(session, settings, 1) == 1
    assert [row[0] for row in verdicts(session)] == [other.episode.id]
    assert str(care.episode.id) in caplog.text


def a_course(session: Session, one: Care, chance: Random) -> None:
    """Some weeks as nobody would have planned them."""
    leg = chance.randint(2, 9)
    for day in range(1, 36):
        leg = max(0, min(10, leg + chance.choice([-1, 0, 0, 0, 1])))
        if chance.random() < 0.7:
            rate(session, one, leg, chance.randint(0, 6), [day])
    for day in chance.sample(range(1, 36), 2):
        codes = chance.sample(["fever", "foot_drop", "bladder", "night_pain"], chance.randint(0, 1))
        answer(session, one, *codes, day=day)


@pytest.mark.parametrize("seed", range(4))
def test_a_night_finds_for_each_what_judging_them_alone_finds(
    session: Session, settings: Settings, seed: int
) -> None:
    found = []
    for number, judge_all in enumerate([together, alone]):
        care = make_care(session, email=f".{number}")
        for place, one in enumerate([care, *others(session, care, 3, f".{number}")]):
            a_course(session, one, Random(100 * seed + place))
        for day in (36, 37, 42, 43, 49):
            judge_all(session, settings, care, day)
        found.append(said(session, care))
    assert found[0] == found[1]
    assert len(found[0][0]) == 4


def together(session: Session, settings: Settings, care: Care, day: int) -> None:
    night(session, settings, day)


def alone(session: Session, settings: Settings, care: Care, day: int) -> None:
    mine = select(Episode).where(Episode.practice_id == care.practice.id).order_by(Episode.id)
    for episode in session.scalars(mine).all():
        close_days_of(session, at(day), [episode.id])
        assess_episode(acting(session, the_clock(care.practice.id), at(day)), episode, on(day))
        session.commit()


def said(session: Session, care: Care) -> tuple[list[Any], list[Any]]:
    """Verdicts and flags of a practice, without the ids that differ from one to another."""
    session.commit()
    session.expunge_all()
    verdicts = select(Verdict).where(Verdict.practice_id == care.practice.id)
    flags = select(Flag).where(Flag.practice_id == care.practice.id)
    return (
        [
            (v.on, v.state, v.proposes, v.reasons, v.figures, v.state_since)
            for v in session.scalars(verdicts.order_by(Verdict.episode_id))
        ],
        [
            (f.kind, f.proposes, f.status, f.raised_on, f.reasons, without_ids(f.figures),
             [(step.old, step.new, step.reason) for step in f.transitions])
            for f in session.scalars(flags.order_by(Flag.episode_id, Flag.raised_on, Flag.kind))
        ],
    )  # fmt: skip


def without_ids(figures: dict[str, Any]) -> dict[str, Any]:
    return {**figures, "occasions": [key.partition(OF_ANSWERS)[1] or key
                                     for key in figures["occasions"]]}  # fmt: skip
