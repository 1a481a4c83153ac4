"""A client in care, their browser, and a Monday morning that stands still."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.make.diary import Care
from tests.make.sync import Phone
from tests.phone.conftest import keep_signed_in
from tests.today.visiting import OpenPhone, Visitor


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    """That client, signed in."""
    return Visitor.of(app, "client@homecare.example")


@pytest.fixture
def phone(app: Flask, care: Care) -> Phone:
    """That client's phone, which sends its outbox."""
    return Phone.of(app, care.client.id)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app answers, in a thread of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_today(
    in_care: Care, address: str, new_context: Callable[..., BrowserContext]
) -> OpenPhone:
    """Opens Today, or another page, on a phone where the client is signed in.

    Today is waited for until its scripts are ready.
    """

    def open_one(at: str = "/today", **more: Any) -> Page:
        context = new_context(
            base_url=address, viewport={"width": 390, "height": 844}, locale="en-GB", **more
        )
        keep_signed_in(context)
        page = context.new_page()
        page.goto(at)
        expect(page).to_have_url(f"{address}{at}")
        if at == "/today" and more.get("java_script_enabled", True):
            expect(page.locator("html[data-phone=ready]")).to_have_count(1)
        return page

    return open_one
