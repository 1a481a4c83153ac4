"""Which version of a programme holds on a day, and what is due then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ScalarSelect,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from homecare.accounts.models import Person
from homecare.clients.models import Away, Episode
from homecare.language import local_day
from homecare.library.models import Advice, Exercise, Template
from homecare.programmes.differences import between
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.plan import Plan, PlanAdvice, PlanItem
from homecare.programmes.sides import of_another_side
from homecare.rules import schedule
from homecare.rules.red_flags import Level, level_of
from homecare.together import Asked, rows

# Of the red-flag answers, whose models lie downstream: what says when they stood.
ROUNDS = table("screening", column("id", Uuid), column("episode_id", Uuid), column("answered_on"))
ANSWERS = table(
    "red_flag_answer", column("screening_id", Uuid), column("code"), column("cleared_at")
)
WHOLE = ProgrammeVersion.items, ProgrammeItem.exercise, ProgrammeVersion.advice
"""What makes a version whole, read along with it."""
NEVER = "-"


class Pause(NamedTuple):
    """Days away, first and last included, without the weight of a model."""

    first_day: date
    last_day: date


def version_on(session: Session, episode_id: UUID, day: date) -> ProgrammeVersion | None:
    """The version that holds on a local day, whole, in one statement; None before the first."""
    return next(iter(rows(session, version_asked(episode_id, day))[0]), None)


def version_asked(episode_id: UUID, day: date) -> Asked:
    """The question of `version_on`."""
    return Asked(_version_on(), {"episode": episode_id, "day": day}, WHOLE)


@cache
def _version_on() -> Select[ProgrammeVersion]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(ProgrammeVersion)
        .where(
            ProgrammeVersion.episode_id == bindparam("episode"),
            ProgrammeVersion.starts_on <= bindparam("day"),
        )
        .order_by(ProgrammeVersion.starts_on.desc(), ProgrammeVersion.number.desc())
        .limit(1)
    )


def versions_of(session: Session, episode_id: UUID) -> list[ProgrammeVersion]:
    """Every version of an episode, whole, the newest number first, in one statement."""
    return list(rows(session, versions_asked(episode_id))[0])


def versions_asked(episode_id: UUID) -> Asked:
    """The question of `versions_of`."""
    return Asked(_versions_of(), {"episode": episode_id}, WHOLE)


@cache
def _versions_of() -> Select[ProgrammeVersion]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(ProgrammeVersion)
        .where(ProgrammeVersion.episode_id == bindparam("episode"))
        .order_by(ProgrammeVersion.number.desc())
    )


def versions_from(session: Session, episode_id: UUID, first: date) -> list[ProgrammeVersion]:
    """The versions that hold on `first` or later, whole, in two statements; those to come too."""
    of_episode = ProgrammeVersion.episode_id == episode_id
    begun = select(func.max(ProgrammeVersion.starts_on)).where(
        of_episode, ProgrammeVersion.starts_on <= first
    )
    since = func.coalesce(begun.scalar_subquery(), literal(first))
    statement = _whole(select(ProgrammeVersion).where(of_episode))
    versions = session.scalars(
        statement.where(ProgrammeVersion.starts_on >= since).order_by(ProgrammeVersion.number)
    )
    # Of several that start on one day only the last one ever holds.
    by_start = {version.starts_on: version for version in versions.unique()}
    return [by_start[day] for day in sorted(by_start)]


def _whole(statement: Select[ProgrammeVersion]) -> Select[ProgrammeVersion]:
    return statement.options(
        joinedload(ProgrammeVersion.items).joinedload(ProgrammeItem.exercise),
        selectinload(ProgrammeVersion.advice),
    )


def due_on(
    version: schedule.Programme[schedule.I] | None,
    day: date,
    away: Iterable[Away | Pause] = (),
    flare: Mapping[str, int] | None = None,
    stopped: Mapping[str, int] | None = None,
) -> list[schedule.I]:
    """The items due on `day`, given the version that holds then, by `schedule.due`."""
    if version is None:
        return []
    pauses = [(pause.first_day, pause.last_day) for pause in away]
    return [item for item, _ in schedule.due(version, day, pauses, flare, stopped)]


def newest_items(versions: Iterable[ProgrammeVersion]) -> dict[str, ProgrammeItem]:
    """Each exercise that any of these versions has, by its line, as the newest of them has it."""
    by_age = sorted(versions, key=lambda version: version.number)
    return {item.line: item for version in by_age for item in version.items}


def advice_on(version: ProgrammeVersion | None, day: date) -> list[ProgrammeAdvice]:
    """The advice that still holds on `day`: its last day is included."""
    return [advice for advice in version.advice if advice.until >= day] if version else []


def to_turn(session: Session, episode: Episode, today: date) -> list[ProgrammeVersion]:
    """The versions that hold today or later and are not for the record's sore side."""
    return [
        version
        for version in versions_from(session, episode.id, today)
        if of_another_side(version.items, episode.side)
    ]


def newest_number(session: Session, episode_id: UUID) -> int:
    """The number of the newest version; 0 when there is none."""
    statement = select(func.max(ProgrammeVersion.number)).where(
        ProgrammeVersion.episode_id == episode_id
    )
    return session.scalar(statement) or 0


def maker_of(session: Session, episode_id: UUID, number: int) -> str:
    """The name of whoever made a version."""
    statement = (
        select(Person.name)
        .join(ProgrammeVersion, ProgrammeVersion.made_by == Person.id)
        .where(ProgrammeVersion.episode_id == episode_id, ProgrammeVersion.number == number)
    )
    return session.scalar(statement) or "A colleague"


def exercises_of(session: Session, practice_id: UUID, plan: Plan) -> dict[UUID, Exercise]:
    """The practice's own exercises that a plan names, by id; what is missing is not theirs."""
    wanted = {item.exercise_id for item in plan.items}
    statement = select(Exercise).where(Exercise.practice_id == practice_id, Exercise.id.in_(wanted))
    return {exercise.id: exercise for exercise in session.scalars(statement)}


def is_assigned_photo(session: Session, client_id: UUID, photo_id: UUID) -> bool:
    """Whether a photo shows an exercise of any version that the client was ever assigned."""
    statement = (
        select(Exercise.id, Exercise.photos)
        .join(ProgrammeItem, ProgrammeItem.exercise_id == Exercise.id)
        .join(ProgrammeVersion, ProgrammeItem.version_id == ProgrammeVersion.id)
        .where(ProgrammeVersion.client_id == client_id, Exercise.code.startswith("own-"))
    )
    exercises = {row.id: row.photos for row in session.execute(statement)}
    return any(one["id"] == str(photo_id) for photos in exercises.values() for one in photos)


def plan_from_template(session: Session, template: Template, episode: Episode, on: date) -> Plan:
    """A plan to adjust: sided exercises on the client's sore side, advice dated from `on`."""
    return Plan(
        items=tuple(
            PlanItem(
                exercise_id=item.exercise_id,
                side=episode.side if item.exercise.sided else None,
                sets=item.sets,
                reps=item.reps,
                hold_seconds=item.hold_seconds,
                minutes=item.minutes,
                times_a_day=item.times_a_day,
                days=item.days,
                in_flare=item.in_flare,
            )
            for item in template.items
        ),
        advice=tuple(advice_from(row, on) for row in _advice_of(session, template)),
        template_code=template.code,
    )


def _advice_of(session: Session, template: Template) -> list[Advice]:
    statement = select(Advice).where(
        Advice.practice_id == template.practice_id,
        Advice.code.in_(template.advice_codes),
        Advice.archived_at.is_(None),
    )
    return sorted(session.scalars(statement), key=lambda a: template.advice_codes.index(a.code))


def advice_from(row: Advice, on: date) -> PlanAdvice:
    """A piece of the library's advice, given from `on` for its usual number of days."""
    return PlanAdvice(
        kind=row.kind,
        title=row.title,
        text=row.text,
        until=on + timedelta(days=row.days),
        reason=row.reason,
        alternative=row.alternative,
        question=row.question,
        limit_minutes=row.limit_minutes,
    )


@dataclass(frozen=True)
class Change:
    """One version in the history of a programme: by whom, and what it changed."""

    version: ProgrammeVersion
    made_by: str
    differences: list[str]


def history(session: Session, versions: list[ProgrammeVersion]) -> list[Change]:
    """The loaded versions of one episode, newest first, each with what it changed."""
    makers = {version.made_by for version in versions}
    people = select(Person.id, Person.name).where(Person.id.in_(makers))
    names = {row.id: row.name for row in session.execute(people)}
    return [
        Change(new, names.get(new.made_by, ""), between(old, new))
        for new, old in pairwise([*versions, None])
        if new is not None
    ]


def stops_of(session: Session, episode: Episode) -> list[tuple[date, date]]:
    """The first and the last day of each stop of an episode's exercises, in one statement."""
    found = session.scalar(select(stops_in_short(bindparam("episode", episode.id, Uuid))))
    return list(stopped_in(found, episode.zone))


def stops_in_short(episode_id: Any) -> ScalarSelect[str | None]:
    """For a statement: every red-flag answer of the episode (a column of ids) with its day and the
    moment of its clearing, as one text for `stopped_in`."""
    cleared = func.coalesce(cast(ANSWERS.c.cleared_at, String), NEVER)
    each = ANSWERS.c.code + "|" + cast(ROUNDS.c.answered_on, String) + "|" + cleared
    return (
        select(func.aggregate_strings(each, ","))
        .select_from(ROUNDS.join(ANSWERS, ANSWERS.c.screening_id == ROUNDS.c.id))
        .where(ROUNDS.c.episode_id == episode_id)
        .scalar_subquery()
    )


def stopped_in(short: str | None, zone: str) -> Iterator[tuple[date, date]]:
    """The first and the last day of each stop, on the client's wall in `zone`: from the day of an
    answer to the one before it was cleared, on which they may go on. Background stops nothing."""
    for one in (short or "").split(",") if short else ():
        code, answered_on, cleared_at = one.split("|")
        first = date.fromisoformat(answered_on[:10])
        last = (
            date.max if cleared_at == NEVER else day_of_text(cleared_at, zone) - timedelta(days=1)
        )
        if first <= last and level_of(code) > Level.BACKGROUND:
            yield first, last


def day_of_text(moment: str, zone: str) -> date:
    """The day in `zone` of a moment that a database turned into text."""
    at = datetime.fromisoformat(moment)
    return local_day(at if at.tzinfo else at.replace(tzinfo=UTC), zone)
