"""A client's phone in a real Chromium, and a server that comes and goes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.make.diary import Care, make_care
from tests.make.people import PASSWORD
from tests.phone.house import House

OpenPhone = Callable[..., Page]


@pytest.fixture
def in_care(session: Session) -> Care:
    """A client in care since this moment: the browser's clock can't be moved."""
    return make_care(session, datetime.now(UTC))


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """Where the app answers, in a thread of this process."""
    house = House(app)
    yield house
    house.stop()


@pytest.fixture
def phone(
    in_care: Care, house: House, new_context: Callable[..., BrowserContext]
) -> Iterator[OpenPhone]:
    """Opens Today on a phone of its own where the client is signed in, ready to lose the signal."""
    contexts = []

    def open_today(email: str = "client@homecare.example", **more: Any) -> Page:
        context = new_context(
            base_url=house.address,
            viewport={"width": 390, "height": 844},
            locale="en-GB",
            timezone_id="Europe/London",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/today")
        sign_in(page, email)
        return page

    yield open_today
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str = "client@homecare.example") -> None:
    """Sign in on the page that asks for it, and wait until the phone has what it needs."""
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    ready(page)


def ready(page: Page) -> None:
    """Wait until the phone can do without a connection."""
    expect(page.locator("h1")).to_have_text("Today")
    expect(page.locator("html")).to_have_attribute("data-phone", "ready")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
