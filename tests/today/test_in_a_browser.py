"""Today in a real Chromium: taps are sent in place, and everything works without scripts too."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from homecare.diary.models import Entry
from tests import needs
from tests.make import PASSWORD
from tests.make_diary import Care, make_care

pytestmark = pytest.mark.browser
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("/today", "/today/flare-up", "/today/sheet", "/progress", "/advice", "/me", "/red-flags")
DONE, KEPT = re.compile("Done.*Bridge"), re.compile("^Kept.*About sitting")
OpenPhone = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, which may run as root and in a small /dev/shm."""
    path = needs.chromium()
    assert path is not None, "the tests need Chromium: run `make test`"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture
def in_care(session: Session) -> Care:
    """A client in care since this moment: the browser's clock can't be moved."""
    return make_care(session, datetime.now(UTC))


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
def phone(in_care: Care, address: str, new_context: Callable[..., BrowserContext]) -> OpenPhone:
    """Opens Today on a phone where the client is signed in."""

    def open_today(**more: Any) -> Page:
        context = new_context(
            base_url=address, viewport={"width": 390, "height": 844}, locale="en-GB", **more
        )
        page = context.new_page()
        page.goto("/sign-in?next=/today")
        page.fill("[name=email]", "client@homecare.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        expect(page.locator("h1")).to_have_text("Today")
        return page

    return open_today


def test_both_scores_are_saved_by_two_taps(phone: OpenPhone, session: Session) -> None:
    page = phone()
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    page.get_by_role("group", name="Back").get_by_role("radio", name="3").check(force=True)
    expect(page.locator("#part-state")).to_contain_text("leg 4, back 3")
    expect(page.get_by_role("radio", name="4").first).to_be_checked()
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    newest = session.query(Entry).order_by(Entry.seq.desc()).first()
    assert newest is not None
    assert newest.body == {"leg": 4, "back": 3}


def test_a_tap_changes_its_card_and_the_page_stays_where_it_was(phone: OpenPhone) -> None:
    page = phone()
    done = page.get_by_role("button", name=DONE)
    done.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    done.click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    assert page.evaluate("scrollY") == before
    assert page.url.endswith("/today")


def test_a_double_tap_is_recorded_once(phone: OpenPhone, session: Session) -> None:
    page = phone()
    page.get_by_role("button", name=DONE).dblclick()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    page.reload()
    assert session.query(Entry).count() == 1


def test_what_is_typed_in_the_note_survives_a_tap_elsewhere(phone: OpenPhone) -> None:
    page = phone()
    page.fill("#text", "Not saved yet")
    page.get_by_role("button", name=KEPT).click()
    expect(page.locator("#part-sitting")).to_contain_text("Reported: kept")
    expect(page.locator("#text")).to_have_value("Not saved yet")


def test_everything_works_without_scripts(phone: OpenPhone, session: Session) -> None:
    page = phone(java_script_enabled=False)
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    page.get_by_role("button", name="Save scores").click()
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    page.get_by_role("button", name=DONE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    assert session.query(Entry).count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(phone: OpenPhone, scheme: str) -> None:
    page = phone(color_scheme=scheme)
    found = {}
    for at in PAGES:
        page.goto(at)
        answer = Axe().run(page, options={"runOnly": WCAG})
        found[at] = [broken["id"] for broken in answer.response["violations"]]
    assert found == {at: [] for at in PAGES}
