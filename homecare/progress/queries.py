"""The course of an episode: what every chart, page, mail and letter about progress reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.thresholds import policy_of
from homecare.clients.models import Episode, Visit
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from homecare.programmes.models import ProgrammeVersion
from homecare.rules.course.improvement import needed_drop
from homecare.rules.policy import DEFAULT, Policy

DAY = timedelta(days=1)
WEEK = DEFAULT.mean_days  # fixed for every practice
ENOUGH = DEFAULT.rated_days  # rated days that make a week's mean valid, unless a practice says more
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


class Day(Protocol):
    """One day of a diary, as `DiaryDay` has it."""

    @property
    def on(self) -> date: ...
    @property
    def leg(self) -> int | None: ...
    @property
    def back(self) -> int | None: ...
    @property
    def due(self) -> int: ...
    @property
    def reported(self) -> int: ...
    @property
    def partly(self) -> int: ...
    @property
    def not_done(self) -> int: ...
    @property
    def extra(self) -> int: ...
    @property
    def flare(self) -> bool: ...
    @property
    def away(self) -> bool: ...
    @property
    def closed(self) -> bool: ...


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


def exercise_of(days: Iterable[Day]) -> Exercise:
    """What was reported of what was due, never more; every page, mail and letter asks here.

    Of a day that is not over only what was said is due: the rest can still be done.
    """
    counts = [
        (day.due if day.closed else day.reported + day.not_done,
         day.reported, day.partly, day.not_done, day.extra)
        for day in days
    ]  # fmt: skip
    return Exercise(*map(sum, zip(*counts, strict=True))) if counts else Exercise(0, 0, 0, 0, 0)


class Start(NamedTuple):
    """The first scores: B0 of both sites (0–10), and the index site, the worse at intake.

    `goal` is the score of the index site at or under which there is the needed improvement; None
    where there was no pain.
    """

    leg: float
    back: float
    site: str
    goal: float | None = None

    @property
    def score(self) -> float:
        """B0 of the index site."""
        return self.leg if self.site == LEG else self.back


@dataclass(frozen=True, slots=True)
class Course:
    """An episode from `first` to `last`: days in order without holes, and what happened on them.

    The means are of the seven days up to and including theirs, and only where `enough` of
    those were rated. `flagged` names the flags' kinds; `changes` are starts of programme versions.
    """

    episode_id: UUID
    intake_on: date
    first: date
    last: date
    days: tuple[CourseDay, ...]
    leg_means: dict[date, float]
    back_means: dict[date, float]
    start: Start
    visits: tuple[date, ...]
    changes: tuple[date, ...]
    flagged: tuple[tuple[date, str], ...]
    enough: int = ENOUGH

    @property
    def flags(self) -> tuple[date, ...]:
        """The days on which a flag was raised."""
        return tuple(on for on, _ in self.flagged)

    def week(self) -> tuple[CourseDay, ...]:
        """The last seven days, or fewer where the course is shorter."""
        return self.days[-WEEK:]


def course(session: Session, episode: Episode, first: date, last: date) -> Course:
    """The course from `first` (or the intake, if that is later) to `last`, in four statements.

    A day without a row is there, empty. On the day of the intake its own scores stand.
    """
    first = max(first, episode.intake_on)
    rule = policy_of(session.get_one(Practice, episode.practice_id))
    known = {day.on: day for day in _days(session, episode, first, last)}
    intake = known.get(episode.intake_on, CourseDay(episode.intake_on))
    known[episode.intake_on] = intake._replace(leg=episode.leg, back=episode.back)
    span = [first + DAY * i for i in range((last - first).days + 1)]
    return Course(
        episode_id=episode.id,
        intake_on=episode.intake_on,
        first=first,
        last=last,
        days=tuple(known.get(on, CourseDay(on)) for on in span),
        leg_means=_means({on: day.leg for on, day in known.items()}, span, rule.rated_days),
        back_means=_means({on: day.back for on, day in known.items()}, span, rule.rated_days),
        start=_start(episode, known, rule),
        visits=_visits(session, episode, first, last),
        changes=_changes(session, episode, first, last),
        flagged=_flags(session, episode, first, last),
        enough=rule.rated_days,
    )


def _days(session: Session, episode: Episode, first: date, last: date) -> list[CourseDay]:
    """The rows of the course, of the week before it, and of the start."""
    columns = [getattr(DiaryDay, name) for name in CourseDay._fields]
    start_ends = episode.intake_on + DEFAULT.baseline_days * DAY  # the most a practice may set
    statement = select(*columns).where(
        DiaryDay.episode_id == episode.id,
        DiaryDay.on >= episode.intake_on,
        or_(DiaryDay.on.between(first - (WEEK - 1) * DAY, last), DiaryDay.on <= start_ends),
    )
    return [CourseDay(*row) for row in session.execute(statement)]


def _means(scores: dict[date, int | None], days: Sequence[date], enough: int) -> dict[date, float]:
    means = {}
    for day in days:
        week = [scores.get(day - DAY * back) for back in range(WEEK)]
        rated = [score for score in week if score is not None]
        if len(rated) >= enough:
            means[day] = sum(rated) / len(rated)
    return means


def _start(episode: Episode, known: dict[date, CourseDay], rule: Policy) -> Start:
    """B0: the mean of the intake and the days after it, at most a little above the intake."""
    days = [known.get(episode.intake_on + DAY * i) for i in range(rule.baseline_days + 1)]

    def mean(first: int, scores: list[int | None]) -> float:
        rated = [score for score in scores if score is not None]
        return min(sum(rated) / len(rated), first + rule.baseline_cap)

    start = Start(
        leg=mean(episode.leg, [day.leg for day in days if day]),
        back=mean(episode.back, [day.back for day in days if day]),
        site=LEG if episode.leg >= episode.back else BACK,
    )
    return start._replace(goal=goal_of(start.score, rule))


def goal_of(start: float, rule: Policy) -> float | None:
    """The score at or under which a course that began at `start` has improved as needed."""
    return max(0.0, start - needed_drop(start, rule)) if start else None


def _visits(session: Session, episode: Episode, first: date, last: date) -> tuple[date, ...]:
    statement = select(Visit.on).where(
        Visit.episode_id == episode.id, Visit.on.between(first, last)
    )
    return tuple(session.scalars(statement.distinct().order_by(Visit.on)))


def _changes(session: Session, episode: Episode, first: date, last: date) -> tuple[date, ...]:
    starts = ProgrammeVersion.starts_on
    statement = select(starts).where(
        ProgrammeVersion.episode_id == episode.id, starts.between(first, last)
    )
    return tuple(session.scalars(statement.distinct().order_by(starts)))


def _flags(
    session: Session, episode: Episode, first: date, last: date
) -> tuple[tuple[date, str], ...]:
    statement = select(Flag.raised_on, Flag.kind).where(
        Flag.episode_id == episode.id, Flag.raised_on.between(first, last)
    )
    return tuple((on, kind) for on, kind in session.execute(statement.order_by(Flag.raised_at)))
