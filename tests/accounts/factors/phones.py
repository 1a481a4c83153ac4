"""A phone that makes passkeys and signs with them, as honest or not as a test likes."""

import hashlib
import html
import json
import os
import re
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.make.people import csrf_token, token_on

HERE = "https://homecare.example"
FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV


class Phone:
    """Its one passkey, and what it answers to questions."""

    def __init__(self, origin: str = HERE, host: str = "homecare.example") -> None:
        self.origin, self.rp = origin, hashlib.sha256(host.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.counter, self.flags = os.urandom(32), 0, VERIFIED

    def make(self, question: dict[str, Any]) -> str:
        """The answer to a page that asks for a new passkey."""
        cose = ES256.from_cryptography_key(self.key.public_key())
        data = AttestedCredentialData.create(bytes(16), self.id, cose)
        held = AuthenticatorData.create(self.rp, self.flags | FLAG.AT, self.counter, data)
        attested = AttestationObject.create("none", held, {})
        said = self._said("webauthn.create", question)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, question: dict[str, Any]) -> str:
        """The answer to a page that asks for a passkey there is."""
        self.counter += 1
        said = self._said("webauthn.get", question)
        held = AuthenticatorData.create(self.rp, self.flags, self.counter)
        signature = self.key.sign(held + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=held, signature=signature)

    def _said(self, kind: str, question: dict[str, Any]) -> CollectedClientData:
        asked = websafe_decode(question["challenge"])
        return CollectedClientData.create(kind, asked, self.origin)

    def _answer(self, **parts: bytes) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()}
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def question_on(page: str) -> dict[str, Any]:
    """What a page asks of the browser."""
    found = re.search(r'data-question="([^"]+)"', page)
    assert found is not None, "this page asks for no passkey"
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))
    return asked


def add_passkey(browser: FlaskClient, phone: Phone, name: str = "My phone") -> TestResponse:
    """Set up a passkey on the page for it."""
    page = browser.get("/me/signing-in/passkey").text
    form = {"name": name, "answer": phone.make(question_on(page)), "csrf_token": token_on(page)}
    return browser.post("/me/signing-in/passkey", data=form)


def sign_in_by(
    browser: FlaskClient, phone: Phone, page: str = "/sign-in", **how: Any
) -> TestResponse:
    """Sign in by a passkey: alone from the sign-in page, or as the second step."""
    answer = phone.sign(question_on(browser.get(page).text))
    to = "/sign-in/passkey" if page == "/sign-in" else page
    return browser.post(to, data={"answer": answer, "csrf_token": csrf_token(browser)})
