"""Showing a factor: what is asked of a browser, and whether what came back is right."""

from typing import Any

from flask import current_app, g, session
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.emails import wrong_codes_email
from homecare.accounts.factors import codes, operations, passkeys
from homecare.accounts.factors.blueprint import blueprint
from homecare.accounts.factors.passkeys import NoPasskeyError
from homecare.accounts.factors.queries import Factors
from homecare.accounts.models import Passkey, Person
from homecare.accounts.sign_in.guessing import give_try_back, take_code_try
from homecare.accounts.sign_in.tries import FREE_TRIES
from homecare.database import transaction
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.mail import outbox

ASKED = "passkey"  # what the session keeps of a question to a browser
WRONG = (
    "This code is not right, or it was used before. Wait for the next one that your app shows, "
    "or use a recovery code."
)
NO_PASSKEY = str(NoPasskeyError("never said"))
NO_CODE = "Write the code."


def public_url() -> str:
    """The address that passkeys are for."""
    return str(current_app.config["SETTINGS"].public_url)


def can_have_passkeys() -> bool:
    """Whether browsers make passkeys for this server."""
    return passkeys.can_have(public_url())


@blueprint.app_template_global("passkey_question")
def question(factors: Factors | None = None) -> str:
    """What the page's script asks the browser for: one of these passkeys, or any."""
    if not can_have_passkeys() or (factors is not None and not factors.passkeys):
        return ""
    asked = session[ASKED] = passkeys.new_challenge(clock.machine_time())
    return passkeys.to_use(asked, public_url(), factors.passkeys if factors else ())


def question_for_new(person: Person, factors: Factors) -> str:
    """What the page's script asks the browser for a new passkey."""
    asked = session[ASKED] = passkeys.new_challenge(clock.machine_time())
    return passkeys.to_make(asked, public_url(), person, factors.passkeys)


def asked_before() -> dict[str, str] | None:
    """What was asked; once, whatever comes of it."""
    asked: dict[str, str] | None = session.pop(ASKED, None)
    return asked


def shown_by_passkey(inside: Session, answer: str, person: Person | None = None) -> Passkey | None:
    """The passkey that gave this answer, where it is right, and of that person if one is named."""
    asked, now = asked_before(), clock.machine_time()
    try:
        passkey = operations.hold_passkey(inside, passkeys.named(answer))
        if passkey is None or (person is not None and passkey.person_id != person.id):
            return None
        passkey.counter = passkeys.check(passkey, answer, asked, public_url(), now)
    except NoPasskeyError:
        return None
    passkey.used_at = now
    return passkey


def wait_before_code(person: Person, typed: str) -> str | None:
    """Why a code is not looked at now, or None; the try counts before it is made.

    Asked outside of a transaction: the try is stored by one of its own.
    """
    return take_code_try(person) if codes.without_gaps(typed) else NO_CODE


def kind_of_code(inside: Session, person: Person, typed: str) -> str | None:
    """What a code was: "app", one's own or one given out; None where it is not right."""
    typed, now = codes.without_gaps(typed), clock.machine_time()
    if not codes.is_of_app(typed):
        return operations.take_recovery_code(inside, person, typed, now)
    secrets = secrets_of(current_app.config)
    return "app" if operations.take_app_code(inside, person, typed, secrets, now) else None


def after_code(person: Person, kind: str | None) -> str | None:
    """What to say of a wrong code; a right one gives its try back."""
    if kind is not None:
        give_try_back()
        return None
    _tell_of_wrong_codes(person)
    return WRONG


def _tell_of_wrong_codes(person: Person) -> None:
    """Once for each row of wrong codes: whoever gives them knows the password."""
    if g.wrong_codes != FREE_TRIES:
        return
    link = public_url() + "/forgotten-password"
    with Session(db.engine) as own, transaction(own):
        outbox.queue(own, wrong_codes_email(person, link), clock.now())


def columns_of_new(answer: str) -> dict[str, Any]:
    """The columns of a passkey that a browser made just now. Raises NoPasskeyError."""
    return passkeys.made(answer, asked_before(), public_url(), clock.machine_time())
