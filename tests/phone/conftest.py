"""A client's phone in a real Chromium, and a server that comes and goes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.make.diary import Care
from tests.make.people import PASSWORD, token_on
from tests.phone.house import House

OpenPhone = Callable[..., Page]


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
    """Opens Today on a phone of its own where the client is signed in, ready to lose the signal;
    `first` does something to the page before it is there."""
    contexts = []

    def open_today(
        email: str = "client@homecare.example",
        first: Callable[[Page], None] = lambda page: None,
        **more: Any,
    ) -> Page:
        context = new_context(
            base_url=house.address,
            viewport={"width": 390, "height": 844},
            locale="en-GB",
            timezone_id="Europe/London",
            **more,
        )
        contexts.append(context)
        keep_signed_in(context, email)
        page = context.new_page()
        first(page)
        page.goto("/today")
        ready(page)
        return page

    yield open_today
    for context in contexts:
        context.close()


def keep_signed_in(context: BrowserContext, email: str = "client@homecare.example") -> None:
    """The cookie of somebody who signed in here earlier, by the form that the page shows."""
    token = token_on(context.request.get("/sign-in").text())
    form = {"email": email, "password": PASSWORD, "csrf_token": token}
    answer = context.request.post("/sign-in", form=form, max_redirects=0)
    assert answer.status == 302, answer.text()


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
