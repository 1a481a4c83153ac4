"""A programme that is changed meanwhile: what was done stays on the phone, with signal or not."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

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
