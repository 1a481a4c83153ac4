"""A browser that is ended without warning, right after it said that something is saved."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.chance import THOROUGH
from tests.phone.conftest import sign_in
from tests.phone.house import House
from tests.phone.signal.test_without_signal import all_sent, rate, sign_in_again

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
# Fifty with HOMECARE_THOROUGH=1; a few are enough to notice a report that is kept too late.
KILLS = 50 if THOROUGH else 3


@pytest.fixture
def own_folder(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> "Phone":
    return Phone(browser_type, browser_type_launch_args, tmp_path / "profile")


class Phone:
    """A browser with a folder of its own, that can be killed and opened again."""

    def __init__(self, kind: BrowserType, how: dict[str, Any], folder: Path) -> None:
        self.kind, self.how, self.folder = kind, how, folder

    def start(self, address: str, then: Callable[[Page], None]) -> Page:
        """Open the browser at Today, and see to something there."""
        self.context = self.kind.launch_persistent_context(
            self.folder, base_url=address, viewport={"width": 390, "height": 844},
            locale="en-GB", timezone_id="Europe/London", **self.how,
        )  # fmt: skip
        self.page = self.context.pages[0]
        self.page.goto("/today")
        then(self.page)
        return self.page

    def kill(self) -> None:
        """End the browser's main process, which has no time to write anything more."""
        main = [pid for pid, words in commands() if self.is_main(words)]
        assert main
        with self.context.expect_event("close"):
            for pid in main:  # a script that starts the browser may stand before it
                os.kill(pid, signal.SIGKILL)

    def is_main(self, words: str) -> bool:
        return f"--user-data-dir={self.folder}" in words and "--type=" not in words


def commands() -> Iterator[tuple[int, str]]:
    """The process numbers and command lines of this machine."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it has ended meanwhile


@pytest.mark.usefixtures("in_care")
def test_what_was_shown_as_saved_outlives_the_browser(
    own_folder: Phone, house: House, session: Session
) -> None:
    own_folder.start(house.address, sign_in)
    own_folder.context.close()
    house.stop()
    for time in range(KILLS):
        own_folder.start(house.address, lambda page, before=time - 1: shows(page, before))
        rate(own_folder.page, "Leg", score(time))
        expect(own_folder.page.locator("#part-pain")).to_contain_text("Saved on this phone")
        own_folder.kill()
    house.start()
    page = own_folder.start(house.address, sign_in_again)
    all_sent(page)
    shows(page, KILLS - 1)
    own_folder.kill()
    scores = [entry.body["leg"] for entry in session.scalars(select(Entry).order_by(Entry.seq))]
    assert scores == [score(time) for time in range(KILLS)]


def score(time: int) -> int:
    """Another one each time."""
    return 2 + time % 8


def shows(page: Page, time: int) -> None:
    """The page, opened anew, knows what was tapped before the browser was ended."""
    expect(page.locator("html")).to_have_attribute("data-phone", "ready")
    if time >= 0:
        expect(page.locator("#part-state")).to_contain_text(f"leg {score(time)}")
