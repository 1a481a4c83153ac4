"""The stall: two weekly looks to switch it on, and two to switch it off.

A look without a valid mean counts neither way, and once one look has counted towards a stall,
neither does one that is better by less than half: one better week among others is as noisy as a bad
one.
"""

from typing import NamedTuple

from homecare.rules.course.adherence import Adherence
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, is_agreed, says_better
from homecare.rules.course.phases import OPEN
from homecare.rules.weekly.week import WeeklyLook, Word, heard


class Ran(NamedTuple):
    """The looks that made a stall: how many, among how many, and the day of the first."""

    looks: int
    among: int
    first: int


class PutOff(NamedTuple):
    """The little exercise reported at a flat look, and the day on which that first put a stall
    off."""

    little: Adherence
    since: int


class Stall:
    """What the weekly looks since a baseline count towards a stall; it is on `since` a day.

    `plateaus` counts the looks towards it from that of day `first`, `between` those after it that
    count neither way, `others` valid looks in a row that are no part of one; `agreed` says whether
    the client's word and the scores agreed at one of the first. `ran` names the looks that made the
    stall that is on. `doubted` counts looks at which the client said better and the scores had
    hardly moved; `heard`: a weekly check stands beside the latest. `put_off` is of the latest valid
    look, where no stall was on and little exercise was reported.
    """

    __slots__ = (
        "_delayed_from", "agreed", "between", "course", "doubted", "first", "heard", "others",
        "plateaus", "put_off", "ran", "since",
    )  # fmt: skip

    def __init__(self, course: Course) -> None:
        self.course = course
        self.doubted, self.heard = 0, False
        self.put_off: PutOff | None = None
        self._switch_off()

    def _switch_off(self) -> None:
        self.others = 0
        self.ran: Ran | None = None
        self.since: int | None = None
        self._delayed_from: int | None = None
        self._undo()

    def _undo(self) -> None:
        """Forget what has been counted towards a stall."""
        self.plateaus = self.between = self.first = 0
        self.agreed = False

    def count(self, look: WeeklyLook) -> None:
        """Count one look towards a stall or off it; one that is not valid counts neither way."""
        mean, start = look.mean, look.start
        is_late_enough = self._is_late_enough(look.day)
        if not is_late_enough:
            self._switch_off()
        if mean is None:
            return
        self.put_off = None
        if is_late_enough and look.flat and self._is_high(mean):
            word = heard(self.course, look.day)
            self.heard = word is not None
            self._switch_on(look, self._is_agreed(start, mean, word))
        elif is_late_enough:
            self._count_another(look, start, mean)
        self.doubted += self._is_doubtful(look.day, start, mean)

    def _count_another(self, look: WeeklyLook, start: float, mean: float) -> None:
        """Count a look that is no part of a stall."""
        self.others += 1
        if self.since is not None:
            if self.others >= self.course.policy.switch_off:
                self.since = None
                self._undo()
        elif self.plateaus:
            if look.newest is not None or self._undoes(start, mean):
                self._undo()
            else:
                self.between += 1

    def _is_late_enough(self, day: int) -> bool:
        course, wait = self.course, self.course.policy.stall_day
        if day < wait or len(course.phases) == 1:
            return day >= wait
        phase = course.phase(day)
        return phase.kind == OPEN and day - phase.mark >= wait

    def _switch_on(self, look: WeeklyLook, agreed: bool) -> None:
        """Count a flat week; little exercise reported may put the stall off."""
        self.first = self.first or look.day
        self.plateaus, self.others = self.plateaus + 1, 0
        if self.since is not None:
            return
        if (little := self._little(look.day)) and self._delays(look.day, little):
            return
        self.agreed = self.agreed or agreed
        if self.plateaus >= self.needed:
            self.since = look.day
            self.ran = Ran(self.plateaus, self.plateaus + self.between, self.first)

    @property
    def needed(self) -> int:
        """Return how many looks make a stall: more where word and scores agreed at one of them."""
        policy = self.course.policy
        return policy.switch_on + (policy.put_off_looks if self.agreed else 0)

    def _is_agreed(self, start: float, mean: float, word: Word | None) -> bool:
        """Say whether scores are down as far as the client's own word asks for, if not enough."""
        if word is not None and self.doubted > self.course.policy.doubted_words:
            return False
        return is_agreed(start, mean, word and word.mean, self.course.policy)

    def _is_high(self, mean: float) -> bool:
        return mean >= self.course.policy.stall_mean - ROUNDING

    def _undoes(self, start: float, mean: float) -> bool:
        """Say whether a look undoes what was counted: down by half, or too low for a stall."""
        undone = self.course.policy.undone_share * start
        return not self._is_high(mean) or start - mean >= undone - ROUNDING

    def _is_doubtful(self, day: int, start: float, mean: float) -> bool:
        """Say whether the client says better at this look, and the scores have hardly moved."""
        policy = self.course.policy
        if start - mean >= policy.agreed_much_share * start - ROUNDING:
            return False
        return says_better(self.course.change(day, policy.check_days), policy)

    def _little(self, day: int) -> Adherence | None:
        adherence = self.course.adherence(day)
        return (
            adherence if adherence and adherence.share < self.course.policy.follow_share else None
        )

    def _delays(self, day: int, little: Adherence) -> bool:
        """Say whether little exercise delays a stall on this look: once, two weeks at most."""
        if self._delayed_from is None:
            self._delayed_from = day
        self.put_off = PutOff(little, self._delayed_from)
        return day < self._delayed_from + self.course.policy.delay_days
