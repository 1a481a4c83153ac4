"""Fourteen days in which the practice's computer is out of reach, and a hundred reports.

The clocks of phone and practice are moved together. Meanwhile the sign-in ends and the programme
is changed; afterwards every report is there, once, on its day, whatever went wrong while sending.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare import clock
from homecare.diary.models import Entry
from tests.chance import THOROUGH
from tests.make.diary import Care, make_care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.conftest import ready, sign_in
from tests.phone.house import SYNC, House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
FIRST = datetime(2026, 3, 2, 18, tzinfo=UTC)  # a Monday
DAYS, A_DAY, AT_THE_END = 14, 7, 2
IN_ALL = DAYS * A_DAY + AT_THE_END  # a hundred
# What can go wrong while sending is tried after four days, or with HOMECARE_THOROUGH=1 after all.
SHORT = DAYS if THOROUGH else 4
ONLINE = "dispatchEvent(new Event('online'))"
SAVED = "Saved on this phone"


class Time:
    """One clock for the practice's computer and the phones."""

    def __init__(self, file: Path) -> None:
        self.file, self.contexts = file, list[BrowserContext]()
        self.set(FIRST)
        clock.follow(file)

    def set(self, moment: datetime) -> None:
        self.file.write_text(moment.isoformat())
        self.now = moment
        for context in self.contexts:
            context.clock.set_fixed_time(moment)

    @property
    def today(self) -> date:
        return self.now.date()


@pytest.fixture
def time(tmp_path: Path) -> Iterator[Time]:
    yield Time(tmp_path / "now")
    clock.follow(None)


@pytest.fixture
def in_care(session: Session, time: Time) -> Care:
    return make_care(session, FIRST, onset=FIRST.date())


@pytest.fixture
def own_phone(
    in_care: Care, house: House, time: Time, new_context: Callable[..., BrowserContext]
) -> Iterator[Callable[[], Page]]:
    """A phone whose clock is moved, with Today open and ready."""

    def open_today() -> Page:
        context = new_context(base_url=house.address, viewport={"width": 390, "height": 844},
                              locale="en-GB", timezone_id="Europe/London")  # fmt: skip
        time.contexts.append(context)
        context.clock.set_fixed_time(time.now)
        page = context.new_page()
        page.goto("/today")
        sign_in(page)
        return page

    yield open_today
    for context in time.contexts:
        context.close()


def a_days_reports(page: Page, day: int) -> None:
    """Seven taps, each an entry of its own; the screen tells of each before the next."""
    tap(page, "Done", "Bridge", "Reported: done")
    tap(page, "Done once", "Knee rolls", "1 of 2 times")
    tap(page, "Both times", "Knee rolls", "Reported: both times")
    for site, score in (("Leg", 6), ("Back", day % 10)):
        rate(page, site, score)
    tap(page, "Kept", "About sitting", "Reported: kept")
    tap(page, "Not kept", "About bath", "Reported: not kept")


def tap(page: Page, word: str, of: str, told: str) -> None:
    part = page.locator("[data-live]").filter(has=page.get_by_role("heading", name=of))
    part.get_by_role("button", name=re.compile(rf"^{word}\s*: {of}$")).click()
    expect(part).to_contain_text(told)
    expect(part).to_contain_text(SAVED)


def rate(page: Page, site: str, score: int) -> None:
    pain = page.get_by_role("group", name=site)
    pain.get_by_role("radio", name=re.compile(rf"^{score}\b")).check(force=True)
    expect(page.locator("#part-state")).to_contain_text(f"{site.lower()} {score}")
    expect(page.locator("#part-pain")).to_contain_text(SAVED)


def live_without_signal(page: Page, house: House, time: Time, days: int = SHORT) -> None:
    """Seven reports a day and two at the end, none of which reaches anybody."""
    house.stop()
    for day in range(days):
        time.set(FIRST + timedelta(days=day))
        page.goto("/today")
        expect(page.locator("h1")).to_have_text("Today")
        a_days_reports(page, day)
        expect(page.locator("#outbox")).to_contain_text(f"{(day + 1) * A_DAY} entries are saved")
    page.fill("#text", "Two weeks without signal.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#part-note")).to_contain_text(SAVED)
    rate(page, "Leg", 5)
    in_all = days * A_DAY + AT_THE_END
    expect(page.locator("#outbox")).to_contain_text(f"{in_all} entries are saved on this phone")


def change_the_programme(session: Session, care: Care, now: datetime) -> None:
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["clam"]),))
    make_programme(session, care.therapist, care.episode, plan, now)


def all_is_there_once(session: Session, lived: int = SHORT) -> None:
    """Every entry, once, on the day it was tapped."""
    session.rollback()
    entries = session.scalars(select(Entry)).all()
    assert len({entry.id for entry in entries}) == len(entries)
    days = Counter(entry.local_date for entry in entries)
    assert days == {
        FIRST.date() + timedelta(days=day): A_DAY + (AT_THE_END if day == lived - 1 else 0)
        for day in range(lived)
    }
    assert all(entry.done_at.date() == entry.local_date for entry in entries)


def sent(page: Page) -> None:
    expect(page.locator("#outbox")).to_have_count(0)
    expect(page.locator("#part-pain")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))


def test_a_hundred_reports_of_two_weeks_arrive_once_each_on_their_days(
    own_phone: Callable[[], Page], house: House, session: Session, time: Time, in_care: Care
) -> None:
    page = own_phone()
    live_without_signal(page, house, time, DAYS)
    change_the_programme(session, in_care, FIRST + timedelta(days=6))
    page.context.clear_cookies()
    house.start()
    page.evaluate(ONLINE)
    page.get_by_role("link", name=f"Sign in to send {IN_ALL} entries").click()
    sign_in(page)
    sent(page)
    all_is_there_once(session, DAYS)


def test_with_every_answer_lost_once_and_ten_more_tries_nothing_is_doubled(
    own_phone: Callable[[], Page], house: House, session: Session, time: Time
) -> None:
    page = own_phone()
    live_without_signal(page, house, time)
    house.lost.add(SYNC)
    house.start()
    for tries in range(1, 12):
        page.evaluate(ONLINE)
        expect(page.locator("#outbox")).to_contain_text("as soon as there is a connection")
        house.until_asked(SYNC, tries)
    house.lost.clear()
    page.evaluate(ONLINE)
    sent(page)
    all_is_there_once(session)


def test_three_tabs_that_wake_together_send_everything_once(
    own_phone: Callable[[], Page], house: House, session: Session, time: Time
) -> None:
    page = own_phone()
    live_without_signal(page, house, time)
    tabs = [page, page.context.new_page(), page.context.new_page()]
    house.start()
    for tab in tabs[1:]:
        tab.goto("/today")
        ready(tab)
    for tab in tabs:
        tab.evaluate(ONLINE)
    for tab in tabs:
        sent(tab)
    all_is_there_once(session)
