"""What a client decides about their own record."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.actor import Actor
from homecare.clients.models import Episode


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

    Raises PermissionError for anybody but the client: these are theirs to decide.
    """
    if actor.client_id != episode.client_id:
        raise PermissionError("only the client decides this")
    client = episode.client
    client.zone = episode.zone = zone
    client.weekly_email = weekly_email
    client.reminder = reminder
    audit.note(session, actor, "client.preferences", now, client.id)
    session.flush()
