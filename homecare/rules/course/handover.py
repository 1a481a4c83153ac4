"""When the worse site leaves the other to decide: nobody rates it any more, or it is gone."""

from homecare.rules.course.baseline import Baseline
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.course.series import Series
from homecare.rules.policy import EVALUATION_EVERY, Policy


class Handover:
    """Leg and back of an episode, and which of them decides on a day."""

    __slots__ = ("_may_be_gone", "_rated_apart", "may_come", "policy", "sites")

    def __init__(self, sites: tuple[Series, Series], policy: Policy) -> None:
        leg, back = self.sites = sites
        self.policy = policy
        self._rated_apart = not leg.is_rated_like(back)
        # Nearly nobody's site is gone while the other one hurts, so that is looked for once.
        self._may_be_gone = self._is_low_beside(leg, back), self._is_low_beside(back, leg)
        self.may_come = self._rated_apart or any(self._may_be_gone)

    def _is_low_beside(self, site: Series, other: Series) -> bool:
        """Say whether a site was ever at 1 or less, and the other one at 3 or more."""
        most, least = self.policy.resolved_score, self.policy.stall_mean
        return site.lowest <= most and other.highest >= least

    def deciding(self, base: Baseline, day: int) -> Baseline:
        """Return `base` with the site that decides on `day`."""
        if self._rated_apart and self._is_unrated(base, day):
            base = base._replace(index_site=1 - base.index_site)
        if self._may_be_gone[base.index_site] and self._is_gone(base, day):
            return base._replace(index_site=1 - base.index_site)
        return base

    def _is_unrated(self, base: Baseline, day: int) -> bool:
        index, other = self.sites[base.index_site], self.sites[1 - base.index_site]
        first = max(day - self.policy.unrated_days, base.zero + 1)
        if day - first < self.policy.mean_days or index.rated(first, day):
            return False
        return other.rated(first, day) > 0

    def _is_gone(self, base: Baseline, day: int) -> bool:
        """Say whether the index site was gone at both looks before that of `day`.

        The other one hurts meanwhile, so that it decides. The newest look is not asked, lest a
        little more pain at a site that is gone should hide what the other one says.
        """
        look = day - day % EVALUATION_EVERY
        series, least = self.sites[base.index_site], self.policy.resolved_score + ROUNDING
        for at in (look - EVALUATION_EVERY, look - 2 * EVALUATION_EVERY):
            mean = series.week(at) if at > base.zero else None
            if mean is None or mean > least:
                return False
        other = self.sites[1 - base.index_site].week(look)
        return other is not None and other >= self.policy.stall_mean - ROUNDING
