"""A programme that is changed meanwhile: what was done stays on the phone, with signal or not."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.bundles.handing_out import static_address
from homecare.diary.schemas import outcome_of
from tests.make.diary import Care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House
from tests.phone.signal.test_without_signal import BRIDGE, ONLINE, all_sent

pytestmark = pytest.mark.browser
STATE, COUNTS = "#part-state", "Reported before the programme changed: it counts"


def change(session: Session, care: Care) -> None:
    """From now on there are knee rolls alone."""
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["knee_rolls"]),), advice=())
    make_programme(session, care.therapist, care.episode, plan, datetime.now(UTC))


def test_what_was_done_once_without_signal_is_once_of_the_two_times_it_is_due_by_then(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(STATE)).to_contain_text("1 of 2 exercises logged.")
    library = make_library(session, in_care.practice)
    plan = make_plan(library, items=(item(library["glute_bridge"], times_a_day=2),), advice=())
    make_programme(session, in_care.therapist, in_care.episode, plan, datetime.now(UTC))
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    for _ in range(2):  # the practice's own page, and the phone's
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text("1 exercise due, 1 begun.")
        expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: 1 of 2 times")
        house.stop()
    page.get_by_role("button", name="Both times").click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: both times")
    expect(page.locator(STATE)).to_contain_text("Everything that was due is logged.")


def test_the_phone_reads_a_report_as_the_practice_does(phone: OpenPhone) -> None:
    page = phone()
    bodies = [
        {"outcome": outcome, **({"times": times} if times else {})}
        for outcome in ("done", "partly", "not")
        for times in range(4)
    ]
    asked = [[body, dose] for body in bodies for dose in (1, 2, 3)]
    read = """async ([days, asked]) => {
      const { outcomeOf } = await import(days);
      return asked.map(([body, dose]) => outcomeOf(body, { times_a_day: dose }));
    }"""
    said = page.evaluate(read, [f"{static_address()}/days.js", asked])
    assert said == [outcome_of(body, dose) for body, dose in asked]


def test_what_was_done_without_signal_stays_when_the_programme_was_changed_meanwhile(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(STATE)).to_contain_text("1 of 2 exercises logged.")
    change(session, in_care)
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    for _ in range(2):  # the practice's own page, and the phone's
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text("1 of 2 exercises logged.")
        expect(page.locator("#exercises")).to_contain_text(COUNTS)
        expect(page.locator(".exercise.is-reported")).to_contain_text("Bridge")
        house.stop()
    page.locator(".exercise.is-reported").get_by_role("button", name="Take back").click()
    expect(page.locator("#exercises")).not_to_contain_text("Bridge")
    expect(page.locator(STATE)).to_contain_text("1 exercise due, none logged yet.")
