"""The next visits on a phone: by the practice's clock, its place named where that differs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.language import on_wall, wall_words
from tests.make.diary import Care
from tests.make.people import acting
from tests.phone.conftest import OpenPhone, keep_signed_in, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

LONDON = "Europe/London"
LATER = "const now = Date.now; Date.now = () => now() + 4 * 86_400_000;"


@pytest.fixture
def booked(session: Session, in_care: Care) -> list[str]:
    """Two visits ahead, in words."""
    now = datetime.now(UTC)
    walls = [
        (on_wall(now, LONDON) + timedelta(days=days)).replace(hour=14, minute=30, second=0,
                                                              microsecond=0)
        for days in (3, 10)
    ]  # fmt: skip
    for wall in walls:
        book(acting(session, in_care.therapist, now), in_care.episode, wall)
    session.commit()
    return [wall_words(wall) for wall in walls]


def visits(page: Page) -> Locator:
    return page.locator("#part-visits")


def test_the_next_ones_are_there_without_signal_and_those_over_are_not(
    booked: list[str], phone: OpenPhone, house: House
) -> None:
    page = phone()
    house.stop()
    page.reload()
    ready(page)
    for words in booked:
        expect(visits(page)).to_contain_text(words)
    expect(visits(page).locator(".zone-named").first).to_be_hidden()
    page.add_init_script(LATER)
    page.reload()
    ready(page)
    expect(page.get_by_text(booked[0])).to_be_hidden()
    expect(page.get_by_text(booked[1])).to_be_visible()


@pytest.mark.parametrize("address", ["/today", "/progress"])
def test_a_phone_far_away_is_told_whose_clock_that_is(
    booked: list[str],
    house: House,
    new_context: Callable[..., BrowserContext],
    address: str,
) -> None:
    context = new_context(base_url=house.address, locale="en-GB", timezone_id="Pacific/Honolulu")
    keep_signed_in(context)
    page = context.new_page()
    page.goto(address)
    for words in booked:
        expect(visits(page)).to_contain_text(f"{words}, London time")
    expect(visits(page).locator(".zone-named").first).to_be_visible()
