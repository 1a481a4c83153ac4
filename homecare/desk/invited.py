"""How an invitation that can be used reached the client, or why it did not."""

from sqlalchemy.orm import Session

from homecare.accounts.emails import INVITATION
from homecare.accounts.models import Invitation
from homecare.desk.words import moment_words
from homecare.mail.queries import newest_since

WAITS = "The invitation to {to}, made {at}, waits to be sent"
IN_A_FILE = "The invitation to {to}, made {at}, was written to a file, not sent to anybody"
INVITED = "Invited {at} at {to}"
HOW = {
    "queued": WAITS,
    "sending": WAITS,
    "failed": "The invitation to {to}, made {at}, did not get through: invite them again",
    "uncertain": "Invited {at} at {to}, but the mail may not have arrived",
}


def how_invited(session: Session, invitation: Invitation) -> str:
    """Invited is called who was mailed, or shown a code."""
    at, to = moment_words(invitation.made_at), invitation.email
    if invitation.mailed_token_hash is None:
        return f"Invited {at} with a code to scan{f', for {to}' if to else ''}"
    about = invitation.practice_id, invitation.client_id
    mail = newest_since(session, about, INVITATION, invitation.made_at)
    words = INVITED
    if mail is not None:
        words = IN_A_FILE if mail.to_file else HOW.get(mail.status, INVITED)
    return words.format(at=at, to=to)
