"""Flask-Security's door to our people: one statement loads a person with their memberships."""

from functools import cache
from typing import Any, TypeVarTuple
from uuid import UUID

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, undefer
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from homecare.accounts.models import Membership, NoRole, Person, SignIn
from homecare.accounts.sign_in import sign_ins
from homecare.extensions import db
from homecare.together import Asked, rows

Columns = TypeVarTuple("Columns")


@cache
def _with_memberships() -> ORMOption:
    """Made when it is first asked for: every table must be known by then."""
    memberships = joinedload(Person.memberships)
    return memberships.options(joinedload(Membership.practice), undefer(Membership.record_name))


@cache
def _signed_in() -> Select[Person, SignIn]:
    """Asked for with each page, so it is made once."""
    return _of_sign_in(select(Person, SignIn))


@cache
def _names() -> Select[UUID, str | None]:
    """Whose record each of their places opens, where it opens one."""
    names = _of_sign_in(select(Membership.id, Membership.record_name))
    return names.join(Membership).where(Membership.client_id.is_not(None))


def _of_sign_in(what: Select[*Columns]) -> Select[*Columns]:
    number = bindparam("sign_in", type_=SignIn.id.type)  # missing in names from before there were
    return (
        what.select_from(Person)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(Person.fs_uniquifier == bindparam("person"), Person.active)
        .where(SignIn.id == func.coalesce(number, Person.id))
    )


class People(SQLAlchemyUserDatastore):
    """The user datastore, which finds a person together with memberships and practices."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:
        """The person with the one given attribute, or None. Addresses are kept in lower case."""
        name, value = kwargs.popitem()
        if case_insensitive and isinstance(value, str):
            value = value.lower()
        statement = (
            select(Person).where(getattr(Person, name) == value).options(_with_memberships())
        )
        return db.session.scalars(statement).unique().one_or_none()

    def signed_in(self, name: str) -> tuple[Person, SignIn] | None:
        """The person and the sign-in that a session or a remember cookie names, or None where
        that sign-in was ended, or its person is not to come in."""
        named = sign_ins.read_name(name)
        if named is None:
            return None
        given = {"person": named.person, "sign_in": named.sign_in}
        along = Person.memberships, Membership.practice
        [who, names] = rows(db.session, Asked(_signed_in(), given, along), Asked(_names(), given))
        if not who:
            return None
        [(person, sign_in)], of_records = who, dict(names)
        for place in person.memberships:
            set_committed_value(place, "record_name", of_records.get(place.id))
        return person, sign_in


people = People(db, Person, NoRole)
