"""What a browser is asked for a passkey, and whether what it answers is true.

A challenge lies in the visitor's signed session and works once: whoever answers takes it out, and
an answer to a challenge older than the passkey's last use is refused, so that a copy of both opens
nothing. Only for the address that the server is known by, letter by letter.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from homecare.accounts.models import Passkey, Person
from homecare.refusals import Refusal

if TYPE_CHECKING:
    from fido2.server import Fido2Server

ANSWER_WITHIN = timedelta(minutes=30)
# ES256, EdDSA, RS256: what phones, keys and computers make.
ALGORITHMS = (-7, -8, -257)
LONGEST = 20_000  # characters of an answer; real ones have one or two thousand


class NoPasskeyError(Refusal):
    """An answer that is none to what was asked; why is for a test, and for nobody who guesses."""

    def __init__(self, why: str) -> None:
        super().__init__("That passkey did not work here. Try once more, or use another way.")
        self.why = why


def can_have(public_url: str) -> bool:
    """Whether browsers make passkeys for this address: they want a name, and https or localhost."""
    where = urlsplit(public_url)
    host = where.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return where.scheme == "https" or host == "localhost"
    return False


def new_challenge(now: datetime) -> dict[str, str]:
    """What the session keeps until the answer."""
    return {"challenge": secrets.token_urlsafe(32), "at": now.isoformat()}


def to_make(
    asked: dict[str, str], public_url: str, person: Person, known: Sequence[Passkey]
) -> str:
    """What a browser is asked for a new passkey, for its script."""
    return json.dumps({
        "challenge": asked["challenge"],
        "rp": {"id": _host(public_url), "name": "homecare"},
        "user": {"id": _text(person.id.bytes), "name": person.email, "displayName": person.name},
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
        "excludeCredentials": [{"type": "public-key", "id": p.credential_id} for p in known],
        "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
        "attestation": "none",
    })  # fmt: skip


def to_use(asked: dict[str, str], public_url: str, known: Sequence[Passkey] = ()) -> str:
    """What a browser is asked for a passkey that exists: one of these, or any."""
    return json.dumps({
        "challenge": asked["challenge"],
        "rpId": _host(public_url),
        "allowCredentials": [{"type": "public-key", "id": p.credential_id} for p in known],
        "userVerification": "required",
    })  # fmt: skip


def made(
    answer: str, asked: dict[str, str] | None, public_url: str, now: datetime
) -> dict[str, Any]:
    """The columns of the passkey that a browser made. Raises NoPasskeyError."""
    state = _state(asked, now)
    try:
        said = _server(public_url).register_complete(state, _read(answer))
    except Exception as error:  # whatever foreign bytes make of a reader
        raise NoPasskeyError(str(error)) from error
    key = said.credential_data
    if key is None:
        raise NoPasskeyError("no key came with it")
    name = _text(key.credential_id)
    return {"credential_id": name, "public_key": bytes(key), "counter": said.counter}


def named(answer: str) -> str:
    """The passkey that an answer names, which is yet to be checked. Raises NoPasskeyError."""
    try:
        return str(_read(answer)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoPasskeyError(str(error)) from error


def check(
    passkey: Passkey, answer: str, asked: dict[str, str] | None, public_url: str, now: datetime
) -> int:
    """The passkey's counter, where it has signed what was asked. Raises NoPasskeyError."""
    from fido2.webauthn import (  # noqa: PLC0415 (only where an answer is read)
        AttestedCredentialData,
        AuthenticationResponse,
    )

    state = _state(asked, now)
    if asked is None or datetime.fromisoformat(asked["at"]) <= passkey.used_at:
        raise NoPasskeyError("answered before")
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        known = AttestedCredentialData(passkey.public_key)
        _server(public_url).authenticate_complete(state, [known], said)
        handle, counter = said.response.user_handle, said.response.authenticator_data.counter
    except Exception as error:  # whatever foreign bytes make of a reader
        raise NoPasskeyError(str(error)) from error
    if handle and handle != passkey.person_id.bytes:
        raise NoPasskeyError("of somebody else")
    if (counter or passkey.counter) and counter <= passkey.counter:
        raise NoPasskeyError("a copy of this passkey was used")
    return int(counter)


def _state(asked: dict[str, str] | None, now: datetime) -> dict[str, str]:
    if asked is None or now - datetime.fromisoformat(asked["at"]) > ANSWER_WITHIN:
        raise NoPasskeyError("asked too long ago")
    return {"challenge": asked["challenge"], "user_verification": "required"}


def _server(public_url: str) -> "Fido2Server":
    from fido2.server import Fido2Server  # noqa: PLC0415 (only where an answer is read)
    from fido2.webauthn import (  # noqa: PLC0415 (only where an answer is read)
        AttestationConveyancePreference,
        PublicKeyCredentialRpEntity,
    )

    where = urlsplit(public_url)
    origin = f"{where.scheme}://{where.netloc}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=_host(public_url), name="homecare"),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda said: said == origin,
    )


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise NoPasskeyError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise NoPasskeyError("no answer")
    return read


def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or ""


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
