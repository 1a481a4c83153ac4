"""What is proposed to the therapist, and what comes before a chiropractor is.

A proposal is a suggestion with its reasons; a professional decides.
"""

from typing import NamedTuple

from homecare.rules import gate
from homecare.rules.schedule import review_date
from homecare.rules.verdict.arithmetic import Reason, long_date
from homecare.rules.verdict.episode_on_day import (
    EARLY,
    GP,
    IMPROVING,
    LEVEL,
    NOT_FOLLOWING,
    QUIET,
    RECURRENT,
    RESOLVED,
    STALLED,
    TOO_FEW,
    URGENT,
    WORSENING,
    EpisodeOnDay,
    Verdict,
    is_worse_than_start,
)
from homecare.rules.verdict.silence import UNSCORED, is_heard_of_another

PROPOSALS = (
    "emergency", "gp", "contact", "check_in", "ask_why",
    "chiropractor", "visit", "check", "carry_on", "none",
)  # fmt: skip

BY_STATE = {
    URGENT: "emergency", GP: "gp", RECURRENT: "visit", RESOLVED: "none", WORSENING: "contact",
    QUIET: "check_in", TOO_FEW: "check_in", EARLY: "none", IMPROVING: "carry_on",
    NOT_FOLLOWING: "ask_why", LEVEL: "none",
}  # fmt: skip


class Proposal(NamedTuple):
    """One of PROPOSALS, and what to say beside it."""

    code: str
    reasons: tuple[Reason, ...] = ()


def propose(look: EpisodeOnDay, verdict: Verdict) -> Proposal:
    """Return what `verdict` proposes."""
    if verdict.state == STALLED:
        return Proposal("contact") if is_worse_than_start(look) else chiropractor(look)
    if verdict.state == QUIET and (verdict.answered is not None or verdict.cause == UNSCORED):
        return Proposal("contact")
    if verdict.cause == "better_but_level":
        return Proposal("visit")
    if verdict.cause == "too_few" and is_heard_of_another(look):
        return Proposal("none")
    return Proposal(BY_STATE[verdict.state])


def chiropractor(look: EpisodeOnDay) -> Proposal:
    """Return the chiropractor where the gate is open after enough visits, else what is missing."""
    shut = gate.missing_on(look)
    if shut and shut[0].code in gate.SAID:
        return Proposal("gp", shut)
    if shut and shut[0].code == gate.UNANSWERED:
        return Proposal("gp", shut[:1])  # the rest is asked once there is an answer
    if first := _visit_first(look):
        return first
    if shut:
        return Proposal("visit" if shut[0].code == gate.UNDECIDED else "check", shut)
    return _open_gate(look)


def _visit_first(look: EpisodeOnDay) -> Proposal | None:
    course, wanted = look.course, look.policy.review_visits
    on = course.date_of(look.day)
    visits = [visit for visit in course.visits if visit <= on]
    due = review_date(visits, course.history.intake.onset, look.policy)
    if due is None:
        text = f"{len(visits)} of {wanted} visits so far; the chiropractor comes after them."
        return Proposal("visit", (Reason("visits", text),))
    if on < due:
        text = f"The last visit is too fresh to judge; look again on {long_date(due)}."
        return Proposal("carry_on", (Reason("visit_fresh", text),))
    return None


def _open_gate(look: EpisodeOnDay) -> Proposal:
    weeks = look.day // 7
    gp_too = (
        (Reason("gp_too", f"{weeks} weeks since intake: consider the GP too."),)
        if look.day >= look.policy.gp_too_day
        else ()
    )
    return Proposal("chiropractor", gp_too)
