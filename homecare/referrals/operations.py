"""Referring a client: a draft, the client's consent, and a letter frozen when it is issued."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.actor import Actor
from homecare.accounts.consent import CONSENT_WORDING
from homecare.accounts.operations import record_consent
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.flags.operations import uncleared
from homecare.referrals.models import Contact, Referral

CHIROPRACTOR = "chiropractor"


class RefusedError(ValueError):
    """This letter may not be issued; the message says why and what to do instead."""


def draft_referral(
    session: Session,
    actor: Actor,
    now: datetime,
    episode: Episode,
    contact: Contact,
    message: str = "",
    flag: Flag | None = None,
) -> Referral:
    """Begin a referral. A draft that is open for the episode is taken up again, also where two
    ask at once."""
    session.execute(
        select(Episode.id).where(Episode.id == episode.id).with_for_update(key_share=True)
    )
    referral = session.scalar(
        select(Referral).where(Referral.episode_id == episode.id, Referral.status == "draft")
    )
    if referral is None:
        referral = Referral(
            practice_id=actor.practice_id,
            client_id=episode.client_id,
            episode_id=episode.id,
            made_by=actor.person_id,
            made_at=now,
        )
        session.add(referral)
    referral.contact_id = contact.id
    referral.message = message
    referral.flag_id = flag.id if flag else referral.flag_id
    session.flush()
    session.refresh(referral, ["contact"])
    audit.note(session, actor, "referral drafted", now, episode.client_id, str(referral.id))
    return referral


def refusal(session: Session, episode: Episode, contact: Contact, considered: bool) -> str | None:
    """Why a letter to `contact` may not be issued, or None.

    With an uncleared red flag nobody is sent to a chiropractor, whoever asks. With a
    contraindication to manipulation the therapist says that it was considered.
    """
    if contact.kind != CHIROPRACTOR:
        return None
    if uncleared(session, episode.id):
        return (
            "A red-flag answer is not cleared. Speak to the client first; "
            "until then choose the GP, never the chiropractor."
        )
    if episode.client.contraindications and not considered:
        return (
            "A contraindication to manipulation is on record. Choose the GP, "
            "or say that you have considered it."
        )
    return None


def issue_referral(
    session: Session,
    actor: Actor,
    now: datetime,
    referral: Referral,
    letter: dict[str, Any],
    chart: str,
) -> None:
    """Freeze the letter and the chart, with the client's consent to it on record."""
    if referral.status != "draft":
        raise RefusedError("This letter was issued already.")
    consent = record_consent(
        session, actor, now, referral.client_id, "referral_letter",
        CONSENT_WORDING["referral_letter"],
    )  # fmt: skip
    session.flush()
    referral.consent_id = consent.id
    referral.letter, referral.chart = letter, chart
    referral.status, referral.issued_at = "issued", now
    audit.note(session, actor, "letter issued", now, referral.client_id, str(referral.id))


def withdraw_referral(session: Session, actor: Actor, now: datetime, referral: Referral) -> None:
    """Take a referral back; an issued letter stays on record, marked withdrawn."""
    referral.status, referral.withdrawn_at = "withdrawn", now
    audit.note(session, actor, "referral withdrawn", now, referral.client_id, str(referral.id))
