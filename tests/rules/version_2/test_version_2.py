"""What version 2 of the rule flags does not change any more: it is what later ones are beside."""

from dataclasses import replace

import pytest

from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.version_2.flags import flags_by_version_2
from tests.rules.histories import checks, flat, intake, on
from tests.rules.test_version import HISTORIES, course

FLAGGED = {
    "flat 2": "",
    "flat 6, three visits": "review 19, review 21, stalled 28, quiet 66",
    "flat 7, three visits": "review 19, review 21, gp 28",
    "flat 6, no exercise": "review 19, not_following 21, review 21, stalled 35, quiet 66",
    "flat 6, since three years": "stalled 28, gp 42",
    "3.5 to 2.8": "",
    "10 to 7": "gp 42",
    "9 to 6 and stuck": "review 49",
    "8 to 2 to 7.5": "gp 35",
    "8 to 2 to 6.5": "worsening 35, gp 42",
    "4 to 6": "worsening 14, gp 42",
    "4 to 8": "worsening 14, gp 28",
    "leg 6 to 0, back 4 to 8": "worsening 14, gp 42",
    "much worse, twice": "worsening 14, stalled 28, quiet 76",
    "6 falling to 4.6, says better": "stalled 35, gp 77",
    "6 and 4 by turns": "stalled 56, quiet 76",
    "6 and 3 by turns": "gp 56",
    "6, says much better": "stalled 35, quiet 76",
    "rated twice a week": "quiet 76",
    "rated on bad days": "gp 28",
    "8 to 4, then silent": "",
    "6, silent from day 15": "quiet 21",
    "6, silent from day 10, said better": "",
    "6 to 4, silent from day 21, said the same": "quiet 27",
    "two weeks away": "stalled 42, quiet 66",
    "three visits in week one": "review 11, review 21, stalled 28, quiet 76",
    "sore after the first massage": "stalled 28, quiet 76",
    "all better amid fives": "stalled 28, quiet 76",
    "resolved, then silent": "",
    "resolved, then 6": "review 27, stalled 56, quiet 76",
    "ticks without scores": "quiet 76",
    "9, rated twice a week": "quiet 60",
    "9, rated once a week": "quiet 66",
    "very much worse, once": "stalled 28, quiet 76",
    "resolved, then 10, then silent": "",
    "leg 0 to 3.5, back 6 to 3": "quiet 76",
    "leg 7 to 0, back 5": "quiet 76",
    "silent from day 5": "quiet 11",
    "8 to 7.4, then 6.8": "gp 28, stalled 56, quiet 76",
    "5 checks of worse, no scores": "quiet 66",
    "away for good": "",
    "a flare-up without an end": "",
    "3 to 4.9": "stalled 28, quiet 76",
    "red flag by mistake": "urgent 9, stalled 28, quiet 76",
}
"""By the revision of this repository that had version 2, day by day to day 84; the two by turns
by what is kept of it."""


def flagged(history, policy=DEFAULT, until=84):
    flags = flags_by_version_2(history, policy, on(until))
    return ", ".join(f"{kind} {(at - on(0)).days}" for at, kind in flags)


def test_every_walked_history_has_its_flags_written_down():
    assert list(FLAGGED) == list(HISTORIES)


@pytest.mark.parametrize("name", HISTORIES)
def test_version_2_flags_a_walked_history_as_it_did(name):
    assert flagged(HISTORIES[name]) == FLAGGED[name]


def test_down_two_points_was_improved_without_thirty_per_cent():
    assert "stalled" not in flagged(course((0, 7.8), (10, 5.7)), until=40)


def test_who_rated_twice_a_week_was_never_judged_by_scores():
    assert flagged(HISTORIES["9, rated twice a week"], until=56) == ""


def test_much_better_put_a_stall_off_each_week():
    polite = course((0, 6), (4, 5.4), checks=checks(range(7, 60, 7), 2))
    assert "stalled" not in flagged(polite, until=56)


def test_a_practice_has_its_own_thresholds_in_version_2_too():
    later = adjusted(DEFAULT, stall_day=28)
    assert "stalled 28" in flagged(flat(6), until=40)
    assert "stalled 35" in flagged(flat(6), later, until=40)


def test_nothing_dated_later_is_seen():
    known = flat(6, days=30)
    assert flagged(known, until=29) == flagged(flat(6, days=60), until=29)
    assert flagged(replace(known, intake=intake(6, 3)), until=0) == ""
