"""What a client decides about their own record."""

from typing import Any

from homecare.accounts import audit
from homecare.accounts.consent import EMAIL, agree
from homecare.acting import Act
from homecare.clients.amended.operations import Changes, differ, keep_changes
from homecare.clients.episodes.zones import choose_zone
from homecare.clients.models import Client, Episode
from homecare.reports.resting.operations import start_again
from homecare.reports.stopping import WEEKLY

PREFERENCES = "client.preferences"


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
    changed = _changed(client, weekly_email, reminder)
    if zone != client.zone or changed:
        audit.note(act, PREFERENCES, client.id)
    choose_zone(act, episode, zone)
    keep_changes(act, client, changed, episode)
    if client.weekly_email != weekly_email:
        agree(act, client.id, EMAIL, weekly_email)
    client.weekly_email = weekly_email
    client.reminder = reminder
    act.session.flush()


def stops(client: Client, kind: str) -> Changes:
    """What changes once this kind of mail is stopped; nothing where it does not come anyway."""
    reminder = client.reminder
    if kind == WEEKLY:
        return _changed(client, False, reminder)
    return _changed(client, client.weekly_email, reminder | {"on": False})


def stop_mail(act: Act, client: Client, kind: str) -> None:
    """Stop one kind of mail, by whoever reads at the client's address; all else stays."""
    changed = stops(client, kind)
    if not changed:
        return
    audit.note(act, PREFERENCES, client.id)
    keep_changes(act, client, changed)
    if kind == WEEKLY:
        agree(act, client.id, EMAIL, agrees=False)
        client.weekly_email = False
    else:
        client.reminder = client.reminder | {"on": False}
    act.session.flush()


def _changed(client: Client, weekly_email: bool, reminder: dict[str, Any]) -> Changes:
    """What is wished for that was not before; when a wish was saved is no part of it, and times
    that were typed beside reminders which stay off are none."""
    pairs = {
        "weekly_email": (client.weekly_email, weekly_email),
        "reminder": (_wished(client.reminder), _wished(reminder)),
    }
    return {field: pair for field, pair in pairs.items() if differ(*pair)}


def _wished(reminder: dict[str, Any]) -> dict[str, Any]:
    on = bool(reminder.get("on"))
    return (
        {name: value for name, value in reminder.items() if name != "set_at"} if on else {"on": on}
    )


def _wants_more(client: Client, weekly_email: bool, reminder: dict[str, Any]) -> bool:
    """Whether mail is asked for that did not come before."""
    reminded = bool(reminder.get("on")) and not client.reminder.get("on")
    return reminded or (weekly_email and not client.weekly_email)
