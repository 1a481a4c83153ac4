"""When the worse site leaves the other to decide: nobody rates it any more, or it is gone."""

from collections.abc import Collection

from homecare.rules.course.baseline import BACK, LEG, Baseline
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.course.series import Series
from homecare.rules.policy import EVALUATION_EVERY, Policy


class Handover:
    """Leg and back of an episode, and which of them decides on a day."""

    __slots__ = ("_gone_looks", "_rated_apart", "may_come", "policy", "sites")

    def __init__(
        self, sites: tuple[Series, Series], index_sites: Collection[int], policy: Policy
    ) -> None:
        """Look at `sites`, of which the starts of the episode choose `index_sites` to decide."""
        leg, back = self.sites = sites
        self.policy = policy
        self._rated_apart = not leg.is_rated_like(back)
        # Nearly nobody's site is gone while the other one hurts, so that is looked for once.
        asked = (LEG, BACK) if self._rated_apart else index_sites
        self._gone_looks = {site: self._gone_beside(sites[site], sites[1 - site]) for site in asked}
        self.may_come = self._rated_apart or any(self._gone_looks.values())

    def _gone_beside(self, site: Series, other: Series) -> list[int]:
        """Return the weekly looks with a site gone at both looks before: nearly nobody's.

        The other one hurts meanwhile, so that it decides. The look itself is not asked, lest a
        little more pain at a site that is gone should hide what the other one says.
        """
        most, least = self.policy.resolved_score, self.policy.stall_mean
        if site.lowest > most or other.highest < least:
            return []
        low, week = site.low_looks(most + ROUNDING), EVALUATION_EVERY
        gone = [day + 2 * week for day in low if day + week in low]
        means = [(day, other.week(day)) for day in gone]
        return [day for day, mean in means if mean is not None and mean >= least - ROUNDING]

    def deciding(self, base: Baseline, day: int) -> Baseline:
        """Return `base` with the site that decides on `day`."""
        if self._rated_apart and self._is_unrated(base, day):
            base = base._replace(index_site=1 - base.index_site)
        if self._gone_looks[base.index_site] and self._is_gone(base, day):
            return base._replace(index_site=1 - base.index_site)
        return base

    def _is_unrated(self, base: Baseline, day: int) -> bool:
        index, other = self.sites[base.index_site], self.sites[1 - base.index_site]
        first = max(day - self.policy.unrated_days, base.zero + 1)
        if day - first < self.policy.mean_days or index.rated(first, day):
            return False
        return other.rated(first, day) > 0

    def _is_gone(self, base: Baseline, day: int) -> bool:
        """Say whether the index site was gone at both looks before that of `day`."""
        look = day - day % EVALUATION_EVERY
        is_since = look - 2 * EVALUATION_EVERY > base.zero
        return is_since and look in self._gone_looks[base.index_site]
