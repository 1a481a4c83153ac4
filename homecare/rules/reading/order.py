"""How often a day may stand in the lists of one history, and from when on."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from homecare.rules.reading.strict_values import UnreadableError

ONE_A_DAY = ("pain", "sessions", "check_ins")


def need(first: date, lists: Mapping[str, Sequence[date]]) -> None:
    """Raise UnreadableError where a day of the lists, by their keys, comes before the intake,
    `first`, or where two entries of a day contradict each other: nobody could say which holds."""
    for key, days in lists.items():
        if days and min(days) < first:
            raise UnreadableError(f"'{key}': {min(days)} comes before the intake, {first}")
        if key in ONE_A_DAY:
            need_once(days, f"'{key}'")


def need_once(values: Sequence[Hashable], where: str) -> None:
    """Raise UnreadableError where one of the values stands twice."""
    if len(set(values)) < len(values):
        twice = next(value for place, value in enumerate(values) if value in values[:place])
        raise UnreadableError(f"{where} has two entries for {twice}; leave the one that holds")
