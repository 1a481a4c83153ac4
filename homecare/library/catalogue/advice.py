"""Advice that a therapist can give with a programme, dosed and dated.

It is shown as "your therapist's advice" and has an end date. Sitting and baths follow the
therapist's own method; no guideline found speaks against baths, and warmth is often advised, so
the text says so and never claims more. Keeping moving, heat packs, care with hot water bottles
and the pillow between the knees stand on NHS Wales' sciatica page (found, in a stored copy:
compare it with the current NHS page before real use).
"""

from dataclasses import dataclass
from typing import Literal

AdviceKind = Literal["sitting", "bath", "other"]


@dataclass(frozen=True)
class CatalogueAdvice:
    """One piece of advice in words for the client.

    ``limit_minutes`` is the longest unbroken stretch, or None where none applies; ``days`` is how
    long the advice runs unless the therapist says otherwise; ``question`` is asked in the diary.
    """

    code: str
    kind: AdviceKind
    title: str
    text: str
    reason: str
    alternative: str
    question: str
    limit_minutes: int | None = None
    days: int = 28


ADVICE = (
    CatalogueAdvice(
        code="sitting_breaks",
        kind="sitting",
        title="Break up long sitting",
        text="Get up and move for a minute or two at least every 30 minutes.",
        reason=(
            "Your therapist finds that sitting for a long time without a break can press on a "
            "sore nerve."
        ),
        alternative=(
            "If you cannot get up, stand when you can, shift your weight, or stretch one leg out "
            "and back. A timer helps you remember."
        ),
        question="Did you keep breaks from sitting today?",
        limit_minutes=30,  # ours; the UK desk guidance found asks for 2–4 h up and about a day
    ),
    CatalogueAdvice(
        code="no_long_hot_baths",
        kind="bath",
        title="No long hot baths for now",
        text="Leave out long hot baths. Keep a bath short, about 10 minutes, and warm, not hot.",
        reason=(
            "A long hot bath feels soothing, but your therapist finds that it can stir up a sore "
            "area. People differ, so tell your therapist how it is for you."
        ),
        alternative="A warm shower, or a warm pack wrapped in a cloth for 15 minutes.",
        question="Did you keep to your bath advice today?",
        limit_minutes=10,  # ours
    ),
    CatalogueAdvice(
        code="short_warmth",
        kind="other",
        title="Warmth instead of a long hot bath",
        text="Hold a warm pack, wrapped in a cloth, to the sore area for about 15 minutes.",
        reason="Many people find that warmth eases the ache.",
        alternative=(
            "A warm shower. Do not put heat on skin that feels numb: it could burn you before "
            "you notice. That is also why a hot water bottle is best left out."
        ),
        question="Did you use short warmth instead of a long hot bath today?",
        limit_minutes=15,  # ours
    ),
    CatalogueAdvice(
        code="keep_moving",
        kind="other",
        title="Keep gently moving",
        text="Carry on with your normal day as far as you can. Take a few short walks.",
        reason="Long rest tends to make a back stiff. Gentle movement is usually safe.",
        alternative="On a bad day, walk about at home for a few minutes every hour or so.",
        question="Did you keep gently moving today?",
    ),
    CatalogueAdvice(
        code="sleep_position",
        kind="other",
        title="A comfortable way to lie at night",
        text=(
            "On your side, put a small firm pillow between your knees. On your back, put pillows "
            "under your knees."
        ),
        reason="It keeps your hips and low back level, and many people rest better like this.",
        alternative="If neither suits you, any position that eases your leg is fine.",
        question="Did you use your sleeping position last night?",
    ),
)
