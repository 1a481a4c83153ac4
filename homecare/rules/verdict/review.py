"""The visit review: five days after the third visit, unless resolved, whatever the scores say."""

from dataclasses import dataclass
from datetime import date, timedelta

from homecare.rules.course.baseline import BACK, LEG
from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.verdict.arithmetic import YOU_DECIDE, Reason, change, sentence
from homecare.rules.verdict.episode_on_day import (
    GP,
    RESOLVED,
    URGENT,
    WORSENING,
    EpisodeOnDay,
    is_said_as_worse,
)
from homecare.rules.verdict.proposals import Proposal, chiropractor
from homecare.rules.verdict.sentences import ASK

LOOK, REFER, CARRY_ON = "look", "refer", "carry_on"


@dataclass(frozen=True, slots=True)
class Review:
    """`due` is its date, `asks_from` that of the question it asks now, `began` that of the visit it
    counts from; `says` is look (too early), refer, carry_on or ask (no scores)."""

    due: date
    asks_from: date
    began: date
    says: str
    proposes: str
    reasons: tuple[Reason, ...]

    @property
    def key(self) -> str:
        """Name the question: an early look is asked again from day 21 only if not improved."""
        return f"review:{self.due}:{question_of(self.says)}"


def question_of(says: str) -> str:
    """Return which of its two questions a review asks: decide, or have a look."""
    return "decide" if says in (REFER, ASK) else "look"


def review_of(look: EpisodeOnDay, state: str) -> Review | None:
    """Return the review as it stands on the day of `look`, judged to be in `state`."""
    due, says = look.course.review_due, says_of(look, state)
    if due is None or says is None:
        return None
    proposal = _proposal(look, state, says)
    on = look.course.date_of(look.day)
    came = sum(visit <= on for visit in look.course.visits)
    visits = Reason("visits", f"{came} visits, and pain is not gone.")
    sentences = _arithmetic(look, says, proposal.code)
    began = due - timedelta(days=look.policy.review_wait_days)
    decides = look.course.date_of(look.policy.review_day)
    asks_from = due if says == LOOK else max(due, decides)
    return Review(
        due, asks_from, began, says, proposal.code, (visits, *sentences, *proposal.reasons)
    )


def says_of(look: EpisodeOnDay, state: str) -> str | None:
    """Return what the review says on the day of `look`, or None where there is none.

    Where leg and back are at 1 or less nothing is left to review.

    While a red-flag answer stands there is nothing else to decide, and no sentence invites to it.
    """
    due = look.course.review_due
    if due is None or look.day < look.course.day(due) or state == RESOLVED:
        return None
    if (look.course.answers and look.open_answers()) or _is_gone(look):
        return None
    if look.policy.always_propose:
        return REFER
    if look.day < look.policy.review_day:
        return LOOK
    if look.latest and not look.is_looked_at:
        return None  # the start was counted anew since: the next weekly look judges
    if look.latest is None or look.latest.judged is None or not look.latest.is_valid:
        return ASK
    return CARRY_ON if look.latest.judged.improved else REFER


def _judged(look: EpisodeOnDay) -> tuple[int, int]:
    """Return the site and the day that are judged: those of the latest weekly look, or today's
    where the start was counted anew since."""
    latest = look.latest
    if latest and look.is_looked_at:
        return latest.base.index_site, latest.day
    return look.base.index_site, look.day


def _is_gone(look: EpisodeOnDay) -> bool:
    """Say whether leg and back are at 1 or less, by M or, without one, by the last scores."""
    course, day = look.course, look.day
    for site in (LEG, BACK):
        mean = course.week(site, day)
        # On day 0, with visits before it, there are the scores of the intake alone.
        (now,) = course.sites[site].last_scores(max(day, 1), 1) if mean is None else (mean,)
        if now > look.policy.resolved_score + ROUNDING:
            return False
    return True


def _proposal(look: EpisodeOnDay, state: str, says: str) -> Proposal:
    graver = {URGENT: "emergency", GP: "gp", WORSENING: "contact"}
    if state in graver:
        return Proposal(graver[state])
    if says == REFER:
        return Proposal("contact") if is_said_as_worse(look, *_judged(look)) else chiropractor(look)
    return Proposal("check_in" if says == ASK else "carry_on")


def _arithmetic(look: EpisodeOnDay, says: str, proposes: str) -> tuple[Reason, ...]:
    choice = f". {YOU_DECIDE}" if proposes == "carry_on" else ""
    site, judged = _judged(look)
    text = {
        LOOK: "Have a look: before three weeks it is too early to tell",
        CARRY_ON: f"{change(look, site, judged)}{choice}",
        ASK: f"Not enough {SITES[site]} scores to judge; ask how it is",
        REFER: change(look, site, judged),
    }[says]
    return (Reason(says, sentence(text)),)
