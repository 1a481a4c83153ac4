"""A phone in the wrong hands, with signal: once it was refused, nothing of the record is shown."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.phone.conftest import OpenPhone
from tests.phone.house import House
from tests.phone.session.test_taken_back import KEPT, end
from tests.phone.session.test_two_records import BRIDGE

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
NAME = "Knee rolls"
ENDED = "Your sign-in to this record has ended"
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"
EVERYTHING = """() => new Promise((done) => {
  indexedDB.open("homecare").onsuccess = ({ target }) => {
    const all = (name) => new Promise((ok) => {
      const asked = target.result.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => ok(asked.result);
    });
    Promise.all(["kits", "entries", "settings"].map(all)).then(async (kept) => done(
      JSON.stringify(kept) + (await caches.keys()).join()));
  };
})"""


def nothing_is_kept(page: Page) -> None:
    assert page.evaluate(KEPT) == [0, []]
    kept = page.evaluate(EVERYTHING)
    for words in (NAME, "glute_bridge", "Sam Reed", "days-on-this-phone"):
        assert words not in kept


@pytest.mark.parametrize("event", [COMES_BACK, "dispatchEvent(new Event('online'))"])
def test_an_open_page_goes_as_soon_as_it_asks(
    phone: OpenPhone, in_care: Care, session: Session, event: str
) -> None:
    page = phone()
    expect(page.locator("#exercises")).to_contain_text(NAME)
    end(session, in_care)
    page.evaluate(event)
    expect(page.locator("h1")).to_have_text(ENDED)
    nothing_is_kept(page)


def test_what_is_drawn_from_memory_is_never_drawn_again_after_the_refusal(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    page = phone()
    page.goto("about:blank")
    end(session, in_care)
    seen_after: list[str] = []
    page.on(
        "response",
        lambda answer: seen_after.append(answer.url) if answer.status in (403, 410) else None,
    )
    page.goto("/today")  # the kept days, at once; then the practice refuses
    expect(page.locator("h1")).to_have_text(ENDED)
    assert seen_after
    assert NAME not in page.inner_text("body")
    nothing_is_kept(page)
    page.goto("/today")
    expect(page.locator("h1")).to_have_text(ENDED)


def test_another_tab_goes_with_it(phone: OpenPhone, in_care: Care, session: Session) -> None:
    page = phone()
    other = page.context.new_page()
    other.goto("/today")
    expect(other.locator("html")).to_have_attribute("data-phone", "ready")
    end(session, in_care)
    page.evaluate(COMES_BACK)
    for tab in (page, other):
        expect(tab.locator("h1")).to_have_text(ENDED)
    nothing_is_kept(page)


def test_a_tap_after_that_is_kept_with_the_reason_and_the_days_go(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    page = phone()
    end(session, in_care)
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("h1")).to_have_text(ENDED)
    expect(page.locator("#outbox")).to_contain_text("Needs attention: an exercise of")
    assert page.evaluate(KEPT) == [0, ["attention"]]


def test_without_signal_after_the_refusal_nothing_is_left_to_show(
    phone: OpenPhone, house: House, in_care: Care, session: Session
) -> None:
    page = phone()
    end(session, in_care)
    page.evaluate(COMES_BACK)
    expect(page.locator("h1")).to_have_text(ENDED)
    house.stop()
    page.goto("about:blank")
    page.goto("/today")
    expect(page.locator("#not-yet")).to_be_visible()
    assert NAME not in page.inner_text("body")


def test_a_tab_with_a_ticked_red_flag_stays_until_it_is_sent_and_then_says_what_to_do(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    page = phone()
    asked = page.context.new_page()
    asked.goto("/red-flags")
    asked.locator("#yes-bladder").check(force=True)
    end(session, in_care)
    page.evaluate(COMES_BACK)
    expect(page.locator("h1")).to_have_text(ENDED)
    asked.get_by_role("button", name="Send").click()
    expect(asked.locator("main")).to_contain_text("Your therapist has NOT been told.")
    expect(asked.get_by_role("link", name="Call 999")).to_be_visible()
