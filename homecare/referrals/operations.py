"""Referring a client: a draft, the client's consent, and a letter frozen when it is issued."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.acting import Act
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.referrals.models import Contact, Referral
from homecare.refusals import Refusal
from homecare.rules.verdict.arithmetic import Reason


class GateShutError(Refusal):
    """This letter has to wait; `reasons` is what is missing before treatment by hand."""

    def __init__(self, text: str, reasons: tuple[Reason, ...]) -> None:
        super().__init__(text)
        self.reasons = reasons


def draft_referral(
    act: Act,
    episode: Episode,
    contact: Contact,
    message: str = "",
    flag: Flag | None = None,
) -> Referral:
    """Begin a referral. A draft that is open for the episode is taken up again as it is, also
    where two ask at once: nothing that was written into it is lost."""
    hold_episode(act.session, episode.id)
    referral = act.session.scalar(
        select(Referral)
        .where(Referral.episode_id == episode.id, Referral.status == "draft")
        .execution_options(populate_existing=True)
    )
    if referral is None:
        _refuse_shut_gate(act.session, act.now, episode, contact)
        referral = Referral(
            practice_id=act.actor.practice_id,
            client_id=episode.client_id,
            episode_id=episode.id,
            contact_id=contact.id,
            message=message,
            made_by=act.actor.person_id,
            made_at=act.now,
        )
        act.session.add(referral)
    referral.flag_id = flag.id if flag else referral.flag_id
    act.session.flush()
    act.session.refresh(referral, ["contact"])
    audit.note(act, "referral drafted", episode.client_id, str(referral.id))
    return referral


def amend_draft(
    act: Act,
    referral: Referral,
    contact: Contact,
    message: str,
) -> None:
    """Change to whom a draft goes and what it says."""
    episode = hold_referral(act.session, referral)
    _refuse_issued(referral)
    _refuse_shut_gate(act.session, act.now, episode, contact)
    referral.contact_id, referral.message = contact.id, message
    act.session.flush()
    act.session.refresh(referral, ["contact"])
    audit.note(act, "referral drafted", referral.client_id, str(referral.id))


def hold_episode(session: Session, episode_id: UUID) -> Episode:
    """The episode, held until the transaction ends: no red-flag answer arrives meanwhile."""
    statement = select(Episode).where(Episode.id == episode_id).with_for_update(of=Episode)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def hold_referral(session: Session, referral: Referral) -> Episode:
    """Hold the episode of a referral, and read the referral and its addressee anew."""
    episode = hold_episode(session, referral.episode_id)
    session.refresh(referral)
    session.refresh(session.get_one(Contact, referral.contact_id), with_for_update={"read": True})
    session.refresh(episode.client)
    return episode


def _refuse_shut_gate(session: Session, now: datetime, episode: Episode, contact: Contact) -> None:
    if not contact.treats_by_hand:
        return
    reasons = missing_for_treatment_by_hand(session, episode, now)
    if reasons:
        raise GateShutError(f"A letter to {contact.name} has to wait.", reasons)


def _refuse_issued(referral: Referral) -> None:
    if referral.status != "draft":
        raise Refusal(f"This letter was {referral.status} already.")


def issue_referral(
    act: Act,
    referral: Referral,
    letter: dict[str, Any],
    chart: str,
) -> None:
    """Freeze the letter and the chart, with the client's consent to it on record.

    Nobody is sent to treatment by hand through a shut gate, whoever asks.
    """
    episode = hold_referral(act.session, referral)
    _refuse_issued(referral)
    _refuse_shut_gate(act.session, act.now, episode, referral.contact)
    consent = record_consent(
        act, referral.client_id, "referral_letter",
        CONSENT_WORDING["referral_letter"],
    )  # fmt: skip
    act.session.flush()
    referral.consent_id = consent.id
    referral.letter, referral.chart = letter, chart
    referral.status, referral.issued_at = "issued", act.now
    audit.note(act, "letter issued", referral.client_id, str(referral.id))


def withdraw_referral(act: Act, referral: Referral) -> None:
    """Take a referral back; an issued letter stays on record, marked withdrawn."""
    referral.status, referral.withdrawn_at = "withdrawn", act.now
    audit.note(act, "referral withdrawn", referral.client_id, str(referral.id))
