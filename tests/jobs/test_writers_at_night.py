"""The night and those who write meanwhile: nobody waits for it, and nothing they say is missed."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare import busy
from homecare.acting import the_clock
from homecare.assessment.models import Verdict
from homecare.busy import in_turn
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.clockwork import at_work
from homecare.clockwork.models import Run
from homecare.clockwork.runs import claim
from homecare.clockwork.stops import Sign, beat
from homecare.database import transaction
from homecare.diary.operations import record_entry
from homecare.flags import batches, findings
from homecare.flags.assessing import assess_episode
from homecare.flags.batches import Judged, in_parts, judge_batch, keep_judged
from homecare.flags.models import Flag
from homecare.jobs import nightly
from tests.make.busy import impatient
from tests.make.diary import Care, told
from tests.make.flags import answer, at, on, rate
from tests.make.people import NOW, acting
from tests.make.reports import runs
from tests.running import wait_until


@pytest.fixture
def night(session: Session, settings: Settings) -> Callable[[int], int]:
    """The clock's work on the morning of a day, on which a lock is waited for in vain."""

    def assess(day: int) -> int:
        session.commit()
        session.expunge_all()
        with impatient(session.get_bind()):  # type: ignore[arg-type]
            return nightly.assess(session, settings, at(day), on(day))

    return assess


def report(session: Session, care: Care, score: int, day: int = 4) -> None:
    """A phone's report, by a connection of its own that waits for nobody."""
    with Session(session.get_bind(), expire_on_commit=False) as phone:
        episode = phone.get_one(Episode, care.episode.id)
        phone.commit()
        with transaction(phone) as inside:
            body = {"leg": score, "back": score}
            told_now = told(body=body, day=on(day), seq=score, device=f"phone-{score}")
            record_entry(acting(inside, care.me, at(day)), episode, told_now)


def alone(session: Session, care: Care, day: int) -> dict[str, Any]:
    """The figures that judging the episode by itself finds now."""
    session.rollback()
    session.expunge_all()
    episode = session.get_one(Episode, care.episode.id)
    found = assess_episode(acting(session, the_clock(care.practice.id), at(day)), episode, on(day))
    session.rollback()
    return found.figures


def verdicts(session: Session) -> list[dict[str, Any]]:
    session.rollback()
    return list(session.scalars(select(Verdict.figures)))


def test_the_night_holds_no_lock_while_it_judges(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def judge(*args: Any) -> Any:
        with Session(session.get_bind()) as somebody, transaction(somebody) as inside:
            beat(inside, "somebody", Sign(NOW, NOW, "a"))
        written.append(args)
        return findings.judge(*args)

    monkeypatch.setattr(batches, "judge", judge)
    assert night(5) == 1
    assert len(written) == 1
    assert verdicts(session) == [alone(session, care, 5)]


def test_between_two_pieces_of_work_the_lock_is_free_for_a_while(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only SQLite needs it: its writers ask for the lock now and then, and stand in no line."""
    paused = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        with Session(session.get_bind()) as somebody, transaction(somebody) as inside:
            beat(inside, "somebody", Sign(NOW, NOW, "a"))

    monkeypatch.setattr("homecare.busy.time.sleep", pause)
    with impatient(session.get_bind()):  # type: ignore[arg-type]
        in_turn(session, lambda inside: beat(inside, "night", Sign(NOW, NOW, "a")))
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    assert [seconds > 0 for seconds in paused] == [True] * on_sqlite


def test_before_anybody_is_served_nobody_is_rested_for(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested: list[float] = []
    monkeypatch.setattr("homecare.busy.time.sleep", rested.append)
    with busy.before_anybody():
        in_turn(session, lambda inside: beat(inside, "night", Sign(NOW, NOW, "a")))
        with busy.resting():
            pass
    assert rested == []


def before_keeping(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None], times: int = 1
) -> None:
    """Something happens after the first judging, and before its verdicts are kept."""
    happened: list[Any] = []
    in_turn = nightly.in_turn

    def once_judged(session: Session, work: Callable[[Session], Any]) -> Any:
        if getattr(work, "func", None) is nightly._keep and len(happened) < times:
            happened.append(work)
            session.rollback()
            happens()
        return in_turn(session, work)

    monkeypatch.setattr(nightly, "in_turn", once_judged)


def test_a_report_between_judging_and_keeping_is_heard(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(session, care, 2, 2, range(1, 4))
    before_keeping(monkeypatch, lambda: report(session, care, score=9))
    assert night(5) == 1
    [kept] = verdicts(session)
    assert kept == alone(session, care, 5)


def test_a_red_flag_between_judging_and_keeping_stands(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered() -> None:
        with Session(session.get_bind(), expire_on_commit=False) as phone:
            episode = phone.get_one(Episode, care.episode.id)
            answer(phone, Care(care.practice, care.therapist, care.me, care.client, episode),
                   "bladder", day=5)  # fmt: skip

    before_keeping(monkeypatch, answered)
    assert night(5) == 1
    session.rollback()
    assert session.scalars(select(Flag.kind)).all() == ["urgent"]
    assert verdicts(session) == [alone(session, care, 5)]


def test_who_is_discharged_between_judging_and_keeping_gets_no_verdict(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end() -> None:
        with Session(session.get_bind(), expire_on_commit=False) as desk:
            episode = desk.get_one(Episode, care.episode.id)
            discharge(acting(desk, care.therapist, at(5)), episode, "All done")
            desk.commit()

    before_keeping(monkeypatch, end)
    assert night(5) == 1
    assert verdicts(session) == []


def test_who_never_stops_reporting_is_judged_all_the_same(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter(range(1, 9))
    before_keeping(monkeypatch, lambda: report(session, care, score=next(scores)), times=8)
    assert night(5) == 1
    assert next(scores) == nightly.ROUNDS + 1
    assert verdicts(session) == [alone(session, care, 5)]


def test_whatever_a_verdict_rests_on_is_seen_to_change(session: Session, care: Care) -> None:
    """One change after the other; each alone is enough to judge again."""
    clock, day = the_clock(care.practice.id), 6
    rate(session, care, 3, 3, range(1, 6))

    def judged() -> list[Judged]:
        session.commit()
        session.expunge_all()
        return judge_batch(acting(session, clock, at(day)), on(day), [care.episode.id])

    def change_intake() -> None:
        session.get_one(Episode, care.episode.id).leg = 1

    changes: list[Callable[[], Any]] = [
        lambda: report(session, care, score=8),
        lambda: answer(session, care, day=day),
        lambda: answer(session, care, "fever", day=day),
        change_intake,
    ]
    for change in changes:
        before = judged()
        change()
        session.commit()
        changed = keep_judged(acting(session, clock, at(day)), on(day), before)
        session.rollback()
        assert changed == [care.episode.id]
    unchanged = judged()
    assert keep_judged(acting(session, clock, at(day)), on(day), unchanged) == []


def test_flags_move_a_few_at_a_time_and_verdicts_all_at_once() -> None:
    def one(moves: bool) -> Any:
        return batches.Judged(NOW, None, (), (), moves)  # type: ignore[arg-type]

    judged = [one(number % 2 == 0) for number in range(24)]
    parts = [Counter(each.moves_a_flag for each in part)
             for part in in_parts(judged, flags_at_once=5)]  # fmt: skip
    assert parts == [{False: 12, True: 5}, {True: 5}, {True: 2}]
    assert list(in_parts([], flags_at_once=5)) == []


def claimed_at(session: Session) -> datetime:
    with Session(session.get_bind()) as other:
        return other.scalars(select(Run.claimed_at).where(Run.kind == "assess")).one()


def test_a_long_night_is_not_taken_over_half_way(
    session: Session, care: Care, night: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that starts beside it twenty minutes later leaves it alone."""
    since = count(0, 20 * 60)
    monkeypatch.setattr("homecare.clockwork.at_work.time.monotonic", lambda: next(since))
    monkeypatch.setattr(at_work, "RENEWED_EVERY", 0.01)
    taken = []

    def another_clock() -> None:
        wait_until(lambda: claimed_at(session) > at(5) + timedelta(minutes=15))
        with Session(session.get_bind()) as other, transaction(other) as inside:
            subject = nightly.subject_of(care.practice.id, "Europe/London")
            later = at(5) + timedelta(minutes=25)
            taken.append(claim(inside, "assess", subject, str(on(5)), later))

    before_keeping(monkeypatch, another_clock)
    assert night(5) == 1
    assert taken == [None]
    assert [row[1] for row in runs(session, "assess")] == ["done"]
