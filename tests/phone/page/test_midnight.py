"""Past midnight a page of Today stays the day it was opened on, and says so."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.phone.conftest import OpenPhone, ready
from tests.phone.evening import EVENING, TO_MIDNIGHT, evening, in_care
from tests.phone.house import SYNC, House
from tests.phone.signal.test_without_signal import BRIDGE, ONLINE, rate

__all__ = ["evening", "in_care"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.any_database]


@pytest.fixture(params=["drawn by the practice", "opened from the home screen"])
def page(request: pytest.FixtureRequest, phone: OpenPhone) -> Page:
    """Today, opened a little before midnight."""
    page = phone()
    if request.param == "opened from the home screen":
        before, page = page, page.context.new_page()
        before.close()
    page.clock.install(time=EVENING)
    if request.param == "drawn by the practice":
        page.reload()
    else:
        page.goto("/today")
    shell = page.locator("meta[data-shell]").count()
    assert bool(shell) == (request.param == "opened from the home screen")
    ready(page)
    return page


def test_it_becomes_yesterday_and_what_is_tapped_stays_with_that_day(
    page: Page, session: Session, in_care: Care
) -> None:
    day = page.locator("#part-pain form").get_attribute("action")
    page.clock.set_system_time(EVENING + timedelta(seconds=TO_MIDNIGHT))
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.get_by_role("alert").filter(has_text="Past midnight")).to_contain_text(
        "this was saved for yesterday. Go to today"
    )
    expect(page.locator("h1")).to_have_text("Yesterday")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Bridge")
    page.clock.run_for(1000)  # a change of the page's make-up lets no tap count for a moment
    rate(page, "Leg", 7)
    rate(page, "Back", 5)
    expect(page.locator("#part-state")).to_contain_text("leg 7, back 5")
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    session.rollback()
    stored = session.scalars(select(Entry)).all()
    assert {f"/today/{entry.local_date}/pain" for entry in stored} == {day}
    assert max(stored, key=lambda entry: entry.seq).body == {"leg": 7, "back": 5}


def test_a_flare_up_that_begins_past_midnight_without_signal_is_of_the_new_day(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    page.clock.install(time=EVENING)
    page.reload()
    ready(page)
    house.stop()
    page.goto("/today/flare-up")
    page.clock.set_system_time(EVENING + timedelta(seconds=TO_MIDNIGHT))
    page.get_by_role("button", name="Start the flare-up plan").click()
    expect(page.locator(".flare-note")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Today")
    house.start()
    with page.expect_response(lambda answer: answer.url.endswith(SYNC)):
        page.evaluate(ONLINE)
    session.rollback()
    assert session.scalars(select(Entry.local_date)).one() == EVENING.date() + timedelta(days=1)
