"""What became of flags and letters, counted: pure, and nothing of it is about anybody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

ENOUGH = 5
"""Of fewer letters no median is said: it would be somebody's, not the practice's (ours)."""
AFTER = timedelta(days=42)
"""So long after a letter is asked whether they are better (the six weeks of docs/rule.md)."""
IMPROVED, NOT_IMPROVED = "improved", "not_improved"
UNKNOWN, TOO_EARLY = "unknown", "too_early"
OUTCOMES = (IMPROVED, NOT_IMPROVED, UNKNOWN, TOO_EARLY)


@dataclass(frozen=True, slots=True)
class FlagOfLoop:
    """A flag that was raised: whether a letter was issued about it, and whether one came back."""

    kind: str
    referred: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class LetterOfLoop:
    """A letter that was issued, with those written again in its place as one.

    `to`: what its receiver does. Days are counted by the calendar; None where there is no flag, or
    no answer. `heard` is the newest answer.
    """

    to: str
    days_from_flag: int | None
    days_to_answer: int | None
    heard: str | None
    withdrawn: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Days:
    """How many days something took: the median and the range, where there are enough to say."""

    number: int
    median: float | None
    least: int | None
    most: int | None


def days_of(numbers: Iterable[int | None]) -> Days:
    """The days of those that have any."""
    known = sorted(number for number in numbers if number is not None)
    if len(known) < ENOUGH:
        return Days(len(known), None, None, None)
    return Days(len(known), median(known), known[0], known[-1])


@dataclass(frozen=True, slots=True)
class Counted:
    """How many letters, or flags, and what became of them."""

    of: str
    number: int
    referred: int = 0
    answered: int = 0
    withdrawn: int = 0
    outcomes: Counter[str] | None = None


def by_flag(flags: Sequence[FlagOfLoop], order: Sequence[str]) -> list[Counted]:
    """Flags by kind, in an order of theirs and not of their figures."""
    rows = []
    for kind in order:
        mine = [flag for flag in flags if flag.kind == kind]
        if mine:
            referred = sum(flag.referred for flag in mine)
            answered = sum(flag.answered for flag in mine)
            rows.append(Counted(kind, len(mine), referred, answered))
    return rows


def by_receiver(letters: Sequence[LetterOfLoop], order: Sequence[str]) -> list[Counted]:
    """Letters by what their receivers do, in an order of theirs and not of their figures."""
    mine = {kind: [one for one in letters if one.to == kind] for kind in order}
    return [_counted(kind, some) for kind, some in mine.items() if some]


def _counted(kind: str, letters: Sequence[LetterOfLoop]) -> Counted:
    return Counted(
        kind, len(letters),
        answered=sum(one.heard is not None for one in letters),
        withdrawn=sum(one.withdrawn for one in letters),
        outcomes=Counter(one.outcome for one in letters),
    )  # fmt: skip
