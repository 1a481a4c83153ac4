"""Nothing of a client's pages is cut off, covered or too small, on small screens and enlarged;
nor a dose where a therapist sets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from homecare.rules.red_flags import EMERGENCY
from tests.browser.room import ENLARGE, NARROWEST, cramped
from tests.make.diary import Care
from tests.make.people import PASSWORD
from tests.phone.conftest import OpenPhone
from tests.phone.going import PREPARE, go, let_go, opened, seconds, tap
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
STRANGERS = ("/sign-in", "/forgotten-password", "/invitations/none", "/check-in/none",
             "/red-flags", "/red-flags/offline", "/nowhere")  # fmt: skip
CLIENTS = ("/today", "/progress", "/advice", "/me", "/me/password", "/check", "/why", "/red-flags",
           "/today/flare-up", "/today/sheet", "/caseload")  # fmt: skip


# WCAG 2.2, 1.4.12: text spacing
SPACED = """() => {
  const style = new CSSStyleSheet();
  style.replaceSync("* { letter-spacing: 0.12em; word-spacing: 0.16em; }");
  document.adoptedStyleSheets = [style];
}"""


def found_on(page: Page, addresses: tuple[str, ...], spaced: bool = False) -> dict[str, list[str]]:
    """What is cramped on each page, where something is."""
    told = {}
    for address in addresses:
        page.goto(address)
        if spaced:
            page.evaluate(SPACED)
        if problems := list(cramped(page)):
            told[address] = problems
    return told


def test_a_stranger_finds_room_on_every_page(
    house: House, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(base_url=house.address, reduced_motion="reduce")
    assert found_on(context.new_page(), STRANGERS) == {}
    context.close()


def test_a_client_finds_room_on_every_page(phone: OpenPhone) -> None:
    assert found_on(phone(reduced_motion="reduce"), CLIENTS) == {}


def test_there_is_room_for_letters_set_further_apart(phone: OpenPhone) -> None:
    assert found_on(phone(reduced_motion="reduce"), CLIENTS, spaced=True) == {}


def test_every_time_of_a_reminder_stands_inside_a_narrower_page(phone: OpenPhone) -> None:
    """Such as beside a bar to scroll with."""
    page = phone(reduced_motion="reduce")
    page.set_viewport_size({"width": 300, "height": 568})
    page.goto("/me")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 300


def test_no_digit_of_a_dose_is_cut_off_on_a_therapists_phone(
    house: House, in_care: Care, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(base_url=house.address, viewport=NARROWEST).new_page()
    page.goto(f"/sign-in?next=/clients/{in_care.client.id}/programme")
    page.fill("[name=email]", "owner@homecare.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator(".plan-dose input").first).to_be_visible()
    page.evaluate(ENLARGE, "200%")
    cut = "all => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.name)"
    assert page.locator(".plan-dose input").evaluate_all(cut) == []


def test_there_is_room_for_errors_and_for_what_to_do(phone: OpenPhone) -> None:
    page = phone(reduced_motion="reduce")
    for address in ("/check", "/red-flags", "/why", "/me/password"):
        page.goto(address)
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator(".error-summary")).to_be_visible()
        assert list(cramped(page)) == [], address
    page.goto("/red-flags")
    page.locator(f"#yes-{EMERGENCY[0].code}").check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    assert list(cramped(page)) == []
    page.goto("/today")
    assert list(cramped(page)) == []


def test_there_is_room_for_what_was_reported_without_a_signal(
    phone: OpenPhone, house: House
) -> None:
    page = phone(reduced_motion="reduce")
    house.stop()
    for card in page.locator(".exercise").all():
        card.get_by_role("button", name="Not today").click()
        expect(card).to_contain_text("Saved on this phone")
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
    assert list(cramped(page)) == []


def test_there_is_room_in_every_step_of_the_go_through(phone: OpenPhone) -> None:
    page = opened(phone)
    go(page)
    for step in ("Skip", "Start", "Pause", "Leave"):
        tap(page, step)
        seconds(page, PREPARE + 1)
        with let_go(page):
            assert list(cramped(page)) == [], step
