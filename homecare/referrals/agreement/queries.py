"""Reading what a client was asked about letters, and what holds of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased, defer

from homecare.access import Scope
from homecare.accounts.models import Consent
from homecare.assessment.by_hand import for_a_doctor_first
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import MISTAKE, Client, Episode
from homecare.language import local_day
from homecare.referrals.agreement.models import (
    AGREED,
    PHONE,
    WITHDRAWN,
    LetterAgreement,
)
from homecare.referrals.agreement.text import reads_as_asked
from homecare.referrals.models import Contact, Referral
from homecare.referrals.proposals import EMERGENCY

WAITS = timedelta(days=4)
"""So long nobody is told that a client has not answered yet (ours)."""
NOT_ANSWERED = "not_answered"
LETTERS_SHOWN = 50


def agreements_to(session: Session, referral: Referral) -> Sequence[LetterAgreement]:
    """Every time the client was asked about a letter, the newest first."""
    mine = select(LetterAgreement).where(
        LetterAgreement.practice_id == referral.practice_id,
        LetterAgreement.referral_id == referral.id,
    )
    newest = mine.order_by(LetterAgreement.id.desc())
    return session.scalars(newest.execution_options(populate_existing=True)).all()


def newest_agreement(session: Session, referral: Referral) -> LetterAgreement | None:
    """The last word on a letter, answered or not."""
    return next(iter(agreements_to(session, referral)), None)


def last_word_of(session: Session, referral: Referral, person_id: UUID) -> LetterAgreement | None:
    """What somebody answered last, by their own hand, about a letter or an earlier one to the same
    receiver in the same care. A note for an emergency waits for no word about another."""
    about = LetterAgreement.referral_id == referral.id
    if referral.contact.kind != EMERGENCY:
        about = or_(about, and_(
            LetterAgreement.episode_id == referral.episode_id,
            LetterAgreement.contact_id == referral.contact_id,
        ))  # fmt: skip
    theirs = select(LetterAgreement).where(
        about,
        LetterAgreement.practice_id == referral.practice_id,
        LetterAgreement.how == PHONE,
        LetterAgreement.answer != "",
        LetterAgreement.answered_by == person_id,
    )
    newest = theirs.order_by(LetterAgreement.id.desc()).limit(1)
    return session.scalars(newest.execution_options(populate_existing=True)).first()


def standing_agreement(
    session: Session, referral: Referral, letter: dict[str, Any]
) -> LetterAgreement | None:
    """What the client agreed to on their phone, where it holds for `letter` and its receiver as
    they are now."""
    last = newest_agreement(session, referral)
    if last is None or (last.how, last.answer) != (PHONE, AGREED) or last.lapsed_at is not None:
        return None
    if not reads_as_asked(last, referral, letter):
        return None
    consent = session.get(Consent, last.consent_id) if last.consent_id else None
    return last if consent is not None and consent.withdrawn_at is None else None


def asked_about_draft(scope: Scope, draft: Referral | None) -> LetterAgreement | None:
    """How a client was asked last about a draft, and what they said, without the letter as it was
    shown; None where nobody has asked them, or where there is no draft."""
    if draft is None:
        return None
    without = defer(LetterAgreement.letter), defer(LetterAgreement.chart)
    mine = scope.select(LetterAgreement, *without).where(LetterAgreement.referral_id == draft.id)
    return scope.session.scalars(mine.order_by(LetterAgreement.id.desc()).limit(1)).first()


def waiting_letter(client_id: Any) -> ColumnElement[Any]:
    """The letter a client is asked about now, as a column beside anything else; none where none
    is."""
    return (
        select(LetterAgreement.referral_id)
        .join(Referral, Referral.id == LetterAgreement.referral_id)
        .where(LetterAgreement.client_id == client_id, _is_waiting())
        .order_by(LetterAgreement.id)
        .limit(1)
        .scalar_subquery()
    )


def letter_that_waits(scope: Scope) -> UUID | None:
    """The same for the client who is signed in, by a statement of its own."""
    me = scope.actor.client_id
    return scope.session.scalar(select(waiting_letter(me))) if me else None


def _is_waiting() -> ColumnElement[bool]:
    return and_(
        LetterAgreement.answer == "",
        LetterAgreement.lapsed_at.is_(None),
        Referral.status == "draft",
        ~_of_a_mistake(),
    )


def _of_a_mistake() -> ColumnElement[bool]:
    """Whether a letter is about care that was ended as one that should never have been."""
    return exists().where(Episode.id == Referral.episode_id, Episode.closed_as == MISTAKE)


def agreements_about(scope: Scope, client_id: UUID) -> Sequence[LetterAgreement]:
    """Every time a client was asked about any letter, the newest first."""
    mine = scope.select(LetterAgreement).where(LetterAgreement.client_id == client_id)
    return scope.session.scalars(mine.order_by(LetterAgreement.id.desc())).all()


def letters_agreed_to(scope: Scope, client_id: UUID) -> dict[UUID, UUID]:
    """Which letter each of a client's consents to letters is to, by the consent."""
    of_letters = scope.select(Referral).where(Referral.client_id == client_id)
    asked = agreements_about(scope, client_id)
    found = {one.consent_id: one.referral_id for one in asked if one.consent_id}
    issued = scope.session.scalars(of_letters.where(Referral.consent_id.is_not(None)))
    return found | {one.consent_id: one.id for one in issued if one.consent_id}


@dataclass(frozen=True, slots=True)
class AgreementToLookAt:
    """A letter whose client has spoken, or was asked and has not; `is_due` where that was said or
    asked long enough ago to be looked at, whatever the letter reads like by now."""

    referral: Referral
    contact: str
    client: Client
    why: str
    is_due: bool


def agreements_to_look_at(
    scope: Scope, now: datetime, zone: str, *, mine: bool
) -> list[AgreementToLookAt]:
    """The letters on a therapist's list for their client's sake, the oldest question first."""
    whose = {"person": scope.actor.person_id, "today": local_day(now, zone)}
    rows = scope.all(_to_look_at(mine), **whose)
    return [
        AgreementToLookAt(
            r.Referral, r.name, r.Client, r.answer or NOT_ANSWERED,
            bool(r.answer) or r.asked_at < now - WAITS,
        )
        for r in rows
    ]  # fmt: skip


def waits_for(session: Session, contact: Contact, client_id: UUID, now: datetime) -> str:
    """What a doctor has to look at before this receiver may have a letter about somebody, in a
    sentence; empty where nothing has, or where they do not treat by hand."""
    if not contact.treats_by_hand:
        return ""
    reasons = for_a_doctor_first(session, client_id, now)
    return reasons[0].text if reasons else ""


@cache
def _to_look_at(mine: bool) -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    oldest_first = _newest_of_each().order_by(LetterAgreement.asked_at).limit(LETTERS_SHOWN)
    return oldest_first.where(ones_own()) if mine else oldest_first


def _newest_of_each() -> Select[*tuple[Any, ...]]:
    newer = aliased(LetterAgreement)
    is_newest = ~exists().where(
        newer.referral_id == LetterAgreement.referral_id, newer.id > LetterAgreement.id
    )
    on_a_draft = and_(Referral.status == "draft", LetterAgreement.lapsed_at.is_(None))
    taken_back = and_(Referral.issued_at.is_not(None), LetterAgreement.answer == WITHDRAWN)
    return (
        select(
            Referral,
            Contact.name.label("name"),
            Client,
            LetterAgreement.answer,
            LetterAgreement.asked_at,
        )
        .join(LetterAgreement, LetterAgreement.referral_id == Referral.id)
        .join(Client, Client.id == Referral.client_id)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(
            Referral.practice_id == bindparam("practice"),
            is_newest,
            LetterAgreement.how == PHONE,
            LetterAgreement.seen_at.is_(None),
            or_(on_a_draft, taken_back),
            ~_of_a_mistake(),
            Client.erased_at.is_(None),
        )
    )
