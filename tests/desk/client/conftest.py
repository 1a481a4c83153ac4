"""The record's page in a real browser."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.desk.browsing import THERAPIST
from tests.make.diary import Care
from tests.phone.conftest import keep_signed_in

Open = Callable[..., Page]


@pytest.fixture
def open_page(app: Flask, care: Care, new_context: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens a page in the browser of somebody who signed in."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    home = f"http://127.0.0.1:{server.server_port}"

    def open_one(at: str, email: str = THERAPIST) -> Page:
        context = new_context(base_url=home, locale="en-GB")
        keep_signed_in(context, email)
        page = context.new_page()
        page.goto(at)
        expect(page).to_have_url(f"{home}{at}")
        return page

    yield open_one
    server.shutdown()
    thread.join()
    server.server_close()
