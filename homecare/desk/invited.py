"""A client's way in: their sign-in, and how an invitation reached them, or why it did not."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.emails import INVITATION
from homecare.accounts.models import Invitation, Membership
from homecare.accounts.queries import name_in, state_of
from homecare.clients.addresses import to_sign_in_anew
from homecare.clients.models import Episode
from homecare.clients.queries import newest_invitation
from homecare.desk.words import moment_words
from homecare.diary.not_theirs.queries import through_ended_sign_ins
from homecare.mail.queries import newest_since
from homecare.together import Asked, rows

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


def way_in(scope: Scope, episode: Episode, now: datetime) -> dict[str, Any]:
    """The client's sign-in, and what became of their invitation."""
    session, invitation = scope.session, newest_invitation(scope, episode.client_id)
    called = _sign_ins_of(session, episode.practice_id, episode.client_id)
    ended = [one for one in called if one.disabled_at is not None]
    login = next((one for one in called if one not in ended), None)
    return {
        "login": login,
        "login_called": called[login] if login else "",
        "through_others": through_ended_sign_ins(session, episode.client) if ended else (),
        "signs_in_anew": to_sign_in_anew(session, episode.client, login) is not None,
        "invitation": invitation,
        "invitation_state": (state := state_of(invitation, now) if invitation else "none"),
        "invited": how_invited(session, invitation) if invitation and state == "open" else "",
        "sign_in_ended": ended[0].disabled_at if ended and invitation and not login else None,
    }


def _sign_ins_of(session: Session, practice_id: UUID, client_id: UUID) -> dict[Membership, str]:
    """Every sign-in to this client's record there ever was, with its person and what the practice
    calls them; of those that were taken back the last first, and the one that holds anywhere."""
    return dict(rows(session, sign_ins_asked(practice_id, client_id))[0])


def sign_ins_asked(practice_id: UUID, client_id: UUID) -> Asked:
    """The question of who signs in to a record, and ever did."""
    these = {"practice": practice_id, "client": client_id}
    return Asked(_ever(), these, (Membership.person,))


@cache
def _ever() -> Select[Membership, str]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(Membership, name_in(Membership.practice_id))
        .join(Membership.person)
        .where(Membership.practice_id == bindparam("practice"))
        .where(Membership.client_id == bindparam("client"))
        .order_by(Membership.disabled_at.desc())
    )
