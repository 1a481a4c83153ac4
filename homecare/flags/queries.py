"""Reading flags and red-flag answers. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, selectinload

from homecare.accounts.models import Membership, Person
from homecare.accounts.queries import name_in
from homecare.acting import OWNER
from homecare.clients.covers.queries import is_substitute
from homecare.clients.models import Client, Episode
from homecare.flags.findings import kinds_since
from homecare.flags.lifecycle import CLEARED, DECIDED, SNOOZED, WITHDRAWN
from homecare.flags.models import Flag, FlagTransition
from homecare.language import DAY, local_day
from homecare.mail.models import OutboxMail
from homecare.rules.turns import COUNTED, Load
from homecare.screening.models import NEVER_THEIRS, RedFlagAnswer, Screening
from homecare.together import Asked, rows

STRUCK_OUT = "Struck out"


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


def cleared_with(session: Session, flag: Flag) -> Sequence[RedFlagAnswer]:
    """The answers that were cleared when a flag was closed; none that were never theirs."""
    if flag.status != CLEARED or flag.closed_at is None:
        return []
    of_episode = select(RedFlagAnswer).join(RedFlagAnswer.screening)
    then = of_episode.where(
        Screening.episode_id == flag.episode_id, RedFlagAnswer.cleared_at == flag.closed_at
    )
    return [one for one in session.scalars(then) if not one.is_taken_back]


def counts_as_raised() -> ColumnElement[bool]:
    """Whether the Flag of a statement counts as raised: not one that was taken back, as the visits
    it counted were corrected, unless somebody had decided on it."""
    decided = Flag.transitions.any(FlagTransition.new.in_(DECIDED))
    return or_(Flag.status != WITHDRAWN, decided)


def was_noted_since(
    session: Session, episode_id: UUID, since: datetime, client_person: UUID | None
) -> bool:
    """Whether somebody but the client wrote beside the live flag of an episode since a moment."""
    step = FlagTransition
    noted = (
        select(step.id)
        .join(Flag, Flag.id == step.flag_id)
        .where(
            Flag.episode_id == episode_id,
            Flag.closed_at.is_(None),
            step.at > since,
            step.actor_id.is_not(None),
            step.actor_id != client_person,
        )
    )
    return session.scalar(noted.limit(1)) is not None


def first_raised(
    session: Session, episode_ids: Sequence[UUID]
) -> dict[UUID, dict[str, tuple[date, str]]]:
    """By client and kind, when the first flag of these episodes was raised, and by which version
    of the rule; one stands for what was less grave beside it, too."""
    statement = (
        select(Flag)
        .where(Flag.episode_id.in_(episode_ids), counts_as_raised())
        .order_by(Flag.raised_on, Flag.id)
    )
    firsts: dict[UUID, dict[str, tuple[date, str]]] = {}
    for flag in session.scalars(statement):
        of_client = firsts.setdefault(flag.client_id, {})
        for kind, on in kinds_since(flag).items():
            of_client[kind] = min((on, flag.rule_version), of_client.get(kind, (date.max, "")))
    return firsts


def load_of(session: Session, client: Client, on: date) -> Load:
    """How many the client's therapist has in care, and how many flags were raised on theirs in the
    days that count, in one statement; old flags are not read."""
    theirs = and_(
        Client.practice_id == client.practice_id, Client.therapist_id == client.therapist_id
    )
    in_care = (
        select(func.count())
        .select_from(Client)
        .join(Episode, Episode.client_id == Client.id)
        .where(theirs, Episode.closed_at.is_(None))
    )
    raised = (
        select(func.count())
        .select_from(Flag)
        .join(Client, Client.id == Flag.client_id)
        .where(
            Flag.practice_id == client.practice_id,
            Flag.raised_on > on - COUNTED,
            Flag.raised_on <= on,
            theirs,
        )
    )
    return Load(*session.execute(select(in_care.scalar_subquery(), raised.scalar_subquery())).one())


def became(new: str, reason: str) -> str:
    """How a step is called that closed a flag, as nothing of its answers was the client's; empty
    for any other step: what was struck out or put right was not cleared."""
    return STRUCK_OUT if new == CLEARED and reason.startswith(NEVER_THEIRS) else ""


def opened_at() -> ColumnElement[datetime]:
    """Since when the Flag of a statement stands open: raised, or back from being set aside."""
    step = FlagTransition
    back = (
        select(func.max(step.at))
        .where(step.flag_id == Flag.id, step.old == "snoozed", step.new == "open")
        .correlate(Flag)
        .scalar_subquery()
    )
    return func.coalesce(back, Flag.raised_at)


def who_is_told(
    session: Session, practice_id: UUID, therapist_id: UUID, today: date
) -> Sequence[Person]:
    """The client's therapist, who covers for them on `today`, and the practice's owners, as far
    as they still work there."""
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.practice_id == practice_id,
            Membership.client_id.is_(None),
            Membership.disabled_at.is_(None),
            or_(
                Membership.role == OWNER,
                Person.id == therapist_id,
                is_substitute(practice_id, therapist_id, today),
            ),
        )
        .order_by(Person.email)
    )
    return session.scalars(statement).all()


def who_was_mailed(session: Session, flag: Flag, kind: str) -> Sequence[Person]:
    """To whom mail of this kind went about a client since a flag was raised, as far as they still
    work in the practice; what could not be delivered told nobody."""
    mailed = select(OutboxMail.to_address).where(
        OutboxMail.practice_id == flag.practice_id,
        OutboxMail.client_id == flag.client_id,
        OutboxMail.kind == kind,
        OutboxMail.queued_at >= flag.raised_at,
        OutboxMail.status != "failed",
    )
    works_here = select(Membership.person_id).where(
        Membership.practice_id == flag.practice_id,
        Membership.client_id.is_(None),
        Membership.disabled_at.is_(None),
    )
    told = select(Person).where(Person.email.in_(mailed), Person.id.in_(works_here))
    return session.scalars(told.order_by(Person.email)).all()


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


S = TypeVar("S", FlagTransition, Step)


def flags_with_first_reasons(session: Session, episode_id: UUID) -> dict[Flag, list[Any]]:
    """The flags of an episode, the newest first, each with the reasons that it was raised with: its
    own are those of a later look, where figures moved since."""
    [found] = rows(session, flags_asked(episode_id))
    return {flag: flag.reasons if first is None else first for flag, first in found}


def flags_asked(episode_id: UUID) -> Asked:
    """The question of `flags_with_first_reasons`."""
    return Asked(_with_first_reasons(), {"episode": episode_id})


@cache
def _with_first_reasons() -> Select[Flag, list[Any]]:
    """Made when it is first asked for: every table must be known by then."""
    step = FlagTransition
    return (
        select(Flag, step.reasons)
        .outerjoin(step, and_(step.flag_id == Flag.id, step.old == ""))
        .where(Flag.episode_id == bindparam("episode"))
        .order_by(Flag.raised_at.desc())
    )


def steps_taken(session: Session, episode_id: UUID) -> list[Step]:
    """What people decided or noted on the flags of an episode, the oldest first."""
    return [Step(*row) for row in rows(session, steps_asked(episode_id))[0]]


def steps_asked(episode_id: UUID) -> Asked:
    """The question of `steps_taken`."""
    return Asked(_steps_taken(), {"episode": episode_id})


@cache
def _steps_taken() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    step = FlagTransition
    return (
        select(Flag.id, Flag.kind, step.at, step.old, step.new, step.reason, step.until,
               step.reasons, name_in(Flag.practice_id))
        .join(step, step.flag_id == Flag.id)
        .join(Person, Person.id == step.actor_id)
        .where(Flag.episode_id == bindparam("episode"), step.old != "")
        .order_by(step.at, step.id)
    )  # fmt: skip


def taken_back(steps: Iterable[S]) -> list[S]:
    """The decisions among the steps of one flag, the oldest first, that were taken back since."""
    gone: list[S] = []
    stands: S | None = None
    for step in steps:
        if step.old == step.new:
            continue
        if stands is not None and step.old in DECIDED:
            gone.append(stands)
        stands = step if step.new in DECIDED else None
    return gone


class Decision(NamedTuple):
    """What was decided on a flag: the day, the kind of flag, and what it became."""

    on: date
    kind: str
    became: str


def decisions_on(
    session: Session, episode_ids: Sequence[UUID], zone: str
) -> dict[UUID, list[Decision]]:
    """By episode, what people decided on its flags, the oldest first, but what they took back."""
    statement = (
        select(Flag.episode_id, Flag.kind, FlagTransition)
        .join(FlagTransition, FlagTransition.flag_id == Flag.id)
        .where(Flag.episode_id.in_(episode_ids), FlagTransition.old != "")
        .order_by(FlagTransition.at, FlagTransition.id)
    )
    rows = session.execute(statement).all()
    by_flag = groupby(sorted(rows, key=lambda row: str(row[2].flag_id)), lambda row: row[2].flag_id)
    gone = {step.id for _, group in by_flag for step in taken_back([row[2] for row in group])}
    decided: dict[UUID, list[Decision]] = {}
    for episode_id, kind, step in rows:
        is_decision = step.new in (*DECIDED, SNOOZED) and step.new != step.old
        if is_decision and step.actor_id is not None and step.id not in gone:
            made = Decision(local_day(step.at, zone), kind, step.new)
            decided.setdefault(episode_id, []).append(made)
    return decided


def seen_on(figures: Mapping[str, Any], intake_on: date, raised_on: date) -> date:
    """The day whose figures a flag shows: it is later than `raised_on` where they moved since."""
    day = figures.get("day")
    return raised_on if day is None else intake_on + day * DAY
