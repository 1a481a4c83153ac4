"""What to do about a red-flag answer, in words for the client, by level and nation.

111 exists in England, Scotland and Wales; Northern Ireland has no general 111. Where the nation
is not known, no number is invented: a practice that is somewhere else may write its own numbers,
and its nation then reads "other.112.116-117": a key that can stand in an address and on a phone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from homecare.rules.red_flags import QUESTIONS, Level, level_of, worst_level

NATIONS = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern_ireland": "Northern Ireland",
    "other": "Somewhere else",
}
ELSEWHERE = "other"
OWN_NUMBER = re.compile(r"\+?[0-9](?: ?[0-9]){1,14}")
"""A number as it may be written and dialled: two to fifteen digits, a space between any two."""
_IN_KEY, _AS_WRITTEN = str.maketrans("+ ", "p-"), str.maketrans("p-", "+ ")
OFFLINE = "Your therapist has NOT been told. Call now."
BY_MISTAKE = "I tapped by mistake"


Numbers = tuple[tuple[str, str], ...]
"""Numbers to tap, as (label, number to dial)."""


@dataclass(frozen=True, slots=True)
class UrgentAdvice:
    """A heading, what to do in order, and numbers to tap."""

    title: str
    steps: tuple[str, ...]
    numbers: Numbers


class _Calls(NamedTuple):
    """Whom to call in a nation, in words and as numbers: in an emergency, else, and for the GP; and
    what people call the place to go to."""

    emergency: str
    help: str
    gp: str
    emergency_numbers: Numbers = ()
    help_numbers: Numbers = ()
    department: str = "A&E"


_999, _111 = (("Call 999", "999"),), (("Call 111", "111"),)
_UK = _Calls("999", "111", "your GP, or 111,", _999, _111)
_OUT_OF_HOURS = "your GP or out-of-hours service"
_NO_111 = _Calls("999", _OUT_OF_HOURS, _OUT_OF_HOURS, _999)
_HEALTH_LINE = "your doctor or local health line"
_UNKNOWN = _Calls(
    "your local emergency number", _HEALTH_LINE, _HEALTH_LINE,
    department="the nearest emergency department",
)  # fmt: skip
_BY_NATION = {"england": _UK, "scotland": _UK, "wales": _UK, "northern_ireland": _NO_111}

REST = "Stop your exercises. Do not have massage until a doctor has looked."
"""Stands at every level but background (ours)."""

_BY_LEVEL = {
    Level.EMERGENCY: (
        "Get help now",
        (
            "Call {emergency}, or go to {department} now. Do not wait for your therapist.",
            "Do not drive yourself.",
            REST,
        ),
    ),
    Level.SAME_DAY: (
        "Get help today",
        (
            "Go to {department} today. If you are not sure, call {help}.",
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


def numbers_key(emergency: str, help_line: str) -> str:
    """Return a practice's own numbers as one key; each may be empty. Raises ValueError for one that
    can't be dialled."""
    if not (emergency or help_line):
        return ""
    if not all(OWN_NUMBER.fullmatch(one) for one in (emergency, help_line) if one):
        raise ValueError("a number has two to fifteen digits")
    return f"{emergency.translate(_IN_KEY)}.{help_line.translate(_IN_KEY)}"


def with_numbers(nation: str, key: str) -> str:
    """Return a nation with the practice's own numbers, which count only where it is somewhere
    else."""
    return f"{nation}.{key}" if key and nation == ELSEWHERE else nation


def own_numbers(nation: str) -> tuple[str, str, str]:
    """Return the nation itself (a key of NATIONS; any other reads as 'other'), and the practice's
    own emergency number and health line, empty where there are none."""
    known, emergency, help_line = (*nation.split("."), "", "")[:3]
    if known != ELSEWHERE:
        return known if known in NATIONS else ELSEWHERE, "", ""
    own = (number.translate(_AS_WRITTEN) for number in (emergency, help_line))
    first, second = (one if OWN_NUMBER.fullmatch(one) else "" for one in own)
    return known, first, second


def _calls(nation: str) -> _Calls:
    known, emergency, help_line = own_numbers(nation)
    calls = _BY_NATION.get(known, _UNKNOWN)
    if emergency:
        calls = calls._replace(emergency=emergency, emergency_numbers=_to_tap(emergency))
    if help_line:
        gp = f"your doctor, or {help_line},"
        calls = calls._replace(help=help_line, gp=gp, help_numbers=_to_tap(help_line))
    return calls


def _to_tap(number: str) -> Numbers:
    return ((f"Call {number}", number.replace(" ", "")),)


def what_to_do(level: Level, nation: str) -> UrgentAdvice:
    """Return the advice for `level` in `nation`: a key of NATIONS, or one that `with_numbers`
    made; any other reads as 'other'."""
    calls = _calls(nation)
    title, steps = _BY_LEVEL[level]
    words = calls._asdict()
    both = calls.help_numbers + calls.emergency_numbers
    numbers = {
        Level.EMERGENCY: calls.emergency_numbers,
        Level.SAME_DAY: both,
        Level.GP: both,
        Level.BACKGROUND: (),
    }[level]
    return UrgentAdvice(title, tuple(step.format(**words) for step in steps), numbers)


def numbers_of(nation: str) -> Numbers:
    """Return every number to call in `nation`, as (label, number to dial); none where none is
    known."""
    return what_to_do(Level.SAME_DAY, nation).numbers


def emergency_now(nation: str) -> str:
    """Return what stands in a list beside whoever needs emergency help now: "999 now"."""
    calls = _calls(nation)
    return f"{calls.emergency} now" if calls.emergency_numbers else "Emergency help now"


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
