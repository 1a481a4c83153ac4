"""Reviews among each other: which is looked at first, its figures, and why it is asked now."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from homecare.assessment.models import Verdict
from homecare.desk.words import day_words
from homecare.flags.findings import OCCASIONS
from homecare.flags.models import Flag
from homecare.language import NUMBERS
from homecare.rules.course.measured import is_improved
from homecare.rules.policy import Policy
from homecare.rules.verdict.flags_asked import REVIEW

VISITS = "visits"
DECIDE = "decide"
PLACES = ("not improved", "can't be told", "improved")
FIRST = (0, 0.0)


def rank(flag: Flag, verdict: Verdict | None, policy: Policy) -> tuple[int, float]:
    """Who has not improved comes first, the highest mean first; by the newest figures there are.

    Every other kind of flag keeps the place it has.
    """
    if flag.kind != REVIEW:
        return FIRST
    figures = verdict.figures if verdict and verdict.figures else flag.figures
    mean = _mean(figures)
    if mean is None:
        return PLACES.index("can't be told"), 0.0
    return PLACES.index("improved" if is_improved(figures, policy) else "not improved"), -mean


def _mean(figures: Mapping[str, Any]) -> float | None:
    mean: float | None = (figures.get("mean") or {}).get(figures.get("index_site"))
    return mean


def why_now(flag: Flag, intake_on: date, policy: Policy) -> str:
    """Why a review of visits is asked on the day it is; the others say so in their sentence."""
    if flag.kind != REVIEW or not flag.reasons or flag.reasons[0]["code"] != VISITS:
        return ""
    asked = max(_asked(flag), default=None, key=lambda one: (one[0], one[1] == DECIDE))
    if asked is None:
        return ""
    due, question = asked
    judged_from = intake_on + timedelta(days=policy.review_day)
    if question == DECIDE and due < judged_from:
        return (
            f"{_days(policy.review_day)} have passed since the intake of {day_words(intake_on)}: "
            "before that it was too early to tell."
        )
    visit = due - timedelta(days=policy.review_wait_days)
    return f"{_days(policy.review_wait_days)} have passed since the visit of {day_words(visit)}."


def _asked(flag: Flag) -> Iterator[tuple[date, str]]:
    """Day and question of the occasions a review stands for, as the rule names them."""
    for key in flag.figures.get(OCCASIONS, ()):
        kind, *of = key.split(":")
        if kind == REVIEW and len(of) == len(("due", "question")):
            yield date.fromisoformat(of[0]), of[1]


def _days(number: int) -> str:
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} days"
