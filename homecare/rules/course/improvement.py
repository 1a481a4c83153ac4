"""What counts as a meaningful improvement."""

from homecare.rules.policy import Policy

ROUNDING = 1e-9
"""Means of tenths do not add up exactly; a threshold met on paper is met."""


def needed_drop(start: float, policy: Policy) -> float:
    """Return the smallest fall from `start` that counts as improved, in points."""
    by_share = max(policy.improved_least, policy.improved_share * start)
    by_points = max(policy.improved_points, policy.improved_points_share * start)
    return min(by_share, by_points)


def is_worse(start: float, mean: float, points: float, policy: Policy) -> bool:
    """Say whether `mean` stands `points` above `start`, and high enough to matter."""
    return mean + ROUNDING >= policy.worse_mean and mean + ROUNDING >= start + points


def is_spread(start: float, mean: float, policy: Policy) -> bool:
    """Say whether pain has appeared in a leg that had little or none at the start."""
    return start <= policy.spread_from + ROUNDING and mean + ROUNDING >= policy.spread_mean


def is_agreed(start: float, mean: float, change: int | None, policy: Policy) -> bool:
    """Say whether scores and the client's own word agree that it is better.

    `change` is the latest weekly check, −3…+3, or None. Less of a fall is asked for then, since a
    global change question is what the published thresholds were anchored to.
    """
    if change is None or not says_better(change, policy):
        return False
    share = policy.agreed_much_share if change >= policy.much_better else policy.agreed_share
    return start - mean >= share * start - ROUNDING


def says_better(change: int | None, policy: Policy) -> bool:
    """Say whether the weekly check `change` (−3…+3, None without one) says "better"."""
    return change is not None and change >= policy.better
