"""Other ways to the same thing: without a mouse, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.conftest import OpenPage
from tests.running import Running

pytestmark = pytest.mark.any_database
NAME_OF_FOCUS = "(document.activeElement.innerText || document.activeElement.name || '')"
FOCUS_IS_SEEN = """(() => {
    const look = getComputedStyle(document.activeElement);
    return look.outlineStyle !== 'none' || look.boxShadow !== 'none';
})()"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something of that name, or with such words on it, has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.search(words, page.evaluate(NAME_OF_FOCUS)):
            assert page.evaluate(FOCUS_IS_SEEN), f"one cannot see that {words} has the focus"
            return
    raise AssertionError(f"60 tabs did not lead to {words}")


def first_card(page: Page) -> Locator:
    return page.locator("article.exercise").first


def test_somebody_signs_in_and_reports_an_exercise_with_the_keyboard_alone(
    demonstration: Running, open_page: OpenPage
) -> None:
    page = open_page(demonstration.address)
    page.goto("/sign-in")
    tab_to(page, "^email$")
    page.keyboard.type("amir.rahman@clients.example")
    tab_to(page, "^password$")
    page.keyboard.type(steps.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    tab_to(page, r"^(Done|All \d)")
    page.keyboard.press("Enter")
    expect(first_card(page).get_by_text("Reported:")).to_be_visible()
    page.reload()
    expect(first_card(page).get_by_text("Reported:")).to_be_visible()


def test_what_a_page_says_about_a_form_is_read_first(
    demonstration: Running, open_page: OpenPage
) -> None:
    page = open_page(demonstration.address)
    steps.sign_in(page, "owner@homecare.example")
    page.goto("/practice")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("p.flash")).to_be_focused()


def test_scores_and_exercises_are_reported_without_javascript(
    demonstration: Running, open_page: OpenPage
) -> None:
    page = open_page(demonstration.address, java_script_enabled=False)
    steps.sign_in(page, "jess.turner@clients.example")
    steps.report_day(page, leg=3, back=2, scripted=False)
    page.reload()
    for site, value in (("Leg", 3), ("Back", 2)):
        chosen = page.get_by_role("group", name=site).get_by_label(re.compile(rf"^{value}\b"))
        expect(chosen).to_be_checked()
    expect(first_card(page).get_by_text("Reported:")).to_be_visible()
