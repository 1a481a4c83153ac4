"""A real Chromium, and homecare as it really runs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.fitness import PHONE
from tests.running import Running

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{Path(__file__).parent}/"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext]) -> Iterator[OpenPage]:
    """Opens a browser of somebody's own at an address of homecare, a phone unless told otherwise.

    Afterwards no page may have written an error to its console or asked another host.
    """
    wrong: list[str] = []

    def open_one(address: str, viewport: ViewportSize = PHONE, **more: Any) -> Page:
        context = new_context(
            base_url=address, viewport=viewport, locale="en-GB", timezone_id="Europe/London", **more
        )
        watch(context, address, wrong)
        return context.new_page()

    yield open_one
    assert wrong == []


def watch(context: BrowserContext, address: str, wrong: list[str]) -> None:
    """Write down what no page may do."""

    def on_request(url: str) -> None:
        if not url.startswith((address, "data:", "blob:", "about:")):
            wrong.append(f"asked another host: {url}")

    def on_console(kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            wrong.append(f"console: {text}")

    context.on("request", lambda request: on_request(request.url))
    context.on("console", lambda message: on_console(message.type, message.text))
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))


@pytest.fixture
def beginning(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Running]:
    """A demonstration with one owner and nobody else, whose clock a test can move."""
    house = Running(tmp_path, new_database("journey"), moved_clock=True)
    yield house
    if house.process is not None:
        house.stop()
