"""Invented histories for the rule, in the file format of `flask assess`; the same ones each time.

They are drawn by the standard library alone and know nothing of the rule. Every key of the format
is in use, and figures are drawn around the borders that the published method speaks of.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

COUNT, DAYS = 300, 85
DAY_0 = date(2026, 1, 5)
SLOPES = (-0.14, -0.08, -0.04, 0.0, 0.0, 0.05)  # points of pain a day
URGENT = ("saddle_numbness", "bladder", "progressive_weakness", "unknown_code")
FOR_GP = ("fever", "night_pain", "weight_loss", "unknown_code")


def lines() -> Iterator[str]:
    """One history a line."""
    dice = Random(8)
    for number in range(COUNT):
        yield json.dumps(_history(number, dice))


def _history(number: int, dice: Random) -> dict[str, Any]:
    level, slope = dice.uniform(2, 9.5), dice.choice(SLOPES)
    last = DAYS if dice.random() < 0.6 else dice.randint(5, DAYS)
    relapse = dice.choice((30, 45, 60)) if dice.random() < 0.15 else DAYS
    scores = [_score(dice, _level(level, slope, day, relapse)) for day in range(DAYS)]
    share, back = dice.choice((0.2, 0.5, 0.85, 1.0)), dice.choice((0.4, 0.8, 1.1))
    return {
        "id": f"h{number:03d}",
        "intake": _intake(dice, scores[0], back),
        "pain": [[_day(day), scores[day], min(10, round(scores[day] * back))]
                 for day in range(1, last) if dice.random() < share],
        "sessions": [[_day(day), 2, dice.randint(0, 2)] for day in range(1, last)],
        "visits": [_day(day) for day in _visits(dice)],
        "all_better": [_day(dice.randint(10, 80))] if dice.random() < 0.1 else [],
        **_questions(dice, last),
        **_interruptions(dice),
    }  # fmt: skip


def _level(start: float, slope: float, day: int, relapse: int) -> float:
    """What pain is about on a day; after a relapse it begins again, and goes as it went."""
    return start + slope * (day if day < relapse else day - relapse)


def _score(dice: Random, level: float) -> int:
    return max(0, min(10, round(dice.gauss(level, 0.9))))


def _day(number: int) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def _intake(dice: Random, leg: int, back: float) -> dict[str, Any]:
    intake = {
        "on": _day(0), "onset": _day(-dice.choice((4, 12, 30, 80, 900))), "leg": leg,
        "back": min(10, round(leg * back)), "age": dice.randint(18, 80),
        "contraindications": ["severe_osteoporosis"] if dice.random() < 0.06 else [],
    }  # fmt: skip
    if dice.random() < 0.1:
        intake["background"] = [["cancer", dice.choice(("considered", "gp_first", None))]]
    return intake


def _visits(dice: Random) -> list[int]:
    first = dice.choice((-6, 0, 0, 2))
    second = first + dice.randint(2, 12)
    return [first, second, second + dice.randint(2, 15)][: dice.choice((1, 2, 3, 3, 3))]


def _questions(dice: Random, last: int) -> dict[str, Any]:
    checks = [{"on": _day(day), "change": dice.randint(-2, 3),
               "red_flags": [dice.choice(URGENT)] if dice.random() < 0.01 else [],
               "gp_flags": [dice.choice(FOR_GP)] if dice.random() < 0.02 else []}
              for day in range(7, last, 7) if dice.random() < 0.7]  # fmt: skip
    if dice.random() < 0.2:
        checks.append({"on": _day(dice.randint(1, 80)), "change": 0})  # the questions not asked
    return {"checks": checks, "cleared": [row for check in checks for row in _cleared(dice, check)]}


def _cleared(dice: Random, check: dict[str, Any]) -> Iterator[list[str]]:
    """Some days after an answer somebody clears it, or nobody does."""
    for code in (*check.get("red_flags", ()), *check.get("gp_flags", ())):
        if dice.random() < 0.7:
            on = date.fromisoformat(check["on"]) + timedelta(days=dice.choice((0, 1, 3, 9)))
            yield [on.isoformat(), code, dice.choice(("mistake", "seen by the GP"))]


def _interruptions(dice: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if dice.random() < 0.15:
        begin = dice.randint(5, 60)
        found["away"] = [[_day(begin), _day(begin + dice.randint(1, 20))]]
    if dice.random() < 0.15:
        begin = dice.randint(5, 75)
        found["flares"] = [[_day(begin), _day(begin + 2)]]
    if dice.random() < 0.2:
        found["check_ins"] = [[_day(dice.randint(5, 80)), dice.choice(("better", "same", "worse"))]]
    return found
