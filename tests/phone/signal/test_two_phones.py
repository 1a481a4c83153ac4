"""One client with two phones, neither of which knows what the other one keeps."""

import pytest
from playwright.sync_api import Page, expect

from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import SYNC, House
from tests.phone.signal.test_without_signal import ONLINE, all_sent, rate

pytestmark = pytest.mark.browser
STATE = "#part-state"


def rated_without_signal(page: Page, score: int) -> None:
    rate(page, "Leg", score)
    expect(page.locator("#part-pain")).to_contain_text("Saved on this phone")


def send(page: Page) -> None:
    page.evaluate(ONLINE)
    all_sent(page)


def test_what_is_taken_back_on_one_does_not_bring_forth_what_the_other_said(
    phone: OpenPhone, house: House
) -> None:
    first, second = phone(), phone()
    house.stop()
    rated_without_signal(first, 3)
    rated_without_signal(second, 6)
    house.start()
    send(first)
    send(second)
    with second.expect_response(lambda answer: answer.url.endswith(SYNC)):
        second.locator("#part-pain").get_by_role("button", name="Take back").click()
    expect(second.locator(STATE)).to_contain_text("No pain score yet.")
    for page in (first, second):
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text("No pain score yet.")
    rate(first, "Leg", 2)
    all_sent(first)
    second.reload()
    expect(second.locator(STATE)).to_contain_text("leg 2")
