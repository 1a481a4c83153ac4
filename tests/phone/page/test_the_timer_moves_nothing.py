"""The sitting timer moves nothing under a thumb, at noon: its hours end on the same day."""

import pytest
from playwright.sync_api import expect

from tests.phone.conftest import OpenPhone, ready
from tests.phone.midday import at_midday, in_care, midday
from tests.phone.page.still import FRAMES, NO_ANCHORS, SENT, SIZES, Still

__all__ = ["in_care", "midday"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.any_database]


@pytest.fixture(params=SIZES)
def still(request: pytest.FixtureRequest, phone: OpenPhone) -> Still:
    """Today at its top, with text as it is and twice as large."""
    page = phone(first=at_midday)
    page.context.add_init_script(NO_ANCHORS.replace("SIZE", request.param))
    page.goto("/today")
    ready(page)
    page.evaluate(FRAMES)
    return Still(page)


def test_the_sitting_timer_moves_nothing(still: Still) -> None:
    page = still.page
    still.press(page.get_by_role("button", name="I’m sitting"))
    still.after(lambda: expect(page.get_by_role("timer")).to_be_visible())

    def limit() -> None:
        page.clock.fast_forward(31 * 60_000)
        expect(page.get_by_role("heading", name="Time to get up")).to_be_visible()

    still.bring(still.page.locator("#part-pain"))
    still.after(limit)


def test_the_timed_minutes_and_where_they_are_have_their_place(still: Still) -> None:
    page = still.page
    page.get_by_role("button", name="I’m sitting").click()
    expect(page.get_by_role("timer")).to_be_visible()
    page.clock.fast_forward(62 * 60_000)
    expect(page.get_by_role("heading", name="Time to get up")).to_be_visible()
    below = "document.getElementById('text').getBoundingClientRect().top + scrollY"
    before = page.evaluate(below)
    page.get_by_role("button", name="I stood up").click()
    expect(page.locator("#part-sitting .timed")).to_contain_text(SENT)
    assert page.evaluate(below) == pytest.approx(before, abs=1)


@pytest.mark.parametrize("width", [320, 390])
def test_nor_with_letters_of_any_size(phone: OpenPhone, width: int) -> None:
    """Words wrap elsewhere with each font: at some size, one of them takes another line."""
    page = phone(first=at_midday)
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("document.getElementById('install').hidden = false")  # it stands below the timer
    page.evaluate("document.documentElement.style.letterSpacing = '0.12em'")  # as in wide fonts
    still = Still(page)

    def limit() -> None:
        page.clock.fast_forward(31 * 60_000)
        expect(page.get_by_role("heading", name="Time to get up")).to_be_visible()

    for size in range(100, 201, 20):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{size}%")
        page.get_by_role("button", name="I’m sitting").click()
        expect(page.get_by_role("timer")).to_be_visible()
        still.after(limit)
        page.get_by_role("button", name="I stood up").click()
        page.locator("#sitting-timer").get_by_role("button", name="OK").click()
