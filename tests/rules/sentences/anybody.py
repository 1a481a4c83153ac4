"""A history of chance in which everything may come that can be entered, often at odds."""

from collections.abc import Callable
from random import Random

from homecare.rules.reading.history import Check, Cleared, History, PainDay, SessionDay
from homecare.rules.red_flags import BACKGROUND, CONTRAINDICATIONS, NEW_SYMPTOMS, Level
from tests.rules.histories import intake, on

DAYS = 100
FOREVER = on(30_000)
SITES = (0, 1)
USUAL, SEVERE, MILD = (3, 7), (6, 10), (0, 4)
COURSES = (
    (1.0,), (1.0, 0.95), (1.0, 0.8), (1.0, 0.75, 0.7), (1.0, 0.7), (1.0, 0.5), (1.0, 0.5, 0.0),
    (1.0, 0.0, 1.0), (1.0, 0.1, 0.6), (1.0, 1.2), (1.0, 1.4), (1.0, 1.8),
)  # fmt: skip
"""How the level goes on, as shares of the first."""


def anybody(rng: Random) -> History:
    """Return somebody who rates, answers, comes and stays away as they like."""
    course = (_levels(rng), _levels(rng))
    half = rng.random() < 0.15

    def score(day: int, site: int) -> float:
        level = course[site](day) + rng.gauss(0, scatter)
        return min(10.0, max(0.0, round(level * 2) / 2 if half else round(level)))

    scatter = rng.choice((0, 0.3, 0.8, 1.6))
    first = intake(score(0, 0), score(0, 1), onset=on(-rng.choice((0, 3, 20, 20, 50, 50, 90, 800))))
    if rng.random() < 0.15:
        first = _with_history(rng, first)
    days = _rated(rng)
    return History(
        "anybody",
        first,
        pain=tuple(
            PainDay(on(day), *(score(day, site) if site in sites else None for site in SITES))
            for day, sites in days
        ),
        sessions=_sessions(rng),
        visits=_days(rng, 6, -20, 40),
        checks=_checks(rng),
        all_better=_days(rng, 2),
        cleared=_cleared(rng),
        away=_spans(rng),
        flares=_spans(rng),
        check_ins=tuple((day, rng.choice(("better", "same", "worse"))) for day in _days(rng, 4)),
        extra=_days(rng, 2),
        unheard=_spans(rng)[:1] if rng.random() < 0.1 else (),
        new_starts=_days(rng, 2) if rng.random() < 0.15 else (),
        gp_answers=_days(rng, 2) if rng.random() < 0.2 else (),
    )


def _levels(rng: Random) -> Callable[[int], float]:
    """Return a course in steps: level, mending, gone and back, or anything."""
    start = rng.uniform(*rng.choice((USUAL, USUAL, USUAL, SEVERE, MILD)))
    shares = rng.choice(COURSES)
    levels = [start * share for share in shares]
    if rng.random() < 0.3:
        levels = [rng.uniform(0, 10) for _ in range(rng.randint(1, 5))]
    ends = sorted(rng.randint(1, 70) for _ in levels[1:])

    def level(day: int) -> float:
        return levels[sum(end <= day for end in ends)]

    return level


def _rated(rng: Random) -> list[tuple[int, tuple[int, ...]]]:
    """Return the days that are rated, each with its sites."""
    until = rng.choice((DAYS, DAYS, DAYS, rng.randint(1, 80)))
    how = rng.choice(("share", "share", "weekdays", "seldom"))
    share, weekdays = rng.choice((0.3, 0.6, 0.9, 1.0)), rng.sample(range(7), rng.randint(1, 4))
    every, lost = rng.choice((8, 10, 14, 16)), rng.choice((None, None, None, 0, 1))
    lost_from = rng.choice((1, rng.randint(1, 60)))
    days = []
    for day in range(1, until):
        if how == "weekdays" and day % 7 not in weekdays:
            continue
        if how == "seldom" and day % every:
            continue
        if how == "share" and rng.random() > share:
            continue
        days.append((day, SITES if lost is None or day < lost_from else (1 - lost,)))
    return days


def _with_history(rng, first):  # type: ignore[no-untyped-def]
    said = rng.sample([question.code for question in BACKGROUND], rng.randint(0, 2))
    against = rng.sample(sorted(CONTRAINDICATIONS), rng.randint(0, 2))
    decided = [(code, rng.choice((None, "considered", "gp_first"))) for code in said]
    return intake(first.leg, first.back, onset=first.onset, background=tuple(decided),
                  contraindications=tuple(against))  # fmt: skip


def _checks(rng: Random) -> tuple[Check, ...]:
    """Return weekly checks: always the same answer, or any; now and then with a red flag."""
    if rng.random() < 0.2:
        return ()
    usual = rng.choice((None, -3, -2, -1, 0, 1, 2, 3))
    steady, flagged = rng.random() < 0.5, rng.choice((0, 0, 0, 0.1))
    kept = rng.choice((0.3, 1.0))
    found = []
    for day in range(rng.randint(1, 7), DAYS, 7):
        if rng.random() > kept:
            continue
        change = usual if steady else rng.choice((None, -3, -2, -1, 0, 1, 2, 3))
        asked = rng.sample(NEW_SYMPTOMS, rng.choice((1, 1, 2))) if rng.random() < flagged else []
        red = tuple(one.code for one in asked if one.level > Level.GP)
        gp = tuple(one.code for one in asked if one.level == Level.GP)
        found.append(Check(on(day), change, red, gp, asked=bool(asked) or rng.random() < 0.9))
    return tuple(found)


def _cleared(rng: Random) -> tuple[Cleared, ...]:
    if rng.random() < 0.6:
        return ()
    return tuple(
        Cleared(on(day), one.code, "spoke")
        for day in rng.sample(range(DAYS), 3)
        for one in NEW_SYMPTOMS
    )


def _sessions(rng: Random) -> tuple[SessionDay, ...]:
    done = rng.choice(((), (0, 0, 1), (0, 1, 2), (2,), (1, 2, 3)))
    until = rng.choice((DAYS, rng.randint(5, 60)))
    return tuple(SessionDay(on(day), 2, rng.choice(done)) for day in range(1, until) if done)


def _days(rng: Random, most: int, first: int = 1, last: int = DAYS) -> tuple:  # type: ignore[type-arg]
    count = rng.choice((0, 0, rng.randint(0, most)))
    return tuple(on(day) for day in sorted(rng.sample(range(first, last), count)))


def _spans(rng: Random) -> tuple:  # type: ignore[type-arg]
    """Return up to two spells away, or flare-ups; the last of them now and then without an end."""
    return tuple(
        (first, rng.choice((first + (on(1) - on(0)) * rng.randint(0, 20), FOREVER)))
        for first in _days(rng, 2)
    )
