"""Who does something, when, and in which transaction: what an edge opens and operations take."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

OWNER, THERAPIST, CLIENT = "owner", "therapist", "client"
CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an operation. `person_id` is None for the clock, `client_id` for staff."""

    practice_id: UUID
    role: str
    name: str
    person_id: UUID | None = None
    client_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        """Whether this is a therapist or the owner of the practice."""
        return self.role in (OWNER, THERAPIST)

    @property
    def is_client(self) -> bool:
        """Whether this is somebody acting on their own record."""
        return self.role == CLIENT


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody does: an operation writes into its session and never commits.

    `now` is in UTC; `public_url` is where links in mail lead, without a slash at its end; empty
    where nothing can be mailed.
    """

    session: Session
    actor: Actor
    now: datetime
    public_url: str = ""

    def within(self, session: Session) -> "Act":
        """The same, in a transaction of its own."""
        return replace(self, session=session)


def the_clock(practice_id: UUID) -> Actor:
    """The actor of jobs: nobody's hand, one practice at a time."""
    return Actor(practice_id=practice_id, role=CLOCK, name="homecare")


def within(model: Any, is_staff: bool, practice: Any, client: Any) -> Select[Any]:
    """A SELECT of `model` that finds what is of a practice; of one client for who is no staff."""
    statement = select(model).where(model.practice_id == practice)
    if hasattr(model, "merged_into"):
        statement = statement.where(model.stands())  # not erased, nor in another record
    return statement if is_staff else statement.where(_own_column(model) == client)


def _own_column(model: Any) -> Any:
    """The column that ties a row to a client; a model without one is not for clients."""
    if model.__tablename__ == "client":
        return model.id
    if not hasattr(model, "client_id"):
        raise PermissionError(f"{model.__name__} is not for clients")
    return model.client_id
