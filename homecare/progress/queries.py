"""The course of an episode: what every chart, page, mail and letter about progress reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.courses import Begun, laid_out
from homecare.assessment.thresholds import policy_of
from homecare.clients.episodes.words import last_day
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.progress.day import Day
from homecare.progress.marks import Marked, marked, marks_asked
from homecare.rules.course import episode as rule_course
from homecare.rules.course.episode import SITES
from homecare.rules.course.measured import rated
from homecare.rules.policy import DEFAULT, Policy
from homecare.together import Asked, rows

DAY = timedelta(days=1)
WEEK = DEFAULT.mean_days  # fixed for every practice
LEG, BACK = "leg", "back"


class CourseDay(NamedTuple):
    """One day as the projection has it. Scores 0–10, None where not rated; counts in times.

    `closed` says that the day is over; before that its `due` is not yet "not logged".
    """

    on: date
    leg: int | None = None
    back: int | None = None
    due: int = 0
    reported: int = 0
    partly: int = 0
    not_done: int = 0
    extra: int = 0
    logged: bool = False
    sitting: str | None = None
    bath: str | None = None
    flare: bool = False
    away: bool = False
    noted: bool = False
    better: bool = False
    late: bool = False
    closed: bool = False


class Exercise(NamedTuple):
    """Exercise times of some days: due, and of those reported, in part, and as not done.

    `extra` is what was done beyond what was due.
    """

    due: int
    reported: int
    partly: int
    not_done: int
    extra: int

    @property
    def not_logged(self) -> int:
        """What is left of the due times: nobody said anything about them."""
        return self.due - self.reported - self.not_done

    @property
    def in_part(self) -> str:
        """How many of those reported were not done whole, to go on behind them; else nothing."""
        return f", {self.partly} of those in part" if self.partly else ""


NO_EXERCISE = Exercise(0, 0, 0, 0, 0)


def exercise_of(days: Iterable[Day]) -> Exercise:
    """What was reported of what was due, never more; every page, mail and letter asks here.

    Of a day that is not over only what was said is due: the rest can still be done.
    """
    counts = [
        (day.due if day.closed else day.reported + day.not_done,
         day.reported, day.partly, day.not_done, day.extra)
        for day in days
    ]  # fmt: skip
    return Exercise(*map(sum, zip(*counts, strict=True))) if counts else NO_EXERCISE


class Start(NamedTuple):
    """The start the rule counts from: B0 of both sites (0–10), and the site that decides.

    `goal` is the score of that site at or under which there is the needed improvement; None where
    there was no pain. `since` is the day from which it is counted.
    """

    leg: float
    back: float
    site: str
    goal: float | None = None
    since: date | None = None

    @property
    def score(self) -> float:
        """B0 of the site that decides."""
        return self.leg if self.site == LEG else self.back


@dataclass(frozen=True, slots=True)
class Course:
    """An episode from `first` to `last`: days in order without holes, and what happened on them.

    Means, start and what was followed are the rule's own. The mean beside a day is M as it stands
    the morning after it: there is one only for days that are over on `asked_on`. `spans` names
    those that are of another stretch than seven days, by site and day. `rated` says on how many of
    the seven days before `asked_on` a site has a score; a mean needs `enough` of them, one within
    the last `recent`. Of the day of the intake `days` has the intake's own scores; `reported` says
    what the diary has of leg and back for it. `followed` is of the `followed_days` before
    `asked_on` without days away and flare-ups. `flagged` names the flags' kinds; `changes` are
    starts of programme versions. `ended`: it goes up to the day on which the care has ended.
    `rows` are those of the diary from the intake to `last`.
    """

    episode_id: UUID
    intake_on: date
    first: date
    last: date
    days: tuple[CourseDay, ...]
    leg_means: Mapping[date, float]
    back_means: Mapping[date, float]
    start: Start
    visits: tuple[date, ...]
    changes: tuple[date, ...]
    flagged: tuple[tuple[date, str], ...]
    asked_on: date
    spans: Mapping[str, Mapping[date, int]] = field(default_factory=dict)
    rated: Mapping[str, int] = field(default_factory=dict)
    reported: tuple[int | None, int | None] = (None, None)
    enough: int = DEFAULT.rated_days
    recent: int = DEFAULT.recent_days
    followed: Exercise = NO_EXERCISE
    followed_days: int = DEFAULT.follow_days
    ended: bool = False
    rows: tuple[CourseDay, ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        """Told apart by all it holds, and looked for by little of it."""
        return hash((self.episode_id, self.first, self.last, self.asked_on))

    @property
    def flags(self) -> tuple[date, ...]:
        """The days on which a flag was raised."""
        return tuple(on for on, _ in self.flagged)

    def newest(self, days: int | None) -> "Course":
        """The same with its last days alone, to be drawn; the whole without a number."""
        if days is None or days >= len(self.days):
            return self
        first = self.last - (days - 1) * DAY
        return replace(
            self, first=first, days=self.days[-days:],
            leg_means={on: mean for on, mean in self.leg_means.items() if on >= first},
            back_means={on: mean for on, mean in self.back_means.items() if on >= first},
            visits=tuple(on for on in self.visits if on >= first),
            changes=tuple(on for on in self.changes if on >= first),
            flagged=tuple(flag for flag in self.flagged if flag[0] >= first),
        )  # fmt: skip

    @property
    def rates_intake(self) -> bool:
        """Whether the day of the intake is one of the seven that `rated` counts."""
        return self.intake_on >= self.asked_on - WEEK * DAY

    def over(self) -> tuple[CourseDay, ...]:
        """The days that are over on the one it is asked on."""
        return tuple(day for day in self.days if day.on < self.asked_on)

    def week(self) -> tuple[CourseDay, ...]:
        """The seven days of which the means are told, or fewer where the course is shorter: the
        day on which it is asked is not over."""
        return self.over()[-WEEK:]

    def mean(self, site: str, on: date | None = None) -> float | None:
        """M of a site as it stood on the morning of `on`, of `asked_on` without it."""
        means = self.leg_means if site == LEG else self.back_means
        return means.get((on or self.asked_on) - DAY)

    def span(self, site: str, on: date | None = None) -> int:
        """Over how many days that M is taken."""
        return self.spans.get(site, {}).get((on or self.asked_on) - DAY, WEEK)


def course(
    session: Session, episode: Episode, first: date, last: date, today: date | None = None
) -> Course:
    """The course from `first` (or the intake, if that is later) to `last`, in one statement.

    It is told as on the morning of `today`, the day after `last` where none is named. A day
    without a row is there, empty. On the day of the intake its own scores stand; it is there also
    where the client's clock has not reached it yet.
    """
    first, last = max(first, episode.intake_on), max(last, episode.intake_on)
    today = max(today or last + DAY, first)
    begun = Begun(episode.id, episode.intake_on, episode.onset, episode.leg, episode.back,
                  tuple(episode.new_starts))  # fmt: skip
    marks, days = rows(session, *course_asked(episode, first, last))
    when = (first, last, today, (last_day(episode) or date.max) <= last)
    rule = policy_of(session.get_one(Practice, episode.practice_id))
    return _told(begun, tuple(map(CourseDay._make, days)), marked(marks), when, rule)


@lru_cache(maxsize=16)
def _told(
    begun: Begun, rows: tuple[CourseDay, ...], happened: Marked,
    when: tuple[date, date, date, bool], rule: Policy,
) -> Course:  # fmt: skip
    """A pure function of what was read, so what is kept is never outdated: 16 years hold 3 MB."""
    first, last, today, ended = when
    known = {day.on: day for day in rows}
    intake = known.get(begun.intake_on, CourseDay(begun.intake_on))
    known[begun.intake_on] = intake._replace(leg=begun.leg, back=begun.back)
    span = [first + DAY * i for i in range((last - first).days + 1)]
    figures = laid_out(begun, rows, rule)
    return Course(
        episode_id=begun.id,
        intake_on=begun.intake_on,
        first=first,
        last=last,
        days=tuple(known.get(on, CourseDay(on)) for on in span),
        start=_start(figures, today),
        **happened._asdict(),
        asked_on=today,
        rated={site: rated(figures, i, figures.day(today)) for i, site in enumerate(SITES)},
        reported=(intake.leg, intake.back),
        enough=rule.rated_days,
        recent=rule.recent_days,
        followed=_followed(figures, rows, today),
        followed_days=rule.follow_days,
        ended=ended,
        rows=rows,
        **_means(figures, [on for on in span if on < today]),
    )


def course_asked(episode: Episode, first: date, last: date) -> tuple[Asked, Asked]:
    """The questions of `course`: what a chart marks, and all days up to `last`, as where an episode
    stands depends on everything before."""
    first, last = max(first, episode.intake_on), max(last, episode.intake_on)
    every = {"of": episode.id, "first": episode.intake_on, "last": last}
    return marks_asked(episode.id, first, last), Asked(_ROWS, every)


_ROWS = (
    select(*(getattr(DiaryDay, name) for name in CourseDay._fields))
    .where(DiaryDay.episode_id == bindparam("of"))
    .where(DiaryDay.on.between(bindparam("first"), bindparam("last")))
    .order_by(DiaryDay.on)
)


def _means(figures: rule_course.Course, days: Sequence[date]) -> dict[str, Any]:
    """M of each site as it stands after each of the days, and over how many days."""
    by_day: dict[str, Any] = {"spans": {}}
    for index, site in enumerate(SITES):
        after = {on: figures.day(on) + 1 for on in days}
        means = {on: figures.week(index, day) for on, day in after.items()}
        by_day[f"{site}_means"] = {on: mean for on, mean in means.items() if mean is not None}
        spans = {on: figures.span(index, after[on]) for on in by_day[f"{site}_means"]}
        by_day["spans"][site] = {on: span for on, span in spans.items() if span != WEEK}
    return by_day


def _start(figures: rule_course.Course, today: date) -> Start:
    base = figures.baseline(figures.day(today))
    score, needed = base.scores[base.index_site], base.needed[base.index_site]
    goal = max(0.0, score - needed) if score else None
    return Start(*base.scores, SITES[base.index_site], goal, figures.date_of(base.zero))


def _followed(figures: rule_course.Course, rows: Sequence[CourseDay], today: date) -> Exercise:
    """What the rule takes as reported of what was due, with how it was reported."""
    adherence = figures.adherence(figures.day(today))
    if adherence is None:
        return NO_EXERCISE
    counted = exercise_of(
        day
        for day in rows
        if today - adherence.days * DAY <= day.on < today
        and figures.day(day.on) not in figures.excused
    )
    return counted._replace(due=adherence.due, reported=adherence.reported)
