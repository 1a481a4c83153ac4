"""The check-in: one question to a client who has gone quiet, and the signed link that answers it.

The link opens one page for one episode for two weeks, and nothing else; it needs no sign-in.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.sign_in.tokens import hash_of
from homecare.clients.addresses import contact_with
from homecare.clients.models import Client, Episode
from homecare.language import weekday_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.recipients import client_links
from homecare.reports.stopping import CHECK_IN, stop_link

KIND = CHECK_IN
LASTS = timedelta(days=14)


class Link(NamedTuple):
    """What a link opens, and for whom: the episode, and the place of whoever it was mailed to."""

    episode_id: UUID
    place_id: UUID | None
    ends: datetime
    address_hash: str = ""

    def went_to(self, address: str | None) -> bool:
        """Whether this is the address it was mailed to: one that was replaced since, whoever reads
        there, opens nothing. An older link names none."""
        return not self.address_hash or self.address_hash == hash_of(address or "")[:20]

    def is_of(self, place: Membership) -> bool:
        """Whether it was mailed to whoever has this place: a link that went to the wrong person
        opens nothing once somebody else signs in. An older one names no place."""
        if self.place_id is None:
            return place.joined_at < self.ends - LASTS - timedelta(days=1)
        return place.id == self.place_id


def token_of(
    settings: Settings, episode_id: UUID, place_id: UUID, ends: datetime, address: str = ""
) -> str:
    """The secret part of the link that answers the check-in of an episode until `ends`, for
    whoever reads at `address`."""
    words = [episode_id.hex, int(ends.timestamp()), place_id.hex]
    if address:
        words.append(hash_of(address)[:20])
    return str(_signer(settings).dumps(words))


def read_token(settings: Settings, token: str, now: datetime) -> Link | None:
    """What a link opens; None where it was not made here or has ended."""
    try:
        episode, ends, *more = _signer(settings).loads(token)
        place = UUID(more[0]) if more else None
        until, to = datetime.fromtimestamp(ends, UTC), str(more[1]) if more[1:] else ""
        link = Link(UUID(episode), place, until, to)
    except (BadData, TypeError, ValueError):
        return None
    return link if now < link.ends else None


def _signer(settings: Settings) -> Any:
    return URLSafeSerializer(settings.secrets[::-1], salt=KIND)


def login_of_episode(session: Session, episode_id: UUID) -> Membership | None:
    """The place of whoever signs in to an open episode's record, with person and practice."""
    statement = (
        select(Membership)
        .join(Client, Client.id == Membership.client_id)
        .join(Episode, Episode.client_id == Client.id)
        .join(Membership.person)
        .where(
            Episode.id == episode_id,
            Episode.closed_at.is_(None),
            Client.erased_at.is_(None),
            Membership.disabled_at.is_(None),
            Person.active,
        )
        .options(joinedload(Membership.person), joinedload(Membership.practice))
    )
    return session.scalar(statement)


def check_in_email(
    session: Session, settings: Settings, episode: Episode, since: date, today: date
) -> Email | None:
    """The mail about the quiet spell that began on `since`; None for a client without a login,
    or whose address nobody confirmed: the link in it opens a page without a sign-in.

    Such a client reports on paper, and the therapist's list tells of them.
    """
    place = login_of_episode(session, episode.id)
    address = contact_with(episode.client, place).mailable
    if place is None or address is None:
        return None
    last_day = today + LASTS
    ends = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(episode.zone))
    token = token_of(settings, episode.id, place.id, ends, address)
    practice = session.get_one(Practice, episode.practice_id)
    subject, text, html = compose(
        KIND,
        person=episode.client.name,
        practice_name=practice.name,
        check_in_link=f"{settings.public_url}/check-in/{token}",
        until=weekday_date(last_day),
        stop_link=stop_link(settings, KIND, episode.client_id, address),
        **client_links(settings.public_url, episode.client_id),
    )
    return Email(
        kind=KIND,
        to_address=address,
        to_name=episode.client.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        has_secret=True,
        key=f"{KIND}:{episode.id.hex}:{since.isoformat()}",
        bulk=True,
    )
