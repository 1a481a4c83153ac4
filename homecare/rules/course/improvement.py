"""What counts as a meaningful improvement."""

from homecare.rules.policy import Policy

ROUNDING = 1e-9
"""Means of tenths do not add up exactly; a threshold met on paper is met."""


def needed_drop(start: float, policy: Policy) -> float:
    """Return the smallest fall from `start` that counts as improved, in points."""
    return max(policy.improved_least, policy.improved_share * start)


def is_worse(start: float, mean: float, points: float, policy: Policy) -> bool:
    """Say whether `mean` stands `points` above `start`, and high enough to matter."""
    return mean + ROUNDING >= policy.worse_mean and mean + ROUNDING >= start + points


def has_risen(start: float, mean: float, policy: Policy) -> bool:
    """Say whether `mean` stands so far above `start`, in points, that it is said as worse."""
    return mean - start >= policy.stall_worse_points - ROUNDING


def is_half_again(start: float, mean: float, policy: Policy) -> bool:
    """Say whether `mean` is half as much again as `start`, and enough more to matter."""
    more = max(policy.half_again_points, policy.half_again_share * start)
    return is_worse(start, mean, more, policy)


def is_spread(start: float, mean: float, policy: Policy) -> bool:
    """Say whether pain has appeared in a leg that had little or none at the start."""
    return start <= policy.spread_from + ROUNDING and mean + ROUNDING >= policy.spread_mean


def is_agreed(start: float, mean: float, word: float | None, policy: Policy) -> bool:
    """Say whether scores and the client's own word agree that it gets better.

    `word` is the mean of the latest weekly checks, −3…+3, or None. The better it is, the less of a
    fall is asked for, since a global change question is what the published thresholds were
    anchored to; where none was answered, nearly all of it.
    """
    if word is None:
        share = policy.unasked_share
    elif word >= policy.much_better:
        share = policy.agreed_much_share
    elif word >= policy.better:
        share = policy.agreed_share
    elif word >= policy.better / 2:
        share = policy.agreed_bit_share
    else:
        return False
    return start - mean >= share * start - ROUNDING


def says_better(change: int | None, policy: Policy) -> bool:
    """Say whether the weekly check `change` (−3…+3, None without one) says "better"."""
    return change is not None and change >= policy.better
