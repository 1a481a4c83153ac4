"""Reading what was asked and decided about deleting records, and what is due to be decided on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from homecare.access import Scope
from homecare.clients.models import Client, Episode, Visit
from homecare.erasure.models import ERASED, KEPT, OPEN, Erasure
from homecare.erasure.retention import kept_until
from homecare.language import local_day


class Due(NamedTuple):
    """A record whose time is over, or will be this year: the last contact, and from when."""

    client: Client
    last: date
    until: date


class Told(NamedTuple):
    """A record that was asked about, or decided on, with its row."""

    row: Erasure
    client: Client


def open_request(session: Session, client_id: UUID) -> Erasure | None:
    """What a client asked and nobody has answered; of two, as after a merge, the newest."""
    mine = select(Erasure).where(Erasure.client_id == client_id, Erasure.decision == OPEN)
    return session.scalars(mine.order_by(Erasure.asked_at.desc()).limit(1)).one_or_none()


def waits_since(client_id: Any) -> ScalarSelect[datetime | None]:
    """For a statement: since when the client (an id, or a column of ids) waits for an answer."""
    waiting = Erasure.client_id == client_id, Erasure.decision == OPEN
    return select(func.max(Erasure.asked_at)).where(*waiting).scalar_subquery()


def request_standing(session: Session, client_id: UUID, today: date) -> Erasure | None:
    """What a client asked: nobody has answered, or it was kept until a day that has come."""
    asked = open_request(session, client_id)
    if asked is None:
        newest = newest_of(session, client_id)
        asked = newest if newest is not None and is_asked_again(newest, today) else None
    return asked if asked is not None and asked.asked_at is not None else None


def is_asked_again(row: Erasure, today: date) -> bool:
    """Whether the day has come until which it was decided that a record is kept."""
    return row.decision == KEPT and row.keep_until is not None and row.keep_until <= today


def kept_until_now(session: Session, practice_id: UUID, today: date) -> list[Told]:
    """The records that were kept until a day that has come, and about which nobody has asked or
    decided since, the longest over first."""
    newer = aliased(Erasure)
    since = select(newer.id).where(newer.client_id == Erasure.client_id, newer.id > Erasure.id)
    over = (
        select(Erasure, Client)
        .join(Client, Client.id == Erasure.client_id)
        .where(
            Erasure.practice_id == practice_id, Erasure.decision == KEPT,
            Erasure.keep_until <= today, ~since.exists(), Client.stands(),
        )
        .order_by(Erasure.keep_until, Erasure.id)
    )  # fmt: skip
    return [Told(*row) for row in session.execute(over)]


def newest_of(session: Session, client_id: UUID) -> Erasure | None:
    """What was asked or decided last about a record."""
    mine = select(Erasure).where(Erasure.client_id == client_id)
    return session.scalars(mine.order_by(Erasure.id.desc()).limit(1)).one_or_none()


def records_of(session: Session, client: Client) -> list[UUID]:
    """The record with all that were merged into it, or into those."""
    found, new = {client.id}, {client.id}
    while new:
        into = Client.practice_id == client.practice_id, Client.merged_into.in_(new)
        new = set(session.scalars(select(Client.id).where(*into))) - found
        found |= new
    return sorted(found)


def requests(scope: Scope) -> list[Told]:
    """What clients asked and nobody has answered, the oldest first."""
    rows = _told(scope).where(Erasure.decision == OPEN).order_by(Erasure.asked_at)
    return [Told(*row) for row in scope.session.execute(rows)]


def decisions(scope: Scope, most: int) -> list[Told]:
    """What was decided, the newest first."""
    decided = _told(scope).where(Erasure.decision.in_((ERASED, KEPT)))
    rows = decided.order_by(Erasure.decided_at.desc(), Erasure.id).limit(most)
    return [Told(*row) for row in scope.session.execute(rows)]


def _told(scope: Scope) -> Select[Erasure, Client]:
    of_practice = Erasure.practice_id == scope.actor.practice_id
    return select(Erasure, Client).join(Client, Client.id == Erasure.client_id).where(of_practice)


def due_by(scope: Scope, by: date, years: int, zone: str) -> list[Due]:
    """The records of people who are in nobody's care whose time is over by a day, and about which
    nobody has decided that they are kept beyond it; the longest over first."""
    found = []
    for client, seen in scope.session.execute(_out_of_care(scope, by)):
        last = _last(client, seen, zone)
        until = kept_until(last, client.date_of_birth, years)
        if until <= by:
            found.append(Due(client, last, until))
    return sorted(found, key=lambda due: (due.until, due.client.name))


def last_contact(scope: Scope, client: Client, zone: str) -> date:
    """The last visit that stands; where there was none, the day on which care ended, or began."""
    visits = scope.select(Visit).where(Visit.client_id == client.id, Visit.stands())
    return _last(client, scope.session.scalar(visits.with_only_columns(func.max(Visit.on))), zone)


def _last(client: Client, seen: date | None, zone: str) -> date:
    return seen or local_day(client.discharged_at or client.made_at, zone)


def _out_of_care(scope: Scope, by: date) -> Select[Client, date | None]:
    in_care = select(Episode.id).where(Episode.client_id == Client.id, Episode.closed_at.is_(None))
    kept = select(Erasure.id).where(
        Erasure.client_id == Client.id, Erasure.decision == KEPT, Erasure.keep_until > by
    )
    last = (
        select(Visit.client_id, func.max(Visit.on).label("seen"))
        .where(Visit.practice_id == scope.actor.practice_id, Visit.stands())
        .group_by(Visit.client_id)
        .subquery()
    )
    return (
        select(Client, last.c.seen)
        .outerjoin(last, last.c.client_id == Client.id)
        .where(
            Client.practice_id == scope.actor.practice_id,
            Client.stands(),
            ~in_care.exists(),
            ~kept.exists(),
        )
    )


def counts_waiting(scope: Scope, today: date) -> int:
    """How many records wait for an answer: clients have asked, or it is time to ask again."""
    waiting = select(func.count()).select_from(Erasure).where(
        Erasure.practice_id == scope.actor.practice_id, Erasure.decision == OPEN
    )  # fmt: skip
    again = kept_until_now(scope.session, scope.actor.practice_id, today)
    return (scope.session.scalar(waiting) or 0) + len(again)


def erasures(session: Session) -> Sequence[Erasure]:
    """All that were carried out, in every practice."""
    done = select(Erasure).where(Erasure.decision == ERASED).order_by(Erasure.id)
    return session.scalars(done).all()
