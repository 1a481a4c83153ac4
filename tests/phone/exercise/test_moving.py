"""A picture moves where somebody asks for it, and never where they asked for calm."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.phone.conftest import OpenPhone

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
PICTURE = "#exercises [data-moves]"
IN_MOTION = f"{PICTURE} [data-moving]"


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    return phone()


def test_a_tap_shows_it_large_and_in_motion_and_another_one_as_it_was(page: Page) -> None:
    picture = page.locator(PICTURE).first
    small: Any = picture.bounding_box()
    picture.click()
    moving = page.locator(IN_MOTION).first
    expect(moving).to_be_visible()
    large: Any = picture.bounding_box()
    assert large["width"] > 2 * small["width"]
    picture.click()
    expect(moving).to_have_count(0)
    expect(picture.locator("svg")).to_be_visible()
    again: Any = picture.bounding_box()
    assert (again["width"], again["height"]) == (small["width"], small["height"])


def test_going_through_it_moves_by_itself_and_a_tap_stops_it(page: Page) -> None:
    page.get_by_role("button", name="Go through").click()
    moving = page.locator(".go-picture [data-moving]")
    expect(moving).to_be_visible()
    page.locator(".go-picture").click()
    expect(moving).to_have_count(0)
    expect(page.locator(".go-picture svg")).to_be_visible()


def test_nothing_moves_where_motion_is_reduced(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(PICTURE).first.click()
    page.get_by_role("button", name="Go through").click()
    expect(page.locator(".go-picture svg")).to_be_visible()
    expect(page.locator("[data-moving]")).to_have_count(0)
