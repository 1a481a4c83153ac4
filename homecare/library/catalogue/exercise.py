"""What an exercise in the shipped catalogue is made of.

The facts (position, bias, usual dose, caution) come from the exercises table in the project's
clinical notes, or from the source that is named above an exercise; the words are our own. Where
that gives a range, the stored dose is its modest end and ``dose_note`` tells the therapist the
usual range.
"""

from dataclasses import dataclass
from typing import Literal

Position = Literal[
    "lying on your back",
    "lying on your side",
    "lying face down",
    "kneeling",
    "sitting",
    "standing",
]
Bias = Literal[
    "flexion",
    "mild flexion",
    "neutral",
    "neutral to extension",
    "mild extension",
    "extension",
    "flexion + extension",
]

STOP_RULE = (
    "Stop if pain spreads further down your leg, or if numbness or weakness appears or stays worse."
)
"""Stands on every exercise. Source: the centralisation literature (found)."""

GOOD_SIGN = "Pain that draws back up towards your spine is a good sign."
"""Shown with the stop rule. Source: the centralisation literature (found)."""

NOTHING_SPECIAL = "Nothing special."
"""The caution of an exercise that has none of its own."""


@dataclass(frozen=True)
class CatalogueExercise:
    """One exercise, in words for the client, with the dose a programme starts from.

    ``steps`` may hold the placeholders ``your {side}`` and ``your {other}``; read them through
    ``catalogue.steps_for``. ``hold_seconds``, ``reps`` and ``minutes`` are None where they do not
    apply: an exercise is counted either in repetitions or in minutes.
    """

    code: str
    name: str
    position: Position
    area: str
    bias: Bias
    sided: bool  # done with one leg at a time; on the sore side unless each_side
    steps: tuple[str, ...]
    feel: str
    own_stop: str
    caution: str
    dose_note: str
    sets: int = 1
    reps: int | None = None
    hold_seconds: int | None = None
    minutes: int | None = None
    times_a_day: int = 1
    each_side: bool = False  # the dose is meant for each side in turn
    end_range_flexion: bool = False  # bends the low back all the way: not for a suspected disc

    @property
    def stop(self) -> str:
        """When to stop: the general rule first, then this exercise's own."""
        return f"{STOP_RULE} {self.own_stop}"

    @property
    def pose(self) -> str:
        """The code of its picture: every exercise has a drawing of its own."""
        return self.code
