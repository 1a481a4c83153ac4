"""Which flags a day's assessment and review ask for; what opens and closes them is elsewhere."""

from dataclasses import dataclass
from datetime import date

from homecare.rules.assessment import Assessment
from homecare.rules.verdict.arithmetic import Reason
from homecare.rules.verdict.episode_on_day import (  # fmt: skip
    GP,
    IMPROVING,
    NOT_FOLLOWING,
    QUIET,
    RECURRENT,
    STALLED,
    URGENT,
    WORSENING,
)
from homecare.rules.verdict.review import Review

REVIEW = "review"
GRAVITY = (URGENT, GP, WORSENING, STALLED, REVIEW, QUIET, NOT_FOLLOWING)
"""Flag kinds, the gravest first: a graver one replaces an open one and ends any snooze."""

_BY_STATE = {
    URGENT: URGENT, GP: GP, WORSENING: WORSENING, STALLED: STALLED, QUIET: QUIET,
    NOT_FOLLOWING: NOT_FOLLOWING, RECURRENT: REVIEW,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlagAsked:
    """A flag to raise unless one with its `key` has been raised before for the same episode.

    `also` are keys of older occasions it stands for as well; `began` is the day from which what
    it says has stood; `due` is the day on which it was first asked, where it may wait for its turn.
    """

    kind: str
    proposes: str
    reasons: tuple[Reason, ...]
    key: str
    began: date
    also: tuple[str, ...] = ()
    due: date | None = None


def kind_of(state: str, cause: str) -> str | None:
    """Return the kind of flag a state asks for, or None.

    Pain that is back asks for a review, and so, once, does "better, but level".
    """
    if state == IMPROVING and cause == "better_but_level":
        return REVIEW
    return _BY_STATE.get(state)


def key_of(state: str, since: date) -> str:
    """Name an occasion: the same stall has one key however often it is assessed."""
    return f"{state}:{since.isoformat()}"


def flags(assessment: Assessment, review: Review | None) -> tuple[FlagAsked, ...]:
    """Return the flags of one day, the gravest first."""
    asked = []
    kind = kind_of(assessment.state, assessment.cause)
    if kind:
        key, older = (key_of(assessment.state, on) for on in (assessment.news, assessment.since))
        also = () if key == older else (older,)
        since = assessment.since
        due = since if kind == NOT_FOLLOWING else None
        asked.append(
            FlagAsked(kind, assessment.proposes, assessment.reasons, key, since, also, due)
        )
    if review:
        asked.append(FlagAsked(
            REVIEW, review.proposes, review.reasons, review.key, review.began, due=review.asks_from
        ))  # fmt: skip
    return tuple(sorted(asked, key=lambda flag: GRAVITY.index(flag.kind)))
