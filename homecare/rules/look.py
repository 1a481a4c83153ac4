"""An episode as it stands on one day, and the verdict over it."""

from typing import NamedTuple

from homecare.rules.answers import Answer
from homecare.rules.course import Course
from homecare.rules.evaluation import Evaluation, evaluations
from homecare.rules.policy import EVALUATION_EVERY

URGENT, GP, RECURRENT, RESOLVED = "urgent", "gp", "recurrent", "resolved"
WORSENING, QUIET, TOO_FEW, EARLY = "worsening", "quiet", "too_few", "early"
IMPROVING, NOT_FOLLOWING, STALLED, LEVEL = "improving", "not_following", "stalled", "level"


class Verdict(NamedTuple):
    """A state, what made it (`cause`), the day it counts from, and the site, where one did."""

    state: str
    cause: str
    since: int
    site: int = 0
    answers: tuple[Answer, ...] = ()


class Look:
    """An episode as it stands on one day; what the states ask about it."""

    def __init__(self, course: Course, day: int, known: list[Evaluation] | None = None) -> None:
        self.course = course
        self.policy = course.policy
        self.day = day
        found = evaluations(course, day, known)
        last = min(len(found), max(day, 0) // EVALUATION_EVERY)
        self.evaluations = found[:last]
        self.phase = course.phase(day)
        self.base = course.baseline(day)

    @property
    def latest(self) -> Evaluation | None:
        """Return the latest evaluation."""
        return self.evaluations[-1] if self.evaluations else None

    @property
    def valid(self) -> Evaluation | None:
        """Return the latest evaluation with a valid mean, since this baseline."""
        return next(
            (
                found
                for found in reversed(self.evaluations)
                if found.week and self.in_this_phase(found)
            ),
            None,
        )

    @property
    def day_of_phase(self) -> int:
        """Return the days since the intake, or since the pain came back."""
        return self.day - self.base.zero

    def in_this_phase(self, found: Evaluation) -> bool:
        """Say whether an evaluation was measured against the baseline that holds now."""
        return found.base.zero == self.base.zero

    def open_answers(self) -> tuple[Answer, ...]:
        """Return the red-flag answers given and not cleared."""
        on = self.course.date_of(self.day)
        return tuple(answer for answer in self.course.answers if answer.open_on(on))

    def silent_days(self, since: int) -> int:
        """Return the days after `since` up to this one that were not away or in a flare-up."""
        passed = range(since + 1, self.day + 1)
        return len(passed) - sum(day in passed for day in self.course.excused)


def is_stalled(look: Look) -> bool:
    """Say whether a stall is on."""
    latest = look.latest
    return latest is not None and look.in_this_phase(latest) and latest.stalled_since is not None
