"""A receiver with a link: a browser of their own, and what they send."""

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.make.people import csrf_token, token_on

BORN = "1980"


def a_stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def try_year(browser: FlaskClient, page: str, year: str = BORN, **more: str) -> TestResponse:
    token = csrf_token(browser, page)
    return browser.post(page, data={"csrf_token": token, "year": year, **more})


def opened(app: Flask, page: str) -> FlaskClient:
    """A clean browser in which the letter was opened."""
    browser = a_stranger(app)
    answer = try_year(browser, page)
    assert answer.status_code == 302, answer.text
    return browser


def answer(
    browser: FlaskClient, page: str, file: tuple[bytes, str] | None = None, **said: str
) -> TestResponse:
    """Send an answer as the page's own form does."""
    data: dict[str, Any] = {
        "csrf_token": token_on(browser.get(page).text), "next": "back", "seen_on": "2026-03-02",
        "words": "Stiff L5, no deficit.", "sent_on_to": "", **said,
    }  # fmt: skip
    if file:
        data["file"] = (io.BytesIO(file[0]), file[1])
    return browser.post(f"{page}/answer", data=data, content_type="multipart/form-data")
