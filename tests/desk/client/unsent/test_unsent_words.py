"""What stands in one form of a page and is not sent is asked about before the page goes."""

import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect
from sqlalchemy.orm import Session

from homecare.clients.models import Visit
from tests.desk.browsing import of
from tests.desk.client.conftest import Open
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.referrals import make_contact, make_draft

pytestmark = pytest.mark.any_database

TYPED = "Gluteals, forty minutes"


def stays(page: Page, control: Locator) -> None:
    """Press what leaves the page: the browser asks, and "stay" is the answer."""
    page.once("dialog", lambda question: question.dismiss())
    with page.expect_event("dialog") as asked:
        control.click(no_wait_after=True)
    assert asked.value.type == "beforeunload"


def goes(page: Page, control: Locator) -> list[str]:
    """Press what leaves the page, and go; answers what the browser asked."""
    asked: list[str] = []

    def go(question: Dialog) -> None:
        asked.append(question.type)
        question.accept()

    page.on("dialog", go)
    control.click()
    page.wait_for_load_state()
    page.remove_listener("dialog", go)
    return asked


def write(page: Page, field: str, words: str = TYPED) -> None:
    page.locator(field).click()
    page.locator(field).fill(words)


def test_a_note_is_asked_about_before_another_button_takes_it(open_page: Open, care: Care) -> None:
    page = open_page(of(care.client.id))
    note = page.locator("#record-visit textarea")
    note.click()
    note.fill(TYPED)
    button = page.get_by_role("button", name="Write a letter")
    stays(page, button)
    expect(note).to_have_value(TYPED)


def test_sent_itself_nothing_is_asked(open_page: Open, session: Session, care: Care) -> None:
    page = open_page(of(care.client.id))
    write(page, "#record-visit textarea")
    assert goes(page, page.get_by_role("button", name="Record the visit")) == []
    expect(page.get_by_text(re.compile(r"The visit of .* is recorded\."))).to_be_visible()
    assert session.query(Visit).one().note == TYPED


def test_a_reason_of_a_flag_is_asked_about_before_another_decision(
    open_page: Open, session: Session, care: Care
) -> None:
    page = open_page(f"/flags/{make_flag(session, care).id}")
    page.get_by_text("Set it aside", exact=True).first.click()
    write(page, "#snooze-reason")
    page.get_by_text("Dismiss it").click()
    page.locator("#dismiss-reason").fill("Another")
    button = page.get_by_role("button", name="Dismiss")
    stays(page, button)
    expect(page.locator("#snooze-reason")).to_have_value(TYPED)


def test_a_message_is_asked_about_before_the_address_book_opens(
    open_page: Open, session: Session, care: Care
) -> None:
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact)
    page = open_page(f"/referrals/{draft.id}")
    write(page, "#message")
    link = page.get_by_role("link", name="Add somebody to the address book")
    stays(page, link)
    expect(page.locator("#message")).to_have_value(TYPED)
    goes(page, link)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Refer")


def test_a_form_that_came_back_with_an_error_is_asked_about_too(
    open_page: Open, care: Care
) -> None:
    page = open_page(of(care.client.id))
    write(page, "#record-visit textarea")
    page.locator("#record-visit [name=on]").fill("2099-01-01")
    goes(page, page.get_by_role("button", name="Record the visit"))
    note = page.locator("#record-visit textarea")
    expect(page.locator("#record-visit .has-error")).to_be_visible()
    note.click()
    button = page.get_by_role("button", name="Write a letter")
    stays(page, button)
    expect(note).to_have_value(TYPED)


def test_a_changed_programme_is_asked_about_though_the_page_came_anew(
    open_page: Open, care: Care
) -> None:
    page = open_page(of(care.client.id, "/programme"))
    page.get_by_text("Add an exercise").click()
    goes(page, page.get_by_role("button", name="Add Clam"))
    row = page.locator("#items-row-2")
    expect(row).to_be_visible()
    page.locator("#items-title").click()
    link = page.get_by_role("banner").get_by_role("link", name="Caseload")
    stays(page, link.first)
    expect(row).to_be_visible()


def test_an_exercise_is_found_and_added_without_leaving_the_keys(
    open_page: Open, care: Care
) -> None:
    page = open_page(of(care.client.id, "/programme"))
    page.get_by_text("Add an exercise").click()
    page.locator("#search").fill("slider chair")
    expect(page.locator("#how-many")).to_have_text("1 exercise")
    page.keyboard.press("Enter")
    picture = page.get_by_role("button", name="Add Nerve slider, sitting")
    expect(picture).to_be_focused()
    expect(page.get_by_role("button", name="Add Clam")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#items-row-2")).to_contain_text("Nerve slider, sitting")


def test_a_setting_of_a_client_is_asked_about_before_a_link_takes_it(open_page: Open) -> None:
    page = open_page("/me", "client@homecare.example")
    page.locator("#on").click()
    link = page.get_by_role("link", name="Change my password")
    stays(page, link)
    expect(page.locator("#on")).to_be_checked()


def test_nothing_written_nothing_asked(open_page: Open, care: Care) -> None:
    page = open_page(of(care.client.id))
    page.locator("#record-visit textarea").click()
    link = page.get_by_role("banner").get_by_role("link", name="Flags")
    assert goes(page, link.first) == []
    expect(page.get_by_role("heading", level=1)).to_contain_text("Flags")
