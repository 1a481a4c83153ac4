"""Asking a client about a letter on their phone, their answer, and taking it back."""

from dataclasses import dataclass

from sqlalchemy.orm.exc import StaleDataError

from homecare.accounts import audit
from homecare.accounts.consent import CONSENT_WORDING, record_consent, withdraw_consent
from homecare.accounts.emails import desk_link
from homecare.accounts.models import Consent, Person, Practice
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.addresses import contact_with
from homecare.clients.episodes.words import is_mistake
from homecare.clients.models import Client
from homecare.flags.queries import who_is_told
from homecare.language import local_day
from homecare.mail.outbox import queue
from homecare.referrals.agreement.emails import (
    ASKED,
    SPOKEN,
    asked_email,
    key_of_hour,
    spoken_email,
)
from homecare.referrals.agreement.given import lapse
from homecare.referrals.agreement.models import (
    AGREED,
    ASKED_CHANGE,
    PHONE,
    WITHDRAWN,
    LetterAgreement,
)
from homecare.referrals.agreement.queries import agreements_to, newest_agreement
from homecare.referrals.agreement.text import KIND, mark_of_agreement, reads_as_asked
from homecare.referrals.models import Referral
from homecare.referrals.operations import (
    hold_episode,
    hold_referral,
    refuse_past_care,
    refuse_shut_gate,
    withdraw_referral,
)
from homecare.referrals.page import Written, room, too_long
from homecare.referrals.writing import not_agreed_yet, still_reads_as_asked
from homecare.refusals import Refusal

MOST_WORDS = 1000
NO_SIGN_IN = "They have no sign-in here, so they can’t be asked on a phone. Ask them in the room."
WHAT_CHANGE = "Write which sentence, and what it should say."
SETTLED = "This letter is not waiting any more, so there is nothing to answer."
READS_OTHERWISE = "Your yes was not kept, as the letter reads otherwise by now."
NO_LONGER_AGREES = "The client no longer agrees to it."
NOTHING_AGREED = "There is no agreement to take back."


def ask_client(act: Act, referral: Referral, written: Written) -> LetterAgreement:
    """Ask the client on their phone about a draft as it reads in `written`, and mail them that
    something waits. Pressed twice, it is asked once. Raises Refusal where it may not be asked."""
    episode = hold_referral(act.session, referral)
    if referral.status != "draft":
        raise Refusal(f"This letter was {referral.status} already.")
    refuse_past_care(act.session, episode, referral.contact)
    refuse_shut_gate(act.session, act.now, episode, referral.contact)
    if (fits := room(written)).step is None:
        raise too_long(written, fits)
    login = login_of(act.session, referral.practice_id, referral.client_id)
    if login is None:
        raise Refusal({"consent": NO_SIGN_IN})
    asked = _waiting(act, referral, written) or _ask(act, referral, written)
    address = contact_with(episode.client, login).mailable
    if address:
        practice = act.session.get_one(Practice, referral.practice_id)
        link = f"{act.public_url}/letters-about-me/{referral.id}"
        key = key_of_hour(ASKED, asked.id, act.now)
        queue(act.session, asked_email(episode.client, practice, address, link, key), act.now)
    return asked


def _waiting(act: Act, referral: Referral, written: Written) -> LetterAgreement | None:
    """The same question, where it stands open already."""
    last = newest_agreement(act.session, referral)
    is_open = last is not None and not last.answer and last.lapsed_at is None
    return last if last and is_open and reads_as_asked(last, referral, written.letter) else None


def _ask(act: Act, referral: Referral, written: Written) -> LetterAgreement:
    lapse(act.session, referral, act.now)
    by, wording = act.actor.person_id, CONSENT_WORDING[KIND]
    assert by is not None  # noqa: S101 (a therapist asks)
    practice = act.session.get_one(Practice, referral.practice_id)
    asked = LetterAgreement(
        practice_id=referral.practice_id, client_id=referral.client_id,
        episode_id=referral.episode_id, referral_id=referral.id, contact_id=referral.contact_id,
        how=PHONE, wording=wording,
        mark=mark_of_agreement(written.letter, referral.course_note, referral.contact_id),
        letter={
            **written.letter,
            "consent": not_agreed_yet(practice.zone, act.now, wording),
        },
        chart=written.drawing,
        asked_at=act.now, asked_by=by, answer="", words="",
    )  # fmt: skip
    act.session.add(asked)
    act.session.flush()
    audit.note(act, "letter asked", referral.client_id, str(referral.id))
    return asked


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client answers, about the question `seen` on their screen, with words of theirs."""

    answer: str
    seen: str
    words: str = ""


def reply(act: Act, referral: Referral, said: Reply) -> LetterAgreement:
    """Keep the client's answer about a draft, and tell whoever asked.

    The same pressed twice is kept once; a change of mind is kept beside what was said first.
    Raises StaleDataError where another letter is asked about by now, and Refusal: nobody agrees to
    a letter that would read otherwise, if it were sent, than what they were shown.
    """
    episode = hold_episode(act.session, referral.episode_id)
    act.session.refresh(referral)
    last = newest_agreement(act.session, referral)
    if last is None or referral.status != "draft" or is_mistake(episode):
        raise Refusal(SETTLED)
    if said.answer == ASKED_CHANGE and not said.words.strip():
        raise Refusal({"words": WHAT_CHANGE})
    if last.lapsed_at is None and _is_said_already(last, said):
        return last
    if last.lapsed_at is not None or str(last.id) != said.seen:
        raise StaleDataError
    if said.answer == AGREED and not still_reads_as_asked(act, referral, last):
        raise Refusal({"": READS_OTHERWISE})
    _end_consent(act, last)
    return _keep(act, last, said.answer, said.words.strip())


def _is_said_already(last: LetterAgreement, said: Reply) -> bool:
    return (last.answer, last.words) == (said.answer, said.words.strip())


def _keep(act: Act, last: LetterAgreement, answer: str, words: str) -> LetterAgreement:
    """The answer in the row that asked; where that has one, in a row of its own."""
    row = last if not last.answer else _beside(act, last)
    row.answer, row.words = answer, words
    row.answered_at, row.answered_by = act.now, act.actor.person_id
    if answer == AGREED:
        row.consent_id = record_consent(act, row.client_id, KIND, row.wording).id
    act.session.flush()
    audit.note(act, f"letter {answer}", row.client_id, str(row.referral_id))
    _tell(act, row)
    return row


def _beside(act: Act, last: LetterAgreement) -> LetterAgreement:
    row = LetterAgreement(
        practice_id=last.practice_id, client_id=last.client_id, episode_id=last.episode_id,
        referral_id=last.referral_id, contact_id=last.contact_id, how=PHONE, mark=last.mark,
        wording=last.wording, letter=last.letter, chart=last.chart, asked_at=last.asked_at,
        asked_by=last.asked_by, answer="", words="",
    )  # fmt: skip
    act.session.add(row)
    return row


def _end_consent(act: Act, last: LetterAgreement) -> None:
    consent = act.session.get(Consent, last.consent_id) if last.consent_id else None
    if consent is not None and consent.withdrawn_at is None:
        withdraw_consent(act, consent)


def take_back(act: Act, referral: Referral, why: str = "") -> None:
    """The client no longer agrees to a letter, by their own hand or as the therapist was told, who
    may say `why` more.

    A draft can't be issued then; of an issued letter every link opens nothing from now on. Pressed
    twice, it is done once. Raises Refusal where nothing was agreed to.
    """
    hold_episode(act.session, referral.episode_id)
    act.session.refresh(referral)
    consent = _consent_of(act, referral)
    if consent is None:
        raise Refusal(NOTHING_AGREED)
    if consent.withdrawn_at is None:
        withdraw_consent(act, consent)
        row = _taken_back(act, referral, consent)
        if referral.status == "issued":
            withdraw_referral(act, referral, f"{NO_LONGER_AGREES} {why}")
        act.session.flush()
        audit.note(act, f"letter {WITHDRAWN}", referral.client_id, str(referral.id))
        _tell(act, row)


def _consent_of(act: Act, referral: Referral) -> Consent | None:
    if referral.consent_id is not None:
        return act.session.get(Consent, referral.consent_id)
    ids = (one.consent_id for one in agreements_to(act.session, referral) if one.consent_id)
    newest = next(ids, None)
    return act.session.get(Consent, newest) if newest else None


def _taken_back(act: Act, referral: Referral, consent: Consent) -> LetterAgreement:
    """A row that says so; letters of before such rows have only their consent."""
    row = LetterAgreement(
        practice_id=referral.practice_id, client_id=referral.client_id,
        episode_id=referral.episode_id, referral_id=referral.id, contact_id=referral.contact_id,
        consent_id=consent.id, how=PHONE, mark="", wording=consent.wording,
        asked_at=consent.given_at, asked_by=referral.made_by, answer=WITHDRAWN, words="",
        answered_at=act.now, answered_by=act.actor.person_id,
    )  # fmt: skip
    last = newest_agreement(act.session, referral)
    if last is not None:
        row.mark, row.letter, row.chart = last.mark, last.letter, last.chart
        row.asked_by = last.asked_by
    if act.actor.is_staff:
        row.seen_at, row.seen_by = act.now, act.actor.person_id
    act.session.add(row)
    act.session.flush()
    return row


def _tell(act: Act, row: LetterAgreement) -> None:
    """Whoever asked; of an agreement that was taken back, everybody who is told of a letter."""
    practice = act.session.get_one(Practice, row.practice_id)
    client = act.session.get_one(Client, row.client_id)
    link = desk_link(act.public_url, practice.id, f"/referrals/{row.referral_id}")
    for person in _who_is_told(act, row, practice, client):
        if person.id != act.actor.person_id:
            key = f"{SPOKEN}:{row.id}:{person.id}"
            queue(act.session, spoken_email(person, practice, link, client, key), act.now)


def _who_is_told(
    act: Act, row: LetterAgreement, practice: Practice, client: Client
) -> list[Person]:
    today = local_day(act.now, practice.zone)
    told = list(who_is_told(act.session, practice.id, client.therapist_id, today))
    if row.answer == WITHDRAWN:
        return told
    asked = [person for person in told if person.id == row.asked_by]
    return asked or told


def mark_seen(act: Act, referral: Referral) -> None:
    """Somebody of the practice has read what the client said."""
    last = newest_agreement(act.session, referral)
    if last is not None and last.answer and last.seen_at is None:
        last.seen_at, last.seen_by = act.now, act.actor.person_id
        audit.note(act, "letter word read", referral.client_id, str(referral.id))
