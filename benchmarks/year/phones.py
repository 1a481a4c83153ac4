"""What clients report: each evening on the phone, once a week a check, now and then an answer."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.cohort.people import BETTER
from benchmarks.year.people import CHECKS, NEVER, Resident
from benchmarks.year.world import World
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.diary.envelope import MOST, Arrival
from homecare.diary.ledger import LOG, Report
from homecare.diary.receiving import receive
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.programmes.queries import advice_on, due_on, version_on
from homecare.questions.operations import answer_check, answer_check_in, answer_why
from homecare.questions.queries import asked
from homecare.rules.red_flags import NEW_SYMPTOMS
from homecare.screening.queries import exercises_stopped

RED_FLAG = 0.006  # of weekly checks
FEELS_WRONG = 0.0004  # of the days of somebody who writes
ANSWERS_CHECK_IN = 0.5
OPENS_AFTER_STOP = 0.8  # of those whose phone holds something
CODES = [question.code for question in NEW_SYMPTOMS]


def evening(world: World, zone: str, on: date, now: datetime) -> None:
    """Everybody of a zone writes down their day, or doesn't."""
    for one in world.residents:
        if one.in_care and one.zone == zone and one.day(on) > 0 and one.habit != NEVER:
            _one_evening(world, one, on, now)


def _one_evening(world: World, one: Resident, on: date, now: datetime) -> None:
    down, left = world.calendar.is_down(now), one.has_left(on)
    writes = not left and one.rates(on)
    if writes:
        _write_down(world, one, on, now)
    opens = writes or one.dice(on, "opens").random() < OPENS_AFTER_STOP
    if down or (not one.outbox and not _may_answer(one, on, left)):
        return
    assert one.me is not None
    with world.acting(one.me, now) as act:
        if opens and one.outbox:
            _send(world, act, one)
        _answer(act, one, on, writes, left)


def _may_answer(one: Resident, on: date, left: bool) -> bool:
    asked_lately = one.asked_on is not None and (on - one.asked_on).days <= 4
    return asked_lately or (not left and (one.habit == CHECKS or one.day(on) % 7 == 0))


def _write_down(world: World, one: Resident, on: date, now: datetime) -> None:
    """Put the day into the phone's outbox; what is due was read when there was a server."""
    assert one.episode_id is not None
    with world.acting(_me(one), now) as act:
        stopped = exercises_stopped(act.session, one.episode_id)
        version = version_on(act.session, one.episode_id, on)
        lines = [] if stopped else [item.line for item in due_on(version, on)]
        kinds = {advice.kind for advice in advice_on(version, on)}
    dice, day = one.dice(on, "writes"), one.day(on)
    said: list[tuple[str, dict[str, Any]]] = [
        ("pain", {"leg": one.leg[day], "back": one.back[day]})
    ]
    said += [("exercise", _outcome(dice, line)) for line in lines if dice.random() < one.adherence]
    said += [(kind, {"kept": "kept" if dice.random() < 0.7 else "not_kept"})
             for kind in ("sitting", "bath") if kind in kinds and dice.random() < 0.6]  # fmt: skip
    if one.pain[day] < BETTER and dice.random() < 0.02:
        said.append(("better", {}))
    one.outbox += [(on, kind, body, now) for kind, body in said]


def _me(one: Resident) -> Any:
    assert one.me is not None
    return one.me


def _outcome(dice: Random, line: str) -> dict[str, Any]:
    drawn = dice.random()
    if drawn < 0.92:
        return {"line": line, "outcome": "done"}
    return {"line": line, "outcome": "partly" if drawn < 0.97 else "not"}


def _send(world: World, act: Act, one: Resident) -> None:
    """Send what the phone holds, as its outbox does: at most fifty at once."""
    arrivals = [_arrival(one, *kept) for kept in one.outbox]
    for first in range(0, len(arrivals), MOST):
        for outcome in receive(act, arrivals[first : first + MOST]).outcomes:
            world.seen.outcomes[outcome.status] += 1
    one.outbox.clear()
    one.wrote.append(act.now)


def _arrival(
    one: Resident, day: date, kind: str, body: dict[str, Any], done_at: datetime
) -> Arrival:
    one.seq += 1
    report = Report(
        id=new_id(), device=f"phone-{one.number}", seq=one.seq, op=LOG, supersedes=None,
        kind=kind, programme_version_id=None, local_date=day, zone=one.zone, done_at=done_at,
        body=body,
    )  # fmt: skip
    return Arrival(report.id, str(report.id), {"id": str(report.id)}, report)


def _answer(act: Act, one: Resident, on: date, writes: bool, left: bool) -> None:
    """The weekly check where it is open, why little was reported, a check-in, a red flag."""
    episode, dice = act.session.get_one(Episode, one.episode_id), one.dice(on, "answers")
    open_now = asked(act.session, episode, on)
    there = writes or (not left and one.habit == CHECKS)
    if open_now.check and there and dice.random() < 0.6:
        answers = {dice.choice(CODES): dice.random() < 0.3} if dice.random() < RED_FLAG else {}
        answer_check(act, episode, entry_id=new_id(), change=one.change(on), answers=answers)
        one.wrote.append(act.now)
    if open_now.why and writes and dice.random() < 0.4:
        reason = dice.choice(("no_time", "forgot", "too_hard", "better", "hurts"))
        answer_why(act, episode, entry_id=new_id(), reason=reason)
    if writes and dice.random() < FEELS_WRONG:
        record_red_flag_answers(act, episode, "client", {dice.choice(CODES): False})
    _answer_check_in(act, episode, one, on)


def _answer_check_in(act: Act, episode: Episode, one: Resident, on: date) -> None:
    """Half of those who are asked answer, one to four days later; by the link, signed in or not."""
    if one.asked_on is None or on <= one.asked_on:
        return
    dice = one.dice(one.asked_on, "check-in")
    answers, after = dice.random() < ANSWERS_CHECK_IN, dice.randint(1, 4)
    if answers and on == one.asked_on + timedelta(days=after):
        change = one.change(on)
        answer = "better" if change > 1 else "worse" if change < 0 else "same"
        answer_check_in(act, episode, entry_id=new_id(), answer=answer)
        one.wrote.append(act.now)
    if (on - one.asked_on).days >= 4:
        one.asked_on = None
