"""No verdict changes in silence: the walked histories, as each version of the rule reads them.

Where a line differs, a verdict has changed: raise RULE_VERSION, say in docs/rule.md what changed,
and write the new lines under the new version.
"""

from dataclasses import replace

import pytest

from homecare.rules.policy import DEFAULT, RULE_VERSION
from homecare.rules.reading.history import Check, Cleared, History
from homecare.rules.replay import replay
from tests.rules.histories import checks, flat, intake, on, pain, sessions, steps


def course(*leg, back=1, days=70, **more):
    """Return somebody who rates every day and does what is due; `leg` and `back` as steps."""
    at, behind = steps(*leg), back if callable(back) else steps((0, back))
    parts = {
        "intake": intake(at(0), behind(0)),
        "pain": pain(at, range(1, days), behind),
        "sessions": sessions(range(1, days)),
    }
    return History("walked", **{**parts, **more})


AWAY = [*range(1, 20), *range(34, 60)]
TWICE = [day for day in range(1, 56) if day % 7 in (1, 4)]
BAD_DAYS = [day for day in range(1, 60) if day % 7 in (1, 3, 5)]
MISTAKE = Cleared(on(11), "bladder", "tapped by mistake")
HISTORIES = {
    "flat 2": course((0, 2)),
    "flat 6, three visits": flat(6),
    "flat 7, three visits": flat(7),
    "flat 6, no exercise": flat(6, sessions=sessions(range(1, 60), done=0)),
    "flat 6, since three years": course((0, 6), intake=intake(6, 1, onset=on(-1095))),
    "3.5 to 2.8": course((0, 3.5), (10, 2.8)),
    "10 to 7": course((0, 10), (10, 7)),
    "9 to 6 and stuck": course((0, 9), (10, 6), days=85),
    "8 to 2 to 7.5": course((0, 8), (7, 2), (21, 7.5)),
    "8 to 2 to 6.5": course((0, 8), (7, 2), (21, 6.5)),
    "4 to 6": course((0, 4), (7, 6)),
    "4 to 8": course((0, 4), (9, 8)),
    "leg 6 to 0, back 4 to 8": course((0, 6), (7, 0), back=steps((0, 4), (10, 8))),
    "much worse, twice": course((0, 6), checks=checks((7, 14), -2)),
    "6 falling to 4.6, says better": course(
        (0, 6), (14, 5.6), (21, 5), (28, 4.6), days=85, checks=checks(range(7, 84, 7), 1)
    ),
    "6 and 4 by turns": course((0, 6), (21, 4), (28, 6), (35, 4), (42, 6)),
    "6 and 3 by turns": course((0, 6), (21, 3), (28, 6), (35, 3), (42, 6)),
    "6, says much better": course((0, 6), checks=checks(range(7, 70, 7), 2)),
    "rated twice a week": course((0, 6), pain=pain(6, range(3, 60, 4))),
    "rated on bad days": course((0, 6), pain=pain(7, BAD_DAYS)),
    "8 to 4, then silent": course((0, 8), (10, 4), days=21),
    "6, silent from day 15": course((0, 6), days=15),
    "6, silent from day 10, said better": course((0, 6), days=10, checks=checks((7,), 1)),
    "6 to 4, silent from day 21, said the same": course(
        (0, 6), (9, 4), days=21, checks=checks((7, 14), 0)
    ),
    "two weeks away": course(
        (0, 6), pain=pain(6, AWAY), sessions=sessions(AWAY), away=((on(20), on(33)),)
    ),
    "three visits in week one": course((0, 6), visits=(on(0), on(3), on(6))),
    "sore after the first massage": course((0, 4), (1, 7), (3, 6), (4, 4)),
    "all better amid fives": course((0, 5), all_better=(on(25),)),
    "resolved, then silent": course((0, 6), (7, 0), back=0, days=20),
    "resolved, then 6": course((0, 6), (7, 0), (25, 6), back=0),
    "ticks without scores": course((0, 6), pain=(), checks=checks(range(7, 60, 7))),
    "9, rated twice a week": course((0, 9), back=6, pain=pain(9, TWICE, 6), sessions=()),
    "9, rated once a week": course(
        (0, 9), back=6, pain=pain(9, range(3, 60, 7), 6), sessions=sessions(range(60))
    ),
    "very much worse, once": course((0, 6), checks=checks((21,), -3)),
    "resolved, then 10, then silent": course(
        (0, 6), pain=pain(steps((0, 6), (7, 0), (20, 10)), range(1, 21), 0), sessions=()
    ),
    "leg 0 to 3.5, back 6 to 3": course((0, 0), (14, 3.5), back=steps((0, 6), (14, 3))),
    "leg 7 to 0, back 5": course((0, 7), (7, 0), back=5),
    "silent from day 5": course((0, 6), days=5),
    "8 to 7.4, then 6.8": course((0, 8), (1, 7.4), (42, 6.8)),
    "5 checks of worse, no scores": course(
        (0, 6), pain=(), checks=checks(range(7, 50, 7), -1), sessions=sessions(range(1, 60))
    ),
    "away for good": course((0, 7), (14, 4), days=21, away=((on(21), on(20000)),)),
    "a flare-up without an end": course((0, 7), days=21, flares=((on(18), on(20000)),)),
    "3 to 4.9": course((0, 3), (7, 4.9)),
    "red flag by mistake": course(
        (0, 6), checks=(Check(on(9), None, ("bladder",)),), cleared=(MISTAKE,)
    ),
}
VERDICTS = {
    "3": {
        "flat 2": "early 0, level 21, too_few 77",
        "flat 6, three visits": (
            "early 0, level 21, stalled 28, quiet 66 | review 19: carry_on, review 21: "
            "chiropractor, stalled 28: chiropractor, quiet 66: check_in"
        ),
        "flat 7, three visits": (
            "early 0, level 21, gp 28, quiet 80 | review 19: carry_on, review 21: chiropractor, "
            "gp 28: gp, quiet 80: check_in"
        ),
        "flat 6, no exercise": (
            "early 0, not_following 21, stalled 35, quiet 66 | review 19: carry_on, "
            "not_following 21: ask_why, review 21: chiropractor, stalled 35: chiropractor, "
            "quiet 66: check_in"
        ),
        "flat 6, since three years": (
            "early 0, level 21, stalled 28, gp 42 | stalled 28: visit, gp 42: gp"
        ),
        "3.5 to 2.8": "early 0, level 21, too_few 77",
        "10 to 7": "early 0, improving 21, gp 42 | gp 42: gp",
        "9 to 6 and stuck": "early 0, improving 21, too_few 92 | review 49: visit",
        "8 to 2 to 7.5": "early 0, improving 14, level 28, gp 35 | gp 35: gp",
        "8 to 2 to 6.5": (
            "early 0, improving 14, level 28, worsening 35, gp 42 | worsening 35: contact, gp "
            "42: gp"
        ),
        "4 to 6": "early 0, worsening 14, gp 42 | worsening 14: contact, gp 42: gp",
        "4 to 8": "early 0, worsening 14, gp 28 | worsening 14: contact, gp 28: gp",
        "leg 6 to 0, back 4 to 8": (
            "early 0, worsening 14, gp 35 | worsening 14: contact, gp 35: gp"
        ),
        "much worse, twice": (
            "early 0, worsening 14, level 25, stalled 28, quiet 76 | worsening 14: contact, "
            "stalled 28: visit, quiet 76: check_in"
        ),
        "6 falling to 4.6, says better": (
            "early 0, level 21, stalled 28, gp 77 | stalled 28: visit, gp 77: gp"
        ),
        "6 and 4 by turns": (
            "early 0, level 21, improving 28, stalled 35, quiet 76 | stalled 35: visit, quiet 76: "
            "check_in"
        ),
        "6 and 3 by turns": (
            "early 0, level 21, improving 28, level 35, improving 42, level 49, gp 56 | gp 56: gp"
        ),
        "6, says much better": (
            "early 0, level 21, stalled 28, quiet 76 | stalled 28: visit, quiet 76: check_in"
        ),
        "rated twice a week": (
            "early 0, too_few 10, early 12, level 21, stalled 28, quiet 76 | stalled 28: visit, "
            "quiet 76: check_in"
        ),
        "rated on bad days": "early 0, level 21, gp 28, quiet 80 | gp 28: gp, quiet 80: check_in",
        "8 to 4, then silent": "early 0, improving 21, too_few 28",
        "6, silent from day 15": "early 0, quiet 21 | quiet 21: check_in",
        "6, silent from day 10, said better": "early 0, too_few 17",
        "6 to 4, silent from day 21, said the same": (
            "early 0, improving 21, quiet 27 | quiet 27: check_in"
        ),
        "two weeks away": (
            "early 0, level 21, stalled 35, quiet 66 | stalled 35: visit, quiet 66: check_in"
        ),
        "three visits in week one": (
            "early 0, level 21, stalled 28, quiet 76 | review 11: carry_on, review 21: check, "
            "stalled 28: check, quiet 76: check_in"
        ),
        "sore after the first massage": (
            "early 0, level 21, stalled 28, quiet 76 | stalled 28: visit, quiet 76: check_in"
        ),
        "all better amid fives": (
            "early 0, level 21, stalled 28, quiet 76 | stalled 28: visit, quiet 76: check_in"
        ),
        "resolved, then silent": "early 0, resolved 14",
        "resolved, then 6": (
            "early 0, resolved 14, recurrent 27, early 41, level 46, stalled 56, quiet 76 | "
            "review 27: visit, stalled 56: visit, quiet 76: check_in"
        ),
        "ticks without scores": "early 0, too_few 10, quiet 76 | quiet 76: check_in",
        "9, rated twice a week": (
            "early 0, level 21, gp 28, quiet 74 | gp 28: gp, quiet 74: check_in"
        ),
        "9, rated once a week": (
            "early 0, too_few 10, early 18, level 21, gp 28, quiet 80 | gp 28: gp, quiet 80: "
            "check_in"
        ),
        "very much worse, once": (
            "early 0, worsening 21, stalled 32, quiet 76 | worsening 21: contact, stalled 32: "
            "visit, quiet 76: check_in"
        ),
        "resolved, then 10, then silent": "early 0, resolved 14, quiet 27 | quiet 27: check_in",
        "leg 0 to 3.5, back 6 to 3": "early 0, worsening 19 | worsening 19: contact",
        "leg 7 to 0, back 5": (
            "early 0, improving 14, level 28, stalled 35, quiet 76 | stalled 35: visit, quiet "
            "76: check_in"
        ),
        "silent from day 5": "early 0, too_few 12",
        "8 to 7.4, then 6.8": "early 0, level 21, gp 28 | gp 28: gp",
        "5 checks of worse, no scores": (
            "early 0, too_few 10, quiet 35, too_few 60, quiet 66 | quiet 35: contact, quiet 66: "
            "check_in"
        ),
        "away for good": "early 0, improving 21, too_few 49",
        "a flare-up without an end": "early 0, level 21, quiet 27 | quiet 27: check_in",
        "3 to 4.9": "early 0, worsening 14, gp 42 | worsening 14: contact, gp 42: gp",
        "red flag by mistake": (
            "early 0, urgent 9, early 11, level 21, stalled 28, quiet 76 | urgent 9: emergency, "
            "stalled 28: visit, quiet 76: check_in"
        ),
    },
}


def walked(history):
    """Return a replay as one line: states and flags by day number."""
    found = replay(replace(history, id="walked"), DEFAULT)
    states = ", ".join(f"{state} {(at - on(0)).days}" for at, state in found.states)
    flags = ", ".join(f"{kind} {(at - on(0)).days}: {what}" for at, kind, what in found.flags)
    return f"{states} | {flags}".strip(" |")


def test_this_version_has_its_verdicts_written_down():
    assert list(VERDICTS[RULE_VERSION]) == list(HISTORIES)


@pytest.mark.parametrize("name", HISTORIES)
def test_no_verdict_changes_without_a_new_version(name):
    assert walked(HISTORIES[name]) == VERDICTS[RULE_VERSION][name]
