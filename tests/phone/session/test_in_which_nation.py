"""Something feels wrong, without a connection: what to do and whom to call in the practice's own
nation."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
# What is done first, the numbers that the cards offer in their order, and the help line's name.
UK = ("Call 999, or go to A&E now", ["999", "111", "999", "111", "999"], "call 111")
NI = ("Call 999, or go to A&E now", ["999"] * 3, "your GP or out-of-hours service")
ELSEWHERE = ("Call your local emergency number", [], "your doctor or local health line")
OWN = (
    "Call 112, or go to the nearest emergency department now",
    ["112", "116117", "112", "116117", "112"],
    "call 116 117",
)
OWN_NATION = "other.112.116-117"
BY_NATION = {
    "england": UK, "scotland": UK, "wales": UK, "northern_ireland": NI, "other": ELSEWHERE,
    OWN_NATION: OWN,
}  # fmt: skip


def in_nation(session: Session, care: Care, nation: str) -> None:
    care.practice.nation, _, care.practice.own_numbers = nation.partition(".")
    session.commit()


def asks_for(where: Page | Locator, nation: str) -> None:
    first, numbers, help_line = BY_NATION[nation]
    expect(where.get_by_text("Your therapist has NOT been told.")).to_be_visible()
    expect(where.locator("ol").first.locator("li").first).to_contain_text(first)
    expect(where.locator("ol").nth(1)).to_contain_text(help_line)
    dialled = where.locator("p.actions a[href^='tel:']")
    expect(dialled).to_have_count(len(numbers))
    assert [each.get_attribute("href") for each in dialled.all()] == [f"tel:{n}" for n in numbers]


@pytest.mark.parametrize("nation", BY_NATION)
def test_without_signal_it_is_what_the_practices_nation_asks_for(
    phone: OpenPhone, house: House, session: Session, in_care: Care, nation: str
) -> None:
    in_nation(session, in_care, nation)
    page = phone()
    house.stop()
    for address in ("/red-flags", "/red-flags/offline"):
        page.goto(address)
        asks_for(page, nation)


def test_answers_that_were_not_sent_say_it_in_that_nation_too(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    in_nation(session, in_care, "other")
    page = phone()
    page.goto("/red-flags")
    page.locator("#yes-saddle_numbness").check(force=True)
    house.stop()
    page.get_by_role("button", name="Send").click(no_wait_after=True)
    asks_for(page.get_by_role("dialog"), "other")


def test_a_practice_that_says_another_nation_is_heard_with_the_next_day(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    in_nation(session, in_care, "northern_ireland")
    page.reload()
    ready(page)
    house.stop()
    page.goto("/red-flags")
    asks_for(page, "northern_ireland")


def test_own_numbers_that_a_phone_has_not_fetched_yet_are_never_another_nations(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    in_nation(session, in_care, OWN_NATION)
    page.reload()
    ready(page)
    page.evaluate("""async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        await cache.delete("/red-flags/offline?nation=other.112.116-117");
      }
    }""")
    house.stop()
    page.goto("/red-flags")
    asks_for(page, "other")


def test_whoever_signed_out_is_still_where_the_practice_is(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    in_nation(session, in_care, "other")
    page = phone()
    page.goto("/me")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(re.compile("/sign-in"))
    house.stop()
    page.goto("/red-flags")
    asks_for(page, "other")


def test_a_phone_that_knows_no_practice_has_what_england_asks_for(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    page.evaluate("caches.delete('nation')")
    house.stop()
    page.goto("/red-flags")
    asks_for(page, "england")
