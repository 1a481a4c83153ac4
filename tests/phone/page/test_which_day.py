"""Which day a phone thinks it is, with other browsers' habits and older zone data; and the days
further back than it keeps."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.bundles import STATIC
from homecare.clients.models import Episode
from homecare.diary.models import Entry
from homecare.diary.queries import settled
from homecare.programmes.models import ProgrammeVersion
from tests.make.diary import BRIDGE, Care, record, told
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

# A clock that was set back by so many days; forward by less than none.
SET_BACK = """
const real = Date.now, back = %d * 86_400_000;
globalThis.Date = class extends Date {
  constructor(...given) { super(...(given.length ? given : [real() - back])); }
  static now() { return real() - back; }
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


@pytest.mark.parametrize("back", [3, 4000])
def test_a_clock_set_back_without_signal_moves_no_report_and_says_so(
    phone: OpenPhone, house: House, session: Session, back: int
) -> None:
    """The practice was heard on this day, so it can't be one before it, whatever the phone says."""
    page = phone()
    house.stop()
    page = restarted(page, SET_BACK % back)
    expect(page.locator("#part-day")).to_contain_text(f"{today_here().day}")
    expect(page.locator("#other-date")).to_contain_text("By this phone it is")
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(page.locator("#part-pain .reported")).to_contain_text("Saved on this phone")
    house.start()
    page.reload()
    expect(page.locator("#part-pain")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))
    assert session.scalars(select(Entry.local_date)).all() == [today_here()]


@pytest.mark.parametrize("ahead", [1, 3])
@pytest.mark.parametrize("is_right_again", [False, True])
def test_a_clock_put_forward_without_signal_counts_nothing_under_a_day_to_come_and_says_so(
    phone: OpenPhone, house: House, session: Session, ahead: int, is_right_again: bool
) -> None:
    """Nothing tells a phone that it is wrong until it hears the practice: then it asks again."""
    page = phone()
    house.stop()
    wrong = page.context.new_page()
    page.close()
    wrong.add_init_script(SET_BACK % -ahead)
    wrong.goto("/today")
    ready(wrong)
    named = today_here() + timedelta(days=ahead)
    expect(wrong.locator("#part-day")).to_contain_text(f"{named.day}")
    wrong.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    expect(wrong.locator("#part-pain .reported")).to_contain_text("Saved on this phone")
    page = wrong.context.new_page() if is_right_again else wrong
    if is_right_again:
        wrong.close()
    house.start()
    page.goto("/today")
    told = page.locator("#outbox")
    expect(told).to_contain_text(f"does not count yet: your scores of {named:%A} {named.day}")
    expect(told).to_contain_text("The clock of this phone was ahead")
    expect(told).to_contain_text("From this phone: leg 4.")
    [kept] = session.scalars(select(Entry)).all()
    assert (kept.local_date, kept.flagged, kept.body["leg"]) == (named, True, 4)
    session.commit()
    page.reload()
    ready(page)
    expect(page.locator("#part-day")).to_contain_text(f"{today_here().day}")
    rate_leg(page)
    assert told_of(session, today_here()) == [("pain", {"leg": 4, "back": None})]
    assert told_of(session, named) == []


def test_a_phone_that_agrees_says_nothing(phone: OpenPhone) -> None:
    expect(phone().locator("#other-date")).to_have_count(0)


def test_no_script_lets_a_locale_decide_how_a_date_is_written() -> None:
    habits = re.compile(r"toLocale\w*String|\)\.format\(|en-CA")
    assert not [path.name for path in STATIC.glob("*.js") if habits.search(path.read_text())]


def told_of(session: Session, day: date) -> list[tuple[str, dict[str, Any]]]:
    """What holds of a day at the practice."""
    session.rollback()
    episode = session.scalars(select(Episode)).one()
    return [(entry.kind, entry.body) for entry in settled(session, episode.id, day, day)]


@pytest.fixture
def long_ago(session: Session, in_care: Care) -> date:
    """A day three weeks back, like the one before it with both scores and an exercise reported."""
    now = datetime.now(UTC)
    long_ago = today_here() - timedelta(days=20)
    in_care.episode.intake_on = long_ago - timedelta(days=5)
    session.merge(in_care.episode)
    session.execute(update(ProgrammeVersion).values(starts_on=in_care.episode.intake_on))
    session.commit()
    for seq, day in enumerate((long_ago - timedelta(days=1), long_ago), 1):
        done = {"line": BRIDGE, "outcome": "done"}
        record(session, in_care, told(day=day, seq=seq), now)
        record(session, in_care, told("exercise", done, day=day, seq=seq), now)
    return long_ago


def test_a_day_further_back_is_the_practices_and_loses_nothing_by_a_tap(
    phone: OpenPhone, session: Session, long_ago: date
) -> None:
    page = phone()
    for day in (long_ago, long_ago - timedelta(days=1)):
        page.goto(f"/today/{day}")
        expect(page.locator("html")).to_have_attribute("data-phone", "ready")
        expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
        state = page.locator("#part-state")
        expect(state).to_contain_text("Pain reported: leg 5, back 3.")
        page.get_by_role("group", name="Leg").get_by_role("radio", name="8").check(force=True)
        expect(state).to_contain_text("Pain reported: leg 8, back 3.")
        expect(page.locator("#part-pain .reported")).to_contain_text("Saved")
        expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
        page.reload()
        expect(state).to_contain_text("Pain reported: leg 8, back 3.")
        assert ("pain", {"leg": 8, "back": 3}) in told_of(session, day)
        assert len(told_of(session, day)) == 2
    page.goto("/today")
    rate_leg(page)


def test_a_day_further_back_says_that_a_tap_was_not_sent(
    phone: OpenPhone, house: House, session: Session, long_ago: date
) -> None:
    page = phone()
    page.goto(f"/today/{long_ago}")
    expect(page.locator("html")).to_have_attribute("data-phone", "ready")
    house.stop()
    page.get_by_role("group", name="Leg").get_by_role("radio", name="8").check(force=True)
    expect(page.locator("#said")).to_contain_text("Not sent: there is no connection.")
    expect(page.locator("#part-state")).to_contain_text("Pain reported: leg 5, back 3.")
    page.goto(f"/today/{long_ago}")
    expect(page.locator("#instead")).to_have_text(
        "That page needs a connection. Here is Today meanwhile."
    )
    expect(page.locator("h1")).to_have_text("Today")
    house.start()
    assert ("pain", {"leg": 5, "back": 3}) in told_of(session, long_ago)
