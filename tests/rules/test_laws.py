"""What must hold for every history. The order of verdicts is `BEST_TO_WORST`:

resolved, recurrent, improving, early, level, too few, not following, stalled, quiet, worsening,
gp, urgent.
"""

import json
import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from homecare.rules.assessment import assess, assess_days
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import Check, Cleared, History, PainDay, SessionDay
from homecare.rules.replay import replay
from homecare.rules.verdict.states import BEST_TO_WORST
from tests.chance import examples
from tests.rules.histories import intake, on, pain

DAYS = 75
LEVEL = st.one_of(st.floats(0, 10), st.floats(0, 3))
"""Low levels come more often: pain that is gone, back, or new in the leg."""
SHAPES = st.lists(st.tuples(st.integers(0, DAYS), LEVEL, LEVEL), min_size=1, max_size=6)


STEADY = st.tuples(st.integers(3, 7), st.sampled_from((0.5, 0.7, 0.8, 0.9, 1.0, 1.1))).map(
    lambda drawn: [
        (0, drawn[0], drawn[0] / 2),
        (9, drawn[0] * drawn[1], drawn[0] * drawn[1] / 2),
        (30, drawn[0] * drawn[1] ** 1.2, drawn[0] * drawn[1] / 2),
    ]
)
"""Courses that hardly move: drawn half of the time, since stalls are rare among wild ones."""


POLICIES = st.sampled_from(
    (
        DEFAULT,
        adjusted(DEFAULT, rated_days=4, longer_days=14, worse_days=1, switch_on=3, severe_mean=6),
        adjusted(DEFAULT, improved_least=2, stall_mean=2, switch_off=1, resolved_score=2),
    )
)
"""The rule as it comes, and as two practices may have changed it."""


WHEN = st.one_of(st.sampled_from((21, 28, 31, 35, 42, 49, 58, 66)), st.integers(4, DAYS + 5))
"""Days on which something can be judged come more often than the first three weeks."""


@st.composite
def histories(draw, flags=True):
    """Courses made of level stretches with noise, gaps and everything that can be entered."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    steady = draw(st.booleans())
    stretches = sorted(draw(STEADY if steady else SHAPES))
    share = draw(st.sampled_from((0.3, 0.7, 0.9) if steady else (0.2, 0.4, 0.7, 1.0)))
    noise = draw(st.sampled_from((0, 0.5, 1.5)))
    until = draw(st.integers(30 if steady else 5, DAYS))
    reported = draw(st.sampled_from(((0, 0, 1), (0, 1, 2), (1, 2))))

    def score(day, site):
        level = [span[site] for span in stretches if span[0] <= day] or [stretches[0][site]]
        return min(10, max(0, round(level[-1] + rng.gauss(0, noise))))

    days = [day for day in range(1, until) if rng.random() < share]
    some = st.lists(st.integers(1, DAYS), max_size=3)
    codes = ("fever", "bladder", "foot_drop")
    asked = tuple(
        Check(on(day), rng.choice((None, -3, -2, 0, 1, 2)), (rng.choice(codes),) if hit else ())
        for day in draw(st.lists(st.integers(1, DAYS), max_size=8))
        for hit in (flags and rng.random() < 0.05,)
    )
    return History(
        "h",
        intake(score(0, 1), score(0, 2), onset=on(-draw(st.sampled_from((5, 60, 400))))),
        pain=tuple(
            PainDay(on(day), score(day, 1), score(day, 2) if rng.random() < 0.95 else None)
            for day in days
        ),
        sessions=tuple(SessionDay(on(day), 2, rng.choice(reported)) for day in range(1, until)),
        visits=tuple(on(day) for day in draw(some)),
        checks=asked,
        all_better=tuple(on(day) for day in draw(some)),
        cleared=tuple(Cleared(on(day), rng.choice(codes), "spoke") for day in draw(some)),
        away=tuple(
            (on(day), on(day + 6)) for day in draw(st.lists(st.integers(1, DAYS), max_size=1))
        ),
        check_ins=tuple((on(day), rng.choice(("better", "same", "worse"))) for day in draw(some)),
    )


def rank(history, day):
    return BEST_TO_WORST.index(assess(history, DEFAULT, on(day)).state)


def written(assessments):
    return [json.dumps([found.to_json(), found.cause, str(found.since)]) for found in assessments]


def until(history, last):
    """Return the entries received by `last`."""

    def by(entries, day=lambda entry: entry.on):
        return tuple(entry for entry in entries if day(entry) <= last)

    return replace(
        history,
        pain=by(history.pain), sessions=by(history.sessions), checks=by(history.checks),
        visits=by(history.visits, lambda day: day), cleared=by(history.cleared),
        all_better=by(history.all_better, lambda day: day),
        check_ins=by(history.check_ins, lambda row: row[0]),
    )  # fmt: skip


def test_the_verdicts_have_an_order_from_best_to_worst():
    assert BEST_TO_WORST == (
        "resolved", "recurrent", "improving", "early", "level", "too_few",
        "not_following", "stalled", "quiet", "worsening", "gp", "urgent",
    )  # fmt: skip


@settings(max_examples=examples(250))
@given(histories(), WHEN, st.data())
def test_raising_a_recent_rating_never_makes_the_verdict_better(history, day, data):
    recent = [
        index for index, row in enumerate(history.pain)
        if max(4, day - 7) <= (row.on - history.intake.on).days <= day
    ]  # fmt: skip
    if not recent:
        return
    index = data.draw(st.sampled_from(recent))
    row = history.pain[index]
    higher = PainDay(
        row.on,
        None if row.leg is None else data.draw(st.integers(int(row.leg), 10)),
        None if row.back is None else data.draw(st.integers(int(row.back), 10)),
    )
    raised = (*history.pain[:index], higher, *history.pain[index + 1 :])
    assert rank(replace(history, pain=raised), day) >= rank(history, day)


@settings(max_examples=examples(100))
@given(histories(), WHEN, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(history, day, rng):
    def shuffled(entries):
        mixed = list(entries)
        rng.shuffle(mixed)
        return tuple(mixed)

    names = ("pain", "sessions", "visits", "checks", "all_better", "cleared", "check_ins")
    mixed = replace(history, **{name: shuffled(getattr(history, name)) for name in names})
    assert assess(mixed, DEFAULT, on(day)) == assess(history, DEFAULT, on(day))


@settings(max_examples=examples(60))
@given(histories(), st.lists(st.integers(0, DAYS + 10), min_size=1, max_size=6))
def test_a_replay_to_a_day_equals_a_live_run_on_the_entries_received_by_then(history, days):
    walked = replay(history, DEFAULT, on(DAYS + 10)).states
    for day in days:
        live = assess(until(history, on(day)), DEFAULT, on(day))
        assert live.state == [state for when, state in walked if when <= on(day)][-1]
        assert live == assess(history, DEFAULT, on(day))


@settings(max_examples=examples(80))
@given(histories(), st.lists(st.integers(0, DAYS + 40), min_size=2, max_size=12), POLICIES)
def test_days_judged_one_after_the_other_are_judged_as_from_scratch(history, days, policy):
    """Also as they were judged then, before anything later was entered or corrected."""
    days = sorted(days)
    walked = list(assess_days(history, policy, map(on, days)))
    assert written(walked) == written(assess(history, policy, on(day)) for day in days)
    known = (assess(until(history, on(day)), policy, on(day)) for day in days)
    assert written(walked) == written(known)


@settings(max_examples=examples(60))
@given(histories(), st.integers(1, DAYS), st.integers(0, 10), st.integers(4, DAYS + 20))
def test_what_is_entered_late_or_corrected_is_judged_as_if_it_had_always_stood(
    history, day, score, last
):
    kept = tuple(row for row in history.pain if row.on != on(day))
    corrected = replace(history, pain=(*kept, PainDay(on(day), score, score)))
    in_order = replace(history, pain=tuple(sorted(corrected.pain)))
    days = [on(at) for at in range(max(0, last - 9), last)]
    assert written(assess_days(corrected, DEFAULT, days)) == written(
        assess(in_order, DEFAULT, at) for at in days
    )
    assert replay(corrected, DEFAULT, on(last)) == replay(in_order, DEFAULT, on(last))


@settings(max_examples=examples(150))
@given(histories(flags=False), st.integers(8, 60))
def test_silence_after_recovery_never_raises_a_flag(history, day):
    low = tuple(
        PainDay(on(at), 0, 0) for at in range(day, day + 7)
    )  # fmt: skip
    last = on(day + 6)
    kept = until(history, on(day - 1))
    recovered = replace(kept, pain=kept.pain + low, away=(), checks=())
    assert assess(recovered, DEFAULT, on(day + 7)).state in ("resolved", "recurrent", "gp")
    for flag in replay(recovered, DEFAULT, on(DAYS + 40)).flags:
        assert flag[0] <= last + timedelta(days=1)


def test_late_worsening_ends_with_the_pain():
    """Worse for weeks from a start at 0, gone before the sixth week: no mean can improve on 0."""
    sore = pain(0, range(3, 27), back=4)
    gone = pain(0, range(32, 39), back=0)
    history = History("h", intake(0, 0), pain=sore + gone)
    assert replay(history, DEFAULT, on(80)).states[-1] == (on(37), "resolved")
    still_sore = History("h", intake(0, 0), pain=sore + pain(0, range(27, 45), back=4))
    assert assess(still_sore, DEFAULT, on(42)).state == "gp"


@settings(max_examples=examples(100))
@given(histories(), st.integers(0, DAYS + 5))
def test_a_missing_day_is_never_read_as_zero(history, day):
    asked = {row.on for row in history.pain}
    blanks = tuple(PainDay(on(at), None, None) for at in range(1, DAYS) if on(at) not in asked)
    found = assess(replace(history, pain=history.pain + blanks), DEFAULT, on(day))
    assert found == assess(history, DEFAULT, on(day))
    means = found.figures["mean"]
    lowest = {
        site: min((getattr(row, site) for row in history.pain if getattr(row, site) is not None),
                  default=0)
        for site in ("leg", "back")
    }  # fmt: skip
    for site in ("leg", "back"):
        smallest = min(lowest[site], getattr(history.intake, site))
        assert means[site] is None or means[site] >= round(smallest, 2)


@settings(max_examples=examples(60))
@given(histories())
def test_a_stall_is_never_called_before_day_28(history):
    states = replay(history, DEFAULT, on(27)).states
    assert "stalled" not in [state for _, state in states]


@settings(max_examples=examples(100))
@given(histories(flags=False), st.integers(0, 30))
def test_nothing_grave_rests_on_scores_of_a_month_ago(history, later):
    """M is valid for a week after a score, and what it made grave for two more."""
    quiet = replace(history, checks=())
    last = max([row.on for row in quiet.pain], default=quiet.intake.on)
    on_a_day = last + timedelta(days=1 + 7 + DEFAULT.frozen_days + later)
    assert assess(quiet, DEFAULT, on_a_day).state not in ("gp", "worsening")


@settings(max_examples=examples(100))
@given(histories(flags=False), WHEN)
def test_no_verdict_rests_on_figures_older_than_it_says(history, day):
    """Every day that a sentence speaks of is one that was rated not longer than four weeks ago."""
    found = assess(history, DEFAULT, on(day))
    if found.state in ("improving", "level", "stalled", "not_following"):
        site = ("leg", "back").index(found.figures["index_site"]) + 1
        rated = [row[0] for row in history.pain if row[site] is not None and row[0] < on(day)]
        last = max([history.intake.on, *rated])
        assert (on(day) - last).days <= DEFAULT.stale_days
