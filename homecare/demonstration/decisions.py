"""What the invented therapists decide: on reviews that go well, and on every flag of a few."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.demonstration.courses import Course
from homecare.flags.decisions import What, dismiss, record_action
from homecare.flags.models import Flag
from homecare.language import local_day
from homecare.referrals.answers.models import BACK, TELEPHONE, LetterAnswer
from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import GateShutError, draft_referral, issue_referral
from homecare.referrals.proposals import differs
from homecare.referrals.writing import write_referral

AFTER = timedelta(days=2)
ANSWER = "Nothing grave; carry on, and write in six weeks."


def open_flags(session: Session) -> dict[UUID, Flag]:
    """The flag that is open in each episode."""
    flags = session.scalars(select(Flag).where(Flag.closed_at.is_(None)))
    return {flag.episode_id: flag for flag in flags}


def decide(act: Act, episode: Episode, lived: Course, flag: Flag) -> None:
    """Decide on the flag, two days after it was raised; on most clients' flags nobody has yet.

    The therapist carries on with everybody whose three-visit review shows they are on the way.
    """
    if flag.closed_at is not None or act.now - flag.raised_at <= AFTER:
        return
    if flag.kind == "review" and flag.proposes == "carry_on" and not lived.review_waits:
        dismiss(act, flag, "On the way: carry on as we are.")
    elif lived.decided:
        DECISIONS[flag.kind](act, episode, flag)


Decision = Callable[[Act, Episode, Flag], None]


def _did(what: What, words: str) -> Decision:
    return lambda act, _episode, flag: record_action(act, flag, what, words)


def _write_to(kind: str) -> Decision:
    """A letter, or where one was written, what its receiver has answered."""

    def write(act: Act, episode: Episode, flag: Flag) -> None:
        contact = act.session.scalars(
            select(Contact).where(Contact.practice_id == episode.practice_id, Contact.kind == kind)
        ).first()
        if contact is None:
            record_action(act, flag, "visit", "To find somebody to write to.")
            return
        if letter := _letter_without_answer(act, episode):
            record_answer(act, letter, _answer_of(act, episode, letter.contact))
            if flag.closed_at is None:
                record_action(act, flag, "answered", ANSWER)
            return
        try:
            _issue(act, episode, flag, contact)
        except GateShutError:
            record_action(act, flag, "visit", "To ask the questions again first.")

    return write


def _letter_without_answer(act: Act, episode: Episode) -> Referral | None:
    answered = exists().where(LetterAnswer.referral_id == Referral.id, LetterAnswer.stands())
    issued = select(Referral).where(
        Referral.episode_id == episode.id, Referral.issued_at.is_not(None), ~answered
    )
    return act.session.scalars(issued).first()


def _answer_of(act: Act, episode: Episode, contact: Contact) -> Said:
    seen = local_day(act.now, episode.zone) - AFTER
    return Said(next=BACK, how=TELEPHONE, said_by=contact.name, seen_on=seen, words=ANSWER)


def _issue(act: Act, episode: Episode, flag: Flag, contact: Contact) -> None:
    letter = draft_referral(act, episode, contact, "Could you see this client?", flag)
    letter.differs_why = "Agreed with them." if differs(flag.proposes, contact.kind) else ""
    issue_referral(act, letter, write_referral(act, episode, letter))


DECISIONS: dict[str, Decision] = {
    "gp": _write_to("gp"),
    "worsening": _did("call", "Spoken to: a long drive; shorter walks for a week."),
    "stalled": _write_to("chiropractor"),
    "quiet": _did("call", "Away from the phone, writes again."),
    "review": _did("visit", "Another visit booked."),
    "not_following": _did("change_programme", "Fewer exercises, twice a day."),
}
