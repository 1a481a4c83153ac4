"""Letters beside flags: why one stands on the list, and whether it has to wait for a doctor."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.acting import Act
from homecare.assessment.by_hand import for_a_doctor_first, missing_for_treatment_by_hand
from homecare.clients.models import Episode
from homecare.desk.flags.words import (
    ASKED_OTHERWISE,
    DOCTOR_FIRST,
    GP_PROPOSED,
    HAS_TO_WAIT,
    READS_OTHERWISE,
    WAITS_AS,
    WHY_AGREEMENT,
    WHY_LETTER,
)
from homecare.flags.queries import live_flag
from homecare.referrals.agreement.models import AGREED
from homecare.referrals.agreement.queries import (
    NOT_ANSWERED,
    AgreementToLookAt,
    agreements_to_look_at,
    newest_agreement,
    standing_agreement,
)
from homecare.referrals.answers.queries import UNANSWERED, LetterToLookAt
from homecare.referrals.answers.words import unanswered_for
from homecare.referrals.models import Referral
from homecare.referrals.writing import still_reads_as_asked, write_referral


def agreements(
    scope: Scope, now: datetime, zone: str, *, mine: bool
) -> list[tuple[AgreementToLookAt, str]]:
    """The letters on a therapist's list for their client's sake, each with the reason."""
    act = scope.act(now)
    found = agreements_to_look_at(scope, now, zone, mine=mine)
    return [(one, why) for one in found if (why := why_agreement(act, one))]


def why_letter(one: LetterToLookAt, today: date) -> str:
    """Why a letter is on the list for its receiver's sake; of one unanswered, for how long."""
    if one.why == UNANSWERED:
        return f"has not answered for {unanswered_for(one.since, today)}"
    return WHY_LETTER[one.why]


def why_agreement(act: Act, one: AgreementToLookAt) -> str:
    """Why a letter is on the list for its client's sake; none says to issue what has to wait, or
    what reads otherwise than what its client agreed to. Empty where it need not be looked at yet.
    """
    if one.why == NOT_ANSWERED and not _reads_as_shown(act, one.referral):
        return ASKED_OTHERWISE
    if not one.is_due:
        return ""
    if one.why != AGREED:
        return WHY_AGREEMENT[one.why]
    if waits := why_waits(act.session, act.now, one.referral):
        return HAS_TO_WAIT if waits == DOCTOR_FIRST else f"{WAITS_AS}: {waits.rstrip('.')}"
    if one.referral.contact.treats_by_hand and _is_for_the_gp(act.session, one.referral):
        return GP_PROPOSED
    return WHY_AGREEMENT[AGREED] if _still_reads_so(act, one.referral) else READS_OTHERWISE


def _is_for_the_gp(session: Session, letter: Referral) -> bool:
    """Whether the flag that stands now proposes the GP and nobody else."""
    flag = live_flag(session, letter.episode_id)
    return flag is not None and flag.proposes == "gp"


def _reads_as_shown(act: Act, letter: Referral) -> bool:
    """Whether a draft is still what its client is asked about."""
    asked = newest_agreement(act.session, letter)
    return asked is None or still_reads_as_asked(act, letter, asked)


def _still_reads_so(act: Act, letter: Referral) -> bool:
    """Whether a draft is still what its client agreed to."""
    episode = act.session.get_one(Episode, letter.episode_id)
    written = write_referral(act, episode, letter)
    return standing_agreement(act.session, letter, written.letter) is not None


def why_waits(session: Session, now: datetime, letter: Referral) -> str:
    """Why a letter to treatment by hand can't be issued now, in the gate's own words, or that a
    doctor has to look at the client first; empty where nothing keeps it."""
    if not letter.contact.treats_by_hand:
        return ""
    if for_a_doctor_first(session, letter.client_id, now):
        return DOCTOR_FIRST
    episode = session.get_one(Episode, letter.episode_id)
    missing = missing_for_treatment_by_hand(session, episode, now)
    return " ".join(reason.text for reason in missing)
