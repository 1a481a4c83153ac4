"""Exercises and doses in plain words, and the picture that goes with them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from homecare.language import SIDES_OF_EXERCISE, WEEKDAYS, count
from homecare.library.catalogue.exercise import NOTHING_SPECIAL, STOP_RULE
from homecare.library.catalogue.exercises import OTHER_SIDE, of_side
from homecare.library.catalogue.ways import WAYS, Ways
from homecare.library.models import EVERY_DAY, Exercise

_OFTEN = {1: "once a day", 2: "twice a day"}


NEEDS = {
    "a chair": ("chair",),
    "a towel or a belt": ("towel", "belt"),
    "a cushion": ("cushion", "soft under"),
    "a mat or a bed": ("mat",),
    "something to hold on to": ("hold on to", "worktop"),
    "a wall": ("wall",),
}
"""Things somebody may have at home, and the words that ask for them."""

CARE = {
    "a disc problem": ("disc",),
    "spinal stenosis": ("stenosis",),
    "spondylolisthesis": ("spondylolisthesis",),
    "a sore hip or a new one": ("hip",),
    "sore knees": ("knee",),
    "sore wrists": ("wrist",),
    "an irritable nerve": ("nerve", "tingling"),
    "dizziness, or an unsteady stand": ("dizz", "unstead"),
}
"""What a therapist may want to spare somebody, and the words of a caution about it."""


class Amounts(Protocol):
    """Whatever says how much of it one session asks for."""

    @property
    def sets(self) -> int | None: ...
    @property
    def reps(self) -> int | None: ...
    @property
    def hold_seconds(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...


class Dosed(Amounts, Protocol):
    """Whatever carries a dose: an exercise, an item of a template, of a plan or of a version."""

    @property
    def times_a_day(self) -> int: ...
    @property
    def days(self) -> int: ...


FACE_DOWN = "Pregnant: lying face down is soon uncomfortable; choose another position."
ON_BACK = "Pregnant: not flat on the back for long, above all after 16 weeks."
"""NHS, "Exercise in pregnancy" (from memory); the first is ours."""
BENT = "Thin bones: keep bending forward small and slow, or choose another."
"""Royal Osteoporosis Society, "Strong, steady and straight" (from memory)."""
THIN_BONES = {"osteoporosis", "severe_osteoporosis"}


def amount(dose: Amounts) -> str:
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


def for_side(text: str, side: str | None) -> str:
    """Other words of an exercise, what to feel or take care with, for the client's sore side."""
    return of_side([text], side or "both")[0]


def own_stop(exercise: Exercise, side: str | None) -> str:
    """When to stop this one, where the rule for all of them stands above."""
    return for_side(exercise.stop.removeprefix(STOP_RULE).strip(), side)


def take_care(exercise: Exercise, side: str | None) -> str:
    """What to take care with; nothing where nothing is special."""
    return "" if exercise.caution == NOTHING_SPECIAL else for_side(exercise.caution, side)


def is_for_each_side(exercise: Exercise, side: str | None) -> bool:
    """Whether the dose is meant for each side in turn, whichever is `side`."""
    return OTHER_SIDE in steps(exercise, side)


def which_first(exercise: Exercise, side: str | None) -> str:
    """The side of an exercise in words; empty where it has none."""
    return side_in_words(side, for_each=is_for_each_side(exercise, side))


def side_in_words(side: str | None, *, for_each: bool) -> str:
    """ "left side", or "left side first" where the steps end with the other one."""
    if not side:
        return ""
    return f"{SIDES_OF_EXERCISE[side]}{' first' if for_each and side != 'both' else ''}"


def ways(exercise: Exercise) -> Ways | None:
    """What is needed, what should not be felt, easier and harder; None for an exercise of the
    practice's own."""
    return WAYS.get(exercise.code)


def asks_for(exercise: Exercise, thing: str) -> bool:
    """Whether an exercise needs one of the `NEEDS`."""
    more = ways(exercise)
    return more is not None and _says(more.needs, NEEDS.get(thing, ()))


def cautions(exercise: Exercise, about: str) -> bool:
    """Whether its caution says something of one of `CARE`."""
    return _says(exercise.caution, CARE.get(about, ()))


def to_mind(exercise: Exercise, codes: Collection[str]) -> list[str]:
    """What to mind, in sentences; `codes` are those of the background and of the reasons against
    manipulation that hold."""
    said = []
    if "pregnancy" in codes:
        about = {"lying face down": FACE_DOWN, "lying on your back": ON_BACK}
        said.append(about.get(exercise.position, ""))
    if THIN_BONES.intersection(codes) and "flexion" in exercise.bias:
        said.append(BENT)
    return [sentence for sentence in said if sentence]


def _says(text: str, words: Iterable[str]) -> bool:
    return any(word in text.casefold() for word in words)


def said_of(exercise: Exercise) -> str:
    """All that it is searched by: name, position, area, what it is for, care, things needed."""
    more = ways(exercise)
    said = (exercise.name, exercise.position, exercise.area, exercise.bias, exercise.feel,
            exercise.caution, more.needs if more else "")  # fmt: skip
    return " ".join(said).casefold()


def found_in(exercise: Exercise, searched: str) -> bool:
    """Whether every word that was typed stands somewhere in what is said of an exercise."""
    told = said_of(exercise)
    return all(word in told for word in searched.casefold().split())


def shelves(exercises: Sequence[Exercise]) -> list[tuple[str, list[Exercise]]]:
    """Exercises as a page lays them out: favourites first, then each position, in their order."""
    favourites = [one for one in exercises if one.is_favourite]
    laid: dict[str, list[Exercise]] = {"favourites": favourites} if favourites else {}
    for one in exercises:
        if not one.is_favourite:
            laid.setdefault(one.position, []).append(one)
    return list(laid.items())
