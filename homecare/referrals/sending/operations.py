"""Sending a letter by a secure link, and what its receiver does with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from homecare.accounts import audit
from homecare.accounts.emails import desk_link
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.tokens import hash_of
from homecare.acting import Act
from homecare.assessment.by_hand import for_a_doctor_first
from homecare.clients.models import Client
from homecare.flags.queries import who_is_told
from homecare.language import count, local_day
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.undelivered import take_back
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import (
    GateShutError,
    hold_referral,
    refuse_past_care,
    refuse_shut_gate,
)
from homecare.referrals.sending.emails import LINK, TRIED, link_email, news_email
from homecare.referrals.sending.models import LetterLink, LetterOpening
from homecare.referrals.sending.queries import (
    SentLetter,
    link_mailed_by,
    links_of,
    new_token,
    why_ended,
)
from homecare.refusals import Refusal

LASTS = timedelta(days=30)
WRONG_TRIES = 5
ASKED_AFTER = timedelta(days=14)
"""So long a receiver is given before anybody asks after an answer (ours)."""
NOT_CONFIRMED = (
    "Nobody has answered from this address yet. Ask first whether it is theirs; "
    "the letter can go once they have said so."
)
OTHER_ADDRESS = (
    "The address book has another address now. Look at the one below, then decide again."
)
LINK_OVER = (
    "A newer link has taken its place, or the link was ended. See the letter’s page for how it "
    "stands."
)
Tried = Literal["right", "wrong", "wait", "ended"]


def send_link(act: Act, referral: Referral, address: str, again: bool = False) -> LetterLink:
    """Mail a link to an issued letter to `address`, which must be its receiver's confirmed one as
    it stood on the screen. Earlier links end. Raises Refusal where it may not go, and nobody is
    sent to treatment by hand through a gate that was shut since the letter was issued."""
    episode = hold_referral(act.session, referral)
    contact = act.session.get_one(Contact, referral.contact_id)
    _refuse(referral, contact, address)
    refuse_past_care(act.session, episode, contact)
    if not again:
        refuse_shut_gate(act.session, act.now, episode, contact)
    _refuse_doctor_first(act, contact, referral)
    _end_all(act, referral, "newer")
    token = new_token()
    link = LetterLink(
        practice_id=referral.practice_id, referral_id=referral.id, token_hash=hash_of(token),
        sent_to=contact.email, made_by=act.actor.person_id, made_at=act.now,
        ends_at=act.now + LASTS, is_reminder=again, wrong_tries=0, ended_why="",
    )  # fmt: skip
    act.session.add(link)
    act.session.flush()
    _refuse_ended(act, referral, contact, link)
    practice = act.session.get_one(Practice, referral.practice_id)
    email = link_email(contact, practice, f"{act.public_url}/letters/{token}", link.ends_at, again)
    queue(act.session, replace(email, key=_key(link), client_id=referral.client_id),
          act.now)  # fmt: skip
    audit.note(act, "letter sent", referral.client_id, str(referral.id))
    return link


def _refuse(referral: Referral, contact: Contact, address: str) -> None:
    if referral.status != "issued":
        raise Refusal("Only a letter that is issued, and was not withdrawn, can be sent.")
    if contact.archived_at is not None:
        raise Refusal(f"{contact.name} was taken out of the address book.")
    if contact.email != address:
        raise Refusal(OTHER_ADDRESS)
    if not contact.address_is_confirmed:
        raise Refusal(NOT_CONFIRMED)


def _refuse_doctor_first(act: Act, contact: Contact, referral: Referral) -> None:
    """Who has the letter already may be asked after it without new questions to the client, but
    not while something stands that a doctor has to look at first."""
    reasons = for_a_doctor_first(act.session, referral.client_id, act.now)
    if reasons and contact.treats_by_hand:
        raise GateShutError(f"{contact.name} has to wait.", reasons)


def _refuse_ended(act: Act, referral: Referral, contact: Contact, link: LetterLink) -> None:
    """A link that would open nothing is not sent."""
    client = act.session.get_one(Client, referral.client_id)
    practice = act.session.get_one(Practice, referral.practice_id)
    if why_ended(act.session, SentLetter(link, referral, contact, client, practice), act.now):
        raise Refusal("The client no longer agrees to this letter, or it was written again.")


def remind(act: Act, referral: Referral, address: str) -> LetterLink:
    """Ask the receiver after an answer: once in a letter's life, two weeks after it was sent."""
    hold_referral(act.session, referral)
    links = links_of(act.session, referral)
    if not links:
        raise Refusal("This letter was not sent by a link.")
    if any(link.is_reminder for link in links):
        raise Refusal("They were asked once already. Call them instead.")
    if act.now < links[0].made_at + ASKED_AFTER:
        raise Refusal(f"Give them {ASKED_AFTER.days} days before you ask.")
    return send_link(act, referral, address, again=True)


def send_link_again(act: Act, mail: OutboxMail) -> LetterLink:
    """Mail a link anew where the mail that brought one could not be delivered: the same gates hold
    as for any other, and whoever was asked after an answer is asked by this one. Raises Refusal
    where that link is not the one that would open the letter."""
    link = link_mailed_by(act.session, mail)
    if link is None or link.ended_at is not None:
        raise Refusal(LINK_OVER)
    referral = act.session.get_one(Referral, link.referral_id)
    return send_link(act, referral, mail.to_address, again=link.is_reminder)


def end_links(act: Act, referral: Referral) -> None:
    """End every link to a letter at once, by the therapist's hand."""
    hold_referral(act.session, referral)
    _end_all(act, referral, "by_hand")
    audit.note(act, "letter link ended", referral.client_id, str(referral.id))


def _end_all(act: Act, referral: Referral, why: Literal["newer", "by_hand"]) -> None:
    """End every link that still opens; mail that waits with one of them does not leave."""
    for link in links_of(act.session, referral):
        if link.ended_at is None:
            link.ended_at, link.ended_why = act.now, why
            mine = OutboxMail.key == _key(link)
            take_back(act.session, act.now, act.actor.person_id, LINK, mine)


def _key(link: LetterLink) -> str:
    return f"{LINK}:{link.id}"


def try_year(act: Act, sent: SentLetter, year: int) -> Tried:
    """Whether the year of birth opens the letter. Wrong ones are counted, each costs a longer wait
    and the fifth ends the link; while a wait lasts nothing is compared."""
    link = sent.link
    act.session.refresh(link, with_for_update=True)
    if why_ended(act.session, sent, act.now):
        return "ended"
    if link.locked_until is not None and act.now < link.locked_until:
        return "wait"
    if year == sent.client.date_of_birth.year:
        link.wrong_tries, link.locked_until = 0, None
        note_opening(act, sent, "opened")
        return "right"
    return _wrong(act, sent)


def _wrong(act: Act, sent: SentLetter) -> Tried:
    link = sent.link
    link.wrong_tries += 1
    link.locked_until = act.now + timedelta(seconds=2**link.wrong_tries)
    audit.note(act, "letter year wrong", sent.referral.client_id, str(sent.referral.id))
    if link.wrong_tries < WRONG_TRIES:
        return "wrong"
    link.ended_at, link.ended_why = act.now, "tries"
    tell_practice(act, sent.referral, TRIED, str(link.id))
    return "ended"


def note_opening(act: Act, sent: SentLetter, what: Literal["opened", "page"]) -> None:
    """Write down that the letter was opened, or its page taken, by the link."""
    act.session.add(
        LetterOpening(
            practice_id=sent.link.practice_id, link_id=sent.link.id, what=what, at=act.now
        )
    )
    said = "letter opened" if what == "opened" else "letter page taken"
    audit.note(act, said, sent.referral.client_id, str(sent.referral.id))


def tell_practice(act: Act, referral: Referral, kind: str, occasion: str) -> None:
    """Mail the client's therapist, their cover and each owner, save whoever did it."""
    practice = act.session.get_one(Practice, referral.practice_id)
    client = act.session.get_one(Client, referral.client_id)
    link = desk_link(act.public_url, practice.id, f"/referrals/{referral.id}")
    today = local_day(act.now, practice.zone)
    for person in who_is_told(act.session, practice.id, client.therapist_id, today):
        if person.id != act.actor.person_id:
            email = news_email(kind, person, practice, link, client.id)
            queue(act.session, replace(email, key=f"{kind}:{occasion}:{person.id}"), act.now)


def wait_words(link: LetterLink) -> str:
    """What a page says after a wrong year, with the tries that are left."""
    left = count(WRONG_TRIES - link.wrong_tries, "try", "tries")
    return f"That is not the year in the record. {left} left; then this link ends."
