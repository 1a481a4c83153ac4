"""A client's browser: reads pages as text and sends the forms that are really on them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from tests.make.people import signed_in

DONE, KEPT = re.compile("Done.*Bridge"), re.compile("^Kept.*About sitting")
OpenPhone = Callable[..., Page]


@dataclass
class Form:
    """A form as it stands on a page: where it goes, its hidden fields, its buttons."""

    action: str
    fields: dict[str, str]
    markup: str


@dataclass
class Visitor:
    """Somebody signed in, and the last answer they got."""

    browser: FlaskClient

    @classmethod
    def of(cls, app: Flask, email: str) -> "Visitor":
        """Whoever signs in with this address."""
        return cls(signed_in(app, email))

    def read(self, page: str = "/today") -> str:
        """The words of a page."""
        answer = self.browser.get(page)
        assert answer.status_code == 200, (answer.status, answer.location)
        return words(answer.text)

    def forms(self, page: str, action: str) -> list[Form]:
        """The forms of a page whose address ends with `action`."""
        found = []
        for attributes, inside in re.findall(
            r"<form([^>]*)>(.*?)</form>", self.browser.get(page).text, re.S
        ):
            to = re.search(r'action="([^"]*)"', attributes)
            address = unescape(to[1]) if to else page
            if address.endswith(action):
                found.append(Form(address, dict(hidden(inside)), inside))
        return found

    def send(
        self, page: str, action: str, fields: dict[str, Any], containing: str = ""
    ) -> TestResponse:
        """Fill in the form of a page that goes to `action` and contains a text, and send it."""
        form = next(f for f in self.forms(page, action) if containing in f.markup)
        return self.post(form, fields)

    def post(self, form: Form, fields: dict[str, Any]) -> TestResponse:
        """Send a form; the same one may be sent again."""
        return self.browser.post(form.action, data={**form.fields, **fields})

    def report(self, kind: str, page: str = "/today", **fields: Any) -> TestResponse:
        """Report something of `kind` with the form that stands on the page."""
        answer = self.send(page, f"/{kind}", fields, fields.get("line", ""))
        assert answer.status_code == 302, words(answer.text)
        return answer


def words(markup: str) -> str:
    """The text of a page, spaces made one."""
    plain = re.sub(r"<(style|svg|script).*?</\1>", " ", markup, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def hidden(markup: str) -> list[tuple[str, str]]:
    """The hidden fields of a form, by name."""
    found = []
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', markup):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found.append((name[1] if name else "", unescape(value[1]) if value else ""))
    return found
