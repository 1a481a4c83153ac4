"""The weekly looks: better, level or stalled, with two to switch a stall on and two off.

Each look is worked out from the one before it (a fold), so a replay to any day and a live run on
that day walk the same steps. A look without a valid mean counts neither way. When pain came back
after it was gone, everything is counted anew.
"""

from homecare.rules.course.adherence import Adherence
from homecare.rules.course.baseline import Baseline
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, is_agreed, says_better
from homecare.rules.course.phases import OPEN
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.weekly.grave import NOTHING, Best, Grave, lower, weigh
from homecare.rules.weekly.week import WeeklyLook, judge


class StallWatch:
    """The weekly looks up to one of them, on `day` (0: none yet).

    `plateaus` and `others` count valid looks in a row. `judged` is the latest valid one since the
    baseline that held then; `is_valid` says whether the latest of all was valid. `best` is the
    lowest M of each site since that baseline.
    """

    __slots__ = (
        "base", "best", "course", "day", "delayed_from", "grave", "is_valid", "judged",
        "others", "plateaus", "stalled_since",
    )  # fmt: skip

    def __init__(self, course: Course) -> None:
        self.course = course
        self.day = 0
        self._start(course.settled)

    def _start(self, base: Baseline) -> None:
        self.base = base
        self.grave: Grave = NOTHING
        self.best: Best = (None, None)
        self.judged: WeeklyLook | None = None
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
        base = self.course.baseline(day)
        if base.zero != self.base.zero:
            self._start(base)
        self.day, self.base = day, base
        week = judge(self.course, base, day)
        self.grave = weigh(self.course, week, self.grave, self.best)
        self.best = lower(self.best, week.means)
        self._switch(week)
        self.is_valid = week.mean is not None
        if self.is_valid:
            week.delayed_from = self.delayed_from
            self.judged = week

    def _switch(self, week: WeeklyLook) -> None:
        """Count one look towards a stall or off it; one that is not valid counts neither way."""
        if not self._is_late_enough():
            self._switch_off()
        elif week.mean is None:
            return
        elif week.flat and self._counts(week.mean):
            self._switch_on(week)
        else:
            self.plateaus, self.others = 0, self.others + 1
            if self.others >= self.course.policy.switch_off:
                self.stalled_since = None

    def _is_late_enough(self) -> bool:
        course, wait = self.course, self.course.policy.stall_day
        if self.day < wait or len(course.phases) == 1:
            return self.day >= wait
        phase = course.phase(self.day)
        return phase.kind == OPEN and self.day - phase.mark >= wait

    def _switch_on(self, week: WeeklyLook) -> None:
        """Count a flat week; little exercise reported may put the stall off."""
        self.plateaus, self.others = self.plateaus + 1, 0
        if self.stalled_since is not None:
            return
        week.little = self._little()
        if not (week.little and self._delays()) and self.plateaus >= self._needed():
            self.stalled_since = self.day

    def _counts(self, mean: float) -> bool:
        """Say whether a flat week counts towards a stall: high enough, not agreed to be better."""
        policy, base = self.course.policy, self.base
        if mean < policy.stall_mean - ROUNDING:
            return False
        change = self.course.change(self.day, policy.check_days)
        return not is_agreed(base.scores[base.index_site], mean, change, policy)

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
        adherence = self.course.adherence(self.day)
        return (
            adherence if adherence and adherence.share < self.course.policy.follow_share else None
        )

    def _delays(self) -> bool:
        """Say whether little exercise delays a stall on this look: once, two weeks at most."""
        if self.delayed_from is None:
            self.delayed_from = self.day
        return self.day < self.delayed_from + self.course.policy.delay_days
