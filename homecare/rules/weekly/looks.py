"""The weekly looks one after the other: the lowest means, what is grave, and the latest that is
valid.

Each look is worked out from the one before it (a fold), so a replay to any day and a live run on
that day walk the same steps. When pain came back after it was gone, everything is counted anew.
"""

from homecare.rules.course.baseline import Baseline
from homecare.rules.course.episode import Course
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.weekly.grave import NOTHING, Best, Grave, lower, stirs, weigh
from homecare.rules.weekly.stall import Stall
from homecare.rules.weekly.week import WeeklyLook, judge


class WeeklyLooks:
    """The weekly looks up to one of them, on `day` (0: none yet).

    `judged` is the latest valid look since the baseline that held then; `is_valid` says whether the
    latest of all was valid. `best` is the lowest M of each site since that baseline.
    """

    __slots__ = (
        "_stall", "_uncounted", "base", "best", "course", "day", "grave", "is_valid", "judged",
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
        self._stall: Stall | None = None
        self._uncounted: list[WeeklyLook] = []

    def _start_anew(self, base: Baseline) -> None:
        """Count everything anew, but for what was found for the GP when pain came back: that is
        the GP's until it is better, or until there is an answer."""
        found = None if self.course.is_chosen(base.zero) else self.grave.gp
        self._start(base)
        if found:
            self.grave = NOTHING._replace(gp=found)

    @property
    def stall(self) -> Stall:
        """Return the stall after the latest look; counted when it is asked for, as what is graver,
        and whoever is better, does not ask."""
        stall = self._stall = self._stall or Stall(self.course)
        if self._uncounted:
            for look in self._uncounted:
                stall.count(look)
            self._uncounted = []
        return stall

    def walk_to(self, day: int) -> None:
        """Take every look up to and including `day`."""
        if day < self.day + EVALUATION_EVERY:
            return  # nearly always, where every day is walked
        for look in range(self.day + EVALUATION_EVERY, day + 1, EVALUATION_EVERY):
            self._take(look)

    def _take(self, day: int) -> None:
        course, base = self.course, self.course.baseline(day)
        if base.zero != self.base.zero:
            self._start_anew(base)
        self.day, self.base = day, base
        look, best = judge(course, base, day), self.best
        if self.grave is not NOTHING or stirs(course, look, best):
            self.grave = weigh(course, look, self.grave, best)
        self.best = lower(best, look.means)
        self.is_valid = look.mean is not None
        if self.is_valid:
            self.judged = look
        self._uncounted.append(look)
