"""Words are kept as they are typed: no reload, other page or lost connection costs one of them."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import PASSWORD, make_client_login
from tests.phone.conftest import OpenPhone, ready, sign_in
from tests.phone.house import House
from tests.waiting.pages import until

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
TYPED = "It pulled in the calf after the stairs."
# Whether this phone keeps so many drafts.
DRAFTS = """(number) => new Promise((done) => {
  const opening = indexedDB.open("homecare", 1);
  opening.onsuccess = () => {
    const keys = opening.result.transaction("settings").objectStore("settings").getAllKeys();
    keys.onsuccess = () => {
      opening.result.close();
      done(keys.result.filter((key) => key.startsWith("draft ")).length === number);
    };
  };
})"""


def drafts(page: Page, number: int) -> None:
    """Wait until this phone keeps so many drafts."""
    until(page, DRAFTS, number)


def type_a_note(page: Page) -> None:
    """Type, and leave the field with the words in it."""
    page.locator("#text").press_sequentially(TYPED)
    drafts(page, 1)


def kept_notes(session: Session) -> list[str]:
    session.rollback()
    return [body["text"] for body in session.scalars(select(Entry.body))]


def test_a_reload_keeps_a_note_that_nobody_saved(phone: OpenPhone, session: Session) -> None:
    page = phone()
    type_a_note(page)
    page.reload()
    expect(page.locator("#text")).to_have_value(TYPED)
    expect(page.locator("#part-note")).to_contain_text("Sent")
    assert kept_notes(session) == [TYPED]


def test_without_signal_another_tab_and_a_reload_keep_it(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.stop()
    type_a_note(page)
    page.get_by_role("link", name="Progress").click()
    expect(page.locator("#instead")).to_be_visible()
    expect(page.locator("#text")).to_have_value(TYPED)
    page.goto("/today")
    expect(page.locator("#text")).to_have_value(TYPED)
    house.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#part-note")).to_contain_text("Sent")
    assert kept_notes(session) == [TYPED]


# Types faster than a disk writes, and goes to another page before anything else can happen.
LEAVE = """(words) => {
  const field = document.getElementById("text");
  for (const letter of words) {
    field.value += letter;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  location.assign("/advice");
}"""


def test_the_letters_typed_last_before_another_page_are_kept(phone: OpenPhone) -> None:
    page = phone()
    words = (TYPED + " ") * 12
    page.evaluate(LEAVE, words)
    page.wait_for_url("**/advice")
    page.goto("/today")
    expect(page.locator("#text")).to_have_value(words)


def test_what_was_saved_is_no_draft_any_more(phone: OpenPhone) -> None:
    page = phone()
    type_a_note(page)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#part-note")).to_contain_text("Sent")
    drafts(page, 0)


def test_a_reason_that_was_sent_is_no_draft_any_more(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/why")
    page.locator("#why-text").press_sequentially(TYPED)
    drafts(page, 1)
    page.locator("[name=reason]").first.check(force=True)
    page.get_by_role("button", name="Tell my therapist").click()
    expect(page.locator("h1")).to_have_text("Today")
    drafts(page, 0)


def test_a_reason_that_was_refused_stays_a_draft(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/why")
    page.locator("#why-text").press_sequentially(TYPED)
    drafts(page, 1)
    page.get_by_role("button", name="Tell my therapist").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#why-text")).to_have_value(TYPED)
    page.once("dialog", lambda question: question.accept())  # of leaving the page
    page.goto("/advice")
    page.goto("/why")
    expect(page.locator("#why-text")).to_have_value(TYPED)


def test_nobody_else_on_the_same_phone_sees_it(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    other, _ = make_client(session, in_care.therapist, datetime.now(UTC), name="Bea Brook")
    make_client_login(session, in_care.practice, other.id, email="bea@homecare.example")
    page = phone()
    type_a_note(page)
    page.context.clear_cookies()
    page.goto("/sign-in?next=/today")
    sign_in(page, "bea@homecare.example")
    expect(page.locator("#text")).to_have_value("")
    ready(page)
    assert kept_notes(session) == []


def type_a_reason(page: Page) -> None:
    """Type why little was done, and let the sign-in end."""
    page.goto("/why")
    page.locator("#why-text").press_sequentially(TYPED)
    drafts(page, 1)
    page.context.clear_cookies()


def test_somebody_else_who_comes_straight_to_the_reasons_sees_none_of_it(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    """That page is opened before Today has told this phone who is signed in."""
    other, _ = make_client(session, in_care.therapist, datetime.now(UTC), name="Bea Brook")
    make_client_login(session, in_care.practice, other.id, email="bea@homecare.example")
    page = phone()
    type_a_reason(page)
    page.goto("/sign-in?next=/why")
    page.fill("[name=email]", "bea@homecare.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/why")
    # Whatever is going to be put back is there once the phone has read what it keeps.
    drafts(page, 1)
    page.reload(wait_until="networkidle")
    expect(page.locator("#why-text")).to_have_value("")


def test_a_sign_in_that_ended_keeps_words_of_another_page(phone: OpenPhone) -> None:
    page = phone()
    type_a_reason(page)
    page.goto("/sign-in?next=/today")
    sign_in(page)
    page.goto("/why")
    expect(page.locator("#why-text")).to_have_value(TYPED)


def name_an_activity(page: Page) -> None:
    page.goto("/activities")
    page.locator("#activity_1").press_sequentially("walk the dog")
    drafts(page, 1)


def test_what_matters_to_somebody_is_kept_as_it_is_typed(phone: OpenPhone, house: House) -> None:
    page = phone()
    page.on("dialog", lambda question: question.accept())  # of leaving the page
    name_an_activity(page)
    page.reload()
    expect(page.locator("#activity_1")).to_have_value("walk the dog")
    house.stop()
    page.get_by_role("link", name="Advice").click()
    house.start()
    page.goto("/activities")
    expect(page.locator("#activity_1")).to_have_value("walk the dog")


def test_what_matters_is_no_draft_any_more_once_it_is_saved(phone: OpenPhone) -> None:
    page = phone()
    name_an_activity(page)
    page.locator("[name=goes_1]").nth(4).check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Progress")
    drafts(page, 0)
