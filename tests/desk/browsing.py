"""What the page tests share: a signed-in therapist, and forms sent as a browser would."""

import re
from html import unescape
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.make.people import csrf_token
from tests.unchanged.forms import Form, forms_of

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


class Tab:
    """A form in one tab of a browser, with all that stood in it when its page was opened.

    `box` names one of its fields. A page that answers with the form again takes its place.
    """

    def __init__(self, browser: FlaskClient, page: str, box: str) -> None:
        self.browser, self.page, self.box = browser, page, box
        self._show(browser.get(page).text)

    def save(self, **typed: str | list[str]) -> TestResponse:
        """Send it with what is `typed`; everything else as it stands."""
        self.fields |= {
            name: [value] if isinstance(value, str) else value for name, value in typed.items()
        }
        answer = self.browser.post(self.action, data=self.fields)
        if answer.location is None:
            self._show(answer.text)
        return answer

    def _show(self, markup: str) -> None:
        forms = (one for one in forms_of(markup) if self.box in {f.name for f in one.fields})
        form = next(forms, Form("", posts=True))  # some may read a page and change nothing
        self.action, self.fields = form.action or self.page, dict[str, list[str]]()
        for name, value in form.as_it_stands():
            # What begins a long text on a page is the line feed of its markup.
            self.fields.setdefault(name, []).append(value.removeprefix("\r\n"))


def opened(browser: FlaskClient, page: str, name: str = "opened") -> str:
    """What the form on a page knows that it was opened with."""
    return Tab(browser, page, name).fields.get(name, [""])[0]


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


def two_tabs(browser: FlaskClient, page: str, box: str) -> tuple[Tab, Tab]:
    """The same form, opened twice before either is saved."""
    return Tab(browser, page, box), Tab(browser, page, box)


def stored(session: Session, model: Any, of_id: UUID, *fields: str) -> Any:
    """What a row says now: one field, or a list of several."""
    look_again(session)
    row = session.get_one(model, of_id)
    found = [getattr(row, field) for field in fields]
    return found if len(fields) > 1 else found[0]


def search(browser: FlaskClient, address: str, page: str = "", **words: str) -> TestResponse:
    """Search as a page does: post the words, and go where that leads."""
    answer = send(browser, address, page, **words)
    assert answer.status_code == 302, answer.status
    return browser.get(answer.location)
