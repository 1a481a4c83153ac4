"""What to do about a red-flag answer, in words for the client, by level and nation.

111 exists in England, Scotland and Wales; Northern Ireland has no general 111. Where the nation
is not known, no number is invented.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from homecare.rules.red_flags import QUESTIONS, Level, level_of, worst_level

NATIONS = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern_ireland": "Northern Ireland",
    "other": "Somewhere else",
}
OFFLINE = "Your therapist has NOT been told. Call now."
BY_MISTAKE = "I tapped by mistake"


@dataclass(frozen=True, slots=True)
class UrgentAdvice:
    """A heading, what to do in order, and numbers to tap as (label, number to dial)."""

    title: str
    steps: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]


_EMERGENCY_CALL = {"other": ("your local emergency number", ())}
_UK_EMERGENCY: tuple[str, tuple[tuple[str, str], ...]] = ("999", (("Call 999", "999"),))
_HELP_LINE = {
    "northern_ireland": ("your GP or out-of-hours service", ()),
    "other": ("your doctor or local health line", ()),
}
_UK_HELP_LINE: tuple[str, tuple[tuple[str, str], ...]] = ("111", (("Call 111", "111"),))

REST = "Stop your exercises. Do not have massage until a doctor has looked."
"""Stands at every level but background (ours)."""

_BY_LEVEL = {
    Level.EMERGENCY: (
        "Get help now",
        (
            "Call {emergency}, or go to A&E now. Do not wait for your therapist.",
            "Do not drive yourself.",
            REST,
        ),
    ),
    Level.SAME_DAY: (
        "Get help today",
        (
            "Go to A&E today. If you are not sure, call {help}.",
            "If it gets worse quickly, your chest hurts or you are short of breath, call "
            "{emergency}.",
            REST,
        ),
    ),
    Level.GP: (
        "Speak to a doctor urgently",
        (
            "Call {gp} and ask to be seen urgently.",
            "If it gets worse, or something new appears, call {emergency}.",
            REST,
        ),
    ),
    Level.BACKGROUND: (
        "Thank you for telling us",
        ("Your therapist will talk with you about this. There is nothing you need to do now.",),
    ),
}


def what_to_do(level: Level, nation: str) -> UrgentAdvice:
    """Return the advice for `level` in `nation` (a key of NATIONS; any other reads as 'other')."""
    nation = nation if nation in NATIONS else "other"
    emergency, emergency_numbers = _EMERGENCY_CALL.get(nation, _UK_EMERGENCY)
    help_line, help_numbers = _HELP_LINE.get(nation, _UK_HELP_LINE)
    gp = help_line if nation in _HELP_LINE else "your GP, or 111,"
    title, steps = _BY_LEVEL[level]
    words = {"emergency": emergency, "help": help_line, "gp": gp}
    numbers = {
        Level.EMERGENCY: emergency_numbers,
        Level.SAME_DAY: help_numbers + emergency_numbers,
        Level.GP: help_numbers + emergency_numbers,
        Level.BACKGROUND: (),
    }[level]
    return UrgentAdvice(title, tuple(step.format(**words) for step in steps), numbers)


def numbers_of(nation: str) -> tuple[tuple[str, str], ...]:
    """Return every number to call in `nation`, as (label, number to dial); none where none is
    known."""
    return what_to_do(Level.SAME_DAY, nation).numbers


def emergency_now(nation: str) -> str:
    """Return what stands in a list beside whoever needs emergency help now: "999 now"."""
    known = nation in NATIONS and nation not in _EMERGENCY_CALL
    return f"{_UK_EMERGENCY[0]} now" if known else "Emergency help now"


def advice_for(codes: Iterable[str], nation: str) -> UrgentAdvice | None:
    """Return what to do about a yes to each of `codes`, or None where none needs anybody.

    Each is read beside the others; what is no question of ours counts for nothing.
    """
    level = worst_level(code for code in codes if code in QUESTIONS)
    return what_to_do(level, nation) if level else None


COULD_IT_BE = (
    ("cauda equina syndrome",
     ("saddle_numbness", "bladder", "bowel", "sexual_function", "both_legs")),
    ("a heart attack or a clot in the lung", ("chest_pain",)),
    ("a burst aneurysm of the aorta", ("aaa",)),
    ("a fracture or another injury after an accident", ("accident",)),
    ("pressure on the spinal cord", ("unsteady",)),
    ("a clot in the leg", ("calf_swollen",)),
    ("a nerve root under pressure", ("foot_drop", "leg_weaker", "new_numbness")),
    ("an infection of the spine", ("fever", "night_sweats")),
    ("a fracture in thin bones", ("small_fall",)),
    ("a tumour of the spine", ("weight_loss", "lump_or_shape", "night_pain")),
)  # fmt: skip
"""What each answer may mean, for an emergency department; of two that are as grave, the first one
is asked about first. Every question about new symptoms stands in one (docs/red-flags.md)."""


def question_for_emergency(codes: Iterable[str]) -> str:
    """Return what an emergency department is asked about a yes to each of `codes`, the gravest
    first, each beside the others; background among them only makes others graver."""
    known = tuple(codes)
    said = [
        (max(level_of(code, background=known) for code in of_one if code in known), what)
        for what, of_one in COULD_IT_BE
        if not set(of_one).isdisjoint(known)
    ]
    what = [what for _, what in sorted(said, key=lambda one: -one[0])] or ["an emergency"]
    return f"Please see them now: could this be {', or '.join(what)}?"
