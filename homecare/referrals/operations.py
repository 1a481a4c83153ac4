"""Referring a client: a draft, the client's consent, and a letter frozen when it is issued."""

from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import Consent, Practice
from homecare.accounts.operations import refuse_ones_own_record
from homecare.acting import Act
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.episodes.words import is_mistake
from homecare.clients.models import Episode
from homecare.flags.decisions import record_action
from homecare.flags.lifecycle import annotate
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.language import as_sentence, local_day
from homecare.mail.outbox import queue
from homecare.referrals.agreement.given import agreement_to_issue, lapse
from homecare.referrals.fhir.document import document
from homecare.referrals.fhir.facts import Agreed
from homecare.referrals.fhir.letter import IssuedLetter
from homecare.referrals.letter import LetterWords
from homecare.referrals.models import Contact, LetterFile, Referral
from homecare.referrals.page import Written, page_to_keep
from homecare.referrals.proposals import EMERGENCY, differs
from homecare.referrals.sending.emails import TAKEN_BACK, taken_back_email
from homecare.referrals.sending.queries import opened_by
from homecare.referrals.writing import first_words
from homecare.refusals import Refusal
from homecare.rules.verdict.arithmetic import Reason
from homecare.typesetting import press

WHY_DIFFERS = "The rule proposed something else: write why this letter, for whoever reads it later."
A_MISTAKE = "This care was ended as a mistake, so no letter goes out from it."
IN_CARE_SINCE = (
    "This care is over and they are in care again, where other answers may stand. "
    "Write to somebody who treats by hand from there."
)
WHY_WITHDRAWN = "Write why it is withdrawn, so that a colleague understands it."
WHY_UNASKED = "Write why they could not be asked. It goes on record."


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
    """Begin a referral, in the words of `first_words` where no `message` is given. A draft that is
    open for the episode is taken up again as it is, also where two ask at once: nothing that was
    written into it is lost."""
    episode = hold_episode(act.session, episode.id)
    referral = act.session.scalar(_draft_about(episode))
    if referral is None:
        refuse_past_care(act.session, episode, contact)
        refuse_shut_gate(act.session, act.now, episode, contact)
        referral = Referral(
            practice_id=act.actor.practice_id,
            client_id=episode.client_id,
            episode_id=episode.id,
            contact_id=contact.id,
            message=message or first_words(act.session, episode, contact),
            made_by=act.actor.person_id,
            made_at=act.now,
        )
        act.session.add(referral)
    referral.flag_id = flag.id if flag else referral.flag_id
    act.session.flush()
    act.session.refresh(referral, ["contact"])
    audit.note(act, "referral drafted", episode.client_id, str(referral.id))
    return referral


def _draft_about(episode: Episode) -> Select[Referral]:
    drafts = select(Referral).where(Referral.episode_id == episode.id, Referral.status == "draft")
    return drafts.execution_options(populate_existing=True)


def amend_draft(
    act: Act,
    referral: Referral,
    contact: Contact,
    words: LetterWords,
) -> None:
    """Change to whom a draft goes and what it says. First words that nobody has touched become
    those to whom it goes now: to a doctor they say why."""
    episode = hold_referral(act.session, referral)
    _refuse_issued(referral)
    refuse_past_care(act.session, episode, contact)
    refuse_shut_gate(act.session, act.now, episode, contact)
    if words.message == first_words(act.session, episode, referral.contact):
        words = replace(words, message=first_words(act.session, episode, contact))
    if _reads_otherwise(referral, contact, words):
        lapse(act.session, referral, act.now)
    referral.contact_id = contact.id
    for name, value in asdict(words).items():
        setattr(referral, name, value)
    act.session.flush()
    act.session.refresh(referral, ["contact"])
    audit.note(act, "referral drafted", referral.client_id, str(referral.id))


def _reads_otherwise(referral: Referral, contact: Contact, words: LetterWords) -> bool:
    """Whether the letter changes; a reason for the record alone is not in it."""
    kept = asdict(words) | {"differs_why": referral.differs_why}
    return referral.contact_id != contact.id or any(
        getattr(referral, name) != value for name, value in kept.items()
    )


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


def refuse_shut_gate(session: Session, now: datetime, episode: Episode, contact: Contact) -> None:
    """Raise GateShutError where nobody may treat them by hand, and this one would."""
    if not contact.treats_by_hand:
        return
    reasons = missing_for_treatment_by_hand(session, episode, now)
    if reasons:
        raise GateShutError(f"A letter to {contact.name} has to wait.", reasons)


def refuse_past_care(session: Session, episode: Episode, contact: Contact) -> None:
    """Raise Refusal at `contact` where no letter may come of care that is over."""
    if why := why_past_care(session, episode, contact):
        raise Refusal({"contact": why})


def why_past_care(session: Session, episode: Episode, contact: Contact) -> str:
    """Why no letter may come of care that is over, if so: it was a mistake; or somebody would
    treat them by hand, and what the gate asks is answered in newer care."""
    if episode.closed_at is None:
        return ""
    if is_mistake(episode):
        return A_MISTAKE
    again = select(Episode.id).where(
        Episode.client_id == episode.client_id, Episode.closed_at.is_(None)
    )
    by_hand_again = contact.treats_by_hand and session.scalar(again.limit(1)) is not None
    return IN_CARE_SINCE if by_hand_again else ""


def _refuse_issued(referral: Referral) -> None:
    if referral.status != "draft":
        raise Refusal(f"This letter was {referral.status} already.")


def issue_referral(
    act: Act, referral: Referral, written: Written, *, agreed_in_room: bool = True
) -> None:
    """Freeze the letter, its chart and its page, with the client's consent to it on record: given
    on their phone to this very letter, else written down now where they `agreed_in_room`.

    Nobody is sent to treatment by hand through a shut gate, whoever asks. The flag that is open
    is decided by it, wherever the letter was begun. Raises Refusal where the page would be two,
    or a reason is missing.
    """
    refuse_ones_own_record(act, referral.client_id)
    episode = hold_referral(act.session, referral)
    _refuse_issued(referral)
    refuse_past_care(act.session, episode, referral.contact)
    refuse_shut_gate(act.session, act.now, episode, referral.contact)
    flag = live_flag(act.session, episode.id)
    if flag and differs(flag.proposes, referral.contact.kind) and not referral.differs_why.strip():
        raise Refusal({"differs_why": WHY_DIFFERS})
    page = page_to_keep(written, act.now)
    referral.consent_id = _consent(act, referral, written, agreed_in_room)
    referral.letter, referral.chart = written.letter, written.drawing
    referral.status, referral.issued_at = "issued", act.now
    referral.flag_id = flag.id if flag else referral.flag_id
    _keep_page(act, referral, written, page)
    audit.note(act, "letter issued", referral.client_id, str(referral.id))
    if flag:
        record_action(act, flag, "refer", _decision(referral))


def _consent(act: Act, referral: Referral, written: Written, in_room: bool) -> UUID | None:
    """What the client agreed to; nothing where their life may hang on it and why is written."""
    if not referral.unasked_why.strip():
        return agreement_to_issue(act, referral, written.letter, in_room=in_room)
    if referral.contact.kind != EMERGENCY:
        raise Refusal({"unasked_why": "Only an emergency note may go without their agreement."})
    audit.note(act, "letter without consent", referral.client_id, str(referral.id))
    return None


def _keep_page(act: Act, referral: Referral, written: Written, page: bytes) -> None:
    act.session.add(LetterFile(
        practice_id=referral.practice_id, client_id=referral.client_id, referral_id=referral.id,
        pdf=page, sha256=sha256(page).hexdigest(), typeset_by=press.version(), made_at=act.now,
        exchange=document(_for_programs(act, referral, written, page)),
    ))  # fmt: skip


def _for_programs(act: Act, referral: Referral, written: Written, page: bytes) -> IssuedLetter:
    given = act.session.get(Consent, referral.consent_id) if referral.consent_id else None
    return IssuedLetter(
        words=written.letter, facts=written.facts, id=referral.id, client_id=referral.client_id,
        replaces_id=referral.replaces_id, issued_at=act.now, page=page,
        agreed=Agreed(given.id, given.wording, given.given_at) if given else None,
    )  # fmt: skip


def _decision(referral: Referral) -> str:
    why = referral.differs_why.strip()
    return f"letter to {referral.contact.name}" + (f". Why not as proposed: {why}" if why else "")


def replace_letter(act: Act, old: Referral, why: str) -> Referral:
    """Begin a letter anew that was issued, also one that was withdrawn since, with its words; the
    first one stays as it is."""
    if old.issued_at is None:
        raise Refusal("Only a letter that was issued can be written again.")
    if not why.strip():
        raise Refusal({"why": "Write why it is written again: both letters say so."})
    episode = hold_episode(act.session, old.episode_id)
    if act.session.scalar(_draft_about(episode)):
        raise Refusal({"why": "A draft about them is open: issue it or drop it first."})
    contact = act.session.get_one(Contact, old.contact_id)
    anew = draft_referral(act, episode, contact, old.message)
    anew.question, anew.course_note = old.question, old.course_note
    anew.replaces_id, anew.replaces_why = old.id, why.strip()
    anew.flag_id = anew.flag_id or old.flag_id
    act.session.flush()
    return anew


def withdraw_referral(act: Act, referral: Referral, why: str = "") -> None:
    """Take a referral back; an issued letter stays on record, marked withdrawn with why, and the
    flag that it answered for holds nothing back any more. Whoever opened it by a link is mailed
    that it was taken back. Raises Refusal at `withdrawn_why`."""
    why = " ".join(why.split())
    if referral.issued_at is not None and not why:
        raise Refusal({"withdrawn_why": WHY_WITHDRAWN})
    referral.status, referral.withdrawn_at = "withdrawn", act.now
    referral.withdrawn_why, referral.withdrawn_by = why, act.actor.person_id
    audit.note(act, "referral withdrawn", referral.client_id, str(referral.id))
    _tell_who_opened(act, referral)
    flag = act.session.get(Flag, referral.flag_id) if referral.flag_id else None
    if flag is not None and flag.holds_until is not None and referral.issued_at is not None:
        practice = act.session.get_one(Practice, referral.practice_id)
        flag.holds_until = min(flag.holds_until, local_day(act.now, practice.zone))
        annotate(act, flag, f"The letter was withdrawn: {as_sentence(why)}")


def _tell_who_opened(act: Act, referral: Referral) -> None:
    """Each of them once; a paper is called back by whoever withdraws the letter."""
    if referral.issued_at is None:
        return
    practice = act.session.get_one(Practice, referral.practice_id)
    contact = act.session.get_one(Contact, referral.contact_id)
    issued = local_day(referral.issued_at, practice.zone)
    for address, at in opened_by(act.session, referral).items():
        opened = local_day(at, practice.zone)
        email = taken_back_email(contact, practice, address, issued, opened)
        key = f"{TAKEN_BACK}:{referral.id}:{address}"
        queue(act.session, replace(email, key=key, client_id=referral.client_id), act.now)
