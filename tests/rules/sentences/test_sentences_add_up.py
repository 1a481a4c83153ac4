"""Every sentence of every verdict is taken apart and worked out again from the diary."""

import re
from dataclasses import fields
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cohort.courses import World
from benchmarks.cohort.people import people
from homecare.assessment.thresholds import is_fixed
from homecare.rules.assessment import assess, assess_and_review
from homecare.rules.policy import DEFAULT, Policy, adjusted
from homecare.rules.reading.history import History
from homecare.rules.verdict.arithmetic import Reason
from homecare.rules.verdict.sums import places_that_tell, sum_of
from tests.chance import examples
from tests.rules.histories import on
from tests.rules.odd.cases import CASES
from tests.rules.sentences import (  # fmt: skip
    gate_ones,
    gone_ones,
    grave_ones,
    silent_ones,
    start_ones,
    weekly_ones,
)
from tests.rules.sentences.anybody import anybody
from tests.rules.sentences.diary import Diary
from tests.rules.sentences.recomputed import PATTERNS, Check, recompute
from tests.rules.test_laws import WHEN, histories
from tests.rules.test_version import HISTORIES

READ_TOO = (gate_ones, gone_ones, grave_ones, silent_ones, start_ones, weekly_ones)


def add_up(history: History, day: int, policy: Policy = DEFAULT) -> set[Check]:
    """Take apart all that is said of a history on a day; return what read it."""
    return recompute(Diary(history, day, policy), *assess_and_review(history, policy, on(day)))


@settings(max_examples=examples(300))
@given(histories(), WHEN)
def test_every_sentence_about_a_drawn_history_adds_up(history, day):
    add_up(history, day)


SEEDS = st.integers(0, 10**9)


@settings(max_examples=examples(300))
@given(SEEDS)
def test_every_sentence_about_anybody_adds_up(seed):
    rng = Random(seed)
    history = anybody(rng)
    for day in rng.sample(range(1, 115), 8):
        add_up(history, day)


def test_every_kind_of_sentence_is_met_and_read():
    unmet = {check.__name__ for _, check in PATTERNS}
    for odd in CASES.values():
        unmet -= {check.__name__ for check in add_up(odd.history, odd.day)}
    for seed in range(900):
        if not unmet:
            break
        rng = Random(seed)
        history = anybody(rng)
        for day in rng.sample(range(1, 115), 4):
            unmet -= {check.__name__ for check in add_up(history, day)}
    assert unmet == set()


def test_a_sentence_that_nothing_reads_is_an_error():
    history = HISTORIES["flat 6, three visits"]
    found = assess(history, DEFAULT, on(30))
    unknown = found._replace(reasons=(*found.reasons, Reason("new", "Pain is 3.0 now.")))
    with pytest.raises(AssertionError, match="nothing reads"):
        recompute(Diary(history, 30), unknown)


def test_a_figure_that_does_not_add_up_is_an_error():
    history = HISTORIES["flat 6, three visits"]
    found = assess(history, DEFAULT, on(30))
    text = found.reasons[0].text
    for figure in re.findall(r"\d+\.\d", text):
        changed = Reason("change", text.replace(figure, f"{float(figure) + 0.1:.1f}", 1))
        with pytest.raises(AssertionError):
            recompute(Diary(history, 30), found._replace(reasons=(changed,)))


@st.composite
def changed_policies(draw):
    """A few thresholds, each as low, as high or half as high as a practice may set it."""
    changes = {}
    for item in draw(st.lists(st.sampled_from(CHANGEABLE), max_size=6, unique=True)):
        low, high = item.metadata["low"], item.metadata["high"]
        value = low + (high - low) * draw(st.sampled_from((0, 0.5, 1)))
        changes[item.name] = type(item.default)(value)
    return adjusted(DEFAULT, **changes)


CHANGEABLE = [item for item in fields(Policy) if not is_fixed(item)]


@settings(max_examples=examples(300))
@given(histories(), WHEN, changed_policies())
def test_every_sentence_follows_the_thresholds_of_a_practice(history, day, policy):
    add_up(history, day, policy)


@settings(max_examples=examples(300))
@given(SEEDS, changed_policies())
def test_every_sentence_about_anybody_follows_the_thresholds_of_a_practice(seed, policy):
    rng = Random(seed)
    history = anybody(rng)
    for day in rng.sample(range(1, 115), 4):
        add_up(history, day, policy)


WORLDS = {
    "daily": World(), "twice a week": World(days_a_week=2), "once a week": World(days_a_week=1),
    "scattered": World(daily_sd=1.8),
}  # fmt: skip


@pytest.mark.parametrize("world", WORLDS)
def test_every_sentence_about_simulated_people_adds_up(world):
    rng = Random(7)
    for person in people(7, 40, WORLDS[world]):
        for day in rng.sample(range(5, 90), 12):
            add_up(person.history, day)


@pytest.mark.parametrize("name", [*HISTORIES, *CASES])
def test_every_sentence_about_a_walked_or_odd_history_adds_up(name):
    history = HISTORIES[name] if name in HISTORIES else CASES[name].history
    for day in range(3, 90, 4):
        add_up(history, day)


@pytest.mark.parametrize(
    ("start", "mean", "enough", "shown"),
    [
        (6.0, 4.2, True, ("6.0", "4.2", "30 % better", "30 %")),
        (6.04, 4.24, False, ("6.04", "4.24", "29.8 % better", "30.0 %")),
        (5.96, 4.17, True, ("6.0", "4.2", "30 % better", "30 %")),
        (2.0, 1.0, True, ("2.0", "1.0", "50 % better", "50 %")),
        (2.04, 1.06, False, ("2.0", "1.1", "45 % better", "50 %")),
        (5.0, 6.9, False, ("5.0", "6.9", "38 % worse", "30 %")),
        (0.4, 3.5, False, ("0.4", "3.5", "775 % worse", "")),
        (0.04, 3.5, False, ("0.0", "3.5", "", "")),
        (6.0, 6.0, False, ("6.0", "6.0", "no change", "30 %")),
        (4.5, 5.0, False, ("4.5", "5.0", "11 % worse", "30 %")),
        (4.5, 4.98, False, ("4.50", "4.98", "11 % worse", "30 %")),
    ],
)
def test_a_sum_has_as_many_decimals_as_agree_with_the_verdict(start, mean, enough, shown):
    needed = max(1.0, 0.3 * start)
    assert (start - mean >= needed - 1e-9) == enough
    assert tuple(sum_of(start, mean, DEFAULT))[:4] == shown


@pytest.mark.parametrize(
    ("over", "first", "second", "places"),
    [(1.5, 6.0, 4.5, 1), (1.5, 5.96, 4.47, 2), (1.5, 5.94, 4.46, 1), (2.0, 6.04, 4.04, 1)],
)
def test_a_fall_has_as_many_decimals_as_agree_with_the_verdict(over, first, second, places):
    assert places_that_tell(over, first, second) == places
