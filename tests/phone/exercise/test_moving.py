"""A picture moves where somebody asks for it, and never where they asked for calm."""

from itertools import pairwise
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


def test_nothing_is_drawn_anew_while_the_body_rests(phone: OpenPhone) -> None:
    page = phone(first=lambda new: new.clock.install())
    page.evaluate(
        """() => {
          window.drawn = [];
          const draw = SVGSVGElement.prototype.setCurrentTime;
          SVGSVGElement.prototype.setCurrentTime = function (at) {
            drawn.push(at);
            draw.call(this, at);
          };
        }"""
    )
    page.locator(PICTURE).first.click()
    moving = page.locator(IN_MOTION).first
    expect(moving).to_be_visible()
    tempo = str(moving.get_attribute("data-tempo"))
    leaves, there, turns, whole = (float(moment) for moment in tempo.split())
    page.clock.run_for(round(1000 * (whole + leaves + 1)))
    gaps = [(a, b) for a, b in pairwise(page.evaluate("drawn")) if b - a > 0.25]
    rests = [(0, leaves), (there, turns), (whole, whole + leaves)]
    for begin, end in gaps:
        assert any(at <= begin and end <= until + 0.25 for at, until in rests), (begin, end)
    assert sum(end - begin for begin, end in gaps) > 0.5 * (turns - there + 2 * leaves)


WITHOUT_TEMPO = """(() => {
  const real = window.fetch;
  window.fetch = async (address, more) => {
    const answer = await real(address, more);
    if (!String(address).startsWith("/pictures/")) return answer;
    return new Response((await answer.text()).replace(/ data-tempo="[^"]*"/, ""));
  };
})()"""


def test_a_picture_that_is_kept_from_before_moves_all_the_same(phone: OpenPhone) -> None:
    page = phone(first=lambda new: new.add_init_script(WITHOUT_TEMPO))
    page.locator(PICTURE).first.click()
    expect(page.locator(IN_MOTION).first).to_be_visible()
    expect(page.locator("[data-tempo]")).to_have_count(0)
    path = page.locator(f"{IN_MOTION} path:has(animate)").first
    was = str(path.evaluate("path => getComputedStyle(path).d"))
    expect(path).not_to_have_css("d", was)
