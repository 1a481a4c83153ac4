"""Exercises and doses in plain words, and the picture that goes with them."""

from typing import Protocol

from homecare.language import WEEKDAYS, count
from homecare.library.catalogue.exercises import OTHER_SIDE, of_side
from homecare.library.catalogue.ways import WAYS, Ways
from homecare.library.models import EVERY_DAY, Exercise

_OFTEN = {1: "once a day", 2: "twice a day"}


class Dosed(Protocol):
    """Whatever carries a dose: an exercise, an item of a template, of a plan or of a version."""

    @property
    def sets(self) -> int | None: ...
    @property
    def reps(self) -> int | None: ...
    @property
    def hold_seconds(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def times_a_day(self) -> int: ...
    @property
    def days(self) -> int: ...


def amount(dose: Dosed) -> str:
    """What one session asks for: "2 sets of 10, hold each for 5 seconds" or "3 minutes"."""
    parts = [count(dose.minutes, "minute")] if dose.minutes else []
    if dose.reps:
        several = dose.sets and dose.sets > 1
        parts.append(f"{dose.sets} sets of {dose.reps}" if several else count(dose.reps, "time"))
    elif dose.sets and dose.sets > 1:
        parts.append(count(dose.sets, "set"))
    if dose.hold_seconds:
        parts.append(f"hold {'each ' if dose.reps else ''}for {count(dose.hold_seconds, 'second')}")
    return ", ".join(parts)


def often(times_a_day: int) -> str:
    """How many times a day, in words."""
    return _OFTEN.get(times_a_day, f"{times_a_day} times a day")


def on_days(days: int) -> str:
    """The weekdays of a bitmask (bit 0 = Monday): "every day", "Monday, Friday"."""
    if days == EVERY_DAY:
        return "every day"
    return ", ".join(name for bit, name in enumerate(WEEKDAYS) if days >> bit & 1)


def dose(dosed: Dosed) -> str:
    """The whole dose in one line: "2 sets of 10, hold each for 5 seconds; twice a day"."""
    parts = [amount(dosed), often(dosed.times_a_day)]
    if dosed.days != EVERY_DAY:
        parts.append(on_days(dosed.days))
    return "; ".join(part for part in parts if part)


def steps(exercise: Exercise, side: str | None) -> list[str]:
    """How to do it, in words for the client's sore side (left, right, both or None)."""
    words = list(of_side(exercise.steps, side or "both"))
    if exercise.sided and side == "both" and OTHER_SIDE not in words:
        words.append(OTHER_SIDE)
    return words


def ways(exercise: Exercise) -> Ways | None:
    """What is needed, what should not be felt, easier and harder; None for an exercise of the
    practice's own."""
    return WAYS.get(exercise.code)


def found_in(exercise: Exercise, searched: str) -> bool:
    """Whether every word that was typed stands somewhere in what is said of an exercise."""
    more = ways(exercise)
    said = (exercise.name, exercise.position, exercise.area, exercise.bias, exercise.feel,
            exercise.caution, more.needs if more else "")  # fmt: skip
    told = " ".join(said).casefold()
    return all(word in told for word in searched.casefold().split())
