"""The exercises that every practice starts with."""

from collections.abc import Iterable
from typing import Literal

from homecare.library.catalogue.exercise import CatalogueExercise
from homecare.library.catalogue.kneeling import KNEELING
from homecare.library.catalogue.lying import LYING_ON_BACK
from homecare.library.catalogue.prone import FACE_DOWN
from homecare.library.catalogue.side import ON_SIDE
from homecare.library.catalogue.upright import UPRIGHT

Side = Literal["left", "right", "both"]

EXERCISES: tuple[CatalogueExercise, ...] = (
    *LYING_ON_BACK,
    *ON_SIDE,
    *FACE_DOWN,
    *KNEELING,
    *UPRIGHT,
)

_BY_CODE = {exercise.code: exercise for exercise in EXERCISES}
_WORDS = {
    "left": ("your left", "your right"),
    "right": ("your right", "your left"),
    "both": ("one", "the opposite"),
}
OTHER_SIDE = "Then do the same on the other side."


def by_code(code: str) -> CatalogueExercise:
    """The exercise with this code; KeyError when there is none."""
    return _BY_CODE[code]


def steps_for(exercise: CatalogueExercise, side: Side) -> tuple[str, ...]:
    """The steps in words for the client's sore side.

    ``both`` speaks of one leg and the opposite one and ends with the change of sides, as does
    every exercise whose dose is meant for each side.
    """
    steps = of_side(exercise.steps, side)
    change = exercise.sided and (side == "both" or exercise.each_side)
    return (*steps, OTHER_SIDE) if change else steps


def of_side(steps: Iterable[str], side: str) -> tuple[str, ...]:
    """The steps with the client's sore side (left, right or both) put into their words."""
    sore, other = _WORDS[side]
    return tuple(step.replace("your {side}", sore).replace("your {other}", other) for step in steps)
