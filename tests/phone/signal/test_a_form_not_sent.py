"""A form sent without a connection: what to do, or what was not sent, is said; no word is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.screening.models import Screening
from tests.phone.conftest import OpenPhone
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
NOT_TOLD = "Your therapist has NOT been told. Call now."
WORDS = "The stairs at work."


def tick_red_flags(page: Page) -> None:
    page.goto("/red-flags")
    page.locator("#yes-saddle_numbness").check(force=True)


def answer_the_check(page: Page) -> None:
    page.goto("/check")
    page.locator("[name=change]").first.check(force=True)
    page.locator("[name=nerves]").first.check(force=True)
    page.locator("[name=yes]").nth(2).check(force=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click(no_wait_after=True)


def ticked(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main input:checked')].map((each) => each.id)"
    )
    return found


@pytest.mark.parametrize("fill", [tick_red_flags, answer_the_check])
def test_red_flag_answers_say_that_nobody_was_told_and_stay(
    phone: OpenPhone, house: House, session: Session, fill: Callable[[Page], None]
) -> None:
    page = phone()
    fill(page)
    before = ticked(page)
    house.stop()
    press(page, "Send")
    expect(page.get_by_role("alert").filter(has_text=NOT_TOLD)).to_be_visible()
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()
    expect(page.get_by_text("What you answered is still here, and not sent.")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(NOT_TOLD)).to_have_count(0)
    assert ticked(page) == before
    house.start()
    press(page, "Send")
    expect(page.get_by_role("heading", name="Get help now")).to_be_visible()
    assert session.scalar(select(func.count()).select_from(Screening)) == 1


def test_red_flag_answers_that_nobody_confirms_say_so_too(phone: OpenPhone, house: House) -> None:
    """The connection is there, and nothing comes back."""
    page = phone()
    tick_red_flags(page)
    house.answers.clear()
    press(page, "Send")
    expect(page.get_by_role("alert").filter(has_text=NOT_TOLD)).to_be_visible()
    house.answers.set()


def test_other_words_stay_and_what_was_not_sent_is_named(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    page.goto("/why")
    page.locator("[name=reason]").first.check(force=True)
    page.locator("#why-text").fill(WORDS)
    house.stop()
    press(page, "Tell my therapist")
    expect(page.get_by_role("heading", name="Not sent")).to_be_visible()
    expect(page.get_by_text("You pressed “Tell my therapist”.")).to_be_visible()
    press(page, "Back to what you wrote")
    expect(page.get_by_role("heading", name="Not sent")).to_have_count(0)
    expect(page.locator("#why-text")).to_have_value(WORDS)
    house.start()
    press(page, "Tell my therapist")
    expect(page.locator("h1")).to_have_text("Today")


def test_a_setting_of_me_stays_too(phone: OpenPhone, house: House) -> None:
    page = phone()
    page.goto("/me")
    page.locator("#on").check(force=True)
    house.stop()
    page.locator("form:has(#on) button[type=submit]").click(no_wait_after=True)
    expect(page.get_by_role("heading", name="Not sent")).to_be_visible()
    page.go_back()
    expect(page.locator("#on")).to_be_checked()


def test_where_the_page_can_not_say_it_a_page_of_ours_does(phone: OpenPhone, house: House) -> None:
    page = phone()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.fill("[name=email]", "client@homecare.example")
    page.fill("[name=password]", "whatever it was")
    house.stop()
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="Not sent")).to_be_visible()
    expect(page.get_by_text("your browser asks whether to send your form")).to_be_visible()
