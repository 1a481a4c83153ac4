"""The lines of the matrix about signing in: at the door, and what is everybody's own."""

from uuid import UUID

from sqlalchemy import select

from homecare.accounts.models import Membership
from tests.architecture import world as w
from tests.architecture.lines import PUBLIC, SIGNED_IN, Line
from tests.architecture.world import World

ACCOUNTS = {
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC(token=lambda world: "nothing"),
    "security.change_password": SIGNED_IN,
    "accounts.front": PUBLIC,
    "accounts.invitation": PUBLIC(token=lambda world: world.invitation),
    # Everybody's places are their own: the place of somebody disabled is nobody's.
    "accounts.choose_place": Line(
        frozenset(), w.EVERYBODY - w.STRANGERS, {"place_id": lambda world: world.disabled_place}
    ),
    "accounts.whose": SIGNED_IN,
    "accounts.sign_out_everywhere": SIGNED_IN,
    # Whoever is half-way in; everybody else is led to signing in, or to their own front page.
    "factors.step": PUBLIC,
    "factors.mail_code": PUBLIC,
    "factors.by_passkey": PUBLIC,  # what answers nothing leads back to signing in
    "factors.again": SIGNED_IN,
    "factors.mine": SIGNED_IN,
    "factors.app": SIGNED_IN,
    "factors.passkey": SIGNED_IN,
    "factors.new_recovery_codes": SIGNED_IN,
    "factors.remove_app": SIGNED_IN,
    # Everybody's passkeys are their own.
    "factors.remove_passkey": Line(
        frozenset(), w.EVERYBODY - w.STRANGERS, {"passkey_id": lambda world: world.client.id}
    ),
    # Where somebody works; a client's address is their record's.
    "accounts.new_address": Line(
        w.STAFF | {w.OUTSIDER}, hidden_from=w.EVERYBODY - w.STAFF - w.STRANGERS - {w.OUTSIDER}
    ),
    "accounts.keep_address": Line(
        w.STAFF | {w.OUTSIDER}, hidden_from=w.EVERYBODY - w.STAFF - w.STRANGERS - {w.OUTSIDER}
    ),
    "factors.end_device": SIGNED_IN(sign_in_id=lambda world: world.client.id),
}


def therapists_place(world: World) -> UUID:
    """The place of the client's therapist."""
    theirs = select(Membership.id).where(Membership.person_id == world.therapist.person_id)
    return world.session.scalars(theirs).one()
