"""Strict reading of one value of the file format; every error is a plain sentence."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

T = TypeVar("T")

WORST_SCORE = 10
ADULT = 18
OLDEST = 130


def wanted(source: Any, key: str, where: str) -> Any:
    """Return `source[key]`; raises ValueError where `source` is no object or has no such key."""
    if not isinstance(source, dict):
        raise ValueError(f"{where} is not an object")
    if key not in source:
        raise ValueError(f"{where} has no '{key}'")
    return source[key]


def text(value: Any, where: str) -> str:
    """Return a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where} is not a text")
    return value


def day(value: Any, where: str) -> date:
    """Return a date written as YYYY-MM-DD."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{where}: {value!r} is not a date like 2026-01-05")


def number(value: Any, where: str, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{where}: {value!r} is not a whole number from {low} to {high}")
    return value


def score(value: Any, where: str, on: str = "at intake") -> float:
    """Return a pain score, 0–10; halves and other fractions are accepted."""
    kind = type(value)
    if (kind is not int and kind is not float) or not 0 <= value <= WORST_SCORE:
        raise ValueError(f"{where} {on}: {value!r} is not a score from 0 to {WORST_SCORE}")
    return float(value)


def maybe_score(value: Any, where: str, on: str) -> float | None:
    """Return a pain score, or None where that site was not rated."""
    return None if value is None else score(value, where, on)


def rows(source: dict[str, Any], key: str, width: int, *, optional: bool = False) -> list[Any]:
    """Return the rows of `key`, each checked to be a list of `width` values."""
    value = source.get(key, []) if optional else wanted(source, key, "the history")
    if not isinstance(value, list):
        raise ValueError(f"'{key}' is not a list")
    for row in value:
        if not isinstance(row, list) or len(row) != width:
            raise ValueError(f"'{key}' has a row that is not a list of {width}: {row!r}")
    return value


def items(source: Any, key: str, where: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    """Return every item of the list `key`, each through `read`."""
    value = wanted(source, key, where)
    if not isinstance(value, list):
        raise ValueError(f"'{key}' is not a list")
    return tuple(read(item, f"'{key}'") for item in value)


def span(row: Iterable[Any], where: str) -> tuple[date, date]:
    """Return a first and a last date, in order."""
    first, last = (day(value, where) for value in row)
    if last < first:
        raise ValueError(f"{where}: {last} comes before {first}")
    return first, last
