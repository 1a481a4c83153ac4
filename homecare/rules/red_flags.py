"""Red flags, background and contraindications: codes, levels and the questions in our own words.

The lists were read in second-hand copies and completed from memory (docs/red-flags.md): a practice
checks every line against the current NHS sciatica page before real use. "I'm not sure" counts
as yes. What to do about an answer, in words, is in `advice`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How soon an answer needs somebody; a higher number is graver."""

    BACKGROUND = 0
    GP = 1
    SAME_DAY = 2
    EMERGENCY = 3


BEFORE, FIRST, AGAIN, ANYONE = "1", "2-first", "2-again", "2-anyone"
"""How the questions were worded: until version 0.3; when they are asked for the first time in a
stretch of care; when they were asked before, so that what happened long ago is not asked about
again; and on paper or a page that does not know whom it speaks to."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the red-flag list: its code, its level and its words for the client.

    `text` is for somebody who was asked before; `first` and `anyone` stand where it reads
    otherwise.
    """

    code: str
    level: Level
    text: str
    first: str = ""
    anyone: str = ""

    def words(self, wording: str) -> str:
        """Return the question as it is put in that wording (any but FIRST, ANYONE: as again)."""
        other = {FIRST: self.first, ANYONE: self.anyone}.get(wording, "")
        return other or self.text


def _questions(level: Level, lines: dict[str, str | tuple[str, str, str]]) -> tuple[Question, ...]:
    return tuple(
        Question(code, level, *([words] if isinstance(words, str) else words))
        for code, words in lines.items()
    )


_THIN = "Tick this only if your bones are thin, or if you took steroids for a long time."
EMERGENCY = _questions(
    Level.EMERGENCY,
    {
        "both_legs": "Do you have pain, or new weakness or numbness, in both legs?",
        "saddle_numbness": (
            "Is it numb or tingly between your legs, or around your private parts or back "
            "passage? Or does wiping feel different?"
        ),
        "bladder": (
            "Is something new about peeing: you need to but can’t, you can’t feel when you are "
            "full, it is hard to start or stop, or you leak?"
        ),
        "bowel": (
            "Have you lost control of your bowels (your poo), or can you no longer feel the need "
            "to go?"
        ),
        "sexual_function": (
            "Is something newly wrong when you have sex: less feeling, or it does not work as "
            "before?"
        ),
        "accident": (
            "Since you last answered these questions: have you had a serious accident, such as a "
            "crash or a bad fall?",
            "Did this start after a serious accident, such as a crash or a bad fall?",
            "Have you just had a serious accident, such as a crash or a bad fall?",
        ),
        "chest_pain": "Does your chest hurt, or are you suddenly short of breath?",
        "aaa": (
            "Is there a sudden, very bad pain in your tummy or back, and do you feel faint, "
            "clammy or sick?"
        ),
    },
)
SAME_DAY = _questions(
    Level.SAME_DAY,
    {
        "foot_drop": "Do you find it hard to lift the front of your foot, so that it slaps down?",
        "leg_weaker": "Is your leg or foot getting weaker, or does it drag?",
        "calf_swollen": "Is one of your calves swollen, hot or red?",
        "unsteady": (
            "Are you newly unsteady when you walk, or are your legs clumsy? Or does a band of pain "
            "go around your chest or tummy?"
        ),
    },
)
GP = _questions(
    Level.GP,
    {
        "fever": "Do you have a fever, or shiver and feel unwell?",
        "night_sweats": "Do you wake up soaked in sweat?",
        "weight_loss": "Are you losing weight without trying?",
        "lump_or_shape": "Is there a lump on your back, or has your back changed its shape?",
        "night_pain": "Is the pain there all night, and nothing eases it?",
        "new_numbness": "Is part of your leg or foot newly numb?",
        "small_fall": (
            "Since you last answered these questions: have you had a fall or a strain, even a "
            f"small one? {_THIN}",
            f"Did this start after a fall or a strain, even a small one? {_THIN}",
            "If your bones are thin, or you took steroids for a long time: have you had a fall or "
            "a strain, even a small one?",
        ),
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

_AS_ASKED_BEFORE = {
    "saddle_numbness": (
        "Do you feel numb or strange between your legs, around your genitals or your back passage?"
    ),
    "bladder": (
        "Is it newly hard to start or stop peeing, or to feel that you are, or do you leak?"
    ),
    "bowel": "Have you lost control of your bowels, or can you no longer feel the need to go?",
    "sexual_function": "Have you newly lost feeling or function when you have sex?",
    "accident": "Did this start after a serious accident, such as a crash or a bad fall?",
    "chest_pain": "Do you have pain in your chest?",
    "weight_loss": "Have you lost weight without trying?",
}
"""The words of wording BEFORE, where they were others: an old answer is read as it was asked."""


class Raised(NamedTuple):
    """A symptom that is graver beside something in the background (ours), and how it is asked
    where nobody's background is known."""

    code: str
    background: frozenset[str]
    level: Level
    text: str


RAISED = (
    Raised(
        "unsteady",
        frozenset({"cancer"}),
        Level.EMERGENCY,
        "If you have ever had cancer: are you newly unsteady when you walk, or are your legs "
        "clumsy? Or does a band of pain go around your chest or tummy?",
    ),
    Raised(
        "fever",
        frozenset({"immunosuppression", "iv_drugs"}),
        Level.SAME_DAY,
        "If your immune system is weak, or you have ever injected drugs: do you have a fever, or "
        "shiver and feel unwell?",
    ),
)

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

THINNER = "bleeding_or_anticoagulant"
"""What a medicine that thins the blood is."""

CONSIDERED = "considered"
GP_FIRST = "gp_first"
"""What a therapist records about a background answer."""


_BESIDE_BACKGROUND = {
    Level.SAME_DAY: "Beside what is in the background, this is for today.",
    Level.EMERGENCY: "Beside what is in the background, this needs emergency help now.",
}


def level_of(code: str, unknown: Level = Level.SAME_DAY, background: Collection[str] = ()) -> Level:
    """Return the level of `code`, beside what was answered of the `background`.

    A code nobody knows is still a yes, at level `unknown`.
    """
    question = QUESTIONS.get(code)
    own = unknown if question is None else question.level
    return max([own, *_raised(code, background)])


def _raised(code: str, background: Collection[str]) -> list[Level]:
    return [
        rise.level
        for rise in RAISED
        if rise.code == code and not rise.background.isdisjoint(background)
    ]


def why_raised(code: str, level: Level) -> str:
    """Return why an answer is graver than its own code, as a sentence; empty where it is not."""
    return _BESIDE_BACKGROUND.get(level, "") if level > level_of(code, level) else ""


def words_of(code: str, wording: str = AGAIN) -> str:
    """Return a question as it was asked in `wording`; the code itself where nobody knows it."""
    if wording == BEFORE and code in _AS_ASKED_BEFORE:
        return _AS_ASKED_BEFORE[code]
    question = QUESTIONS.get(code)
    return code if question is None else question.words(wording)


def lines_for_anyone(level: Level) -> tuple[str, ...]:
    """Return what leads to `level`, for a page or a sheet that does not know whom it speaks to."""
    own = (question.words(ANYONE) for question in NEW_SYMPTOMS if question.level == level)
    return (*own, *(rise.text for rise in RAISED if rise.level == level))


def worst_level(codes: Iterable[str]) -> Level | None:
    """Return the gravest level among `codes`, each beside the others, or None when there are none.

    What is background among them counts as such.
    """
    known = tuple(codes)
    return max((level_of(code, background=known) for code in known), default=None)


def stops_exercise(codes: Iterable[str]) -> bool:
    """Say whether these answers stop the exercises: a yes to any but background does."""
    return any(level_of(code) > Level.BACKGROUND for code in codes)
