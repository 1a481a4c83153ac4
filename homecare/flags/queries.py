"""Reading flags and red-flag answers. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Exists, Select, exists, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from homecare.accounts.models import OWNER, Membership, Person
from homecare.clients.models import Episode
from homecare.flags.findings import is_pressing
from homecare.flags.models import Flag, FlagTransition, RedFlagAnswer, Screening
from homecare.rules.red_flags import BACKGROUND

BATCH = 50  # so few that what is kept of them is kept in a moment
_BACKGROUND_CODES = [question.code for question in BACKGROUND]


def uncleared(session: Session, episode_id: UUID) -> list[RedFlagAnswer]:
    """The answers of an episode that ask for somebody and are not cleared, with their screening.

    Background answers are among them only where the therapist recorded *GP first*.
    """
    return uncleared_of(session, [episode_id]).get(episode_id, [])


def uncleared_of(session: Session, episode_ids: Iterable[UUID]) -> dict[UUID, list[RedFlagAnswer]]:
    """As `uncleared`, for many episodes in one statement."""
    statement = (
        select(RedFlagAnswer)
        .join(RedFlagAnswer.screening)
        .options(contains_eager(RedFlagAnswer.screening))
        .where(Screening.episode_id.in_(list(episode_ids)), RedFlagAnswer.cleared_at.is_(None))
        .order_by(Screening.on, RedFlagAnswer.code)
    )
    found: dict[UUID, list[RedFlagAnswer]] = {}
    for answer in session.scalars(statement):
        if is_pressing(answer):
            found.setdefault(answer.screening.episode_id, []).append(answer)
    return found


def exercises_stopped(session: Session, episode_id: UUID) -> bool:
    """Whether a red-flag answer stops the exercises: any that is neither background nor cleared."""
    return bool(session.scalar(select(answer_stands(episode_id))))


def answer_stands(episode_id: Any) -> Exists:
    """For a statement: whether the episode (an id, or a column of ids) has an answer that is
    neither background nor cleared."""
    return exists(
        select(RedFlagAnswer.id)
        .join(Screening, Screening.id == RedFlagAnswer.screening_id)
        .where(
            Screening.episode_id == episode_id,
            RedFlagAnswer.cleared_at.is_(None),
            RedFlagAnswer.code.not_in(_BACKGROUND_CODES),
        )
    )


def live_flags(session: Session, episode_ids: Iterable[UUID]) -> dict[UUID, Flag]:
    """The flag of each episode that is open or snoozed, with its transitions."""
    statement = (
        select(Flag)
        .where(Flag.episode_id.in_(list(episode_ids)), Flag.closed_at.is_(None))
        .options(selectinload(Flag.transitions))
    )
    return {flag.episode_id: flag for flag in session.scalars(statement)}


def live_flag(session: Session, episode_id: UUID) -> Flag | None:
    """The episode's flag that is open or snoozed, or None."""
    return live_flags(session, [episode_id]).get(episode_id)


def who_is_told(session: Session, practice_id: UUID, therapist_id: UUID) -> Sequence[Person]:
    """The client's therapist and the practice's owners, as far as they still work there."""
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.practice_id == practice_id,
            Membership.client_id.is_(None),
            Membership.disabled_at.is_(None),
            (Membership.role == OWNER) | (Person.id == therapist_id),
        )
        .order_by(Person.email)
    )
    return session.scalars(statement).all()


def due_batches(session: Session, practice_id: UUID, zone: str) -> Iterator[list[UUID]]:
    """The ids of the episodes under care in one practice and time zone, a batch at a time.

    Each batch is read when it is asked for, so that any number of episodes fits in memory.
    """
    after: UUID | None = None
    while batch := list(session.scalars(_batch(practice_id, zone, after))):
        yield batch
        after = batch[-1]


def _batch(practice_id: UUID, zone: str, after: UUID | None) -> Select[UUID]:
    statement = select(Episode.id).where(
        Episode.practice_id == practice_id, Episode.zone == zone, Episode.closed_at.is_(None)
    )
    if after is not None:
        statement = statement.where(Episode.id > after)
    return statement.order_by(Episode.id).limit(BATCH)


class Step(NamedTuple):
    """A step that somebody took on a flag, and why."""

    flag_id: UUID
    kind: str
    at: datetime
    old: str
    new: str
    reason: str
    until: date | None
    reasons: list[Any]
    by: str


def steps_taken(session: Session, episode_id: UUID) -> list[Step]:
    """What people decided or noted on the flags of an episode, the oldest first."""
    step = FlagTransition
    statement = (
        select(Flag.id, Flag.kind, step.at, step.old, step.new, step.reason, step.until,
               step.reasons, Person.name)
        .join(step, step.flag_id == Flag.id)
        .join(Person, Person.id == step.actor_id)
        .where(Flag.episode_id == episode_id, step.old != "")
        .order_by(step.at, step.id)
    )  # fmt: skip
    return [Step(*row) for row in session.execute(statement)]


def rounds_of(session: Session, episode_id: UUID) -> list[tuple[Screening, str]]:
    """The red-flag questions each time they were asked, with their answers and the name of
    whoever answered, the oldest first."""
    statement = (
        select(Screening, Person.name)
        .join(Person, Person.id == Screening.answered_by)
        .where(Screening.episode_id == episode_id)
        .options(selectinload(Screening.answers).joinedload(RedFlagAnswer.screening))
        .order_by(Screening.answered_at, Screening.id)
    )
    return [(row.Screening, row.name) for row in session.execute(statement)]
