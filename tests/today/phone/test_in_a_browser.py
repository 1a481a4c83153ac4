"""Today in a real Chromium: taps are sent in place, and everything works without scripts too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.phone.page.still import FRAMES
from tests.today.visiting import DONE, KEPT, OpenPhone

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/today", "/today/flare-up", "/today/sheet", "/today/shell", "/today/why", "/progress",
    "/advice", "/me", "/me/password", "/check", "/red-flags", "/red-flags/offline",
)  # fmt: skip


def test_both_scores_are_saved_by_two_taps(open_today: OpenPhone, session: Session) -> None:
    page = open_today()
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    page.get_by_role("group", name="Back").get_by_role("radio", name="3").check(force=True)
    expect(page.locator("#part-state")).to_contain_text("leg 4, back 3")
    expect(page.get_by_role("radio", name="4").first).to_be_checked()
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    newest = session.query(Entry).order_by(Entry.seq.desc()).first()
    assert newest is not None
    assert newest.body == {"leg": 4, "back": 3}


def test_a_score_just_being_tapped_stays_under_the_thumb(open_today: OpenPhone) -> None:
    page = open_today()
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    page.evaluate("document.getElementById('back-3').dataset.same = 'yes'")
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    expect(page.locator("#back-3[data-same]")).to_have_count(1)


def test_a_tap_changes_its_card_and_the_page_stays_where_it_was(open_today: OpenPhone) -> None:
    page = open_today()
    done = page.get_by_role("button", name=DONE)
    done.scroll_into_view_if_needed()
    page.evaluate(FRAMES)
    before = page.evaluate("scrollY")
    done.click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    assert page.evaluate("scrollY") == before
    assert page.url.endswith("/today")


def test_a_double_tap_is_recorded_once(open_today: OpenPhone, session: Session) -> None:
    page = open_today()
    page.get_by_role("button", name=DONE).dblclick()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    page.reload()
    assert session.query(Entry).count() == 1


def test_what_is_typed_in_the_note_survives_a_tap_elsewhere(open_today: OpenPhone) -> None:
    page = open_today()
    page.fill("#text", "Not saved yet")
    page.get_by_role("button", name=KEPT).click()
    expect(page.locator("#part-sitting")).to_contain_text("Reported: kept")
    expect(page.locator("#text")).to_have_value("Not saved yet")


def test_everything_works_without_scripts(open_today: OpenPhone, session: Session) -> None:
    page = open_today(java_script_enabled=False)
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    page.get_by_role("button", name="Save scores").click()
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    page.get_by_role("button", name=DONE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    assert session.query(Entry).count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_today: OpenPhone, scheme: str) -> None:
    page = open_today(color_scheme=scheme)
    found = {}
    for at in PAGES:
        page.goto(at)
        expect(page.locator("h1")).to_have_count(1)  # a phone may still be painting its own copy
        answer = Axe().run(page, options={"runOnly": WCAG})
        found[at] = [broken["id"] for broken in answer.response["violations"]]
    assert found == {at: [] for at in PAGES}
