"""Who covers for whom on which days, and whose clients somebody looks after on a day.

Nobody looks after their own record, where they are a client of the practice that they work in.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from homecare.accounts.models import Membership, Person
from homecare.accounts.queries import reads, works_in
from homecare.acting import OWNER
from homecare.clients.models import Client, Cover
from homecare.together import Asked, rows


def answered_for_by(person_id: Any, today: Any) -> ColumnElement[bool]:
    """The condition on a Client that somebody looks after them on `today`, the practice's date:
    their own, those of whom they cover for and, for an owner, those whose therapist has no access
    any more or is covered for by that very client, so that nobody falls between two chairs."""
    covers = _covers_on(Client.practice_id, today)
    covered = covers.where(Cover.covered_by == person_id)
    by_themselves = covers.where(reads(Cover.covered_by, Client.id))
    has_nobody = or_(
        ~works_in(Client.practice_id, Client.therapist_id), Client.therapist_id.in_(by_themselves)
    )
    in_place = or_(
        Client.therapist_id.in_(covered),
        and_(has_nobody, works_in(Client.practice_id, person_id, OWNER)),
    )
    return or_(Client.therapist_id == person_id, and_(in_place, ~reads(person_id, Client.id)))


@cache
def ones_own() -> ColumnElement[bool]:
    """`answered_for_by` the `person` on `today` that a statement is sent with: put together once,
    as a page of the desk asks up to four times, and that costs more than its rows."""
    return answered_for_by(bindparam("person"), bindparam("today"))


def is_substitute(practice_id: UUID, therapist_id: UUID, today: date) -> ColumnElement[bool]:
    """The condition on a Person that they cover for this therapist on `today`."""
    ids = select(Cover.covered_by).where(*_holds(practice_id, today))
    return Person.id.in_(ids.where(Cover.person_id == therapist_id))


def covers_on(
    session: Session, practice_id: UUID, today: date, until: date | None = None
) -> Sequence[Cover]:
    """Who covers for whom on `today`, or on a day from then `until`, with both people."""
    found: Sequence[Cover] = rows(session, covers_asked(practice_id, today, until))[0]
    return found


def covers_asked(practice_id: UUID, today: date, until: date | None = None) -> Asked:
    """The question of `covers_on`."""
    given = {"practice": practice_id, "today": today, "until": until or today}
    return Asked(_statement(), given, (Cover.person, Cover.substitute))


@cache
def _statement() -> Select[Cover]:
    """Made when it is first asked for: every table must be known by then."""
    holds = _holds(bindparam("practice"), bindparam("today"), bindparam("until"))
    return select(Cover).where(*holds).order_by(Cover.first_day, Cover.id)


def covers_to_come(session: Session, practice_id: UUID, today: date) -> Sequence[Cover]:
    """The covers that stand for `today` or later, the earliest first."""
    coming = (Cover.practice_id == practice_id, Cover.last_day >= today, stands())
    return with_people(session, select(Cover).where(*coming))


def own_records_among(session: Session, practice_id: UUID, therapist_id: UUID) -> dict[UUID, str]:
    """Which colleagues are clients of a therapist themselves, with the name in their record: that
    one neither goes to them nor stands in their caseload."""
    mine = aliased(Membership)
    statement = (
        select(mine.person_id, Client.name)
        .join(Client, Client.id == mine.client_id)
        .where(
            Client.practice_id == practice_id,
            Client.therapist_id == therapist_id,
            Client.stands(),
            mine.disabled_at.is_(None),
            works_in(practice_id, mine.person_id),
            mine.person_id != therapist_id,
        )
    )
    return dict(session.execute(statement.order_by(Client.id)).all())


def _covers_on(practice_id: Any, today: Any) -> Select[UUID]:
    return select(Cover.person_id).where(*_holds(practice_id, today))


def _holds(practice_id: Any, today: Any, until: Any = None) -> tuple[ColumnElement[bool], ...]:
    begun = Cover.first_day <= (today if until is None else until)
    within = and_(begun, Cover.last_day >= today)
    # Whoever has no access any more looks after nobody, until it is given back.
    may = works_in(Cover.practice_id, Cover.covered_by)
    return Cover.practice_id == practice_id, within, stands(), may


def stands() -> ColumnElement[bool]:
    """The condition on a Cover that nobody has ended it."""
    return Cover.ended_at.is_(None)


def with_people(session: Session, statement: Select[Cover]) -> Sequence[Cover]:
    """The covers of a statement with both people, the earliest first."""
    people = (joinedload(Cover.person), joinedload(Cover.substitute))
    return session.scalars(statement.options(*people).order_by(Cover.first_day, Cover.id)).all()
