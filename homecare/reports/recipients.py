"""Where a client's mail goes, and the addresses inside it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.clients.models import Client


def address_of(session: Session, client: Client) -> str | None:
    """The address the client signs in with or, without a login, the one their therapist wrote."""
    login = (
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.practice_id == client.practice_id,
            Membership.client_id == client.id,
            Membership.disabled_at.is_(None),
            Person.active,
        )
    )
    return session.scalar(login) or client.email


def client_links(public_url: str) -> dict[str, str]:
    """The pages every mail to a client may name."""
    return {
        "today_link": f"{public_url}/today",
        "help_link": f"{public_url}/red-flags",
        "me_link": f"{public_url}/me",
    }
