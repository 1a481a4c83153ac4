"""Red flags, background and contraindications: codes, levels and the questions in our own words.

The lists were read in second-hand copies and completed from memory (docs/rule.md): a practice
checks every line against the current NHS sciatica page before real use. "I'm not sure" counts
as yes. What to do about an answer, in words, is in `advice`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How soon an answer needs somebody; a higher number is graver."""

    BACKGROUND = 0
    GP = 1
    SAME_DAY = 2
    EMERGENCY = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the red-flag list: its code, its level and its words for the client."""

    code: str
    level: Level
    text: str


def _questions(level: Level, lines: dict[str, str]) -> tuple[Question, ...]:
    return tuple(Question(code, level, text) for code, text in lines.items())


EMERGENCY = _questions(
    Level.EMERGENCY,
    {
        "both_legs": "Do you have pain, or new weakness or numbness, in both legs?",
        "saddle_numbness": (
            "Do you feel numb or strange between your legs, around your genitals or your "
            "back passage?"
        ),
        "bladder": (
            "Is it newly hard to start or stop peeing, or to feel that you are, or do you leak?"
        ),
        "bowel": "Have you lost control of your bowels, or can you no longer feel the need to go?",
        "sexual_function": "Have you newly lost feeling or function when you have sex?",
        "accident": "Did this start after a serious accident, such as a crash or a bad fall?",
        "chest_pain": "Do you have pain in your chest?",
    },
)
SAME_DAY = _questions(
    Level.SAME_DAY,
    {
        "foot_drop": "Do you find it hard to lift the front of your foot, so that it slaps down?",
        "leg_weaker": "Is your leg or foot getting weaker, or does it drag?",
        "calf_swollen": "Is one of your calves swollen, hot or red?",
    },
)
GP = _questions(
    Level.GP,
    {
        "fever": "Do you have a fever, or shiver and feel unwell?",
        "night_sweats": "Do you wake up soaked in sweat?",
        "weight_loss": "Have you lost weight without trying?",
        "lump_or_shape": "Is there a lump on your back, or has your back changed its shape?",
        "night_pain": "Is the pain there all night, and nothing eases it?",
        "new_numbness": "Is part of your leg or foot newly numb?",
    },
)
BACKGROUND = _questions(
    Level.BACKGROUND,
    {
        "first_over_50": "Is this your first time with back pain, and are you over 50?",
        "cancer": "Have you ever had cancer?",
        "steroids": "Have you taken steroid tablets for a long time?",
        "osteoporosis": "Have you been told that your bones are thin (osteoporosis)?",
        "immunosuppression": "Is your immune system weak, or do you take medicine that weakens it?",
        "iv_drugs": "Have you ever injected drugs?",
        "pregnancy": "Are you pregnant, or might you be?",
    },
)
NEW_SYMPTOMS = EMERGENCY + SAME_DAY + GP
"""What the weekly check and *something feels wrong* ask, as one list with "none of these"."""

QUESTIONS = {question.code: question for question in NEW_SYMPTOMS + BACKGROUND}
NONE_OF_THESE = "None of these"
NOT_SURE = "I'm not sure"

CONTRAINDICATIONS = {
    "fracture": "A broken bone in the back or pelvis",
    "dislocation": "A joint out of place",
    "infection": "An infection in the spine, a bone or a joint",
    "inflammatory_arthritis": "Inflammatory arthritis, such as rheumatoid or axial",
    "myelopathy": "Pressure on the spinal cord (myelopathy)",
    "instability": "An unstable spine",
    "bone_tumour": "A tumour in a bone",
    "severe_osteoporosis": "Very thin bones (severe osteoporosis)",
    "progressive_deficit": "Weakness or numbness that keeps getting worse",
    "bleeding_or_anticoagulant": "Easy bleeding, or a medicine that thins the blood",
    "aneurysm": "A widened artery (aneurysm)",
}
"""Contraindications to manipulation (found), asked at intake: with one, never the chiropractor."""

CONSIDERED = "considered"
GP_FIRST = "gp_first"
"""What a therapist records about a background answer."""


def level_of(code: str, unknown: Level = Level.SAME_DAY) -> Level:
    """Return the level of `code`; a code nobody knows is still a yes, at level `unknown`."""
    question = QUESTIONS.get(code)
    return unknown if question is None else question.level


def worst_level(codes: Iterable[str]) -> Level | None:
    """Return the gravest level among `codes`, or None when there are none."""
    return max((level_of(code) for code in codes), default=None)


def stops_exercise(codes: Iterable[str]) -> bool:
    """Say whether these answers stop the exercises: a yes to any but background does."""
    return any(level_of(code) > Level.BACKGROUND for code in codes)
