"""The last mail before mail rests: said once, kindly, with a way back."""

from datetime import date

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.clients.addresses import address_of
from homecare.clients.models import Episode
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.recipients import client_links

KIND = "mail-rests"


def resting_email(
    session: Session, settings: Settings, episode: Episode, today: date
) -> Email | None:
    """The mail that says that no more come until something is written; None without a confirmed
    address.
    """
    client = episode.client
    address = address_of(session, client)
    if address is None:
        return None
    practice = session.get_one(Practice, episode.practice_id)
    subject, text, html = compose(
        KIND,
        person=client.name,
        practice_name=practice.name,
        telephone=practice.telephone,
        what=_what_rests(episode),
        **client_links(settings.public_url, episode.client_id),
    )
    return Email(
        kind=KIND,
        to_address=address,
        to_name=client.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        key=f"{KIND}:{episode.id.hex}:{today.isoformat()}",
        bulk=True,
    )


def _what_rests(episode: Episode) -> str:
    """The mails that the client gets otherwise, in words."""
    client = episode.client
    kinds = [
        (client.weekly_email, "our weekly email"),
        (bool(client.reminder.get("on")), "your reminders"),
    ]
    return " and ".join(words for wanted, words in kinds if wanted)
