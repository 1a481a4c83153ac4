"""Letters beside flags: why one stands on the list, and whether it has to wait for a doctor."""

from datetime import datetime

from sqlalchemy.orm import Session

from homecare.assessment.by_hand import for_a_doctor_first
from homecare.desk.flags.words import HAS_TO_WAIT, WHY_AGREEMENT
from homecare.referrals.agreement.models import AGREED
from homecare.referrals.agreement.queries import AgreementToLookAt
from homecare.referrals.models import Referral


def why_agreement(session: Session, now: datetime, one: AgreementToLookAt) -> str:
    """Why a letter is on the list for its client's sake; none says to issue what has to wait."""
    if one.why == AGREED and has_to_wait(session, now, one.referral):
        return HAS_TO_WAIT
    return WHY_AGREEMENT[one.why]


def has_to_wait(session: Session, now: datetime, letter: Referral) -> bool:
    """Whether a letter to treatment by hand waits until a doctor has looked at the client."""
    by_hand = letter.contact.treats_by_hand
    return by_hand and bool(for_a_doctor_first(session, letter.client_id, now))
