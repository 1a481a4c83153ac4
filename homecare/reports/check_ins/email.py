"""The check-in: one question to a client who has gone quiet, and the signed link that answers it.

The link opens one page for one episode for two weeks, and nothing else; it needs no sign-in.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.accounts.models import Membership, Person, Practice
from homecare.clients.addresses import contact_with
from homecare.clients.models import Client, Episode
from homecare.language import weekday_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.recipients import client_links

KIND = "check-in"
LASTS = timedelta(days=14)


def token_of(settings: Settings, episode_id: UUID, ends: datetime) -> str:
    """The secret part of the link that answers the check-in of an episode until `ends`."""
    return str(_signer(settings).dumps([episode_id.hex, int(ends.timestamp())]))


def read_token(settings: Settings, token: str, now: datetime) -> UUID | None:
    """The episode a link belongs to; None where it was not made here or has ended."""
    try:
        episode, ends = _signer(settings).loads(token)
        return UUID(episode) if now.timestamp() < ends else None
    except (BadData, TypeError, ValueError):
        return None


def _signer(settings: Settings) -> Any:
    return URLSafeSerializer(settings.secret_key, salt=KIND)


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
    practice = session.get_one(Practice, episode.practice_id)
    subject, text, html = compose(
        KIND,
        person=episode.client.name,
        practice_name=practice.name,
        check_in_link=f"{settings.public_url}/check-in/{token_of(settings, episode.id, ends)}",
        until=weekday_date(last_day),
        **client_links(settings.public_url),
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
    )
