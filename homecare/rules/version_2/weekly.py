"""The weekly looks of version 2: two to switch a stall on and two off, one more at most."""

from homecare.rules.course.baseline import BACK, LEG, Baseline
from homecare.rules.course.improvement import ROUNDING, says_better
from homecare.rules.course.phases import OPEN
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.version_2.course import Course
from homecare.rules.version_2.grave import Grave, Judged, Means, weigh
from homecare.rules.version_2.thresholds import STILL_FALLING, is_agreed


class Weekly:
    """The weekly looks up to one of them, on `day` (0: none yet).

    `judged` is the latest valid look since the baseline that held then; `is_valid` says whether the
    latest of all was valid; `little` whether too little was reported at `judged`.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.day = 0
        self._start(course.settled)

    def _start(self, base: Baseline) -> None:
        self.base = base
        self.grave = Grave()
        self.best: Means = (None, None)
        self.judged: Judged | None = None
        self.is_valid = self.little = False
        self._switch_off()

    def _switch_off(self) -> None:
        self.plateaus = self.others = 0
        self.stalled_since: int | None = None
        self.delayed_from: int | None = None

    def walk_to(self, day: int) -> None:
        """Take every look up to and including `day`."""
        for look in range(self.day + EVALUATION_EVERY, day + 1, EVALUATION_EVERY):
            self._look(look)

    def _look(self, day: int) -> None:
        base = self.course.baseline(day)
        if base.zero != self.base.zero:
            self._start(base)
        self.day, self.base = day, base
        now = self._judge(base, day)
        self.grave = weigh(self.course, now, self.grave, self.best)
        leg, back = (_lower(self.best[site], now.means[site]) for site in (LEG, BACK))
        self.best = leg, back
        self.is_valid = now.mean is not None
        little = self._switch(now)
        if self.is_valid:
            self.judged, self.little = now, little

    def _judge(self, base: Baseline, day: int) -> Judged:
        means = self.course.week(LEG, day), self.course.week(BACK, day)
        mean = means[base.index_site]
        improved = mean is not None and base.improved(base.index_site, mean)
        trending = mean is not None and not improved and self._is_trending(base, day, mean)
        return Judged(day, base, means, improved, trending)

    def _is_trending(self, base: Baseline, day: int, mean: float) -> bool:
        policy = self.course.policy
        earlier = day - policy.trend_days
        then = self.course.week(base.index_site, earlier)
        if then is None or (base.zero and earlier - policy.mean_days < base.zero):
            return False
        return then - mean >= policy.trend_points - ROUNDING

    def _switch(self, now: Judged) -> bool:
        """Count one look towards a stall or off it; return whether too little was reported."""
        if not self._is_late_enough():
            self._switch_off()
        elif now.mean is not None and now.flat and self._counts(now.mean):
            return self._switch_on()
        elif now.mean is not None:
            self.plateaus, self.others = 0, self.others + 1
            if self.others >= self.course.policy.switch_off:
                self.stalled_since = None
        return False

    def _is_late_enough(self) -> bool:
        course, wait = self.course, self.course.policy.stall_day
        if self.day < wait or len(course.phases) == 1:
            return self.day >= wait
        phase = course.phase(self.day)
        return phase.kind == OPEN and self.day - phase.mark >= wait

    def _switch_on(self) -> bool:
        """Count a flat week; little exercise reported may put the stall off."""
        self.plateaus, self.others = self.plateaus + 1, 0
        if self.stalled_since is not None:
            return False
        share = self.course.share_reported(self.day)
        little = share is not None and share < self.course.policy.follow_share
        if not (little and self._delays()) and self.plateaus >= self._needed():
            self.stalled_since = self.day
        return little

    def _counts(self, mean: float) -> bool:
        """Say whether a flat week counts: high enough, and not agreed to be better."""
        policy, start = self.course.policy, self.base.scores[self.base.index_site]
        change = self.course.change(self.day, policy.check_days)
        high = mean >= policy.stall_mean - ROUNDING
        return high and not is_agreed(start, mean, change, policy)

    def _needed(self) -> int:
        """Return how many weeks make a stall: one more where the client says it gets better.

        "Better" asks for it beside a mean that still falls, "much better" alone.
        """
        policy, site = self.course.policy, self.base.index_site
        said = self.course.change(self.day, policy.check_days)
        if said is None or not says_better(said, policy):
            return policy.switch_on
        then, now = (self.course.week(site, day) for day in (self.day - EVALUATION_EVERY, self.day))
        fell = then is not None and now is not None and then - now >= STILL_FALLING - ROUNDING
        return policy.switch_on + (fell or said >= policy.much_better)

    def _delays(self) -> bool:
        """Say whether little exercise delays a stall on this look: once, two weeks at most."""
        if self.delayed_from is None:
            self.delayed_from = self.day
        return self.day < self.delayed_from + self.course.policy.delay_days


def _lower(best: float | None, mean: float | None) -> float | None:
    return min((one for one in (best, mean) if one is not None), default=None)
