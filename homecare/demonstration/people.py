"""Who can sign in to the demonstration: everybody by the password of the first owner, hashed once.

A hash takes a tenth of a second on purpose, and twenty of the same one took a sixth of the first
start. This alone is written past its operation; the invitation is accepted as by somebody who has
a sign-in already.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.invitations import Acceptance, accept_invitation
from homecare.accounts.models import Person
from homecare.accounts.queries import open_invitation


def accept(session: Session, token: str, now: datetime) -> Person:
    """Somebody new opens their invitation, and has a place from then on."""
    session.flush()
    invitation = open_invitation(session, token, now)
    if invitation is None or invitation.email is None:
        raise RuntimeError("an invitation just made is not open, or has no address")
    person = Person(
        email=invitation.email, name=invitation.name, password=_hashed(session),
        fs_uniquifier=uuid4().hex, made_at=now,
    )  # fmt: skip
    session.add(person)
    session.flush()
    accept_invitation(session, invitation, now, Acceptance(by=person, by_mail=True))
    session.flush()
    return person


def _hashed(session: Session) -> str | None:
    return session.scalars(select(Person.password).order_by(Person.made_at).limit(1)).one()
