"""One episode laid out by day, so that any date of it can be judged without reading it again.

Day 0 is the intake. Scores and sessions count once their day is over: on day d the rule sees
those up to day d − 1. What somebody says in a moment (a red-flag answer, a clearing, "all
better", a check, a check-in, a visit) counts at once, on its own day. So a command, the nightly
job and a replay agree on every date, and nothing dated later is ever seen.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from homecare.rules import red_flag_answers
from homecare.rules.course import adherence, phases, weekly_checks
from homecare.rules.course.baseline import (
    BACK,
    LEG,
    Baseline,
    chosen_baseline,
    first_baseline,
    first_score,
    renewed_baseline,
)
from homecare.rules.course.handover import Handover
from homecare.rules.course.improvement import ROUNDING, is_spread, is_worse
from homecare.rules.course.series import both_sites
from homecare.rules.policy import EVALUATION_EVERY, Policy
from homecare.rules.reading.history import History, SessionRow, Span
from homecare.rules.reading.strict_values import LONGEST_DAYS
from homecare.rules.schedule import review_date

SITES = ("leg", "back")
FLARE_DAYS = 3
"""A flare-up lasts 72 hours at most, whether or not somebody ended it (ours)."""
NEVER = date.max.toordinal()
"""A day number beyond every date."""


class Course:
    """An episode by day; every question takes the day on which it is asked."""

    def __init__(self, history: History, policy: Policy) -> None:
        intake = history.intake
        self.history = history
        self.policy = policy
        self.start = intake.on.toordinal()
        self.onset = intake.onset.toordinal() - self.start
        self.sites = both_sites((self.start, intake.leg, intake.back), history.pain, policy)
        better = [self.day(on) for on in history.all_better]
        self.phases = phases.phases(self.sites, better, policy)
        if history.new_starts:
            marks = map(self.day, history.new_starts)
            self.phases = phases.with_new_starts(self.phases, marks, self.sites, policy)
        if len(self.phases) > 1:
            for site in self.sites:
                site.floors = [(phase.start, phase.counts_from) for phase in self.phases]
        self.settled = first_baseline(self.sites, policy.baseline_days + 1, policy)
        self.renewed = self._renewed() if len(self.phases) > 1 else []
        starts = (self.settled, *(base for _, base in self.renewed))
        self.handover = Handover(self.sites, {base.index_site for base in starts}, policy)
        self.reopened = self.renewed[0][0] if self.renewed else NEVER
        self.long_from = max(policy.long_intake_days, policy.long_onset_days + self.onset)
        self.worse_days = self._worse_days()
        self.spread_days = self._spread_days()
        worse = (*self.worse_days[LEG], *self.worse_days[BACK], *self.spread_days)
        self.worse_looks = {day + -day % EVALUATION_EVERY for day in worse}
        self.answers = red_flag_answers.answers(history)
        self.visits = tuple(sorted({v for v in history.visits if v >= intake.onset}))
        self.sessions = _by_day(history.sessions, self.start)
        self.extra = frozenset(map(self.day, history.extra))
        self.changes = weekly_checks.changes(history.checks, self.start)
        self.change_days = [day for day, _ in self.changes]
        self.much_worse = weekly_checks.much_worse(self.changes, policy)
        self.says_worse_often = weekly_checks.says_worse_often(self.changes, policy)
        self.gp_answers = sorted(map(self.day, history.gp_answers))
        self.away = self._days(history.away)
        self.excused = self.away | self._days(map(_ended, history.flares))
        self.not_silent = self.excused | self._days(history.unheard)

    def day(self, on: date) -> int:
        """Return the day number of a date."""
        return on.toordinal() - self.start

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return date.fromordinal(self.start + day)

    def visits_by(self, day: int) -> int:
        """Return how many visits there were by `day`."""
        return bisect_right(self.visits, self.date_of(day))

    @cached_property
    def review_due(self) -> date | None:
        """Return when the visit review falls due, or None."""
        return review_date(self.visits, self.history.intake.onset, self.policy)

    def change(self, day: int, within: int) -> int | None:
        """Return what the latest weekly check said by `day`, none older than `within` days."""
        known = bisect_right(self.change_days, day)
        if not known or self.change_days[known - 1] < day - within:
            return None
        return self.changes[known - 1][1]

    def said_between(self, day: int, last: int) -> bool:
        """Say whether a weekly check was answered after `day`, through `last`."""
        return any(day < at <= last for at, _ in self.changes)

    def gp_answered(self, day: int) -> int | None:
        """Return the day of the GP's latest answer by `day`, or None."""
        if not self.gp_answers:
            return None
        return max((at for at in self.gp_answers if at <= day), default=None)

    def gp_answered_between(self, since: int, day: int) -> bool:
        """Say whether a GP answered from the day `since` through `day`."""
        return bool(self.gp_answers) and any(since <= at <= day for at in self.gp_answers)

    def _days(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            [
                day
                for first, last in spans
                # "Until further notice" is written as a date in some other century.
                for day in range(max(self.day(first), 0), min(self.day(last), LONGEST_DAYS) + 1)
            ]
        )

    def phase(self, day: int) -> phases.Phase:
        """Return the phase that holds on `day`."""
        for phase in reversed(self.phases):
            if phase.start <= day:
                return phase
        return self.phases[0]

    def is_chosen(self, day: int) -> bool:
        """Say whether a therapist had the start counted anew from `day`."""
        return any(phase.chosen and phase.mark == day for phase in self.phases)

    def baseline(self, day: int) -> Baseline:
        """Return B0 as known on `day`: that of the latest open phase.

        Where its index site is gone, or unrated for long, the other one decides.
        """
        may_come = self.handover.may_come
        if not may_come and self.policy.baseline_days < day < self.reopened:
            return self.settled  # nearly always
        base = self._own_baseline(day)
        return self.handover.deciding(base, day) if may_come else base

    def index_site(self, day: int) -> int:
        """Return the worse site of the start that holds on `day`, rated since or not."""
        base = self.settled if day < self.reopened else self._own_baseline(day)
        return base.index_site  # as the scores of the intake choose it, from the first day on

    def _own_baseline(self, day: int) -> Baseline:
        if day <= self.policy.baseline_days:
            return first_baseline(self.sites, day, self.policy)
        if day < self.reopened:
            return self.settled
        return next(base for start, base in reversed(self.renewed) if start <= day)

    def _renewed(self) -> list[tuple[int, Baseline]]:
        """Return the baselines of the open phases after the first, by the day they begin."""
        begun: list[tuple[int, Baseline]] = []
        for phase in self.phases[1:]:
            if phase.kind == phases.OPEN:
                before = begun[-1][1] if begun else self.settled
                begun.append((phase.start, self._renewed_by(phase, before)))
        return begun

    def _renewed_by(self, phase: phases.Phase, before: Baseline) -> Baseline:
        if phase.chosen:
            return chosen_baseline(self.sites, phase.mark, before, self.policy)
        return renewed_baseline(self.sites, phase.mark, self.policy)

    def week(self, site: int, day: int) -> float | None:
        """Return M of a site before `day`, or None where it is not valid."""
        series = self.sites[site]
        mean = series.full_week(day)  # nearly always enough; not by way of `Series.week`
        return series.stand_in(day) if mean is None else mean

    def lay_out_weeks(self) -> None:
        """Work out every week's mean at once, for who walks through all days."""
        for site in self.sites:
            site.lay_out_weeks()

    def span(self, site: int, day: int) -> int:
        """Return over how many days M of a site is taken before `day`; 0 where it is not valid."""
        return self.sites[site].span(day)

    def _worse_days(self) -> tuple[list[int], list[int]]:
        """Return the days on which each site was so much worse that no weekly look is awaited.

        M stood 2 points above B0 on two days running, or 3 points above on that day.
        """
        return self._worse_than(LEG), self._worse_than(BACK)

    def _worse_than(self, site: int) -> list[int]:
        policy, series = self.policy, self.sites[site]
        if series.highest + ROUNDING < policy.worse_mean:
            return []
        later = [base.scores[site] for _, base in self.renewed]
        # No M is valid before day `rated_days`, so no earlier B0 matters.
        early = range(policy.rated_days, policy.baseline_days + 1)
        first = [first_score(series, day, policy) for day in early]
        lowest = min([self.settled.scores[site], *first, *later])
        # A trifle lower than any day asks for: the day itself decides.
        limit = max(policy.worse_mean, lowest + policy.worse_points) - 2 * ROUNDING
        weeks = [(day, self.week(site, day)) for day in series.high_weeks(limit)]
        high = {day: mean for day, mean in weeks if mean is not None and mean > limit}
        return [day for day in high if self._is_worse(site, day, high)]

    def _is_worse(self, site: int, day: int, high: Mapping[int, float]) -> bool:
        """Say whether M before `day` is so much worse; `high` has every M that may be."""
        policy, start = self.policy, self.baseline(day).scores[site]
        if not is_worse(start, high[day], policy.worse_points, policy):
            return False
        if is_worse(start, high[day], policy.worse_fast_points, policy):
            return True
        running = range(day - 1, day - policy.worse_days, -1)
        return all(
            at in high and is_worse(start, high[at], policy.worse_points, policy) for at in running
        )

    def _spread_days(self) -> list[int]:
        """Return the days on which pain stood in a leg that had little or none at the start.

        Like two points more: on two days running.
        """
        policy, leg = self.policy, self.sites[LEG]
        starts = [self.settled.scores[LEG], *(base.scores[LEG] for _, base in self.renewed)]
        if min(starts) > policy.spread_from + ROUNDING:
            return []
        return [
            day
            for day in leg.high_weeks(policy.spread_mean - 2 * ROUNDING)
            if all(self.is_spread(at) for at in range(day, day - policy.worse_days, -1))
        ]

    def is_spread(self, day: int) -> bool:
        """Say whether M of the leg before `day` is pain that has appeared in it."""
        mean = self.week(LEG, day)
        if mean is None:
            return False
        return is_spread(self.baseline(day).scores[LEG], mean, self.policy)

    def is_exercised(self, day: int) -> bool:
        """Say whether any exercise was reported on `day`, due or not."""
        row = self.sessions.get(day)
        return bool(row and row[2]) or day in self.extra

    def last_logged(self, day: int) -> int:
        """Return the last day by `day` with exercise, a weekly check or "all better", or −1."""
        said = (*(check.on for check in self.history.checks), *self.history.all_better)
        acts = [at for at in map(self.day, said) if at <= day]
        done = (at for at in (*self.sessions, *self.extra) if at < day and self.is_exercised(at))
        return max((*acts, *done), default=-1)

    def calm_days(self, first: int, end: int) -> int:
        """Return on how many days from `first` up to `end` leg and back were rated 1 or less."""
        most = self.policy.resolved_score
        pairs = zip(*(site.scores[max(first, 0) : max(end, 0)] for site in self.sites), strict=True)
        return sum(
            leg is not None and leg <= most and back is not None and back <= most
            for leg, back in pairs
        )

    def adherence(self, day: int) -> adherence.Adherence | None:
        """Return what was reported of what was due in the two weeks before `day`."""
        return adherence.adherence(self.sessions, self.excused, day, self.policy.follow_days)

    def last_rated(self, day: int) -> int:
        """Return the last day before `day` with a score for either site."""
        leg, back = self.sites
        last = leg.latest(day)
        return last if last == day - 1 else max(last, back.latest(day))


def _ended(flare: Span) -> Span:
    """Return a flare-up with its end: its hours, where nobody ended it before."""
    first, last = flare
    return first, min(last, first + timedelta(days=FLARE_DAYS - 1))


def _by_day(rows: Sequence[SessionRow], start: int) -> dict[int, SessionRow]:
    """Return the exercise sessions by day; of two rows for one day the larger figures."""
    by_day = {row[0].toordinal() - start: row for row in rows}
    if len(by_day) < len(rows):
        for on, due, done in rows:
            day = on.toordinal() - start
            _, known_due, known_done = by_day[day]
            by_day[day] = (on, max(due, known_due), max(done, known_done))
    return by_day
