"""Which day a phone thinks it is: other browsers' habits, and older zone data."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.bundles import STATIC
from homecare.diary.models import Entry
from tests.make.people import today_here
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

# How a browser with other locale data writes a date: 11/28/2026 where Chromium has 2026-11-28.
OTHER_LOCALE_DATA = """
const as = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format").get;
Object.defineProperty(Intl.DateTimeFormat.prototype, "format", { get() {
  const said = as.call(this);
  return (at) => said(at).replace(/(\\d{4})-(\\d\\d)-(\\d\\d)/, "$2/$3/$1");
} });
"""
# A browser whose zone data place the client a day behind.
OLD_ZONE_DATA = """
const parts = Intl.DateTimeFormat.prototype.formatToParts;
Intl.DateTimeFormat.prototype.formatToParts = function (at) {
  const here = this.resolvedOptions().timeZone === "UTC" ? 0 : 86_400_000;
  return parts.call(this, (at ?? Date.now()) - here);
};
"""


def rate_leg(page: Page) -> None:
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(page.locator("#part-pain")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))


def restarted(page: Page, script: str) -> Page:
    page.add_init_script(script)
    page.reload()
    ready(page)
    return page


def test_today_stays_today_where_a_browser_writes_dates_another_way(phone: OpenPhone) -> None:
    page = restarted(phone(), OTHER_LOCALE_DATA)
    rate_leg(page)
    expect(page.get_by_role("button", name="Go through them")).to_be_visible()
    expect(page.get_by_role("link", name="flare-up")).to_be_visible()


def test_a_phone_with_older_zone_data_says_so_and_moves_nothing(
    phone: OpenPhone, session: Session
) -> None:
    page = restarted(phone(), OLD_ZONE_DATA)
    expect(page.locator("#other-date")).to_contain_text("By this phone it is")
    rate_leg(page)
    expect(page.get_by_role("button", name="Go through them")).to_be_visible()
    assert session.scalar(select(Entry.local_date)) == today_here()


def test_without_signal_too_the_day_is_the_practices(phone: OpenPhone, house: House) -> None:
    page = phone()
    house.stop()
    page = restarted(page, OLD_ZONE_DATA)
    yesterday = today_here() - timedelta(days=1)
    expect(page.locator("#other-date")).to_contain_text(f"{yesterday:%A} {yesterday.day}")
    expect(page.get_by_role("button", name="Go through them")).to_be_visible()


def test_a_phone_that_agrees_says_nothing(phone: OpenPhone) -> None:
    expect(phone().locator("#other-date")).to_have_count(0)


def test_no_script_lets_a_locale_decide_how_a_date_is_written() -> None:
    habits = re.compile(r"toLocale\w*String|\)\.format\(|en-CA")
    assert not [path.name for path in STATIC.glob("*.js") if habits.search(path.read_text())]
