"""One episode laid out by day, so that any date of it can be judged without reading it again.

Day 0 is the intake. Scores and sessions count once their day is over: on day d the rule sees
those up to day d − 1. What somebody says in a moment (a red-flag answer, a clearing, "all
better", a check, a check-in, a visit) counts at once, on its own day. So a command, the nightly
job and a replay agree on every date, and nothing dated later is ever seen.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from homecare.rules import adherence, answers, phases
from homecare.rules.fields import LONGEST_DAYS
from homecare.rules.history import History, SessionDay, Span
from homecare.rules.measure import ROUNDING, is_worse, needed_drop
from homecare.rules.policy import Policy
from homecare.rules.schedule import review_date
from homecare.rules.series import both_sites

LEG, BACK = 0, 1
SITES = ("leg", "back")


class Baseline(NamedTuple):
    """B0 of both sites (0–10), counted from day `zero`, and the index site: the worse one."""

    zero: int
    scores: tuple[float, float]
    index_site: int
    needed: tuple[float, float]

    def improved(self, site: int, mean: float) -> bool:
        """Say whether `mean` is a meaningful improvement on the start of `site`."""
        return self.scores[site] - mean >= self.needed[site] - ROUNDING


class Course:
    """An episode by day; every question takes the day on which it is asked."""

    def __init__(self, history: History, policy: Policy) -> None:
        intake = history.intake
        self.history = history
        self.policy = policy
        self.start = intake.on.toordinal()
        self.onset = intake.onset.toordinal() - self.start
        self.sites = both_sites((self.start, intake.leg, intake.back), history.pain)
        better = [self.day(on) for on in history.all_better]
        self.phases = phases.phases(self.sites, better, policy)
        self._baselines: dict[int, Baseline] = {}
        self._worse_days: dict[int, tuple[int, ...]] = {}

    def day(self, on: date) -> int:
        """Return the day number of a date."""
        return on.toordinal() - self.start

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return date.fromordinal(self.start + day)

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
    def sessions(self) -> dict[int, SessionDay]:
        """Return the exercise sessions by day; of two rows for one day the larger figures."""
        start, rows = self.start, self.history.sessions
        found = {row[0].toordinal() - start: row for row in rows}
        if len(found) < len(rows):
            for on, due, done in rows:
                known = found[self.day(on)]
                found[self.day(on)] = SessionDay(on, max(due, known.due), max(done, known.done))
        return found

    @cached_property
    def visits(self) -> tuple[date, ...]:
        """Return the dates of this episode's visits in order, each once."""
        return tuple(sorted({v for v in self.history.visits if v >= self.history.intake.onset}))

    @cached_property
    def changes(self) -> tuple[tuple[int, int], ...]:
        """Return (day, change) of the weekly checks in order; the worse of two on one day."""
        start, checks = self.start, self.history.checks
        said = [(check.on.toordinal() - start, check.change) for check in checks]
        # The worse of one day comes last here, so it is the one that is kept.
        known = sorted([(day, -change) for day, change in said if change is not None])
        return tuple({day: -change for day, change in known}.items())

    @cached_property
    def much_worse(self) -> tuple[int, ...]:
        """Return the days of the weekly checks that said much worse, like the one before them."""
        low, changes = self.policy.worse_change, self.changes
        return tuple(
            day
            for (_, before), (day, change) in pairwise(changes)
            if before <= low and change <= low
        )

    @cached_property
    def review_due(self) -> date | None:
        """Return when the visit review falls due, or None."""
        return review_date(self.visits, self.history.intake.onset, self.policy)

    def change(self, day: int, within: int) -> int | None:
        """Return what the latest weekly check said by `day`, none older than `within` days."""
        for at, change in reversed(self.changes):
            if at <= day:
                return change if at >= day - within else None
        return None

    def _days(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            day
            for first, last in spans
            # "Until further notice" is written as a date in some other century.
            for day in range(max(self.day(first), 0), min(self.day(last), LONGEST_DAYS) + 1)
        )

    def phase(self, day: int) -> phases.Phase:
        """Return the phase that holds on `day`."""
        for phase in reversed(self.phases):
            if phase.start <= day:
                return phase
        return self.phases[0]

    def baseline(self, day: int) -> Baseline:
        """Return B0 as known on `day`: that of the latest open phase."""
        if self.policy.baseline_days < day < self.reopened:
            return self._settled
        mark = 0
        if day >= self.reopened:
            opened = [phase for phase in self.phases if phase.kind == phases.OPEN]
            mark = next(phase.mark for phase in reversed(opened) if phase.start <= day)
        key = mark if mark else min(max(day, 1), self.policy.baseline_days + 1) - 1_000
        if key not in self._baselines:
            self._baselines[key] = self._first(day) if mark == 0 else self._renewed(mark)
        return self._baselines[key]

    @cached_property
    def reopened(self) -> int:
        """Return the day on which a new baseline first holds; beyond every date where none does."""
        opened = [phase.start for phase in self.phases if phase.kind == phases.OPEN]
        return opened[1] if len(opened) > 1 else date.max.toordinal()

    @cached_property
    def _settled(self) -> Baseline:
        return self._first(self.policy.baseline_days + 1)

    def _first(self, day: int) -> Baseline:
        end = min(max(day, 1), self.policy.baseline_days + 1)
        intake, cap = self.history.intake, self.policy.baseline_cap
        leg = min(self.sites[LEG].mean(0, end) or 0.0, intake.leg + cap)
        back = min(self.sites[BACK].mean(0, end) or 0.0, intake.back + cap)
        return self._baseline(0, (leg, back), LEG if intake.leg >= intake.back else BACK)

    def _renewed(self, mark: int) -> Baseline:
        leg, back = (site.mean(mark, mark + phases.BASELINE_SPAN) or 0.0 for site in self.sites)
        return self._baseline(mark, (leg, back), LEG if leg >= back else BACK)

    def _baseline(self, zero: int, scores: tuple[float, float], index_site: int) -> Baseline:
        leg, back = scores
        needed = (needed_drop(leg, self.policy), needed_drop(back, self.policy))
        return Baseline(zero, scores, index_site, needed)

    def week(self, site: int, day: int) -> float | None:
        """Return M of a site for the week before `day`, or None where it is not valid."""
        return self.sites[site].week(day, self.policy)

    def worse_days(self, site: int) -> tuple[int, ...]:
        """Return the days on which `site` had become so much worse that no weekly look is awaited.

        M stood 2 points above B0 on two days running, or 3 points above on that day.
        """
        if site not in self._worse_days:
            days = self._sore_weeks(site)
            self._worse_days[site] = tuple(day for day in days if self._is_worse(site, day))
        return self._worse_days[site]

    def _sore_weeks(self, site: int) -> Iterable[int]:
        """Yield the days whose week holds a score high enough to lift M 2 points above any B0."""
        policy, scores, end = self.policy, self.sites[site].scores, 0
        highest = max(filter(None, scores), default=0)
        if highest < policy.worse_mean - ROUNDING:
            return
        # No M is valid before day `rated_days`, so no earlier B0 matters.
        changing = range(policy.rated_days, policy.baseline_days + 1)
        opened = [phase.start for phase in self.phases[1:] if phase.kind == phases.OPEN]
        starts = [self.baseline(day).scores[site] for day in (*changing, *opened)]
        limit = min([*starts, self._settled.scores[site]]) + policy.worse_points - ROUNDING
        if highest < limit:
            return
        for at in [at for at, score in enumerate(scores) if score is not None and score >= limit]:
            yield from range(max(at, end) + 1, at + policy.mean_days + 1)
            end = at + policy.mean_days

    def _is_worse(self, site: int, day: int) -> bool:
        policy, mean = self.policy, self.week(site, day)
        if mean is None or mean < policy.worse_mean - ROUNDING:
            return False
        start = self.baseline(day).scores[site]
        if not is_worse(start, mean, policy.worse_points, policy):
            return False
        if is_worse(start, mean, policy.worse_fast_points, policy):
            return True
        running = (self.week(site, at) for at in range(day - 1, day - policy.worse_days, -1))
        return all(
            mean is not None and is_worse(start, mean, policy.worse_points, policy)
            for mean in running
        )

    def adherence(self, day: int) -> adherence.Adherence | None:
        """Return what was reported of what was due in the two weeks before `day`."""
        return adherence.adherence(self.sessions, self.excused, day, self.policy.follow_days)

    def last_rated(self, day: int) -> int:
        """Return the last day before `day` with a score for either site."""
        leg, back = self.sites
        return max(leg.latest(day), back.latest(day))
