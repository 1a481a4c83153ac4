"""One episode laid out by day, so that any date of it can be judged without reading it again.

Day 0 is the intake. Scores and sessions count once their day is over: on day d the rule sees
those up to day d − 1. What somebody says in a moment (a red-flag answer, a clearing, "all
better", a check, a check-in, a visit) counts at once, on its own day. So a command, the nightly
job and a replay agree on every date, and nothing dated later is ever seen.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from homecare.rules import adherence, answers, phases
from homecare.rules.history import History, Span
from homecare.rules.policy import Policy
from homecare.rules.series import Week, both_sites

LEG, BACK = 0, 1
SITES = ("leg", "back")


class Baseline(NamedTuple):
    """B0 of both sites (0–10), counted from day `zero`, and the index site: the worse one."""

    zero: int
    scores: tuple[float, float]
    index_site: int


class Course:
    """An episode by day; every question takes the day on which it is asked."""

    def __init__(self, history: History, policy: Policy) -> None:
        intake = history.intake
        self.history = history
        self.policy = policy
        self.start = intake.on.toordinal()
        self.sites = both_sites((self.start, intake.leg, intake.back), history.pain)
        better = [self.day(on) for on in history.all_better]
        self.phases = phases.phases(self.sites, better, policy)
        self.highest = tuple(
            max(score for score in site.scores if score is not None) for site in self.sites
        )
        self._baselines: dict[int, Baseline] = {}

    def day(self, on: date) -> int:
        """Return the day number of a date."""
        return on.toordinal() - self.start

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.history.intake.on + timedelta(days=day)

    @cached_property
    def answers(self) -> tuple[answers.Answer, ...]:
        """Return the red-flag answers with the dates that open and clear them."""
        return answers.answers(self.history)

    @cached_property
    def away(self) -> frozenset[int]:
        """Return the days away or paused."""
        return self._days(self.history.away)

    @cached_property
    def excused(self) -> frozenset[int]:
        """Return the days that never count as silence: away, paused or in a flare-up."""
        return self.away | self._days(self.history.flares)

    @cached_property
    def sessions(self) -> dict[int, tuple[int, int]]:
        """Return (due, reported) by day; of two rows for one day the larger figures."""
        start, rows = self.start, self.history.sessions
        found = {on.toordinal() - start: (due, done) for on, due, done in rows}
        if len(found) < len(rows):
            for on, due, done in rows:
                known = found[self.day(on)]
                found[self.day(on)] = (max(due, known[0]), max(done, known[1]))
        return found

    @cached_property
    def visits(self) -> tuple[date, ...]:
        """Return the dates of this episode's visits in order, each once."""
        return tuple(sorted({v for v in self.history.visits if v >= self.history.intake.onset}))

    @cached_property
    def changes(self) -> tuple[tuple[int, int], ...]:
        """Return (day, change) of the weekly checks in order; the worse of two on one day."""
        found: dict[int, int] = {}
        for check in self.history.checks:
            if check.change is not None:
                day = self.day(check.on)
                found[day] = min(check.change, found.get(day, check.change))
        return tuple(sorted(found.items()))

    def change(self, day: int, within: int) -> int | None:
        """Return what the latest weekly check said by `day`, none older than `within` days."""
        said = [change for at, change in self.changes if day - within <= at <= day]
        return said[-1] if said else None

    def _days(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            day for first, last in spans for day in range(self.day(first), self.day(last) + 1)
        )

    def phase(self, day: int) -> phases.Phase:
        """Return the phase that holds on `day`."""
        return next(phase for phase in reversed(self.phases) if phase.start <= max(day, 0))

    def baseline(self, day: int) -> Baseline:
        """Return B0 as known on `day`: that of the latest open phase."""
        if day > self.policy.baseline_days and len(self.phases) == 1:
            return self._settled
        mark = next(
            phase.mark
            for phase in reversed(self.phases)
            if phase.kind == phases.OPEN and phase.start <= max(day, 0)
        )
        key = mark if mark else min(max(day, 1), self.policy.baseline_days + 1) - 1_000
        if key not in self._baselines:
            self._baselines[key] = self._first(day) if mark == 0 else self._renewed(mark)
        return self._baselines[key]

    @cached_property
    def _settled(self) -> Baseline:
        return self._first(self.policy.baseline_days + 1)

    def _first(self, day: int) -> Baseline:
        end = min(max(day, 1), self.policy.baseline_days + 1)
        intake = (self.history.intake.leg, self.history.intake.back)
        leg, back = (
            min(site.mean(0, end) or 0.0, first + self.policy.baseline_cap)
            for site, first in zip(self.sites, intake, strict=True)
        )
        return Baseline(0, (leg, back), LEG if intake[LEG] >= intake[BACK] else BACK)

    def _renewed(self, mark: int) -> Baseline:
        leg, back = (site.mean(mark, mark + phases.BASELINE_SPAN) or 0.0 for site in self.sites)
        return Baseline(mark, (leg, back), LEG if leg >= back else BACK)

    def week(self, site: int, day: int) -> Week | None:
        """Return M of a site for the week before `day`, or None where it is not valid."""
        return self.sites[site].week(day, self.policy)

    def adherence(self, day: int) -> adherence.Adherence | None:
        """Return what was reported of what was due in the two weeks before `day`."""
        return adherence.adherence(self.sessions, self.excused, day, self.policy.follow_days)

    def last_rated(self, day: int) -> int:
        """Return the last day before `day` with a score for either site."""
        return max(site.latest(day) for site in self.sites)
