"""One budget of guesses for every page that looks at a password, and devices that are known."""

import hashlib
import hmac
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from flask_security import password_reset, user_authenticated
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.models import Person
from homecare.accounts.queries import person_of
from homecare.accounts.sign_in import tries
from homecare.accounts.sign_in.hashing import Seated, is_crowded, say_later
from homecare.accounts.sign_in.passwords import IS_PUBLISHED, LONGEST, TOO_LONG, is_published
from homecare.accounts.trail.at_the_door import note_failed
from homecare.database import transaction
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.language import count

A_LONG_TIME = 400 * 24 * 3600  # as long as browsers keep a cookie
MOST_PEOPLE = 6  # that one device is kept as known for
SHUT = (
    f"{IS_PUBLISHED} It lets nobody in here. Ask for a link that sets another one, by “I have "
    "forgotten my password” on the sign-in page."
)


def follow(app: Flask) -> None:
    """Know devices again, and say with a status how long to wait."""
    user_authenticated.connect(_know_device, app)
    password_reset.connect(_know_device_by_mail, app)
    app.after_request(_answer)
    # The first is asked last: the limiter writes a Retry-After of its own on every answer.
    app.after_request_funcs.setdefault(None, []).insert(0, say_later)


def network() -> str:
    """Where a request comes from: an address, or the /64 that one customer of IPv6 has."""
    try:
        address: IPv4Address | IPv6Address = ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return address.packed[:8].hex()
    return str(address)


def take_try(email: str) -> str | None:
    """What to tell somebody who has to wait before their password is looked at, or None."""
    g.tried = tries.door(_secret(), email, network(), _device_of(email))
    with Session(db.engine) as own, transaction(own):
        seconds = tries.take(own, clock.machine_time(), g.tried)
    if not seconds:
        return None
    g.wait = seconds
    return (
        f"There were too many wrong tries. Wait {count(seconds, 'second')}, "
        "then write your password again."
    )


def take_asking(email: str) -> str | None:
    """What to tell somebody who has to wait before another link is mailed, or None.

    Each asking counts, whether somebody has that address or not, and none is given back: a
    network that asks for many addresses waits as one that tries many passwords does.
    """
    at = tries.door(_secret(), email, network(), _device_of(email), of="link ")
    with Session(db.engine) as own, transaction(own):
        seconds = tries.take(own, clock.machine_time(), at)
    if not seconds:
        return None
    g.wait = seconds
    return (
        f"A link was asked for many times. Wait {count(seconds, 'second')}, then ask again. "
        "Look in your mailbox meanwhile: a link may be there already."
    )


def take_code_try(person: Person) -> str | None:
    """What to tell somebody who has to wait before a code is looked at, or None.

    Only who has the password comes here, so unknown devices share one wait for the account,
    wherever they try from; a device that has signed in before waits for its own tries.
    """
    whose = str(person.id)
    g.tried = tries.door(_secret(), whose, whose, _device_of(person.email), of="code ")
    with Session(db.engine) as own, transaction(own):
        seconds = tries.take(own, clock.machine_time(), g.tried)
        g.wrong_codes = tries.failed_at(own, g.tried)
    if not seconds:
        return None
    g.wait = seconds
    return f"There were too many wrong codes. Wait {count(seconds, 'second')}, then try again."


def give_try_back() -> None:
    """The password was right, or none was compared."""
    with Session(db.engine) as own, transaction(own):
        tries.give_back(own, clock.machine_time(), g.tried)


class Guarded(Seated):
    """Goes before a form that compares a password: tries count, and too many have to wait."""

    TAKES_PUBLISHED = False  # where a stranger who has read it would be let in by it

    def validate(self, **how: Any) -> bool:
        """As the form does, after waiting where that is due."""
        form: Any = self
        email = form.email.data if "email" in form else current_user.email
        if is_crowded():  # nothing is compared, so nothing counts
            return bool(super().validate(**how))
        if not email or not form.password.data:
            return bool(super().validate(**how))
        if len(form.password.data) > LONGEST:  # nobody has one, and no hash is made of it
            form.password.errors = [TOO_LONG]
            return False
        if self._is_shut(form.password.data):
            form.form_errors.append(SHUT)
            return False
        if wait := take_try(email):
            form.form_errors.append(wait)
            return False
        valid = bool(super().validate(**how))
        if valid or not self.was_wrong():
            give_try_back()
        else:
            note_failed(email)
        return valid

    def _is_shut(self, password: str) -> bool:
        """Whether this is what a demonstration shows to everybody, and this is none."""
        shown = is_published(password) and not current_app.config["DEMONSTRATION"]
        return shown and not self.TAKES_PUBLISHED

    def was_wrong(self) -> bool:
        """Whether a form that is not valid is so because of the password that was compared."""
        form: Any = self
        return not getattr(form, "user_authenticated", False)


def _answer(response: Response) -> Response:
    if seconds := g.pop("wait", None):
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
    if person := g.pop("device_knows", None):
        settings = current_app.config["SETTINGS"]
        response.set_cookie(
            _cookie_name(),
            _write_cookie(person),
            max_age=A_LONG_TIME,
            secure=settings.secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def _know_device(_app: Flask, user: Person, **_how: Any) -> None:
    """A device is known once somebody is in; by a password alone they may be half-way."""
    if g.get("waiting") is None:
        g.device_knows = user


def _know_device_by_mail(_app: Flask, user: Person, **_how: Any) -> None:
    g.device_knows = user


def _device_of(email: str) -> str | None:
    """The number of this device, where it has signed in to that account before and the password
    was not changed since."""
    person = person_of(db.session(), email)
    known = _read_cookie()
    if person is None:
        return None
    marks = {_mark_of(person, secret) for secret in secrets_of(current_app.config)}
    return known["device"] if marks & set(known["people"]) else None


def _mark_of(person: Person, secret: str) -> str:
    """Changes with the password, and when somebody signs out everywhere."""
    stands_for = f"{person.id.hex} {person.fs_uniquifier}".encode()
    return hmac.digest(secret.encode(), stands_for, hashlib.sha256).hex()[:32]


def _write_cookie(person: Person) -> str:
    known = _read_cookie()
    mark = _mark_of(person, _secret())
    others = [other for other in known["people"] if other != mark]
    known["people"] = [mark, *others][:MOST_PEOPLE]
    return str(_signer().dumps(known))


def _read_cookie() -> dict[str, Any]:
    try:
        known = _signer().loads(request.cookies.get(_cookie_name(), ""))
        return {"device": str(known["device"]), "people": list(known["people"])}
    except (BadSignature, LookupError, TypeError):
        return {"device": secrets.token_urlsafe(16), "people": []}


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secrets_of(current_app.config)[::-1], salt="known device")


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
