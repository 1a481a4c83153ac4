"""Waiting for what a page does not say, and only a look from inside shows."""

from time import monotonic
from typing import Any

from playwright.sync_api import Page

from tests.waiting.patience import PATIENCE

PACE = 50  # milliseconds between two looks


def until(page: Page, is_so: str, given: Any = None) -> None:
    """Look again and again until an expression, or a function of what is `given`, is true.

    Playwright's own `wait_for_function` looks once and is then refused: it evaluates a string,
    which homecare's pages allow nobody.
    """
    end = monotonic() + PATIENCE
    while not page.evaluate(is_so, given):
        assert monotonic() < end, f"it did not come about: {is_so}"
        page.wait_for_timeout(PACE)
