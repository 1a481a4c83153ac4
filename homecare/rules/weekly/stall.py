"""The weekly looks: better, level or stalled, with two to switch a stall on and two off.

Each look is worked out from the one before it (a fold), so a replay to any day and a live run on
that day walk the same steps. A look without a valid mean counts neither way, and once one look has
counted towards a stall, neither does one that is better by less than half: one better week among
others is as noisy as a bad one. When pain came back after it was gone, everything is counted anew.
"""

from typing import NamedTuple

from homecare.rules.course.adherence import Adherence
from homecare.rules.course.baseline import Baseline
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, is_agreed, says_better
from homecare.rules.course.phases import OPEN
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.weekly.grave import NOTHING, Best, Grave, lower, stirs, weigh
from homecare.rules.weekly.week import WeeklyLook, Word, heard, judge


class Ran(NamedTuple):
    """The looks that made a stall: how many, among how many, and the day of the first."""

    looks: int
    among: int
    first: int


class StallWatch:
    """The weekly looks up to one of them, on `day` (0: none yet).

    `plateaus` counts the looks towards a stall from that of day `first`, `between` those after it
    that count neither way, `others` valid looks in a row that are no part of one; `agreed` says
    whether the client's word and the scores agreed at one of the first. `ran` names the looks that
    made the stall that is on. `doubted` counts looks at which the client said better and the
    scores had hardly moved; `heard`: a weekly check stands beside the latest. `judged` is the
    latest valid look since the baseline that held then; `is_valid` says whether the latest of all
    was valid. `best` is the lowest M of each site since that baseline.
    """

    __slots__ = (
        "agreed", "base", "best", "between", "course", "day", "delayed_from", "doubted", "first",
        "grave", "heard", "is_valid", "judged", "others", "plateaus", "ran", "stalled_since",
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
        self.doubted, self.heard = 0, False
        self._switch_off()

    def _start_anew(self, base: Baseline) -> None:
        """Count everything anew, but for what was found for the GP when pain came back: that is
        the GP's until it is better, or until there is an answer."""
        found = None if self.course.is_chosen(base.zero) else self.grave.gp
        self._start(base)
        if found:
            self.grave = NOTHING._replace(gp=found)

    def _switch_off(self) -> None:
        self.others = 0
        self.ran: Ran | None = None
        self.stalled_since: int | None = None
        self.delayed_from: int | None = None
        self._undo()

    def _undo(self) -> None:
        """Forget what has been counted towards a stall."""
        self.plateaus = self.between = self.first = 0
        self.agreed = False

    def walk_to(self, day: int) -> None:
        """Take every look up to and including `day`."""
        if day < self.day + EVALUATION_EVERY:
            return  # nearly always, where every day is walked
        for look in range(self.day + EVALUATION_EVERY, day + 1, EVALUATION_EVERY):
            self._look(look)

    def _look(self, day: int) -> None:
        base = self.course.baseline(day)
        if base.zero != self.base.zero:
            self._start_anew(base)
        self.day, self.base = day, base
        week = judge(self.course, base, day)
        if self.grave is not NOTHING or stirs(self.course, week, self.best):
            self.grave = weigh(self.course, week, self.grave, self.best)
        self.best = lower(self.best, week.means)
        self._switch(week)
        self.is_valid = week.mean is not None
        if week.mean is not None:
            self.doubted += self._is_doubtful(week.mean)
            week.delayed_from = self.delayed_from
            self.judged = week

    def _switch(self, week: WeeklyLook) -> None:
        """Count one look towards a stall or off it; one that is not valid counts neither way."""
        if not self._is_late_enough():
            self._switch_off()
        elif week.mean is None:
            return
        elif week.flat and self._is_high(week.mean):
            word = heard(self.course, self.day)
            self.heard = word is not None
            week.agreed = self._is_agreed(week.mean, word)
            self._switch_on(week)
        else:
            self._switch_another(week, week.mean)

    def _switch_another(self, week: WeeklyLook, mean: float) -> None:
        """Count a look that is no part of a stall."""
        self.others += 1
        if self.stalled_since is not None:
            if self.others >= self.course.policy.switch_off:
                self.stalled_since = None
                self._undo()
        elif self.plateaus:
            if week.newest is not None or self._undoes(mean):
                self._undo()
            else:
                self.between += 1

    def _is_late_enough(self) -> bool:
        course, wait = self.course, self.course.policy.stall_day
        if self.day < wait or len(course.phases) == 1:
            return self.day >= wait
        phase = course.phase(self.day)
        return phase.kind == OPEN and self.day - phase.mark >= wait

    def _switch_on(self, week: WeeklyLook) -> None:
        """Count a flat week; little exercise reported may put the stall off."""
        self.first = self.first or week.day
        self.plateaus, self.others = self.plateaus + 1, 0
        if self.stalled_since is not None:
            return
        week.little = self._little()
        if week.little and self._delays():
            return
        self.agreed = self.agreed or week.agreed
        if self.plateaus >= self.needed:
            self.stalled_since = self.day
            self.ran = Ran(self.plateaus, self.plateaus + self.between, self.first)

    @property
    def needed(self) -> int:
        """Return how many looks make a stall: more where word and scores agreed at one of them."""
        policy = self.course.policy
        return policy.switch_on + (policy.put_off_looks if self.agreed else 0)

    def _is_agreed(self, mean: float, word: Word | None) -> bool:
        """Say whether scores are down as far as the client's own word asks for, if not enough."""
        if word is not None and self.doubted > self.course.policy.doubted_words:
            return False
        return is_agreed(self._start_score, mean, word and word.mean, self.course.policy)

    def _is_high(self, mean: float) -> bool:
        return mean >= self.course.policy.stall_mean - ROUNDING

    def _undoes(self, mean: float) -> bool:
        """Say whether a look undoes what was counted: down by half, or too low for a stall."""
        undone = self.course.policy.undone_share * self._start_score
        return not self._is_high(mean) or self._start_score - mean >= undone - ROUNDING

    def _is_doubtful(self, mean: float) -> bool:
        """Say whether the client says better at this look, and the scores have hardly moved."""
        policy, start = self.course.policy, self._start_score
        if start - mean >= policy.agreed_much_share * start - ROUNDING:
            return False
        return says_better(self.course.change(self.day, policy.check_days), policy)

    @property
    def _start_score(self) -> float:
        return self.base.scores[self.base.index_site]

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
