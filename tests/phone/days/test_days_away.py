"""Days away that a client noted themselves hold without signal as they do with it."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.clients.models import Away
from tests.make.diary import Care
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = pytest.mark.browser
AWAY = "You are away on this day, so nothing is due."


def test_noted_and_taken_back_they_hold_without_signal(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    today = page.get_attribute("meta[name=homecare-day]", "data-day") or ""
    page.goto("/me")
    page.get_by_role("link", name="Note days away").click()
    for field in ("First day away", "Last day away"):
        page.get_by_label(field).fill(today)
    page.get_by_label("I am ill").check()
    house.stop()
    page.get_by_role("button", name="Note these days").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was saved")
    expect(page.get_by_label("Last day away")).to_have_value(today)
    page.get_by_role("button", name="Back to what you wrote").click()
    house.start()
    page.get_by_role("button", name="Note these days").click()
    for _ in range(2):  # the practice's own page, and the phone's
        ready(page)
        expect(page.locator("#exercises")).to_contain_text(AWAY)
        expect(page.locator("#exercises .exercise")).to_have_count(0)
        house.stop()
        page.reload()
    house.start()
    page.goto("/me/away")
    page.get_by_role("button", name="Take back").click()
    for _ in range(2):
        ready(page)
        expect(page.locator("#exercises .exercise")).to_have_count(2)
        house.stop()
        page.reload()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Away)) == 0


def test_beside_what_was_reported_a_day_away_is_named_with_and_without_signal(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    page.locator("#exercises .exercise button[value^=done]").first.click()
    expect(page.locator("#exercises")).to_contain_text("Sent")
    today = page.get_attribute("meta[name=homecare-day]", "data-day") or ""
    page.goto("/me/away")
    for field in ("First day away", "Last day away"):
        page.get_by_label(field).fill(today)
    page.get_by_label("I am ill").check()
    page.get_by_role("button", name="Note these days").click()
    for _ in range(2):  # the practice's own page, and the phone's
        ready(page)
        expect(page.locator("#exercises .exercise")).to_have_count(1)
        expect(page.get_by_text(AWAY)).to_have_count(1)
        house.stop()
        page.reload()
