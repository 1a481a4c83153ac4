"""What a client decides about their own record."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.actor import Actor
from homecare.accounts.consent import CONSENT_WORDING, record_consent, withdraw_consent
from homecare.accounts.queries import valid_consent
from homecare.clients.models import Client, Episode

EMAIL = "email"  # the kind of consent


def set_preferences(
    session: Session,
    actor: Actor,
    now: datetime,
    episode: Episode,
    *,
    zone: str,
    weekly_email: bool,
    reminder: dict[str, Any],
) -> None:
    """Keep the client's time zone, mail and reminders; from now on their days follow `zone`.

    Stopping the weekly email takes back the consent to it; wanting it again is a new consent.

    Raises PermissionError for anybody but the client: these are theirs to decide.
    """
    if actor.client_id != episode.client_id:
        raise PermissionError("only the client decides this")
    client = episode.client
    client.zone = episode.zone = zone
    if client.weekly_email != weekly_email:
        _agree(session, actor, now, client, weekly_email)
    client.weekly_email = weekly_email
    client.reminder = reminder
    audit.note(session, actor, "client.preferences", now, client.id)
    session.flush()


def _agree(session: Session, actor: Actor, now: datetime, client: Client, agrees: bool) -> None:
    held = valid_consent(session, client.practice_id, client.id, EMAIL)
    if agrees and held is None:
        record_consent(session, actor, now, client.id, EMAIL, CONSENT_WORDING[EMAIL])
    elif held is not None and not agrees:
        withdraw_consent(session, actor, now, held)
