"""Reading links to letters: which one a token opens, how it stands, and who opened it when."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from homecare.accounts.models import Consent, Practice
from homecare.accounts.sign_in.tokens import hash_of
from homecare.clients.episodes.words import is_mistake
from homecare.clients.models import Client, Episode
from homecare.mail.models import OutboxMail
from homecare.referrals.models import Contact, LetterFile, Referral
from homecare.referrals.queries import exchange_of
from homecare.referrals.sending.emails import LINK
from homecare.referrals.sending.models import LetterLink, LetterOpening

OPEN = ""
EXPIRED, WITHDRAWN, REPLACED, ADDRESS = "expired", "withdrawn", "replaced", "address"
OF_A_MISTAKE = "mistake"


def new_token() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A link with the letter that it opens, of whom it speaks and to whom it went."""

    link: LetterLink
    referral: Referral
    contact: Contact
    client: Client
    practice: Practice


def letter_behind(session: Session, token: str) -> SentLetter | None:
    """What a token was made for, whatever became of it since; None for one that never was."""
    statement = (
        select(LetterLink, Referral, Contact, Client, Practice)
        .join(Referral, Referral.id == LetterLink.referral_id)
        .join(Contact, Contact.id == Referral.contact_id)
        .join(Client, Client.id == Referral.client_id)
        .join(Practice, Practice.id == LetterLink.practice_id)
        .where(LetterLink.token_hash == hash_of(token))
        .execution_options(populate_existing=True)
    )
    row = session.execute(statement).one_or_none()
    return SentLetter(*row) if row else None


def why_ended(session: Session, sent: SentLetter, now: datetime) -> str:
    """Why a link opens nothing any more; empty while it does. Asked anew at every opening, so
    that nobody who takes a letter back has to think of its links."""
    if sent.link.ended_at is not None:
        return sent.link.ended_why
    if now >= sent.link.ends_at:
        return EXPIRED
    if sent.client.erased_at:
        return WITHDRAWN
    if why := why_past(session, sent.referral):
        return why
    if not sent.contact.address_is_confirmed or sent.contact.email != sent.link.sent_to:
        return ADDRESS
    return OPEN


def why_past(session: Session, referral: Referral) -> str:
    """Why a letter that was issued is nobody's to read any more; empty while it stands."""
    if referral.status != "issued" or not _is_agreed(session, referral):
        return WITHDRAWN
    if is_mistake(session.get_one(Episode, referral.episode_id)):
        return OF_A_MISTAKE
    return REPLACED if _is_written_again(session, referral) else OPEN


def _is_agreed(session: Session, referral: Referral) -> bool:
    """Whether the client's agreement to the letter stands; one without was never to be asked."""
    if referral.consent_id is None:
        return bool(referral.unasked_why.strip())
    consent = session.get(Consent, referral.consent_id)
    return consent is not None and consent.withdrawn_at is None


def _is_written_again(session: Session, referral: Referral) -> bool:
    anew = select(Referral.id).where(
        Referral.practice_id == referral.practice_id,
        Referral.replaces_id == referral.id, Referral.status == "issued",
    )  # fmt: skip
    return session.scalar(anew.limit(1)) is not None


def links_of(session: Session, referral: Referral) -> Sequence[LetterLink]:
    """The links to a letter, the newest first."""
    mine = select(LetterLink).where(
        LetterLink.practice_id == referral.practice_id, LetterLink.referral_id == referral.id
    )
    return session.scalars(mine.order_by(LetterLink.made_at.desc(), LetterLink.id.desc())).all()


def link_mailed_by(session: Session, mail: OutboxMail) -> LetterLink | None:
    """The link that a mail about a letter brought; None for any other mail."""
    try:
        link_id = UUID((mail.key or "").removeprefix(f"{LINK}:"))
    except ValueError:
        return None
    mine = LetterLink.practice_id == mail.practice_id, LetterLink.id == link_id
    return session.scalar(select(LetterLink).where(*mine))


def openings_of(session: Session, referral: Referral) -> Sequence[LetterOpening]:
    """When the letter was opened by a link, or its page taken, the newest first."""
    mine = (
        select(LetterOpening)
        .join(LetterLink, LetterLink.id == LetterOpening.link_id)
        .where(
            LetterLink.practice_id == referral.practice_id, LetterLink.referral_id == referral.id
        )
    )
    return session.scalars(mine.order_by(LetterOpening.at.desc(), LetterOpening.id.desc())).all()


def opened_by(session: Session, referral: Referral) -> dict[str, datetime]:
    """The addresses by whose links a letter was opened, each with the last time."""
    last = (
        select(LetterLink.sent_to, func.max(LetterOpening.at))
        .join(LetterOpening, LetterOpening.link_id == LetterLink.id)
        .where(
            LetterLink.practice_id == referral.practice_id, LetterLink.referral_id == referral.id
        )
        .group_by(LetterLink.sent_to)
        .order_by(LetterLink.sent_to)
    )
    return {row[0]: row[1] for row in session.execute(last)}


def sent_of_client(
    session: Session, practice_id: UUID, client_id: UUID
) -> tuple[Sequence[LetterLink], Sequence[tuple[LetterOpening, UUID]]]:
    """Every link to a letter about a client, and every opening with the letter it is of."""
    letters = select(Referral.id).where(
        Referral.practice_id == practice_id, Referral.client_id == client_id
    )
    mine = LetterLink.practice_id == practice_id, LetterLink.referral_id.in_(letters)
    links = session.scalars(select(LetterLink).where(*mine)).all()
    opened = (
        select(LetterOpening, LetterLink.referral_id)
        .join(LetterLink, LetterLink.id == LetterOpening.link_id)
        .where(*mine)
    )
    return links, [(row[0], row[1]) for row in session.execute(opened)] if links else []


def page_of(session: Session, referral: Referral) -> bytes | None:
    """The page of a letter as it was issued; None where it was not kept then."""
    found = session.scalar(_file_of(referral).options(undefer(LetterFile.pdf)))
    return found.pdf if found else None


def exchange_behind(session: Session, referral: Referral) -> bytes | None:
    """The same for other programs."""
    both = undefer(LetterFile.pdf), undefer(LetterFile.exchange)
    return exchange_of(session.scalar(_file_of(referral).options(*both)))


def kept_for(session: Session, referral: Referral) -> tuple[bool, bool]:
    """Whether a letter's page was kept, and whether it was for other programs."""
    kept = _file_of(referral).with_only_columns(LetterFile.exchange.is_not(None))
    found = session.scalar(kept)
    return found is not None, bool(found)


def _file_of(referral: Referral) -> Select[LetterFile]:
    return select(LetterFile).where(
        LetterFile.practice_id == referral.practice_id, LetterFile.referral_id == referral.id
    )
