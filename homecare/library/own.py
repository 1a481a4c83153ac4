"""An exercise in a practice's own words: what may stand in it. Pure, for a form and for a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from homecare.library.catalogue.exercise import STOP_RULE, Bias, Position
from homecare.library.film import problem_of
from homecare.library.models import Exercise

POSITIONS: tuple[str, ...] = get_args(Position)
BIASES: tuple[str, ...] = get_args(Bias)
MOST_STEPS, LONGEST_STEP = 8, 240
LENGTHS = {"name": 120, "area": 60, "feel": 300, "own_stop": 300, "caution": 300}
NEEDED = {"name": "Give it a name.", "area": "Say which part of the body it is for.",
          "feel": "Say what the client should feel."}  # fmt: skip
# Lowest and highest; None stays possible for all but times_a_day.
DOSE_RANGES = {
    "sets": (1, 10),
    "reps": (1, 50),
    "hold_seconds": (1, 300),
    "minutes": (1, 60),
    "times_a_day": (1, 8),
}
TURNED = ("feel", "own_stop", "caution")  # beside the steps
_TURNED = re.compile(r"your \{(?:side|other)\}")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """All that a practice may say in its own words. `own_stop` comes after the rule that stands on
    all; `film` is the address of one, or empty."""

    name: str
    position: str
    area: str
    bias: str
    steps: tuple[str, ...]
    feel: str
    own_stop: str = ""
    caution: str = ""
    film: str = ""
    sets: int | None = None
    reps: int | None = None
    hold_seconds: int | None = None
    minutes: int | None = None
    times_a_day: int = 1

    @property
    def stop(self) -> str:
        """When to stop: the general rule first, then this exercise's own."""
        return f"{STOP_RULE} {self.own_stop}".strip()


def own_words_of(exercise: Exercise) -> OwnWords:
    """What an exercise says, to begin from."""
    same = ("name", "position", "area", "bias", "feel", "caution", "film", *DOSE_RANGES)
    return OwnWords(
        steps=tuple(exercise.steps),
        own_stop=exercise.stop.removeprefix(STOP_RULE).strip(),
        **{name: getattr(exercise, name) for name in same},
    )


def problems_of(words: OwnWords, *, sided: bool) -> dict[str, str]:
    """What keeps it from being stored, a sentence for each field."""
    return dict([*_texts(words, sided=sided), *_steps(words.steps, sided=sided), *_dose(words)])


def _texts(words: OwnWords, *, sided: bool) -> Iterator[tuple[str, str]]:
    for name, most in LENGTHS.items():
        text = getattr(words, name)
        if not text and name in NEEDED:
            yield name, NEEDED[name]
        elif len(text) > most:
            yield name, f"Write at most {most} characters."
        elif name in TURNED and (wrong := _braces(text, sided=sided)):
            yield name, wrong
    if words.position not in POSITIONS:
        yield "position", f"Choose one of these: {', '.join(POSITIONS)}."
    if words.bias not in BIASES:
        yield "bias", f"Choose one of these: {', '.join(BIASES)}."
    if problem := problem_of(words.film):
        yield "film", problem


def _steps(steps: tuple[str, ...], *, sided: bool) -> Iterator[tuple[str, str]]:
    if not 0 < len(steps) <= MOST_STEPS:
        yield "steps", f"Write one to {MOST_STEPS} steps."
    elif max(map(len, steps)) > LONGEST_STEP:
        yield "steps", f"Write at most {LONGEST_STEP} characters in a step."
    elif wrong := _braces("\n".join(steps), sided=sided):
        yield "steps", wrong


def _braces(text: str, *, sided: bool) -> str:
    """What is wrong with the braces of a text; empty where each is filled in for a client."""
    if not set("{}") & set(_TURNED.sub("" if sided else "{", text)):
        return ""
    if sided:
        return "In braces only “your {side}” and “your {other}” are turned to the client’s side."
    return "This exercise has no sides: leave the braces out."


def _dose(words: OwnWords) -> Iterator[tuple[str, str]]:
    for name, (low, high) in DOSE_RANGES.items():
        value = getattr(words, name)
        if (value is None and name == "times_a_day") or (
            value is not None and not low <= value <= high
        ):
            yield name, f"Write a number from {low} to {high}."
    if words.reps is None and words.minutes is None:
        yield "reps", "Say how many times, or how many minutes."
