"""What the page tests share: a signed-in therapist, and forms sent as a browser would."""

import re
from html import unescape
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.make.people import csrf_token

THERAPIST = "therapist@homecare.example"
INTAKE: dict[str, Any] = {
    "name": "Ada Marsh",
    "telephone": "07700 900555",
    "email": "ada@post.example",
    "date_of_birth": "1984-04-01",
    "complaint": "Pain down the left leg",
    "side": "left",
    "onset": "2026-02-10",
    "leg": "6",
    "back": "3",
    "findings": "Numb outside of the foot",
    "medicines": "Naproxen",
    "contraindications": "none",
    "red_flags": "none",
    "background": "none",
    "consent": "y",
    "email_consent": "y",
}


def send(browser: FlaskClient, address: str, page: str = "", **data: Any) -> TestResponse:
    """Post a form with its CSRF token, taken from `page` (the address itself without one)."""
    token = csrf_token(browser, page or address)
    return browser.post(address, data={**data, "csrf_token": token})


def error_at(answer: TestResponse, field: str) -> str:
    """What stands as an error at a field; empty where nothing does."""
    found = re.search(rf'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", "", found[1], flags=re.DOTALL) if found else ""
    return unescape(words).replace("Error: ", "").strip()


def of(client_id: UUID, part: str = "") -> str:
    """The address of a client's page, or of a part below it."""
    return f"/clients/{client_id}{part}"


def look_again(session: Session) -> None:
    """Forget what the test's own session has read, so that it sees what the app stored since."""
    session.rollback()
    session.expire_all()


def search(browser: FlaskClient, address: str, page: str = "", **words: str) -> TestResponse:
    """Search as a page does: post the words, and go where that leads."""
    answer = send(browser, address, page, **words)
    assert answer.status_code == 302, answer.status
    return browser.get(answer.location)
