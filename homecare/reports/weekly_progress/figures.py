"""What a client reported in one ISO week, and the words for it: pure, over a course already read.

The sentences about exercise are the same as on the client's page (`progress.words`); here is what
only the mail says: the week beside the week before, and the days on which something is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from homecare.language import count, listed, starts_upper, weekday_date
from homecare.progress import words
from homecare.progress.queries import Course, CourseDay, exercise_of
from homecare.rules.course.episode import SITES
from homecare.rules.verdict.arithmetic import period

WEEK = timedelta(days=7)
FEW_DAYS = 3  # named one by one; a longer list would read like a reproach
QUIET = "Nothing was logged this week. That happens; one entry is enough to begin again."
AWAY = "You were away this week, so nothing was due."
LAST_DAY = timedelta(days=6)  # from a week's Monday to its Sunday


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """One week, as far as it lies inside the episode, as the client reported it.

    Means are 0–10, the rule's own as they stand after the week and after the week before; None
    where too little was rated, which says what is needed in `needs`. `over` names the stretch of
    those that are of more than the week, by site.
    """

    days: tuple[CourseDay, ...]
    leg: float | None
    back: float | None
    leg_before: float | None
    back_before: float | None
    intake_on: date | None = None
    needs: str = ""
    over: Mapping[str, str] = field(default_factory=dict)

    @property
    def sites(self) -> list[tuple[str, float, float | None]]:
        """Each site that has a mean: its name, the mean, and the mean of the week before."""
        both = (("leg", self.leg, self.leg_before), ("back", self.back, self.back_before))
        return [(site, mean, before) for site, mean, before in both if mean is not None]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all was logged in the whole week."""
        return bool(self.days) and not any(day.logged for day in self.days)

    @property
    def rated(self) -> int:
        """On how many days leg or back was rated."""
        return sum(_is_rated(day) for day in self.days)

    @property
    def away(self) -> int:
        """On how many days nothing was due because the client was away."""
        return sum(day.away for day in self.days)

    @property
    def not_logged(self) -> tuple[date, ...]:
        """The days, other than those away, on which nothing at all was reported.

        On the day of the intake the scores were given in the practice.
        """
        return tuple(
            day.on for day in self.days if not (day.logged or day.away or day.on == self.intake_on)
        )

    @property
    def not_rated(self) -> tuple[date, ...]:
        """The days, other than those away, on which something was reported, but no score."""
        return tuple(day.on for day in self.days if day.logged and not (day.away or _is_rated(day)))

    @property
    def is_filled_in(self) -> bool:
        """Whether every day but those away has a score, and a word on all that was due."""
        missing = self.not_logged or self.not_rated
        return not missing and exercise_of(self.days).not_logged == 0


def _is_rated(day: CourseDay) -> bool:
    return day.leg is not None or day.back is not None


def figures_of(course: Course, monday: date) -> WeekFigures:
    """The figures of the week that begins on `monday`."""
    sunday, after = monday + LAST_DAY, monday + WEEK
    before = {site: _of_a_week(course, site, monday) for site in SITES}
    longer = [site for site in SITES if course.span(site, after) != WEEK.days]
    return WeekFigures(
        days=tuple(day for day in course.days if monday <= day.on <= sunday),
        leg=course.mean("leg", after),
        back=course.mean("back", after),
        leg_before=before["leg"],
        back_before=before["back"],
        intake_on=course.intake_on,
        needs=words.average_needs(course),
        over={site: period(course.span(site, after)) for site in longer},
    )


def _of_a_week(course: Course, site: str, on: date) -> float | None:
    """The mean of the week before `on`, where it is of a week."""
    return course.mean(site, on) if course.span(site, on) == WEEK.days else None


def pain_sentence(week: WeekFigures) -> str:
    """The week's average in one sentence, beside the week before where that had one too."""
    if week.is_quiet:
        return AWAY if week.away == len(week.days) else QUIET
    if not week.sites:
        few = _rated(week, "day" if week.rated == 1 else "days") if week.rated else "on no day"
        return f"You gave scores {few}; an average needs at least {week.needs}."
    now = f"On average your pain was {_averages(week)}"
    before = [f"{mean:.1f}" for _, _, mean in week.sites if mean is not None]
    if week.over or len(before) < len(week.sites):
        return f"{now}."
    return f"{now}; the week before it was {' and '.join(before)}."


def _averages(week: WeekFigures) -> str:
    """Each site's average; the stretch it is of is said once where it is the same of all."""
    over = [_over(week, site) for site, _, _ in week.sites]
    last = over.pop()
    own = ["" if all(one == last for one in over) else one for one in over]
    (site, mean, _), *others = week.sites
    said = [f"{mean:.1f} out of 10 in the {site}"]
    said += [f"{mean:.1f} in the {site}" for site, mean, _ in others]
    return " and ".join(f"{one}{when}" for one, when in zip(said, [*own, last], strict=True))


def _over(week: WeekFigures, site: str) -> str:
    return f" over the last {week.over[site]}" if site in week.over else ""


def reported_sentences(week: WeekFigures) -> list[str]:
    """What was reported of what was due, on how many days there was a score, and days away."""
    if week.is_quiet:
        return []
    sentences = words.exercise(week.days)
    if week.sites:
        sentences.append(f"You gave scores {_rated(week, f'of {_days_of(week)}')}.")
    if 0 < week.away < len(week.days):
        sentences.append(f"On {count(week.away, 'day')} you were away, so nothing was due then.")
    return sentences


def _days_of(week: WeekFigures) -> str:
    return count(len(week.days), "day")


def _rated(week: WeekFigures, of: str) -> str:
    """On how many days there are scores."""
    has_start = any(day.on == week.intake_on for day in week.days)
    return words.days_with_scores(week.rated, of, has_start=has_start)


def gap_sentence(week: WeekFigures) -> str:
    """What is missing on which days, by name where they are few; empty where nothing is.

    Many days without a score are not counted once more: it stands already on how many there is one.
    """
    if week.is_quiet:
        return ""
    if len(week.not_logged) > FEW_DAYS:
        number = f"{len(week.not_logged)} of {count(len(week.days), 'day')}"
        return f"{number} are not logged so far."
    gaps = {"Not logged": week.not_logged, "Without a score": week.not_rated}
    return " ".join(
        f"{what} so far: {listed([weekday_date(day) for day in days])}."
        for what, days in gaps.items()
        if 0 < len(days) <= FEW_DAYS
    )


def all_written(week: WeekFigures) -> str:
    """That nothing is missing, or as much of it as is so; empty where a day can be filled in, or
    where there was none but days away."""
    if week.is_quiet or week.not_logged or week.not_rated or week.away == len(week.days):
        return ""
    each = "each of the other days" if week.away else "every day"
    if week.is_filled_in:
        return f"{starts_upper(each)} is filled in."
    return f"Something is written for {each}."
