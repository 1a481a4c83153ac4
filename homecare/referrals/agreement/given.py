"""The agreement under which a letter is issued: as it was given on the phone, or in the room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.referrals.agreement.models import (
    AGREED,
    ASKED_CHANGE,
    REFUSED,
    ROOM,
    WITHDRAWN,
    LetterAgreement,
)
from homecare.referrals.agreement.queries import (
    last_word_of,
    newest_agreement,
    standing_agreement,
)
from homecare.referrals.agreement.text import KIND, mark_of_agreement, reads_as_asked
from homecare.referrals.models import Referral
from homecare.refusals import Refusal

EARLIER = {
    REFUSED: "They said no on their phone to an earlier letter to {}. Ask them there about this "
    "one, once you have spoken.",
    WITHDRAWN: "They took back their agreement to an earlier letter to {}. Ask them on their phone "
    "about this one, once you have spoken.",
    ASKED_CHANGE: "They asked for a change in these very words, in a draft that was dropped. "
    "Change the letter first, or ask them on their phone.",
}
NEEDED = "A letter needs the client’s agreement: ask them first."
SAID_NO = {
    REFUSED: "They said no to this letter on their phone. Ask them again there once you have "
    "spoken, or drop the draft.",
    WITHDRAWN: "They took back their agreement to this letter. Ask them again on their phone once "
    "you have spoken, or drop the draft.",
    ASKED_CHANGE: "They asked for a change. Change the letter first, or ask them again.",
}


def agreement_to_issue(
    act: Act, referral: Referral, letter: dict[str, Any], *, in_room: bool
) -> UUID:
    """The consent that a letter is issued under: the one given on the phone to this very letter,
    else one written down now, where the client agreed `in_room`. Raises Refusal at `consent`."""
    if standing := standing_agreement(act.session, referral, letter):
        assert standing.consent_id is not None  # noqa: S101 (it would not stand without)
        return standing.consent_id
    if problem := why_not_in_room(act, referral, letter):
        raise Refusal({"consent": problem})
    if not in_room:
        raise Refusal({"consent": NEEDED})
    return _write_down(act, referral, letter)


def why_not_in_room(act: Act, referral: Referral, letter: dict[str, Any]) -> str:
    """Why a tick is not enough: the last word of the client, on their own phone, was no, to this
    letter or an earlier one to its receiver. To ask again, or to begin anew, is no answer of
    theirs; whoever has no sign-in any more can only be asked in the room."""
    login = login_of(act.session, referral.practice_id, referral.client_id)
    last = last_word_of(act.session, referral, login.person_id) if login else None
    if last is None or last.answer not in SAID_NO:
        return ""
    if last.answer == ASKED_CHANGE and not reads_as_asked(last, referral, letter):
        return ""
    if last.referral_id == referral.id:
        return SAID_NO[last.answer]
    return EARLIER[last.answer].format(referral.contact.name)


def _write_down(act: Act, referral: Referral, letter: dict[str, Any]) -> UUID:
    wording, by = CONSENT_WORDING[KIND], act.actor.person_id
    consent = record_consent(act, referral.client_id, KIND, wording)
    assert by is not None  # noqa: S101 (a letter is issued by somebody)
    act.session.add(LetterAgreement(
        practice_id=referral.practice_id, client_id=referral.client_id,
        episode_id=referral.episode_id, referral_id=referral.id, contact_id=referral.contact_id,
        consent_id=consent.id, how=ROOM, wording=wording, asked_at=act.now, asked_by=by,
        mark=mark_of_agreement(letter, referral.course_note, referral.contact_id),
        answer=AGREED, answered_at=act.now, answered_by=by, seen_at=act.now, seen_by=by,
    ))  # fmt: skip
    act.session.flush()
    return consent.id


def lapse(session: Session, referral: Referral, now: datetime) -> None:
    """The letter reads otherwise now: what was asked or agreed to before counts no more."""
    last = newest_agreement(session, referral)
    if last is not None and last.answer in ("", AGREED) and last.lapsed_at is None:
        last.lapsed_at = now
