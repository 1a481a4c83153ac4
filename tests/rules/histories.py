"""Histories for the tables: day 0 is Monday 5 January 2026."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from homecare.rules.assessment import Assessment, assess
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, History, Intake, PainDay, SessionDay

DAY_0 = date(2026, 1, 5)


def on(day: int) -> date:
    """Return the date of a day number."""
    return DAY_0 + timedelta(days=day)


def intake(leg: float = 6, back: float = 3, **more: Any) -> Intake:
    """Return an intake ten days after onset."""
    return Intake(**{"on": DAY_0, "onset": on(-10), "leg": leg, "back": back, "age": 44, **more})


def pain(
    leg: Callable[[int], float | None] | float,
    days: Iterable[int],
    back: Callable[[int], float | None] | float = 1,
) -> tuple[PainDay, ...]:
    """Return scores on `days`; a number stands for the same score every day."""
    value = [score if callable(score) else (lambda _, s=score: s) for score in (leg, back)]
    return tuple(PainDay(on(day), value[0](day), value[1](day)) for day in days)


def sessions(days: Iterable[int], due: int = 2, done: int = 2) -> tuple[SessionDay, ...]:
    """Return exercise on `days`."""
    return tuple(SessionDay(on(day), due, done) for day in days)


def checks(days: Iterable[int], change: int | None = 0) -> tuple[Check, ...]:
    """Return weekly checks with no red flag."""
    return tuple(Check(on(day), change) for day in days)


def flat(score: float = 6, days: int = 60, **more: Any) -> History:
    """Return somebody who rates the same every day, does the exercises and came three times."""
    parts = {
        "intake": intake(score, min(score, 3)),
        "pain": pain(score, range(1, days), back=min(score, 3)),
        "sessions": sessions(range(1, days)),
        "visits": (on(0), on(7), on(14)),
        "checks": checks(range(7, days, 7)),
    }
    return History("flat", **{**parts, **more})


def steps(*spans: Sequence[float]) -> Callable[[int], float]:
    """Return scores by day from (first day, score) steps."""

    def score(day: int) -> float:
        return [value for first, value in spans if first <= day][-1]

    return score


def look(history: History, day: int) -> Assessment:
    """Assess on a day number."""
    return assess(history, DEFAULT, on(day))


def states(history: History, *days: int) -> list[str]:
    """Return the states on some days."""
    return [look(history, day).state for day in days]
