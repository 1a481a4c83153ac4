"""One simulated person: what their pain truly does, and what they write down of it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, pi, sin, sqrt
from random import Random

from benchmarks.cohort.courses import COURSES, DAYS, Course, World, redrawn
from homecare.rules.reading.history import Check, History, Intake, PainDay, SessionDay

DAY_0 = date(2026, 1, 5)
LATE = slice(28, 43)
"""Truth is what the pain really was on days 28 to 42."""
FEW, BETTER = 0.75, 1.0
"""Pain above this share of the baseline after two weeks makes people give up; below this many
points they have nothing left to write."""


RECOVERING = ("rapid", "gradual")


@dataclass(frozen=True, slots=True)
class Person:
    """A diary, and the truth: `stalled` will not get better by themselves, `recovering` will."""

    history: History
    stalled: bool
    recovering: bool


def people(seed: int, count: int, world: World) -> Iterator[Person]:
    """Yield `count` people; the same seed and world give the same people."""
    rng = Random(seed)
    if world.redraw:
        world = replace(world, shares=redrawn(world.shares, rng))
    names, weights = list(world.shares), list(world.shares.values())
    for number, name in enumerate(rng.choices(names, weights, k=count)):
        course = COURSES[name]
        if name in RECOVERING:
            course = replace(course, half_life=course.half_life * world.slower)
        yield _person(f"{seed}-{number}", course, world, rng)


def _person(identity: str, course: Course, world: World, rng: Random) -> Person:
    pain = true_pain(course, rng)
    baseline, late = pain[0], sum(pain[LATE]) / len(pain[LATE])
    return Person(
        _diary(identity, pain, world, rng),
        stalled=late > 0.7 * baseline and late >= 3,
        recovering=late <= 0.5 * baseline,
    )


def true_pain(course: Course, rng: Random, days: int = DAYS) -> list[float]:
    """Return the pain of every day as it is, before anybody rates it; day 0 is the baseline."""
    baseline = min(9.5, max(2.5, rng.gauss(course.baseline, course.spread)))
    settles_at = course.settles_at * exp(rng.gauss(0, 0.1))
    half_life = course.half_life * exp(rng.gauss(0, 0.25))
    wave, begins = rng.uniform(18, 30), rng.random()
    pain = []
    for day in range(days):
        level = baseline * (settles_at + (1 - settles_at) * 0.5 ** (day / half_life))
        level += course.swing * (sin(2 * pi * (day / wave + begins)) - sin(2 * pi * begins))
        pain.append(min(10.0, max(0.0, level)))
    return pain


def _diary(identity: str, pain: list[float], world: World, rng: Random) -> History:
    scores = scores_of(pain, world, rng)
    back_share, habit = rng.uniform(0.5, 0.95), rng.betavariate(3, 2)
    rated, left = _rated(pain, world, rng, habit)
    back = [round(score * back_share) for score in scores]
    tapped = left < DAYS and pain[left] < BETTER and rng.random() < 0.5
    second = round(rng.gauss(8, 2))
    third = second + max(4, round(rng.gauss(9, 3)))
    return History(
        identity,
        Intake(DAY_0, _on(-rng.randint(3, 24)), scores[0], back[0], rng.randint(25, 69)),
        pain=tuple(PainDay(_on(day), scores[day], back[day]) for day in rated),
        sessions=tuple(SessionDay(_on(day), 2, _done(rng, habit)) for day in range(1, left)),
        visits=(DAY_0, _on(second), _on(third)),
        checks=_checks(pain, rated, world, rng),
        all_better=(_on(left),) if tapped else (),
    )


def _on(day: int) -> date:
    return DAY_0 + timedelta(days=day)


def scores_of(pain: list[float], world: World, rng: Random) -> list[int]:
    """Return what would be written each day: scatter with a memory, and bad spells of days."""
    own, fresh = world.daily_sd * exp(rng.gauss(0, 0.3)), sqrt(1 - world.lag**2)
    error, bad_until, scores = rng.gauss(0, 1), -1, []
    for day, level in enumerate(pain):
        if rng.random() < 0.015:
            bad_until = day + rng.randint(1, 3)
        spell = 2 if day < bad_until else 0
        # Little pain scatters less: nobody at 0.5 writes 4 one day and −3 the next.
        scores.append(_score(level + error * own * min(1, 0.25 + level / 4) + spell))
        error = world.lag * error + fresh * rng.gauss(0, 1)
    # People come when it is bad.
    scores[0] = _score(pain[0] + rng.gauss(0.6, 1))
    return scores


def _score(level: float) -> int:
    return min(10, max(0, round(level)))


def _rated(pain: list[float], world: World, rng: Random, habit: float) -> tuple[list[int], int]:
    """Return the rated days, and the day on which the person stopped for good (DAYS: never).

    People stop when they are better, and when they are fed up: silence looks the same.
    """
    keenness = min(0.98, world.log_rate * (0.7 + 0.5 * habit))
    weekdays = _weekdays(world, rng)
    rated: list[int] = []
    for day in range(1, DAYS):
        better = pain[day] < BETTER
        fed_up = day > 14 and pain[day] > FEW * pain[0]
        leaves = 0.003 + (0.03 if better else 0) + (0.012 if fed_up else 0)
        if rng.random() < leaves * world.drop_out:
            return rated, day
        keen = rng.random() < keenness * exp(-day / 250) * (0.6 if better else 1)
        if keen and day % 7 in weekdays:
            rated.append(day)
    return rated, DAYS


def _weekdays(world: World, rng: Random) -> Container[int]:
    """Return the days of the week somebody rates on, spread over it; the first one is drawn."""
    if world.days_a_week >= 7:
        return range(7)
    first = rng.randrange(7)
    return {(first + round(7 * i / world.days_a_week)) % 7 for i in range(world.days_a_week)}


def _done(rng: Random, habit: float) -> int:
    # Reported exercise runs about a quarter above what was done (220 against 176).
    reported = min(1.0, habit * 1.25)
    return (rng.random() < reported) + (rng.random() < reported)


def _checks(pain: list[float], rated: list[int], world: World, rng: Random) -> tuple[Check, ...]:
    """Return the weekly checks of the weeks in which somebody was there to answer."""
    there = set(rated) if world.asked else set()
    return tuple(
        Check(_on(day), _answer(felt(pain, day) + rng.gauss(0, world.check_sd), world))
        for day in range(7, DAYS, 7)
        if not there.isdisjoint((day - 2, day - 1, day))
    )


def _answer(change: float, world: World) -> int:
    return min(3, max(-3, round(change) + world.kindness))


def felt(pain: list[float], day: int) -> float:
    """Say what has changed since the start as the check would: pain gone is +3."""
    return 3 * (pain[0] - pain[day]) / pain[0]
