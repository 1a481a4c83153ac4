"""Letters beside flags: why one stands on the list, and whether it has to wait for a doctor."""

from datetime import datetime

from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.assessment.by_hand import for_a_doctor_first
from homecare.clients.models import Episode
from homecare.desk.flags.words import HAS_TO_WAIT, READS_OTHERWISE, WHY_AGREEMENT
from homecare.referrals.agreement.models import AGREED
from homecare.referrals.agreement.queries import AgreementToLookAt, standing_agreement
from homecare.referrals.models import Referral
from homecare.referrals.writing import write_referral


def why_agreement(act: Act, one: AgreementToLookAt) -> str:
    """Why a letter is on the list for its client's sake; none says to issue what has to wait, or
    what reads otherwise than what its client agreed to."""
    if one.why != AGREED:
        return WHY_AGREEMENT[one.why]
    if has_to_wait(act.session, act.now, one.referral):
        return HAS_TO_WAIT
    return WHY_AGREEMENT[AGREED] if _still_reads_so(act, one.referral) else READS_OTHERWISE


def _still_reads_so(act: Act, letter: Referral) -> bool:
    """Whether a draft is still what its client agreed to."""
    episode = act.session.get_one(Episode, letter.episode_id)
    written = write_referral(act, episode, letter)
    return standing_agreement(act.session, letter, written.letter) is not None


def has_to_wait(session: Session, now: datetime, letter: Referral) -> bool:
    """Whether a letter to treatment by hand waits until a doctor has looked at the client."""
    by_hand = letter.contact.treats_by_hand
    return by_hand and bool(for_a_doctor_first(session, letter.client_id, now))
