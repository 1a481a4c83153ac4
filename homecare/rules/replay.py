"""What the rule would have said, day by day, as the scheduler would have run it.

Each flag is taken as decided on the day it was raised, so that the next one can be seen: a
replay shows every occasion once. Where no end is given it runs to twelve weeks after the intake
or two weeks after the last entry, whichever is later: silence has to be walked through too.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homecare.rules.course.episode import NEVER, Course
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History
from homecare.rules.verdict.episode_on_day import URGENT, EpisodeOnDay, Verdict
from homecare.rules.verdict.flags_asked import REVIEW, kind_of
from homecare.rules.verdict.proposals import propose
from homecare.rules.verdict.review import LOOK, REFER, question_of, review_of, says_of
from homecare.rules.verdict.states import verdict
from homecare.rules.weekly.looks import WeeklyLooks

WALKED_DAYS = 84
AFTER_LAST_ENTRY = 14
BOTH_QUESTIONS = {(REVIEW, question_of(says)) for says in (LOOK, REFER)}


@dataclass(frozen=True, slots=True)
class Replay:
    """Each change of state as (date, state), and each flag as (date, kind, proposal)."""

    id: str
    states: tuple[tuple[date, str], ...]
    flags: tuple[tuple[date, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that `flask assess --replay` prints."""
        return {
            "id": self.id,
            "states": [[on.isoformat(), state] for on, state in self.states],
            "flags": [[on.isoformat(), kind, proposes] for on, kind, proposes in self.flags],
        }


def replay(history: History, policy: Policy, until: date | None = None) -> Replay:
    """Judge every day from the intake through `until`."""
    walk = _Walk(Course(history, policy))
    for day in range(walk.course.day(until or last_day(history)) + 1):
        walk.step(day)
    return Replay(history.id, tuple(walk.states), tuple(walk.flags))


def last_day(history: History) -> date:
    """Return where a replay without an end stops."""
    walked = history.intake.on + timedelta(days=WALKED_DAYS)
    return max(walked, max(history.dates()) + timedelta(days=AFTER_LAST_ENTRY))


class _Walk:
    def __init__(self, course: Course) -> None:
        self.course = course
        course.lay_out_weeks()
        self.weekly = WeeklyLooks(course)
        self.states: list[tuple[date, str]] = []
        self.flags: list[tuple[date, str, str]] = []
        self.raised: set[tuple[str, int | str]] = set()
        self.kind: str | None = None
        self.review_from = NEVER if course.review_due is None else course.day(course.review_due)

    def step(self, day: int) -> None:
        look = EpisodeOnDay(self.course, day, self.weekly)
        outcome = verdict(look)
        if not self.states or self.states[-1][1] != outcome.state:
            self.states.append((self.course.date_of(day), outcome.state))
        self._flag_state(look, outcome)
        if day >= self.review_from:
            self._flag_review(look, outcome)

    def _flag_state(self, look: EpisodeOnDay, outcome: Verdict) -> None:
        kind, before = kind_of(outcome.state, outcome.cause), self.kind
        self.kind = kind
        if kind is None:
            return
        new = self._is_new((outcome.state, outcome.occasion))
        if new and (kind != before or kind == URGENT):
            self.flags.append((self.course.date_of(look.day), kind, propose(look, outcome).code))

    def _flag_review(self, look: EpisodeOnDay, outcome: Verdict) -> None:
        says = says_of(look, outcome.state)
        if says is None or not self._is_new((REVIEW, question_of(says))):
            return
        if self.raised >= BOTH_QUESTIONS:
            self.review_from = NEVER  # nothing is left to ask
        if review := review_of(look, outcome.state):
            self.flags.append((self.course.date_of(look.day), REVIEW, review.proposes))

    def _is_new(self, key: tuple[str, int | str]) -> bool:
        new = key not in self.raised
        self.raised.add(key)
        return new
