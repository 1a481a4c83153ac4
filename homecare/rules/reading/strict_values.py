"""Strict reading of one value of the file format; every error is a plain sentence.

A column of ordinary values is read at once (`all_days`, `all_scores`, `all_counts`): most of a
file is that. Where one of them is out of the ordinary, its rows are read one by one, which accepts
a little more and says which value is wrong.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

WORST_SCORE = 10
ADULT = 18
OLDEST = 130
MOST_SESSIONS = 1000
LONGEST_DAYS = 3653
"""An episode is judged for ten years at most (ours): a year typed wrong must not be walked."""
MOST_SHOWN = 60

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Between them an intake and its onset lie (ours): what is reckoned from them stays a date."""

_WHOLE_SCORES = frozenset((None, *range(WORST_SCORE + 1)))
_WHOLE_OR_NONE = frozenset((int, type(None)))


class UnreadableError(ValueError):
    """What is wrong with a history, in a sentence for whoever wrote its file."""


def wanted(source: Any, key: str, where: str) -> Any:
    """Return `source[key]`; raises UnreadableError where that is no object or has no such key."""
    if not isinstance(source, dict):
        raise UnreadableError(f"{where} is not an object")
    if key not in source:
        raise UnreadableError(f"{where} has no '{key}'")
    return source[key]


def text(value: Any, where: str) -> str:
    """Return a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise UnreadableError(f"{where} is not a text")
    return value


def day(value: Any, where: str) -> date:
    """Return a date written as YYYY-MM-DD."""
    try:
        return _parsed(value)
    except (TypeError, ValueError):
        raise UnreadableError(f"{where}: {shown(value)} is not a date like 2026-01-05") from None


def likely_day(value: Any, where: str) -> date:
    """Return a date that care may begin with: a year typed wrong is none."""
    on = day(value, where)
    if not EARLIEST <= on <= LATEST:
        raise UnreadableError(f"{where}: {on} is not between {EARLIEST} and {LATEST}")
    return on


@lru_cache(maxsize=1 << 14)
def _parsed(value: Any) -> date:
    """Kept, because the histories of one file share their dates."""
    if not isinstance(value, str) or len(value) != 10 or not value[4] == value[7] == "-":
        raise UnreadableError
    return date.fromisoformat(value)


def all_days(values: Iterable[Any]) -> list[date] | None:
    """Return every date, or None where one of them is not a date."""
    try:
        return list(map(_parsed, values))
    except (TypeError, ValueError):
        return None


def all_scores(values: Sequence[Any]) -> bool:
    """Say whether every value is a whole score or None; False where a fraction is among them."""
    return _WHOLE_OR_NONE.issuperset(map(type, values)) and _WHOLE_SCORES.issuperset(values)


def all_counts(values: Sequence[Any]) -> bool:
    """Say whether every value is a number of sessions."""
    return set(map(type, values)) == {int} and min(values) >= 0 and max(values) <= MOST_SESSIONS


def number(value: Any, where: str, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:
        raise UnreadableError(f"{where}: {shown(value)} is not a whole number from {low} to {high}")
    return value


def score(value: Any, where: str, on: str = "at intake") -> float:
    """Return a pain score, 0–10; halves and other fractions are accepted."""
    kind = type(value)
    if (kind is not int and kind is not float) or not 0 <= value <= WORST_SCORE:
        raise UnreadableError(
            f"{where} {on}: {shown(value)} is not a score from 0 to {WORST_SCORE}"
        )
    return float(value)


def maybe_score(value: Any, where: str, on: str) -> float | None:
    """Return a pain score, or None where that site was not rated."""
    return None if value is None else score(value, where, on)


def rows(source: dict[str, Any], key: str, width: int, *, optional: bool = False) -> list[Any]:
    """Return the rows of `key`, each checked to be a list of `width` values."""
    value = source.get(key, []) if optional else wanted(source, key, "the history")
    if not isinstance(value, list):
        raise UnreadableError(f"'{key}' is not a list")
    if value and not ({list}.issuperset(map(type, value)) and {width}.issuperset(map(len, value))):
        raise UnreadableError(f"'{key}' has a row that is not a list of {width}")
    return value


def items(source: Any, key: str, where: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    """Return every item of the list `key`, each through `read`."""
    if isinstance(source, dict) and source.get(key) == []:
        return ()  # nearly always, and there are many
    value = wanted(source, key, where)
    if not isinstance(value, list):
        raise UnreadableError(f"'{key}' is not a list")
    where = f"'{key}'"
    return tuple([read(item, where) for item in value])


def days(source: dict[str, Any], key: str, *, optional: bool = False) -> tuple[date, ...]:
    """Return the dates of the list `key`."""
    return () if optional and key not in source else items(source, key, "the history", day)


def within_reach(first: date, last: date) -> None:
    """Raise UnreadableError where `last` comes before the intake, `first`, or is so far after it
    that it is a mistake."""
    if last < first:
        raise UnreadableError(f"{last} is before the intake, {first}")
    if (last - first).days > LONGEST_DAYS:
        raise UnreadableError(f"{last} is more than ten years after the intake, {first}")


def shown(value: Any) -> str:
    """Return a wrong value as an error shows it: as the file has it, cut short where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    text = text if text.isprintable() else json.dumps(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def span(row: Iterable[Any], where: str) -> tuple[date, date]:
    """Return a first and a last date, in order."""
    first, last = (day(value, where) for value in row)
    if last < first:
        raise UnreadableError(f"{where}: {last} comes before {first}")
    return first, last
