"""Clients for tests, made by the app's own operations; each maker commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.clients import operations
from homecare.clients.intake import Intake
from homecare.clients.models import Client, Episode
from tests.make.people import NOW, acting

TODAY = NOW.date()


def make_intake(therapist_id: UUID, **changes: Any) -> Intake:
    """An intake that can be taken in, with what is given in place of the usual."""
    usual: dict[str, Any] = {
        "name": "Sam Reed",
        "email": "sam.reed@post.example",
        "telephone": "07700 900123",
        "date_of_birth": date(1980, 5, 4),
        "zone": "Europe/London",
        "complaint": "Pain from the buttock down the back of the leg",
        "side": "left",
        "onset": date(2026, 2, 1),
        "leg": 6,
        "back": 4,
    }
    return Intake(therapist_id=therapist_id, **{**usual, **changes})


def make_client(
    session: Session,
    therapist: Actor,
    now: datetime = NOW,
    confirmed: bool = False,
    **changes: Any,
) -> tuple[Client, Episode]:
    """A client whom `therapist` took in at `now`, with fields of the intake changed.

    `confirmed`: somebody answered from the address in the record. The background was asked.
    """
    assert therapist.person_id is not None
    intake = make_intake(changes.pop("therapist_id", therapist.person_id), **changes)
    client, episode = operations.take_in(acting(session, therapist, now), intake)
    episode.background_asked_at = episode.against_asked_at = now
    if confirmed:
        client.confirmed_email = client.email
    session.commit()
    return client, episode
