"""Whether a decision still answers for what is found: pure, so that each edge is a line of a table.

One decision answers for every finding that stands when it is made. The same or a lesser one comes
again only with something new; something graver always comes. Nothing here holds back red-flag
answers: they are cleared, not decided on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from homecare.flags.findings import PEAK, Finding
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.verdict.episode_on_day import GP, QUIET, STALLED, WORSENING
from homecare.rules.verdict.flags_asked import GRAVITY, REVIEW, key_of

HOLDS = timedelta(days=28)
"""After this long the same is asked again, where fresh scores say the same (docs/rule.md)."""
SILENCE_HOLDS = timedelta(days=56)
"""So long one silence, which brings nothing new, is not asked about again: until somebody who has
not come back may as well be discharged (ours)."""
TWICE, TWICE_HOLDS = 2, timedelta(days=84)
"""What was decided on twice, bears waiting and stays as it is comes again after so long (ours)."""
LETTER_HOLDS = timedelta(days=42)
"""So long a letter is given to be answered (docs/rule.md); and so long severe pain rests at most,
and worsening that went to the GP, however often it was decided on (ours)."""
A_WEEK = timedelta(days=7)
"""Only after so long does a mean rest on what was given since; the start of it is noisy (ours).
A review that was looked at early is not asked as a decision before that either."""
POINT_MORE = 1.0
"""Points (0–10) above the mean decided on from which pain is news (docs/rule.md)."""
MOST_QUIETS = 2
"""Times one silence is asked about; after them the therapist is offered discharge (ours)."""
REVIEW_LOOK, REVIEW_DECIDE = ":look", ":decide"
LOOKED_BACK = timedelta(days=364)
"""Older decisions hold nothing back, and no silence is counted for longer."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A closed flag on which a therapist decided, on a day of the client's.

    `until` is a later day that the decision itself names, such as six weeks for a letter.
    `is_clearing` says that red-flag answers were cleared: the talk answers for what is mild.
    """

    kind: str
    on: date
    occasions: Collection[str] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    until: date | None = None
    is_clearing: bool = False


def is_held(finding: Finding, decisions: Sequence[Decision], on: date) -> bool:
    """Whether a decision answers for `finding` on the day `on`."""
    if finding.is_of_answers:
        return False
    if decisions and finding.is_ending:
        return True
    return _was_asked_enough(finding, decisions) or any(
        asks_no_more_than(finding, decision.kind, decision.on)
        or _answers_for(decision, finding, on, _holds_for(finding, decision, decisions))
        for decision in decisions
    )


def asks_no_more_than(finding: Finding, kind: str, since: date) -> bool:
    """Whether a review can only ask how it is, as a flag of a kind has done, and nobody has rated
    since that day: about silence, and at an earlier look, the same was asked."""
    if not finding.is_unmeasured or kind not in (QUIET, REVIEW):
        return False
    return not _is_rated_since(finding, since)


def _was_asked_enough(finding: Finding, decisions: Sequence[Decision]) -> bool:
    """Whether one silence was asked about as often as helps, and no check-in said "worse" since."""
    same = [decision for decision in decisions if _is_same(finding, decision)]
    if finding.kind != QUIET or len(same) < MOST_QUIETS:
        return False
    return not all(_is_said_since(finding, decision) for decision in same)


def _holds_for(finding: Finding, decision: Decision, decisions: Sequence[Decision]) -> timedelta:
    """For how long a decision answers where nothing is new; getting worse is soon asked again."""
    if finding.kind not in (GP, STALLED, QUIET) or not _is_same(finding, decision):
        return HOLDS
    if finding.kind == QUIET:
        return SILENCE_HOLDS
    if sum(_is_same(finding, other) for other in decisions) < TWICE:
        return HOLDS
    return TWICE_HOLDS if finding.bears_waiting else LETTER_HOLDS


def _is_same(finding: Finding, decision: Decision) -> bool:
    """Whether a flag of this kind that was decided on named the same occasion."""
    return finding.kind == decision.kind and not set(finding.keys).isdisjoint(decision.occasions)


def _answers_for(decision: Decision, finding: Finding, on: date, holds: timedelta) -> bool:
    if _is_graver(finding, decision):
        return False
    if _was_asked(finding, decision):
        return True
    if _is_new(finding, decision, on):
        return False
    if on <= max(decision.until or decision.on, decision.on + holds):
        return True
    # From then on fresh scores may ask again, and silence, which has none.
    return finding.kind != QUIET and not _is_fresh(finding, decision)


def _was_asked(finding: Finding, decision: Decision) -> bool:
    """Whether a review was answered: it asks to look, then to decide, each once at most."""
    asks, later = finding.keys[0], finding.keys[0].replace(REVIEW_LOOK, REVIEW_DECIDE)
    return finding.kind == REVIEW and not {asks, later}.isdisjoint(decision.occasions)


def _is_graver(finding: Finding, decision: Decision) -> bool:
    rank = GRAVITY.index(REVIEW if decision.is_clearing else decision.kind)
    return GRAVITY.index(finding.kind) < rank


def _is_new(finding: Finding, decision: Decision, on: date) -> bool:
    """Whether it says what nobody knew: a point more, the client's word, or that it began since."""
    if _is_a_point_more(finding, decision, on):
        return True
    if finding.keys[0] in decision.occasions:
        return False
    if _is_said_since(finding, decision) or _began_since(finding, decision):
        return True
    return on >= decision.on + A_WEEK and _is_second_question(finding, decision)


def _is_said_since(finding: Finding, decision: Decision) -> bool:
    """Whether the client said on the day of the decision or later that it is much worse, in a
    weekly check, or worse, in a check-in.

    "About the same" says what the silence was decided on as; and what somebody said before is
    known, whatever the figures make of it since.
    """
    if finding.is_said_worse:
        return finding.keys[0] >= key_of(QUIET, decision.on)
    if not finding.is_told or finding.said_on is None or finding.said_on < decision.on:
        return False
    return not any(key.endswith(finding.said_on.isoformat()) for key in decision.occasions)


def _is_a_point_more(finding: Finding, decision: Decision, on: date) -> bool:
    """Whether either site's mean stands a point above the highest that was decided on.

    Getting worse is told at once; anything else at a weekly look, once the mean is of a week since
    the decision. A review asks its own question, whatever the scores do.
    """
    if finding.kind == REVIEW or not _is_fresh(finding, decision):
        return False
    if finding.kind != WORSENING and (on < decision.on + A_WEEK or not _is_weekly(finding)):
        return False
    now, then = _means(finding.figures), _means(decision.figures, PEAK) or _means(decision.figures)
    return any(round(now[site] - then[site], 3) >= POINT_MORE for site in now.keys() & then.keys())


def _is_weekly(finding: Finding) -> bool:
    day: int = finding.figures.get("day", 0)
    return day % EVALUATION_EVERY == 0


def _began_since(finding: Finding, decision: Decision) -> bool:
    """Whether it grew grave, or the visits that it counts were complete, after the decision."""
    if finding.began is None or finding.began <= decision.on:
        return False
    if finding.kind == GP and decision.kind == GP:
        return False  # a mean beside a threshold ends and begins again, and says the same
    if finding.kind in (GP, WORSENING):
        return _is_fresh(finding, decision)
    return finding.kind == REVIEW


def _is_second_question(finding: Finding, decision: Decision) -> bool:
    """Whether the review that was looked at asks now, on fresh scores, for the decision."""
    looked = finding.keys[0].replace(REVIEW_DECIDE, REVIEW_LOOK)
    return (
        finding.kind == decision.kind == REVIEW
        and looked in decision.occasions
        and not finding.is_unmeasured
        and _is_fresh(finding, decision)
    )


def _is_fresh(finding: Finding, decision: Decision) -> bool:
    """Whether a mean holds that rests on scores given since the decision."""
    return _is_rated_since(finding, decision.on) and bool(_means(finding.figures))


def _is_rated_since(finding: Finding, day: date) -> bool:
    last = finding.figures.get("last_rated")
    return last is not None and last > day.isoformat()


def _means(figures: dict[str, Any], of: str = "mean") -> dict[str, float]:
    means = figures.get(of) or {}
    return {site: mean for site, mean in means.items() if mean is not None}
