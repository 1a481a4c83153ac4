"""A diary read anew, without the rule: what the figures in a sentence have to come to."""

import re
from datetime import date, timedelta
from functools import cached_property

from homecare.rules.policy import DEFAULT, Policy
from homecare.rules.reading.history import History

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven")
DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
SPAN = r"(?:\d+ days|one week|two weeks|three weeks|four weeks)"
PERIOD = rf"(?:this week|in the week to {DATE}|over the last {SPAN}|over the {SPAN} to {DATE})"
NUMBER = r"\d+\.\d+"
SITE = r"(?:[Ll]eg|[Bb]ack)"


def day_of(text: str) -> date:
    """Read "5 January 2026"."""
    number, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def count_of(word: str) -> int:
    """Read "two", or "12"."""
    return int(word) if word.isdigit() else WORDS.index(word.lower())


def days_of(span: str) -> int:
    """Read "two weeks", or "10 days"."""
    word, unit = span.split()
    return count_of(word) * (7 if unit.startswith("week") else 1)


def places(text: str) -> int:
    """Return the decimals of a printed number."""
    return len(text.partition(".")[2])


class Diary:
    """Scores by day, and what else was logged, as on the morning of day `today`."""

    def __init__(self, history: History, today: int, policy: Policy = DEFAULT) -> None:
        self.history, self.today, self.policy = history, today, policy
        self.start = history.intake.on.toordinal()

    def day(self, on: date) -> int:
        return on.toordinal() - self.start

    @cached_property
    def scores(self) -> tuple[dict[int, float], dict[int, float]]:
        """Leg and back by day; of two rows for one day the higher score."""
        intake = self.history.intake
        sites: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for on, leg, back in self.history.pain:
            if (day := self.day(on)) > 0:
                for site, score in zip(sites, (leg, back), strict=True):
                    if score is not None:
                        site[day] = max(score, site.get(day, 0.0))
        sites[0][0], sites[1][0] = intake.leg, intake.back
        return sites

    @cached_property
    def excused(self) -> set[int]:
        """Days away, and those of a flare-up: three of each at most."""
        flares = (
            (first, min(last, first + timedelta(days=2))) for first, last in self.history.flares
        )
        return {
            day
            for first, last in (*self.history.away, *flares)
            for day in range(self.day(first), self.day(last) + 1)
        }

    def within(self, site: int, first: int, end: int) -> list[float]:
        end = min(end, self.today)
        return [score for day, score in sorted(self.scores[site].items()) if first <= day < end]

    def period(self, text: str) -> tuple[int, int]:
        """Return the days of "this week", or "over the two weeks to 5 January 2026"."""
        until = re.search(DATE, text)
        end = self.day(day_of(until[0])) + 1 if until else self.today
        span = re.search(SPAN, text)
        return end - (days_of(span[0]) if span else 7), end

    @property
    def few(self) -> int:
        """Under so many scores, well spread over a week, its mean may be none."""
        return max(self.policy.thin_days, self.policy.rated_days)

    def mean(self, site: int, period: str) -> float:
        found = self.within(site, *self.period(period))
        return sum(found) / len(found)

    def calm_days(self, first: int, end: int) -> int:
        """Count the days from `first` up to `end` with leg and back at 1 or less."""
        most, (leg, back) = self.policy.resolved_score, self.scores
        days = range(max(0, first), end)
        return sum(leg.get(day, 11) <= most and back.get(day, 11) <= most for day in days)

    def worst(self, day: int) -> float | None:
        """Return the worse score of a day, or None where neither site was rated."""
        return max((site[day] for site in self.scores if day in site), default=None)

    def is_sore(self, day: int) -> bool:
        """Say whether a day was rated so high that pain is back."""
        worst = self.worst(day)
        return worst is not None and worst >= self.policy.recurrent_score

    def is_settled(self, end: int) -> bool:
        """Say whether the last scores before a day are low enough for "all better"."""
        known = [worst for day in range(end) if (worst := self.worst(day)) is not None]
        last = known[-self.policy.all_better_scores :]
        enough = len(last) == self.policy.all_better_scores
        return enough and max(last) <= self.policy.all_better_score

    def is_logged(self, day: int) -> bool:
        """Say whether anything of the client's own doing is of that day."""
        acts = (*(check.on for check in self.history.checks), *self.history.all_better)
        if day in map(self.day, acts):
            return True
        if day < self.today and day in map(self.day, self.history.extra):
            return True
        done = any(self.day(on) == day and reported for on, _, reported in self.history.sessions)
        scored = any(day in site for site in self.scores)
        return day < self.today and (scored or done)
