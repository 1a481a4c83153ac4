"""A letter names one mean of a site for one day, that of its table, whenever it is written."""

import re
from datetime import date, timedelta
from random import Random

import pytest

from homecare.language import MONTHS
from homecare.referrals.figures import verdict_lines
from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from tests.rules.histories import flat, on, pain, steps
from tests.rules.sentences.anybody import anybody

WEEK = re.compile(r"(?:in the week|over the \w+ (?:weeks|days)) to (\d+) (\w+) (\d{4})")
DAY = timedelta(days=1)


def lines(history: History, day: int) -> tuple[list[str], dict[str, float | None]]:
    """The sentences of a letter of that day, and the means of its table."""
    found = assess(history, DEFAULT, on(day), told_today=True)
    return verdict_lines(found.reasons, found.on), found.figures["mean"]


def check(history: History, day: int) -> int:
    """That no sentence gives a mean of this last week in place of the one in the table; how many
    weeks were named."""
    said, means = lines(history, day)
    named = 0
    for line in said:
        weeks = {date(int(y), MONTHS.index(m) + 1, int(d)) for d, m, y in WEEK.findall(line)}
        named += len(weeks)
        near = {week for week in weeks if on(day - 7) <= week < on(day) - DAY}
        if near and on(day) - DAY not in weeks:
            sites = [site for site in means if site in line.lower()]
            assert sites, line
            assert all(means[site] is None for site in sites), (on(day), line, means)
    return named


@pytest.mark.parametrize("seed", range(120))
def test_on_no_day_does_a_sentence_give_another_week_than_the_table(seed: int) -> None:
    rng = Random(seed)
    history = anybody(rng)
    for day in rng.sample(range(1, 115), 8):
        check(history, day)


def test_a_stall_that_is_held_is_told_with_the_letters_own_week() -> None:
    history = flat(6, 90, pain=pain(steps((0, 6), (36, 5)), range(1, 90)))
    assert sum(check(history, day) for day in range(21, 60)) > 30
    (said, *_), means = lines(history, 40)
    assert said.startswith("Leg pain 6.0 at the start, 5.4 in the week to 13 February 2026: 10 %")
    assert means["leg"]
    assert round(means["leg"], 1) == 5.4
