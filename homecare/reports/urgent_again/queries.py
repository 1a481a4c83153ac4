"""Reading the urgent flags that are open, and whether anybody has noted something on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Person, Practice
from homecare.accounts.queries import works_in
from homecare.clients.models import Client, Cover
from homecare.clockwork.once_a_period import MailOfPeriod
from homecare.flags.lifecycle import ANSWERED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.not_theirs.operations import SIGN_IN_WAS_WRONG
from homecare.flags.queries import opened_at
from homecare.rules.verdict.episode_on_day import URGENT
from homecare.screening.models import RedFlagAnswer, Screening

BY_THEMSELVES = (ANSWERED, SIGN_IN_WAS_WRONG)
"""What is written beside a flag with somebody's name and is nothing that they did about it."""


class OpenFlag(NamedTuple):
    """An urgent flag that is open: whose client it is about, since when its newest answer or
    itself stands, and when somebody who works there noted something on it last."""

    id: UUID
    therapist_id: UUID
    since: datetime
    noted_at: datetime | None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has noted anything since."""
        return self.noted_at is None or self.noted_at < self.since


@dataclass(frozen=True, slots=True)
class Told:
    """One mail to one person about some urgent flags; `cover` is what begins, where that is why."""

    piece: MailOfPeriod
    practice_id: UUID
    person: Person
    flags: list[OpenFlag]
    cover: Cover | None = None

    @property
    def oldest(self) -> datetime:
        """Since when the flag that has stood longest stands."""
        return min(flag.since for flag in self.flags)


def practices_with_urgent(session: Session) -> list[tuple[UUID, str]]:
    """The practices with an urgent flag that is open, and their zones."""
    has = exists().where(Flag.practice_id == Practice.id, *_is_open())
    rows = session.execute(select(Practice.id, Practice.zone).where(has).order_by(Practice.id))
    return [(row.id, row.zone) for row in rows]


def open_flags(session: Session, practice_id: UUID) -> list[OpenFlag]:
    """The urgent flags of a practice that are open, in care or after it, the oldest first."""
    step = FlagTransition
    noted = (
        select(func.max(step.at))
        .where(
            step.flag_id == Flag.id,
            step.old != "",
            step.reason.not_in(BY_THEMSELVES),
            works_in(Flag.practice_id, step.actor_id),
        )
        .scalar_subquery()
    )
    answered = (
        select(func.max(Screening.answered_at))
        .join(RedFlagAnswer, RedFlagAnswer.screening_id == Screening.id)
        .where(Screening.episode_id == Flag.episode_id, RedFlagAnswer.cleared_at.is_(None))
        .scalar_subquery()
    )
    statement = (
        select(
            Flag.id, Client.therapist_id, opened_at().label("opened"), answered.label("answered"),
            noted.label("noted"),
        )
        .join(Client, Client.id == Flag.client_id)
        .where(Flag.practice_id == practice_id, *_is_open())
        .order_by(Flag.raised_at, Flag.id)
    )  # fmt: skip
    return [
        OpenFlag(row.id, row.therapist_id, max(row.opened, row.answered or row.opened), row.noted)
        for row in session.execute(statement)
    ]


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return Flag.kind == URGENT, Flag.closed_at.is_(None)
