"""Browsers of those who write, read and answer letters."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests.phone.conftest import keep_signed_in
from tests.phone.house import House

Browser = Callable[..., Page]


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    house = House(app)
    yield house
    house.stop()


@pytest.fixture
def browser_of(house: House, new_context: Callable[..., BrowserContext]) -> Browser:
    """A browser of somebody's own; without an address, of somebody who signs in nowhere."""

    def open_one(email: str = "", **more: object) -> Page:
        context = new_context(base_url=house.address, locale="en-GB", **more)
        if email:
            keep_signed_in(context, email)
        return context.new_page()

    return open_one
