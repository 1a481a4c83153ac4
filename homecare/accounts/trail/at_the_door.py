"""What happens at the door, in the audit trail: who came in, went out, or tried in vain."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.models import Person
from homecare.accounts.queries import person_of
from homecare.accounts.trail.operations import note_by_itself
from homecare.busy import is_busy
from homecare.database import transaction
from homecare.extensions import db

SIGNED_IN, SIGNED_OUT, FAILED = "sign_in.in", "sign_in.out", "sign_in.failed"
CHANGED, RESET = "password.changed", "password.reset"
log = structlog.get_logger()


def note_person(session: Session, person: Person, action: str) -> None:
    """Write down what somebody did at the door, in every practice where they have a place."""
    for practice_id in _practices(person):
        note_by_itself(session, clock.now(), action, practice_id=practice_id, actor_id=person.id)


def _practices(person: Person | None) -> Sequence[UUID | None]:
    """Where somebody has a place; None, which is nobody's, for whoever has none."""
    places = person.memberships if person else []
    return sorted({one.practice_id for one in places if one.disabled_at is None}) or [None]


def note_failed(email: str) -> None:
    """Write down that a password was wrong; whose, where somebody has that address, and never what
    was typed. A database that is too busy for it is asked for no more."""
    try:
        with Session(db.engine) as own, transaction(own):
            person = person_of(own, email)
            of: dict[str, Any] = {"subject": str(person.id)} if person else {}
            for practice_id in _practices(person):
                note_by_itself(own, clock.now(), FAILED, practice_id=practice_id, **of)
    except (DBAPIError, NoConnectionError) as error:
        if not is_busy(error):
            raise
        log.warning("a wrong password was not written down", reason="the database is busy")
