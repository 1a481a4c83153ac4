"""A go-through that is disturbed: nothing that was done gets lost, and nothing is made up."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone, sign_in
from tests.phone.evening import EVENING, TO_MIDNIGHT, evening, in_care, in_the_evening
from tests.phone.going import (
    ALL_DONE,
    again,
    another,
    at,
    go,
    later,
    opened,
    reported,
    seconds,
    stopped,
    tap,
)
from tests.phone.house import House

__all__ = ["evening", "in_care"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.any_database]
VISIBLE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
FULL = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
REFUSED = "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    """Today with two exercises, on a clock of its own."""
    return opened(phone, in_the_evening)


def told(session: Session) -> list[Entry]:
    session.rollback()
    return list(session.scalars(select(Entry).order_by(Entry.seq)))


def days_told(session: Session) -> set[date]:
    return {entry.local_date for entry in told(session)}


def all_sent(page: Page) -> None:
    expect(page.locator(".exercise.is-reported").last).to_contain_text(
        re.compile(r"Sent \d\d:\d\d")
    )


def test_midnight_in_the_middle_keeps_to_the_day_it_was_begun_on(
    page: Page, session: Session, in_care: Care
) -> None:
    begun_on = page.locator("meta[name=homecare-day]").get_attribute("data-day")
    go(page)
    tap(page, "All done")
    at(page, 2)
    later(page, TO_MIDNIGHT)
    tap(page, "Start")
    seconds(page, 240)
    heading = page.get_by_role("heading", name=re.compile("That’s it|All done"))
    expect(heading).to_be_visible()
    tap(page, "Done")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#outbox")).to_have_count(0)
    reported(page, "Bridge", "done · Sent")
    assert {day.isoformat() for day in days_told(session)} == {begun_on}
    assert len(told(session)) == 2


def test_a_night_in_the_middle_leads_to_the_new_day(page: Page, house: House) -> None:
    again(page, "/today")
    go(page)
    page.evaluate(VISIBLE, True)
    later(page, TO_MIDNIGHT + 1800)
    with page.expect_navigation(url=re.compile("/today$")):
        page.evaluate(VISIBLE, False)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_signed_out_in_the_middle_keeps_all_and_asks_afterwards(
    page: Page, session: Session
) -> None:
    go(page)
    page.context.clear_cookies()
    tap(page, "All done")
    at(page, 2)
    tap(page, "Leave")
    reported(page, "Knee rolls", "1 of 2 times")
    expect(page.locator("#part-state")).to_contain_text("2 exercises due, 1 begun.")
    page.clock.resume()
    page.get_by_role("link", name="Sign in to send 1 entry").click()
    sign_in(page)
    reported(page, "Knee rolls", "1 of 2 times")
    all_sent(page)
    assert len(told(session)) == 1


def test_a_programme_changed_in_the_middle_takes_what_was_done(
    page: Page, session: Session, in_care: Care
) -> None:
    go(page)
    library = make_library(session, in_care.practice)
    plan = make_plan(library, items=(item(library["clam"]),), advice=())
    today = datetime.fromisoformat(
        page.locator("meta[name=homecare-day]").get_attribute("data-day") or ""
    ).date()
    make_programme(session, in_care.therapist, in_care.episode, plan, EVENING, today)
    page.evaluate(VISIBLE, True)
    later(page, 11 * 60)
    with page.expect_response("**/today/kit"):
        page.evaluate(VISIBLE, False)
    at(page, 1)
    expect(page.locator(".go-name")).to_have_text("Knee rolls")
    for _ in range(2):
        with page.expect_response("**/sync/entries"):
            tap(page, "All done")
    heading = page.get_by_role("dialog").get_by_role("heading", name="That’s it for now")
    expect(heading).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("Still to come today: Clam.")
    tap(page, "Done")
    assert {entry.body["line"] for entry in told(session)} == {"knee_rolls:-", "glute_bridge:-"}


def test_two_tabs_log_one_session_once(page: Page, session: Session) -> None:
    other = another(page)
    for tab in (page, other):
        go(tab)
    for tab in (page, other):
        tap(tab, "All done")
        at(tab, 2)
        tap(tab, "Leave")
        reported(tab, "Knee rolls", "1 of 2 times")
    all_sent(page)
    assert [entry.body.get("times") for entry in told(session)] == [1]


def test_a_full_phone_says_so_and_sends_at_once(page: Page, session: Session) -> None:
    go(page)
    page.evaluate(FULL)
    tap(page, "All done")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(
        "This phone could not keep that"
    )
    tap(page, "Leave")
    reported(page, "Knee rolls", "1 of 2 times")
    assert len(told(session)) == 1


def test_where_storage_is_refused_the_forms_do_the_work(phone: OpenPhone, session: Session) -> None:
    page = phone()
    page.add_init_script(REFUSED)
    page.clock.install(time=EVENING)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-phone", "plain")
    go(stopped(page))
    for number in (1, 2):
        at(page, number)
        tap(page, "All done")
        expect(page.get_by_role("dialog").get_by_role("alert").first).to_be_visible()
    group = page.get_by_role("dialog").get_by_role("group", name="Leg")
    group.get_by_role("radio", name="4").check(force=True)
    tap(page, "Done")
    reported(page, "Bridge", "done")
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    assert sorted(entry.kind for entry in told(session)) == ["exercise", "exercise", "pain"]


LISTENING = """() => {
  window.asked = [];
  const record = (what) => asked.push(what);
  navigator.vibrate = () => { record("vibrate"); return true; };
  class Silent {
    constructor() { record("sound"); this.currentTime = 0; this.destination = {}; }
    resume() { return Promise.resolve(); }
    createGain() { return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} },
      connect(to) { return to; } }; }
    createOscillator() { return { frequency: {}, connect(to) { return to; }, stop() {},
      start() { record("tone"); } }; }
  }
  window.AudioContext = Silent;
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
    record("awake"); return { release: async () => record("asleep") };
  } } });
}"""


@pytest.fixture
def heard(phone: OpenPhone) -> Page:
    """Today on a phone that writes down what it is asked to do."""

    def listen(page: Page) -> None:
        page.add_init_script(f"({LISTENING})()")
        in_the_evening(page)

    return opened(phone, listen)


def asked(page: Page) -> list[str]:
    answer: list[Any] = page.evaluate("asked")
    return answer


def test_sound_and_vibration_are_asked_for_only_after_a_touch(heard: Page) -> None:
    again(heard, "/today#go")
    again(heard)
    at(heard, 1)
    assert [what for what in asked(heard) if what != "awake"] == []
    tap(heard, "Start")
    seconds(heard, 6)
    assert {"sound", "tone", "vibrate"} <= set(asked(heard))


def test_each_signal_can_be_off_and_the_phone_remembers(heard: Page) -> None:
    go(heard)
    for name in ("Sound", "Vibration", "Count"):
        heard.get_by_role("checkbox", name=name).uncheck()
    tap(heard, "Leave")
    again(heard)
    go(heard)
    expect(heard.get_by_role("checkbox", name="Sound")).not_to_be_checked()
    tap(heard, "Start")
    seconds(heard, 60)
    assert {"tone", "vibrate"}.isdisjoint(asked(heard))
    expect(heard.get_by_role("timer")).to_have_text("")
    heard.get_by_role("checkbox", name="Count").check()
    expect(heard.get_by_role("timer")).to_have_text(re.compile(r"^1:\d\d$"))


def test_the_screen_stays_awake_until_the_end_and_again_after_a_look_away(heard: Page) -> None:
    go(heard)
    assert asked(heard).count("awake") == 1
    heard.evaluate(VISIBLE, True)
    heard.evaluate(VISIBLE, False)
    assert asked(heard).count("awake") == 2
    tap(heard, "Leave")
    expect(heard.get_by_role("dialog")).to_have_count(0)
    assert asked(heard)[-1] == "asleep"


def test_everything_is_done_once_more_later_today(page: Page) -> None:
    go(page)
    tap(page, "All done")
    at(page, 2)
    tap(page, "All done")
    expect(page.get_by_role("dialog")).to_contain_text("Still to come today: Knee rolls.")
    tap(page, "Done")
    go(page)
    tap(page, "All done")
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
