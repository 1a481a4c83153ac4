"""When "Go through them" is offered, and how often what it reports is counted."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.phone.conftest import OpenPhone
from tests.phone.going import go, opened, reported, tap

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def test_what_is_due_twice_a_day_is_counted_once_more(
    phone: OpenPhone, session: Session, in_care: Care
) -> None:
    page = opened(phone)
    for words in ("1 of 2 times", "both times"):
        go(page)
        tap(page, "All done")
        tap(page, "Leave")
        reported(page, "Knee rolls", words)


def test_without_a_script_there_is_no_such_button(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/me")
    state = page.context.storage_state()
    plain = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=state, base_url=page.url.removesuffix("/me")
    ).new_page()
    plain.goto("/today")
    expect(plain.get_by_role("heading", name="Exercises")).to_be_visible()
    expect(plain.get_by_role("button", name="Go through them")).to_be_hidden()
    plain.context.close()
