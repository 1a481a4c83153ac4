"""What a client decides about their own record."""

from typing import Any

from homecare.accounts import audit
from homecare.accounts.consent import CONSENT_WORDING, record_consent, withdraw_consent
from homecare.accounts.queries import valid_consent
from homecare.acting import Act
from homecare.clients.episodes.zones import choose_zone
from homecare.clients.models import Client, Episode
from homecare.reports.resting.operations import start_again

EMAIL = "email"  # the kind of consent


def set_preferences(
    act: Act,
    episode: Episode,
    *,
    zone: str,
    weekly_email: bool,
    reminder: dict[str, Any],
) -> None:
    """Keep the client's time zone, mail and reminders; from now on their days follow `zone`.

    Whoever asks for mail anew gets it again where it rested.

    Stopping the weekly email takes back the consent to it; wanting it again is a new consent.

    Raises PermissionError for anybody but the client: these are theirs to decide.
    """
    if act.actor.client_id != episode.client_id:
        raise PermissionError("only the client decides this")
    client = episode.client
    if _wants_more(client, weekly_email, reminder):
        start_again(act, episode)
    choose_zone(act, episode, zone)
    if client.weekly_email != weekly_email:
        _agree(act, client, weekly_email)
    client.weekly_email = weekly_email
    client.reminder = reminder
    audit.note(act, "client.preferences", client.id)
    act.session.flush()


def _wants_more(client: Client, weekly_email: bool, reminder: dict[str, Any]) -> bool:
    """Whether mail is asked for that did not come before."""
    reminded = bool(reminder.get("on")) and not client.reminder.get("on")
    return reminded or (weekly_email and not client.weekly_email)


def _agree(act: Act, client: Client, agrees: bool) -> None:
    held = valid_consent(act.session, client.practice_id, client.id, EMAIL)
    if agrees and held is None:
        record_consent(act, client.id, EMAIL, CONSENT_WORDING[EMAIL])
    elif held is not None and not agrees:
        withdraw_consent(act, held)
