"""What stood on a browser's pages when a test failed: the only witness of a rare fault."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

MOST = 3_000  # characters of a page; what is asked for stands near its beginning


def tell(item: pytest.Item, report: pytest.TestReport) -> None:
    """Add to the report of a test that failed every open page: its address and its words."""
    browser: Any = getattr(item, "funcargs", {}).get("browser")
    if not report.failed or not isinstance(browser, Browser):
        return
    pages = [page for context in browser.contexts for page in context.pages]
    report.sections += [("page that was open", said_on(page)) for page in pages]


def said_on(page: Page) -> str:
    """The address of a page, how far it has come, and its words."""
    try:
        far, words = page.evaluate("[document.readyState, document.body?.innerText ?? '']")
    except Error as broken:
        return f"{page.url}: {broken.message}"
    return f"{page.url} ({far})\n{words[:MOST]}"
