"""Flask-Security's door to our people: one statement loads a person with their places."""

from typing import Any

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from homecare.accounts.models import Membership, NoRole, Person
from homecare.extensions import db


class People(SQLAlchemyUserDatastore):
    """The user datastore, which finds a person together with memberships and practices."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:
        """The person with the one given attribute, or None. Addresses are kept in lower case."""
        name, value = kwargs.popitem()
        if case_insensitive and isinstance(value, str):
            value = value.lower()
        statement = (
            select(Person)
            .where(getattr(Person, name) == value)
            .options(joinedload(Person.memberships).joinedload(Membership.practice))
        )
        return db.session.scalars(statement).unique().one_or_none()


people = People(db, Person, NoRole)
