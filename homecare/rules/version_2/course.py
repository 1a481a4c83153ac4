"""An episode by day, as version 2 laid it out: weeks of seven days, and nothing that stands in."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from homecare.rules import red_flag_answers
from homecare.rules.course.baseline import BACK, LEG, Baseline, first_score
from homecare.rules.course.improvement import is_worse
from homecare.rules.course.phases import BASELINE_SPAN, OPEN, Phase
from homecare.rules.course.series import both_sites
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History, Span
from homecare.rules.reading.strict_values import LONGEST_DAYS
from homecare.rules.schedule import review_date
from homecare.rules.version_2.phases import phases
from homecare.rules.version_2.thresholds import needed_drop


class Course:
    """An episode by day; every question takes the day on which it is asked."""

    def __init__(self, history: History, policy: Policy) -> None:
        intake = history.intake
        self.history, self.policy = history, policy
        self.start = intake.on.toordinal()
        self.sites = both_sites((self.start, intake.leg, intake.back), history.pain, policy)
        for site in self.sites:
            site.lay_out_weeks()
        self.phases = phases(self.sites, [self.day(on) for on in history.all_better], policy)
        self.settled = self._first(policy.baseline_days + 1)
        self.renewed = [
            (phase.start, self._again(phase.mark))
            for phase in self.phases[1:]
            if phase.kind == OPEN
        ]
        onset = intake.onset.toordinal() - self.start
        self.long_from = max(policy.long_intake_days, policy.long_onset_days + onset)
        self.worse_days = self._worse_than(LEG), self._worse_than(BACK)
        self.answers = red_flag_answers.answers(history)
        visits = {visit for visit in history.visits if visit >= intake.onset}
        self.review_due = review_date(visits, intake.onset, policy)
        self.sessions = self._sessions()
        self.changes = self._changes()
        self.much_worse = [
            day
            for (_, before), (day, change) in pairwise(self.changes)
            if max(before, change) <= policy.worse_change
        ]
        self.away = self._days(history.away)
        self.excused = self.away | self._days(history.flares)

    def day(self, on: date) -> int:
        """Return the day number of a date."""
        return on.toordinal() - self.start

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return date.fromordinal(self.start + day)

    def _sessions(self) -> dict[int, tuple[int, int]]:
        """Return (due, reported) by day; of two rows for one day the larger figures."""
        by_day: dict[int, tuple[int, int]] = {}
        for on, due, done in self.history.sessions:
            known_due, known_done = by_day.get(self.day(on), (0, 0))
            by_day[self.day(on)] = max(due, known_due), max(done, known_done)
        return by_day

    def _changes(self) -> tuple[tuple[int, int], ...]:
        """Return (day, change) of the weekly checks in order; the worse of two on one day."""
        by_day: dict[int, int] = {}
        for check in self.history.checks:
            if check.change is not None:
                day = self.day(check.on)
                by_day[day] = min(check.change, by_day.get(day, check.change))
        return tuple(sorted(by_day.items()))

    def _days(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            day
            for first, last in spans
            # "Until further notice" is written as a date in some other century.
            for day in range(max(self.day(first), 0), min(self.day(last), LONGEST_DAYS) + 1)
        )

    def change(self, day: int, within: int) -> int | None:
        """Return what the latest weekly check said by `day`, none older than `within` days."""
        said = [(at, change) for at, change in self.changes if at <= day]
        return said[-1][1] if said and said[-1][0] >= day - within else None

    def phase(self, day: int) -> Phase:
        """Return the phase that holds on `day`."""
        return next(phase for phase in reversed(self.phases) if phase.start <= max(day, 0))

    def baseline(self, day: int) -> Baseline:
        """Return B0 as known on `day`: that of the latest open phase."""
        if day <= self.policy.baseline_days:
            return self._first(day)
        return next((base for start, base in reversed(self.renewed) if start <= day), self.settled)

    def _first(self, day: int) -> Baseline:
        leg, back = (first_score(site, day, self.policy) for site in self.sites)
        intake = self.history.intake
        return self._baseline(0, (leg, back), LEG if intake.leg >= intake.back else BACK)

    def _again(self, mark: int) -> Baseline:
        leg, back = (site.mean(mark, mark + BASELINE_SPAN) or 0.0 for site in self.sites)
        return self._baseline(mark, (leg, back), LEG if leg >= back else BACK)

    def _baseline(self, zero: int, scores: tuple[float, float], index: int) -> Baseline:
        leg, back = (needed_drop(score, self.policy) for score in scores)
        return Baseline(zero, scores, index, (leg, back))

    def week(self, site: int, day: int) -> float | None:
        """Return M of a site for the week before `day`, or None where it is not valid."""
        return self.sites[site].full_week(day)

    def _worse_than(self, site: int) -> list[int]:
        """Return the days on which a site was so much worse that no weekly look was awaited."""
        if self.sites[site].highest < self.policy.worse_mean:
            return []
        last = len(self.sites[site].scores) + self.policy.recent_days
        return [day for day in range(1, last) if self._is_worse(site, day)]

    def _is_worse(self, site: int, day: int) -> bool:
        policy, start = self.policy, self.baseline(day).scores[site]

        def stands(at: int, points: float) -> bool:
            mean = self.week(site, at)
            return mean is not None and is_worse(start, mean, points, policy)

        if stands(day, policy.worse_fast_points):
            return True
        running = range(day, day - policy.worse_days, -1)
        return all(stands(at, policy.worse_points) for at in running)

    def share_reported(self, day: int) -> float | None:
        """Return what was reported of what was due in the two weeks before `day`."""
        days = range(day - self.policy.follow_days, day)
        rows = [self.sessions[at] for at in days if at in self.sessions and at not in self.excused]
        due = sum(row[0] for row in rows)
        return sum(row[1] for row in rows) / due if due else None

    def last_rated(self, day: int) -> int:
        """Return the last day before `day` with a score for either site."""
        return max(site.latest(day) for site in self.sites)
