"""A browser that cleared what it kept: what was not sent is gone, and the client is told so."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import SignIn
from homecare.diary.models import Entry
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
TOLD = "This phone’s browser has forgotten what it kept for you"


def forget(context: BrowserContext, page: Page) -> None:
    """As a browser does that needs the room, or has not been here for a week: cookies stay."""
    where = page.url.partition("/today")[0]
    wire = context.new_cdp_session(page)
    kept = "indexeddb,cache_storage,service_workers,local_storage"
    wire.send("Storage.clearDataForOrigin", {"origin": where, "storageTypes": kept})


def opened_anew(page: Page) -> Page:
    page.goto("/today")
    ready(page)
    return page


def test_a_client_is_told_that_what_was_not_sent_is_gone(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    expect(page.get_by_text(TOLD)).to_have_count(0)
    house.stop()
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(page.locator("#part-pain .reported")).to_contain_text("Saved on this phone")
    forget(page.context, page)
    house.start()
    opened_anew(page)  # the practice hears of it here
    told = opened_anew(page).get_by_role("alert").filter(has_text=TOLD)
    expect(told).to_contain_text("write again what is missing")
    page.reload()  # as the practice draws it
    expect(page.get_by_text(TOLD)).to_be_visible()
    assert session.scalars(select(Entry)).all() == []
    session.commit()
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    page.goto("/me")
    expect(page.locator("#here")).to_contain_text("Nothing that is kept on this phone waits")
    [forgot_at] = session.scalars(select(SignIn.forgot_at).where(SignIn.forgot_at.is_not(None)))
    assert forgot_at is not None
    session.execute(update(SignIn).values(forgot_at=forgot_at - timedelta(days=2)))
    session.commit()
    opened_anew(page)  # drawn from what the phone has kept; the practice's answer comes after
    expect(opened_anew(page).get_by_text(TOLD)).to_have_count(0)


def test_a_phone_that_kept_everything_is_told_nothing(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/me")
    page.get_by_role("button", name="Clear my days from this phone").click()
    expect(page.locator("#here")).to_contain_text("Nothing of your diary is kept")
    for _ in range(2):
        expect(opened_anew(page).get_by_text(TOLD)).to_have_count(0)
