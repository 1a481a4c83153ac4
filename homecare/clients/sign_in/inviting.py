"""Inviting a client by mail or by a code on a screen: both work until one of them is used."""

from sqlalchemy import select

from homecare.accounts import audit
from homecare.accounts.emails import INVITATION
from homecare.accounts.invitations import AT_ONCE, LASTS, invite, mail_invitation, send_invitation
from homecare.accounts.models import Invitation
from homecare.accounts.operations import hold_practice
from homecare.accounts.queries import login_of
from homecare.accounts.sign_in.tokens import hash_of, new_token
from homecare.acting import CLIENT, Act
from homecare.clients.models import Client
from homecare.mail.queries import newest_since
from homecare.refusals import Refusal


def show_code(act: Act, client: Client) -> str:
    """The token of a code to scan. A link that was mailed to the record's address works on beside
    it; a code that was shown before ends. Raises Refusal where the client signs in already."""
    open_one = _open_one(act, client)
    if open_one is None or open_one.mailed_token_hash is None:
        return _anew(act, client)
    token = new_token()
    open_one.token_hash = hash_of(token)
    _renew(act, open_one)
    return token


def mail_link(act: Act, client: Client) -> None:
    """Mail a link to the record's address. A code that was shown works on beside it; a link that
    was mailed before ends. Pressed twice within a minute, one mail is written. Raises as
    `show_code`."""
    open_one = _open_one(act, client)
    if open_one is not None and open_one.mailed_token_hash is None:
        _renew(act, open_one)
        mail_invitation(act.session, act.now, open_one, act.public_url)
    elif open_one is None or not _was_just_mailed(act, client):
        send_invitation(act.session, act.now, _anew(act, client), act.public_url)


def _open_one(act: Act, client: Client) -> Invitation | None:
    """The client's invitation that can be used, where it names the address of their record; the
    practice is held, so that two presses don't both find none."""
    hold_practice(act.session, client.practice_id)
    if login_of(act.session, client.practice_id, client.id):
        raise Refusal("This client has a sign-in already.")
    address = client.email
    newest = select(Invitation).where(
        Invitation.practice_id == client.practice_id,
        Invitation.client_id == client.id,
        Invitation.email.is_(None) if address is None else Invitation.email == address.lower(),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > act.now,
    )
    return act.session.scalar(newest.order_by(Invitation.id.desc()).limit(1))


def _anew(act: Act, client: Client) -> str:
    return invite(act, role=CLIENT, name=client.name, email=client.email, client_id=client.id)


def _renew(act: Act, open_one: Invitation) -> None:
    """Given once more, it works for as long as a new one would."""
    open_one.expires_at = act.now + LASTS
    audit.note(act, f"invite.{CLIENT}", open_one.client_id)
    act.session.flush()


def _was_just_mailed(act: Act, client: Client) -> bool:
    about = client.practice_id, client.id
    mail = newest_since(act.session, about, INVITATION, act.now - AT_ONCE)
    return mail is not None and mail.status in ("queued", "sending", "sent")
