"""Where a client reads how an exercise is done, they see the whole picture as large as the page."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.phone.conftest import OpenPhone

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    return phone()


def the_card(page: Page) -> Locator:
    return page.locator("#exercises .exercise").first


def test_the_picture_stands_there_large_and_nothing_above_it_moves(page: Page) -> None:
    how = the_card(page).get_by_text("How to do it")
    how.scroll_into_view_if_needed()
    before: Any = how.bounding_box()
    how.click()
    large = the_card(page).locator(".how-picture svg")
    expect(large).to_be_visible()
    small: Any = the_card(page).locator(".exercise-picture svg").bounding_box()
    shown: Any = large.bounding_box()
    assert shown["width"] > 2.5 * small["width"]
    assert how.bounding_box() == before


def test_it_stands_there_once_and_stays_when_something_is_reported(page: Page) -> None:
    how = the_card(page).get_by_text("How to do it")
    for _ in range(3):
        how.click()
    expect(the_card(page).locator(".how-picture")).to_have_count(1)
    the_card(page).get_by_role("button", name="Done").first.click()
    expect(the_card(page)).to_contain_text("Reported")
    expect(the_card(page).locator(".how-picture svg")).to_be_visible()


def test_how_it_is_made_easier_is_drawn_beside_its_words_and_moves_nothing_when_it_comes(
    page: Page,
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    card = page.locator("#exercises .exercise:has([data-easier])").first
    waiting = card.locator(".how-easier")
    expect(waiting).to_be_hidden()
    assert not [address for address in asked if "/pictures/" in address]  # nor is it fetched
    card.get_by_text("How to do it").click()
    expect(waiting).to_be_visible()
    high: Any = waiting.bounding_box()
    expect(waiting.locator("svg path").first).to_be_visible()
    there: Any = waiting.bounding_box()
    assert there["height"] == pytest.approx(high["height"], abs=1)
    above: Any = card.get_by_text("If it is too much.").bounding_box()
    assert above["y"] < there["y"]


def test_without_signal_the_words_of_the_easier_way_stand_alone(page: Page) -> None:
    card = page.locator("#exercises .exercise:has([data-easier])").first
    page.context.set_offline(True)
    card.get_by_text("How to do it").click()
    expect(card.get_by_text("If it is too much.")).to_be_visible()
    expect(card.locator(".how-easier svg")).to_be_attached()  # it was tried
    expect(card.locator(".how-easier")).to_be_hidden()
