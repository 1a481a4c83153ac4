"""Beside "Get help now" nobody is asked whether all is better, with signal and without."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House
from tests.phone.signal.test_second_visit import answer
from tests.phone.signal.test_without_signal import ONLINE

pytestmark = pytest.mark.browser


def test_beside_get_help_now_all_better_can_be_taken_back_and_is_not_offered(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="All better").click()
    undo = page.get_by_role("button", name="Undo all better")
    expect(undo).to_be_visible()
    answer(page, "chest_pain")
    page.goto("/today")
    ready(page)
    expect(page.locator("#part-stopped")).to_contain_text("Get help now")
    expect(undo).to_have_count(1)
    house.stop()
    page.reload()
    ready(page)
    expect(page.locator("#part-stopped")).to_contain_text("Get help now")
    undo.click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    expect(page.locator("#part-better")).to_have_count(0)
    house.start()
    page.evaluate(ONLINE)
    expect(page.locator("#outbox")).to_have_count(0)
    page.reload()
    ready(page)
    expect(page.locator("#part-stopped")).to_contain_text("Get help now")
    expect(page.locator("#part-better")).to_have_count(0)


def test_without_signal_it_is_asked_about_and_a_flare_up_takes_it_back(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.stop()
    asked: list[str] = []
    page.once("dialog", lambda one: (asked.append(one.message), one.accept()))
    page.get_by_role("button", name="All better").click()
    expect(page.get_by_role("button", name="Undo all better")).to_be_visible()
    assert asked == ["Sure? At your first visit it was 6."]
    page.goto("/today/flare-up")
    expect(page.locator("#better-back")).to_be_visible()
    page.get_by_role("button", name="Start the flare-up plan").click()
    expect(page.get_by_text("Flare-up.", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Undo all better")).to_have_count(0)
    house.start()
    page.evaluate(ONLINE)
    expect(page.locator("#outbox")).to_have_count(0)
    page.goto("/today/flare-up")
    expect(page.get_by_role("button", name="The flare-up is over")).to_be_visible()
    session.rollback()
    ops = {(one.kind, one.op) for one in session.scalars(select(Entry))}
    assert ops == {("better", "log"), ("better", "void"), ("flare", "log")}
