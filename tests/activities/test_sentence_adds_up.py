"""The sentence about an activity that fell: every figure in it is one that was given."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from homecare.activities.words import FALL, Activity, Followed, newly_fallen

MONDAY = date(2026, 3, 2)
SCORES = st.lists(st.integers(0, 10), max_size=8)
SAYS = re.compile(
    r"“walk” was (?P<held>\d+) (?P<since>at the start|at two checks before), and (?P<first>\d+) "
    r"and (?P<last>\d+) at the last two checks \(0 \(can’t do it\) to 10 \(as before\)\)\."
)


@given(st.integers(0, 10), SCORES)
@example(3, [8, 9, 5, 5])
@example(6, [3, 3])
def test_every_figure_of_a_fall_is_one_that_was_given(start, scores):
    each = tuple((MONDAY + timedelta(days=7 * n), score) for n, score in enumerate(scores, 1))
    told = newly_fallen([], [Followed(Activity("a", "walk", start, MONDAY), each)])
    highest = max([start, *(min(pair) for pair in pairwise(scores[:-2]))])
    if len(scores) < 2 or max(scores[-2:]) > highest - FALL:
        assert told == ""
        return
    said = SAYS.fullmatch(told)
    assert said
    assert [int(said["first"]), int(said["last"])] == scores[-2:]
    held = int(said["held"])
    assert held == highest >= max(scores[-2:]) + FALL
    assert (said["since"] == "at the start") == (held == start)
