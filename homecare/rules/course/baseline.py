"""B0: where an episode started, and which of leg and back decides about it."""

from typing import NamedTuple

from homecare.rules.course.improvement import ROUNDING, needed_drop
from homecare.rules.course.phases import BASELINE_SPAN
from homecare.rules.course.series import Series
from homecare.rules.policy import Policy

LEG, BACK = 0, 1


class Baseline(NamedTuple):
    """B0 of both sites (0–10), counted from day `zero`, and the index site: the worse one."""

    zero: int
    scores: tuple[float, float]
    index_site: int
    needed: tuple[float, float]

    def improved(self, site: int, mean: float) -> bool:
        """Say whether `mean` is a meaningful improvement on the start of `site`."""
        return self.scores[site] - mean >= self.needed[site] - ROUNDING


def first_baseline(sites: tuple[Series, Series], day: int, policy: Policy) -> Baseline:
    """Return the first B0 as known on `day`; the scores of the intake choose the index site."""
    leg, back = sites
    index_site = LEG if (leg.scores[0] or 0.0) >= (back.scores[0] or 0.0) else BACK
    scores = (first_score(leg, day, policy), first_score(back, day, policy))
    return _baseline(0, scores, index_site, policy)


def first_score(site: Series, day: int, policy: Policy) -> float:
    """Return the mean of the intake and the three days after it, as far as over on `day`.

    It stands at most one point above the intake.
    """
    mean = site.mean(0, min(max(day, 1), policy.baseline_days + 1)) or 0.0
    return min(mean, (site.scores[0] or 0.0) + policy.baseline_cap)


def renewed_baseline(sites: tuple[Series, Series], mark: int, policy: Policy) -> Baseline:
    """Return B0 of the week from `mark`, on which the pain was back."""
    leg, back = (site.mean(mark, mark + BASELINE_SPAN) or 0.0 for site in sites)
    return _baseline(mark, (leg, back), LEG if leg >= back else BACK, policy)


def chosen_baseline(
    sites: tuple[Series, Series], mark: int, before: Baseline, policy: Policy
) -> Baseline:
    """Return B0 of the week from `mark`, from which a therapist had the start counted anew.

    A site nobody rated in it keeps its start: pain would seem new there.
    """
    means = [site.mean(mark, mark + BASELINE_SPAN) for site in sites]
    leg, back = (
        was if mean is None else mean for was, mean in zip(before.scores, means, strict=True)
    )
    return _baseline(mark, (leg, back), LEG if leg >= back else BACK, policy)


def _baseline(zero: int, scores: tuple[float, float], index_site: int, policy: Policy) -> Baseline:
    leg, back = scores
    return Baseline(zero, scores, index_site, (needed_drop(leg, policy), needed_drop(back, policy)))
