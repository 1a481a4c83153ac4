"""The weekly looks: better, level or stalled, with two to switch a stall on and two off.

Each look is worked out from the one before it (a fold), so a replay to any day and a live run on
that day walk the same steps. A look without a valid mean counts neither way. When pain came back
after it was gone, everything is counted anew.
"""

from dataclasses import dataclass

from homecare.rules.adherence import Adherence
from homecare.rules.course import Baseline, Course
from homecare.rules.grave import NOTHING, Grave, Scores, weigh
from homecare.rules.measure import ROUNDING, is_agreed, says_better
from homecare.rules.phases import OPEN
from homecare.rules.policy import EVALUATION_EVERY


@dataclass(slots=True)
class Judged:
    """A weekly look with a valid mean. `trending` is asked only where it is not `improved`.

    `little` is the exercise reported where it was little; `delayed_from` the day on which that
    first delayed a stall.
    """

    day: int
    base: Baseline
    means: tuple[float | None, float | None]
    improved: bool
    trending: bool
    little: Adherence | None
    delayed_from: int | None

    @property
    def mean(self) -> float:
        """Return M of the index site."""
        found = self.means[self.base.index_site]
        if found is None:
            raise ValueError("a look without a valid mean is not judged")
        return found


class Weekly:
    """The weekly looks up to one of them, on `day` (0: none yet).

    `plateaus` and `others` count valid looks in a row. `judged` is the latest valid one since the
    baseline that held then; `is_valid` says whether the latest of all was valid.
    """

    __slots__ = (
        "base", "course", "day", "delayed_from", "grave", "is_valid", "judged",
        "others", "plateaus", "stalled_since",
    )  # fmt: skip

    def __init__(self, course: Course) -> None:
        self.course = course
        self.day = 0
        self._start(course.baseline(0))

    def _start(self, base: Baseline) -> None:
        self.base = base
        self.grave: Grave = NOTHING
        self.judged: Judged | None = None
        self.is_valid = False
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
        course, policy = self.course, self.course.policy
        base = course.baseline(day)
        if base.zero != self.base.zero:
            self._start(base)
        self.day, self.base = day, base
        leg, back = course.sites
        means = (leg.week(day, policy), back.week(day, policy))
        mean, site = means[base.index_site], base.index_site
        self.is_valid = mean is not None
        improved = mean is not None and base.improved(site, mean)
        trending = mean is not None and not improved and self._is_trending(mean)
        flat = not improved and not trending
        self.grave = weigh(course, Scores(day, base, means, flat), self.grave)
        little = self._switch(None if mean is None else flat and self._counts(mean))
        if mean is not None:
            delayed = self.delayed_from
            self.judged = Judged(day, base, means, improved, trending, little, delayed)

    def _is_trending(self, mean: float) -> bool:
        """Say whether M of the index site fell by 1.5 or more in the 14 days before."""
        policy, base = self.course.policy, self.base
        earlier = self.day - policy.trend_days
        then = self.course.week(base.index_site, earlier)
        if then is None or (base.zero and earlier - policy.mean_days < base.zero):
            return False
        return then - mean >= policy.trend_points - ROUNDING

    def _counts(self, mean: float) -> bool:
        """Say whether a flat week counts towards a stall: high enough, not agreed to be better."""
        policy, base = self.course.policy, self.base
        if mean < policy.stall_mean - ROUNDING:
            return False
        change = self.course.change(self.day, policy.check_days)
        return not is_agreed(base.scores[base.index_site], mean, change, policy)

    def _switch(self, plateau: bool | None) -> Adherence | None:
        """Count one look (None: not valid) and return the exercise reported where it was little."""
        policy, day = self.course.policy, self.day
        phase = self.course.phase(day)
        if phase.kind != OPEN or day - phase.mark < policy.stall_day:
            self._switch_off()
            return None
        if plateau is None:
            return None
        if not plateau:
            self.plateaus, self.others = 0, self.others + 1
            if self.others >= policy.switch_off:
                self.stalled_since = None
            return None
        self.plateaus, self.others = self.plateaus + 1, 0
        little = self._little()
        if self.stalled_since is None and not (little and self._delays()):
            self.stalled_since = day if self.plateaus >= self._needed() else None
        return little

    def _needed(self) -> int:
        """Return how many weeks make a stall: one more where the client says it gets better.

        "Better" asks for it beside a mean that still falls, "much better" alone.
        """
        policy, site = self.course.policy, self.base.index_site
        said = self.course.change(self.day, policy.check_days)
        if not says_better(said, policy):
            return policy.switch_on
        then, now = (self.course.week(site, day) for day in (self.day - EVALUATION_EVERY, self.day))
        fell = (
            then is not None and now is not None and then - now >= policy.still_falling - ROUNDING
        )
        much = said is not None and said >= policy.much_better
        return policy.switch_on + (1 if fell or much else 0)

    def _little(self) -> Adherence | None:
        found = self.course.adherence(self.day)
        return found if found and found.share < self.course.policy.follow_share else None

    def _delays(self) -> bool:
        """Say whether little exercise delays a stall on this look: once, two weeks at most."""
        if self.delayed_from is None:
            self.delayed_from = self.day
        return self.day < self.delayed_from + self.course.policy.delay_days
