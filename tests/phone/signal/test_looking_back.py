"""Back to what came as the answer to a form: nothing is sent by that, and nothing is said of it."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.screening.models import Screening
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = pytest.mark.browser
NOT_TOLD = re.compile("has NOT been told|There is no connection|Not sent")


def asked_twice(page: Page) -> None:
    """The red-flag questions sent with nothing ticked, and then with a yes."""
    page.goto("/red-flags")
    send = page.get_by_role("button", name="Send")
    send.click()
    expect(page.get_by_text("Please check what you ticked")).to_be_visible()
    page.locator("#yes-saddle_numbness").check(force=True)
    send.click()
    expect(page.locator("main")).to_contain_text("Your answers are on your therapist’s list.")


def screenings(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Screening)) or 0


def test_back_after_red_flag_answers_says_nothing_of_not_being_told(
    phone: OpenPhone, session: Session
) -> None:
    page = phone()
    asked_twice(page)
    told = screenings(session)
    page.go_back()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(NOT_TOLD)
    page.go_forward()
    assert screenings(session) == told


def test_back_without_signal_says_that_there_is_none(phone: OpenPhone, house: House) -> None:
    page = phone()
    asked_twice(page)
    house.stop()
    page.go_back()
    expect(page.locator("main")).to_contain_text("There is no connection")


def test_back_to_a_form_without_a_page_of_its_own_leads_to_today(phone: OpenPhone) -> None:
    page = phone()
    page.evaluate("""() => {
      const form = document.createElement("form");
      document.body.append(form);
      Object.assign(form, { method: "post", action: "/me/address" }).submit();
    }""")
    page.wait_for_url("**/me/address")
    page.goto("/advice")
    page.go_back()
    ready(page)
