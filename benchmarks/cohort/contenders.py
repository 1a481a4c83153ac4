"""The rules that are compared: three naive ones, and the product's own through `replay`."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from homecare.rules.replay import replay
from homecare.rules.verdict.episode_on_day import GP, QUIET, STALLED, URGENT, WORSENING
from homecare.rules.version_2.flags import flags_by_version_2

LAST_DAY = 63
"""A look that is needed is asked for by this day, or missed."""
NEEDED = frozenset((STALLED, WORSENING, GP, QUIET))
ON = NEEDED | {URGENT}


class Watched(NamedTuple):
    """What a rule did with one diary: the day of its first flag, how many by day 63, and how
    often its alarm went on or off in all."""

    first: int | None
    flags: int
    changes: int


def any_pain_after_visit_3(history: History) -> Watched:
    """The therapist's own method taken to the letter: a flag for any score above 0."""
    if len(history.visits) < 3:
        return _once(None)
    third = (sorted(history.visits)[2] - history.intake.on).days
    after = enumerate(_by_day(history)[third + 1 :], start=third + 1)
    return _once(next((day + 1 for day, score in after if score), None))


def last_week_no_better_than_first(history: History) -> Watched:
    """A flag where a week's mean is not below the first week's; looked at weekly from day 14."""
    rated, looks = _by_day(history), []
    first = _mean(rated, 0, 7)
    for day in range(14, LAST_DAY + 1, 7):
        mean = _mean(rated, day - 7, day)
        looks.append(first is not None and mean is not None and mean >= first)
    days = [
        14 + 7 * at for at, (before, now) in enumerate(pairwise([False, *looks])) if now > before
    ]
    return Watched(days[0] if days else None, len(days), changes(looks))


def single_look_on_day_28(history: History) -> Watched:
    """One look: under 30 % better than the intake and the three days after it."""
    rated = _by_day(history)
    start, mean = _mean(rated, 0, 4), _mean(rated, 21, 28)
    flat = start is not None and mean is not None and mean >= 3 and mean > 0.7 * start
    return _once(28 if flat else None)


def the_product(history: History) -> Watched:
    """The rule of homecare, walked day by day as the clock would have."""
    walked, start = replay(history, DEFAULT), history.intake.on
    flags = [(on - start).days for on, kind, _ in walked.flags if kind in NEEDED]
    days = [day for day in flags if day <= LAST_DAY]
    alarm = changes(state in ON for _, state in walked.states)
    return Watched(days[0] if days else None, len(days), alarm)


def version_2(history: History) -> Watched:
    """Version 2 of the rule; how often its alarm went on or off is not asked."""
    start = history.intake.on
    flags = flags_by_version_2(history, DEFAULT, start + timedelta(days=LAST_DAY))
    days = [(on - start).days for on, kind in flags if kind in NEEDED]
    return Watched(days[0] if days else None, len(days), 0)


RULES: dict[str, Callable[[History], Watched]] = {
    "any pain after visit 3": any_pain_after_visit_3,
    "last week's mean ≥ first week's": last_week_no_better_than_first,
    "single look on day 28, under 30 % better": single_look_on_day_28,
    "homecare": the_product,
}


def changes(alarm: Iterable[bool]) -> int:
    """Return how often an alarm goes on or off; it is off before the first look."""
    return sum(before != now for before, now in pairwise([False, *alarm]))


def _once(day: int | None) -> Watched:
    if day is None or day > LAST_DAY:
        return Watched(None, 0, 0)
    return Watched(day, 1, 1)


def _by_day(history: History) -> list[float | None]:
    """Return the leg's scores by day, the intake's first; None where a day was not rated."""
    start = history.intake.on.toordinal()
    scores: list[float | None] = [None] * (LAST_DAY + 1)
    for on, leg, _ in history.pain:
        if 0 < (day := on.toordinal() - start) <= LAST_DAY:
            scores[day] = leg
    scores[0] = history.intake.leg
    return scores


def _mean(rated: list[float | None], first: int, end: int) -> float | None:
    found = [score for score in rated[first:end] if score is not None]
    return sum(found) / len(found) if found else None
