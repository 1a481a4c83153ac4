"""What a client decides about their own record."""

from typing import Any, NamedTuple

from homecare.accounts import audit
from homecare.accounts.consent import EMAIL, agree
from homecare.acting import Act
from homecare.clients.amended.operations import Changes, differ, keep_changes
from homecare.clients.episodes.zones import choose_zone
from homecare.clients.models import Client, Episode
from homecare.reports.resting.operations import start_again
from homecare.reports.stopping import CHECK_IN, WEEKLY

PREFERENCES = "client.preferences"


class Wanted(NamedTuple):
    """Which mail a client wants: the weekly one, the check-in, reminders as `reports.reminders`
    keeps them."""

    weekly_email: bool
    check_in_email: bool
    reminder: dict[str, Any]

    @classmethod
    def of(cls, client: Client) -> "Wanted":
        """What comes to a client now."""
        return cls(client.weekly_email, client.check_in_email, client.reminder)

    def without(self, kind: str) -> "Wanted":
        """The same, once a kind of mail is stopped."""
        if kind == WEEKLY:
            return self._replace(weekly_email=False)
        if kind == CHECK_IN:
            return self._replace(check_in_email=False)
        return self._replace(reminder=self.reminder | {"on": False})


def set_preferences(act: Act, episode: Episode, zone: str, wanted: Wanted) -> None:
    """Keep the client's time zone and which mail they want; from now on their days follow `zone`.

    Whoever asks for mail anew gets it again where it rested.

    Stopping the weekly email takes back the consent to it; wanting it again is a new consent.

    Raises PermissionError for anybody but the client: these are theirs to decide.
    """
    if act.actor.client_id != episode.client_id:
        raise PermissionError("only the client decides this")
    client = episode.client
    if _wants_more(client, wanted):
        start_again(act, episode)
    changed = _changed(client, wanted)
    if zone != client.zone or changed:
        audit.note(act, PREFERENCES, client.id)
    choose_zone(act, episode, zone)
    keep_changes(act, client, changed, episode)
    _keep(act, client, wanted)


def stops(client: Client, kind: str) -> Changes:
    """What changes once this kind of mail is stopped; nothing where it does not come anyway."""
    return _changed(client, Wanted.of(client).without(kind))


def stop_mail(act: Act, client: Client, kind: str) -> None:
    """Stop one kind of mail, by whoever reads at the client's address; all else stays."""
    changed = stops(client, kind)
    if not changed:
        return
    audit.note(act, PREFERENCES, client.id)
    keep_changes(act, client, changed)
    _keep(act, client, Wanted.of(client).without(kind))


def _keep(act: Act, client: Client, wanted: Wanted) -> None:
    if client.weekly_email != wanted.weekly_email:
        agree(act, client.id, EMAIL, wanted.weekly_email)
    for name, value in wanted._asdict().items():
        setattr(client, name, value)
    act.session.flush()


def _changed(client: Client, wanted: Wanted) -> Changes:
    """What is wished for that was not before; when a wish was saved is no part of it, and times
    that were typed beside reminders which stay off are none."""
    pairs = {
        "weekly_email": (client.weekly_email, wanted.weekly_email),
        "check_in_email": (client.check_in_email, wanted.check_in_email),
        "reminder": (_wished(client.reminder), _wished(wanted.reminder)),
    }
    return {field: pair for field, pair in pairs.items() if differ(*pair)}


def _wished(reminder: dict[str, Any]) -> dict[str, Any]:
    on = bool(reminder.get("on"))
    return (
        {name: value for name, value in reminder.items() if name != "set_at"} if on else {"on": on}
    )


def _wants_more(client: Client, wanted: Wanted) -> bool:
    """Whether mail is asked for that rests while nobody writes, and did not come before."""
    reminded = bool(wanted.reminder.get("on")) and not client.reminder.get("on")
    return reminded or (wanted.weekly_email and not client.weekly_email)
