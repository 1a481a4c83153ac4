"""What becomes of an episode's flag when the rule has looked again: one pure decision."""

from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from homecare.flags.findings import OCCASIONS, Finding, answered_for
from homecare.flags.models import Flag
from homecare.rules.assessment import Assessment
from homecare.rules.verdict.episode_on_day import IMPROVING, RESOLVED

Step = Literal["none", "raise", "replace", "reopen", "update", "note"]

NOTED_FOR = timedelta(days=7)
"""A note beside a flag stands for a week, so that it does not change to and fro (ours)."""
MATERIAL = 1.0
"""A weekly mean must move by this much (points, 0–10) before a flag is annotated (ours)."""

CHANGED = "Looked at again: the figures or the proposal have changed."
IMPROVED = "The figures have since improved."
GONE = "The rule no longer asks for this."
LESS_GRAVE = "The rule now finds something less grave."
NOTES = (IMPROVED, GONE, LESS_GRAVE)


class Newest(NamedTuple):
    """The newest step of a live flag: its reason, which may be one of NOTES, and its day."""

    reason: str = ""
    on: date | None = None

    def is_fresh(self, on: date) -> bool:
        """Whether a note was written, or taken back, so lately that another waits."""
        lately = self.on is not None and on < self.on + NOTED_FOR
        return lately and self.reason in (*NOTES, CHANGED)

    @property
    def note(self) -> str:
        """What the rule wrote beside the flag last; empty where something else came after."""
        return self.reason if self.reason in NOTES else ""


NO_STEP = Newest()


def next_step(
    live: Flag | None, finding: Finding | None, on: date, newest: Newest = NO_STEP
) -> Step:
    """Decide for one episode on one day, by its live flag and that flag's newest step.

    A graver finding replaces a flag and ends its snooze. The same kind updates it, where the
    figures moved. A less grave finding, or none, leaves the flag and is noted beside it: a flag
    never goes by itself. A snoozed flag is left alone until its day, then reopens, also where
    nothing asks for one any more: who set it aside is told so. Red-flag answers reopen it at once,
    and so does a weekly check that says much worse.
    """
    if live is None:
        return "raise" if finding else "none"
    if finding is not None and live.kind not in (finding.kind, *finding.graver):
        return "replace"
    if live.snoozed_until is not None:
        return _snoozed(live, finding, on, newest)
    if finding is None or finding.kind != live.kind:
        return "none" if newest.is_fresh(on) else "note"
    holds_again = bool(newest.note) and not newest.is_fresh(on)
    return "update" if holds_again or has_moved(live, finding) else "none"


def _snoozed(live: Flag, finding: Finding | None, on: date, newest: Newest) -> Step:
    if live.snoozed_until is None or on >= live.snoozed_until:
        return "reopen"
    if finding is None:
        return "none" if newest.is_fresh(on) else "note"
    if finding.is_told:
        return "reopen" if is_news(live, finding) else "none"
    answered = finding.is_of_answers and is_other_occasion(live, finding)
    return "reopen" if answered else "none"


def has_moved(live: Flag, finding: Finding) -> bool:
    """Whether a finding of the same kind says something new: another proposal, another first
    reason, or a mean of the index site that moved by MATERIAL or more. Of red-flag answers every
    one is new: a flag must show them all, or the one that is not shown is cleared unread."""
    if live.proposes != finding.proposes:
        return True
    if finding.is_of_answers:
        return live.reasons != finding.reasons
    if [r["code"] for r in live.reasons[:1]] != [r["code"] for r in finding.reasons[:1]]:
        return True
    before, after = index_mean(live.figures), index_mean(finding.figures)
    return before is not None and after is not None and abs(before - after) >= MATERIAL


def index_mean(figures: dict[str, Any]) -> float | None:
    """The last seven days' mean of the index site, or None where too little was rated."""
    if not figures.get("mean"):
        return None
    mean: float | None = figures["mean"].get(figures["index_site"])
    return mean


def note_of(live: Flag, assessment: Assessment, finding: Finding | None) -> str:
    """What is written beside a flag whose own kind is not found any more; nothing where the rule
    finds it still, and only an earlier decision keeps it from being asked anew."""
    if assessment.state == live.kind:
        return ""
    if assessment.state in (IMPROVING, RESOLVED):
        return IMPROVED
    return LESS_GRAVE if finding else GONE


def is_worth_noting(note: str, newest: Newest) -> bool:
    """Whether a note says something, and more than the one that stands already: only "improved"
    does."""
    return bool(note) and (not newest.note or (note == IMPROVED and newest.note != IMPROVED))


def is_other_occasion(live: Flag, finding: Finding) -> bool:
    """Whether a finding of the flag's own kind is an occasion it doesn't stand for yet."""
    return finding.kind == live.kind and is_news(live, finding)


def stands_for_more(live: Flag, finding: Finding) -> bool:
    """As `is_other_occasion`, or where something less grave stands beside it that did not."""
    known = answered_for(live.figures)
    return finding.kind == live.kind and not {*finding.keys, *finding.beside} <= known


def is_news(live: Flag, finding: Finding) -> bool:
    """Whether a finding has an occasion that the flag doesn't stand for yet."""
    return not set(finding.keys) <= set(live.figures.get(OCCASIONS, ()))
