"""What counted as better in version 2, where that is another than today."""

from homecare.rules.course.improvement import ROUNDING, says_better
from homecare.rules.policy import Policy

IMPROVED_POINTS, IMPROVED_POINTS_SHARE = 2.0, 0.25
"""Down by so many points was improved, too, where it was at least this share."""
AGREED_SHARE = 0.25
"""A week that said "better", with scores down by this share, was no part of a stall."""
STILL_FALLING = 0.5
""""Better" beside a mean down by so much in a week asked for one look more."""


def needed_drop(start: float, policy: Policy) -> float:
    """Return the smallest fall from `start` that counted as improved, in points."""
    by_share = max(policy.improved_least, policy.improved_share * start)
    return min(by_share, max(IMPROVED_POINTS, IMPROVED_POINTS_SHARE * start))


def is_agreed(start: float, mean: float, change: int | None, policy: Policy) -> bool:
    """Say whether scores and the client's latest weekly check agreed that it is better."""
    if change is None or not says_better(change, policy):
        return False
    share = policy.agreed_much_share if change >= policy.much_better else AGREED_SHARE
    return start - mean >= share * start - ROUNDING
