"""With no new entry and no new answer, a decided flag is followed by none of the same or a lesser
kind for 28 days, whatever the night. Tried with drawn histories, practices and days."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homecare.flags.findings import Finding, answered_for, judge
from homecare.flags.holding import Decision, is_held
from homecare.flags.lifecycle import keep_occasions, update_figures
from homecare.flags.models import Flag
from homecare.rules.policy import Policy
from homecare.rules.reading.history import Check, History, Intake
from homecare.rules.verdict.flags_asked import GRAVITY
from tests.chance import examples

WEEK_53 = date(2026, 11, 16)  # from here on a history goes over week 53 and the end of the year
WALKED, HELD = 120, 28
DAY = timedelta(days=1)
POLICIES = (
    Policy(),
    Policy(review_visits=2, review_wait_days=2, review_day=14),
    Policy(always_propose=True, review_visits=6),
    Policy(severe_mean=5.0, severe_late_day=28, long_onset_days=42, long_intake_days=28),
    Policy(quiet_days=5, quiet_mean=2.0, too_few_day=7, stall_mean=2.0),
)
scores = st.integers(0, 10)
course = st.tuples(scores, scores, st.floats(0, 1), st.integers(10, 100), st.randoms())


def pain_of(drawn: tuple[int, int, float, int, Any]) -> list[tuple[date, int, int]]:
    """Scores that go from one level to another, on some of the days, and then nothing."""
    first, last, often, days, dice = drawn
    rows = []
    for day in range(1, days):
        leg = round(first + (last - first) * day / days + dice.uniform(-1, 1))
        if dice.random() < often:
            rows.append((WEEK_53 + day * DAY, min(10, max(0, leg)), dice.randint(0, 8)))
    return rows


@st.composite
def histories(draw: st.DrawFn) -> History:
    pain = pain_of(draw(course))
    spans = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 20)), max_size=2)

    def days(most: int) -> list[date]:
        drawn = draw(st.lists(st.integers(0, 100), max_size=most, unique=True))
        return [WEEK_53 + day * DAY for day in sorted(drawn)]

    def stretches() -> tuple[tuple[date, date], ...]:
        some = draw(spans)
        return tuple((WEEK_53 + a * DAY, WEEK_53 + (a + b) * DAY) for a, b in some)

    change, word = st.integers(-3, 3), st.sampled_from(["better", "same", "worse"])
    onset = WEEK_53 - draw(st.integers(0, 200)) * DAY
    first = draw(scores)
    return History(
        id="drawn",
        intake=Intake(WEEK_53, onset, first, draw(scores), 50),
        pain=tuple(pain),
        sessions=tuple((on, 3, draw(st.integers(0, 3))) for on, *_ in pain[::3]),
        visits=tuple(days(6)),
        checks=tuple(Check(on, draw(change)) for on in days(6)),
        all_better=tuple(days(1)),
        check_ins=tuple((on, draw(word)) for on in days(3)),
        away=stretches(),
        flares=stretches(),
        unheard=stretches(),
    )


def until(history: History, on: date) -> History:
    """What was known on the morning of a day."""
    return replace(
        history,
        pain=tuple(row for row in history.pain if row[0] < on),
        sessions=tuple(row for row in history.sessions if row[0] < on),
        visits=tuple(day for day in history.visits if day < on),
        checks=tuple(check for check in history.checks if check.on < on),
        all_better=tuple(day for day in history.all_better if day < on),
        check_ins=tuple(row for row in history.check_ins if row[0] < on),
    )


def asked(history: History, policy: Policy, on: date, decided: list[Decision]) -> Finding | None:
    found = judge(history, policy, on, ())[1]
    return next((each for each in found if not is_held(each, decided, on)), None)


@settings(max_examples=examples(30), deadline=None)
@given(histories(), st.sampled_from(POLICIES), st.sampled_from(POLICIES), st.integers(0, 5))
def test_a_decided_flag_is_followed_by_none_of_its_kind_or_a_lesser_one(
    history: History, policy: Policy, later: Policy, waits: int
) -> None:
    """The practice may change its thresholds meanwhile: that is no news of the client either."""
    decided: list[Decision] = []
    on = WEEK_53
    while on < WEEK_53 + WALKED * DAY:
        on += DAY
        finding = asked(until(history, on), policy, on, decided)
        if finding is not None:
            on = decide(history, policy, finding, on, on + waits * DAY, decided)
            nothing_more(until(history, on), later, on, decided)


def decide(
    history: History, policy: Policy, finding: Finding, on: date, day: date, decided: list[Decision]
) -> date:
    """The flag stands open until a day, and is decided on that morning; answers the day."""
    flag = Flag(kind=finding.kind, figures={})
    update_figures(flag, finding)
    while on <= day:
        for each in judge(until(history, on), policy, on, ())[1]:
            if GRAVITY.index(each.kind) < GRAVITY.index(flag.kind):
                flag.kind = each.kind
                flag.figures = {}
            if each.kind == flag.kind:
                update_figures(flag, each)
                keep_occasions(flag, each)
        on += DAY
    decided.append(Decision(flag.kind, day, answered_for(flag.figures), flag.figures))
    return day


def nothing_more(history: History, policy: Policy, on: date, decided: list[Decision]) -> None:
    kind = decided[-1].kind
    for night in range(1, HELD + 1):
        finding = asked(history, policy, on + night * DAY, decided)
        lesser = finding is not None and GRAVITY.index(finding.kind) >= GRAVITY.index(kind)
        assert not lesser, (kind, finding, night)
