"""What somebody does and sees while they go through their exercises."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.phone.conftest import OpenPhone, ready

TWICE = 500  # milliseconds after which a second tap is meant
SECOND = 1000
PREPARE, RELAX = 5, 4  # seconds, as in session.js


def on_a_clock(page: Page, since: datetime | None = None) -> None:
    """Give a page that is to be opened a clock of its own, which goes on by itself.

    The figures stand still: fifteen pictures of every second that the clock runs through are half
    of what a test costs. How they move is seen in test_moving.
    """
    page.emulate_media(reduced_motion="reduce")
    page.clock.install(time=since)


def stopped(page: Page) -> Page:
    """From now on a page on a clock of its own has just the time that the test lets pass; the same
    page. A second that a busy machine needs would else be one of a hold, or of a spell of sitting.
    """
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    return page


@contextmanager
def let_go(page: Page) -> Iterator[None]:
    """The clock goes on while a script looks at the page: what waits for the next frame, on a clock
    that stands still, waits for ever."""
    page.clock.resume()
    yield
    stopped(page)


def opened(phone: OpenPhone, first: Callable[[Page], None] = on_a_clock) -> Page:
    """Today on a phone, on a clock that stands still."""
    return stopped(phone(first=first))


def again(page: Page, address: str = "") -> None:
    """Load such a page once more, or another one in its place, with what that waits for."""
    page.clock.resume()
    if address:
        page.goto(address)
    else:
        page.reload()
    ready(page)
    stopped(page)


def another(page: Page, script: str = "") -> Page:
    """Today in another tab of that phone, after a script; their clock is one."""
    page.clock.resume()
    other = page.context.new_page()
    other.add_init_script(script)
    other.goto("/today")
    ready(other)
    stopped(page)
    return other


def go(page: Page) -> Locator:
    """Tap "Go through them"; answers the screen that comes."""
    page.get_by_role("button", name="Go through them").click()
    screen = page.get_by_role("dialog")
    expect(screen).to_be_visible()
    page.clock.run_for(TWICE)
    return screen


def tap(page: Page, name: str) -> None:
    """Tap a button of the screen, and wait as long as makes the next tap another one."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    page.clock.run_for(TWICE)


def seconds(page: Page, number: float) -> None:
    """Let the clock run, with every tick."""
    page.clock.run_for(int(number * SECOND))


def later(page: Page, number: float) -> None:
    """So many seconds later, as on a phone that slept meanwhile."""
    page.clock.fast_forward(int(number * SECOND))


def at(page: Page, number: int, of: int = 2) -> None:
    """Wait until an exercise is there, and as long as makes the next tap another one."""
    expect(page.locator(".go-place")).to_have_text(f"Exercise {number} of {of}")
    page.clock.run_for(TWICE)


def phase(page: Page, words: str) -> None:
    """Wait for the large word."""
    expect(page.locator(".go-phase")).to_have_text(words)


def reported(page: Page, name: str, words: str = "") -> None:
    """On Today: what the card of an exercise says."""
    card = page.locator(".exercise").filter(has_text=name)
    expect(card).to_contain_text(re.compile(f"Reported: {words}"))


ALL_DONE = "All done for today"
