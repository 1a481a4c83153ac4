"""What a client is asked to agree to, in the words they are shown, and what they answered."""

from uuid import UUID

from homecare.accounts import audit
from homecare.accounts.models import (
    Consent,
)
from homecare.accounts.queries import valid_consent
from homecare.acting import Act

EMAIL = "email"  # the kind of consent to the weekly email
CONSENT_WORDING = {
    "health_data": (
        "I agree that the practice keeps notes about my health here: what I tell my therapist, "
        "the exercises I am given and what I report. Only the practice and I can see them. "
        "I can ask for a copy, or ask the practice to remove them."
    ),
    "referral_letter": (
        "I agree that my therapist, or a colleague in the practice, may send a letter about my "
        "symptoms and my progress to the person named in it. I can see the letter first, and I can "
        "change my mind until it is sent."
    ),
    EMAIL: (
        "I agree to get one email a week that shows how my pain and my exercises went. "
        "I can stop it at any time."
    ),
}


def record_consent(act: Act, client_id: UUID, kind: str, wording: str) -> Consent:
    """Write down that a client agreed, in the words they were shown."""
    consent = Consent(
        practice_id=act.actor.practice_id,
        client_id=client_id,
        kind=kind,
        wording=wording,
        given_at=act.now,
        recorded_by=act.actor.person_id,
    )
    act.session.add(consent)
    audit.note(act, f"consent.{kind}", client_id)
    act.session.flush()
    return consent


def withdraw_consent(act: Act, consent: Consent) -> None:
    """Write down that a client no longer agrees."""
    consent.withdrawn_at = act.now
    audit.note(act, f"consent.{consent.kind}.withdraw", consent.client_id)
    act.session.flush()


def agree(act: Act, client_id: UUID, kind: str, agrees: bool) -> None:
    """Write down that a client agrees, or no longer does; what is known already stays as it is."""
    held = valid_consent(act.session, act.actor.practice_id, client_id, kind)
    if agrees and held is None:
        record_consent(act, client_id, kind, CONSENT_WORDING[kind])
    elif held is not None and not agrees:
        withdraw_consent(act, held)
