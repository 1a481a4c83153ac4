"""By which clock a client's days go: the practice's, unless they chose their own."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select, update

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes, keep_for_all
from homecare.clients.models import Client, Episode
from homecare.clients.signals import zone_follows
from homecare.language import local_day


def day_of_care(episode: Episode, now: datetime) -> date:
    """The client's today; where they are, it may be the day before the intake still, which is
    written down by the practice's: then that of the intake."""
    return max(local_day(now, episode.zone), episode.intake_on)


class Followed(NamedTuple):
    """How many clients go by the practice's new clock, and how many by their own."""

    clients: int
    own: int


def choose_zone(act: Act, episode: Episode, zone: str) -> None:
    """The client's days go by `zone` from now on. One that is not the practice's is their own."""
    client = episode.client
    if zone == client.zone:
        return
    keep_changes(act, client, {"zone": (client.zone, zone)}, episode)
    client.zone_chosen = zone != act.session.get_one(Practice, client.practice_id).zone
    client.zone = episode.zone = zone


def follow_practice(act: Act, practice: Practice, before: str) -> Followed:
    """Let the practice's clients go by its corrected clock, from the day it is there now on.

    Days that were closed stay as they are, earlier care too; who chose a clock keeps it.
    """
    theirs = Client.practice_id == practice.id, Client.erased_at.is_(None)
    following = select(Client.id).where(*theirs, Client.zone_chosen.is_(False))
    zone_follows.send(practice, act=act, before=before)
    episodes = update(Episode).where(Episode.client_id.in_(following), Episode.closed_at.is_(None))
    act.session.execute(episodes.values(zone=practice.zone))
    # Another version, so that a page which is open with the old clock does not bring it back.
    clients = update(Client).where(*theirs, Client.zone_chosen.is_(False))
    newer = clients.values(zone=practice.zone, version=Client.version + 1).returning(Client.id)
    followed = act.session.scalars(newer).all()
    keep_for_all(act, followed, "zone", (before, practice.zone))
    own = select(Client.id).where(*theirs, Client.zone_chosen)
    audit.note(act, "practice.zone", subject=f"{before} → {practice.zone}")
    return Followed(len(followed), len(act.session.scalars(own).all()))
