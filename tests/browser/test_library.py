"""The library under a therapist's hands: it narrows as one types, and its pictures move."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.library.catalogue.exercises import EXERCISES
from tests.browser.conftest import OpenPage
from tests.library.photographs import photo_file, picture
from tests.make.people import PASSWORD, make_practice
from tests.make.programmes import make_library
from tests.phone.house import House
from tests.waiting.pages import until

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
CARDS = ".library > li:visible"


@pytest.fixture
def page(app: Flask, session: Session, open_page: OpenPage) -> Iterator[Page]:
    """A therapist at the library."""
    practice, _owner = make_practice(session)
    make_library(session, practice)
    house = House(app)
    page = open_page(house.address)
    page.goto("/sign-in?next=/library")
    page.get_by_label("Email address").fill("owner@homecare.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/library")
    yield page
    house.stop()


def test_what_is_typed_narrows_it_at_once_and_all_come_back(page: Page) -> None:
    expect(page.locator(CARDS)).to_have_count(len(EXERCISES))
    search = page.get_by_label("Search")
    search.press_sequentially("chair sciatic")
    expect(page.locator(CARDS)).to_have_count(1)
    expect(page.locator(CARDS)).to_contain_text("Nerve slider, sitting")
    expect(page.get_by_role("status").first).to_have_text("1 exercise")
    expect(page.get_by_role("heading", name="Kneeling")).to_be_hidden()
    search.fill("")
    expect(page.locator(CARDS)).to_have_count(len(EXERCISES))


def test_an_exercise_moves_by_a_tap_and_is_still_by_another(page: Page) -> None:
    page.get_by_role("link", name="Clam").click()
    picture = page.locator("[data-moves]").first
    picture.click()
    expect(picture.locator("[data-moving]")).to_be_visible()
    picture.click()
    expect(picture.locator("[data-moving]")).to_have_count(0)
    expect(picture.locator("svg")).to_be_visible()


def test_pictures_of_the_grid_move_one_at_a_time_while_they_are_pointed_at(page: Page) -> None:
    moving = page.locator(".library [data-moving]")
    first, second = (page.locator(".library [data-moves]").nth(n) for n in (0, 1))
    first.hover()
    expect(first.locator("[data-moving]")).to_be_visible()
    second.hover()
    expect(second.locator("[data-moving]")).to_be_visible()
    expect(moving).to_have_count(1)
    page.get_by_label("Search").hover()
    expect(moving).to_have_count(0)
    page.get_by_role("button", name="Show", exact=True).focus()
    page.keyboard.press("Tab")  # to the first picture, which is a link
    page.keyboard.press("Tab")
    expect(moving).to_have_count(1)


def test_nothing_of_the_grid_moves_for_who_asked_for_calm(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".library [data-moves]").first.hover()
    page.get_by_role("link", name="Clam").click()
    page.wait_for_load_state()
    assert [address for address in asked if "/pictures/" in address] == []


def test_a_large_photo_is_shown_at_once_and_sent_small(page: Page) -> None:
    large = photo_file("PNG", picture((3000, 2200)))
    page.goto("/library/new")
    page.set_input_files(
        "[name=photo_1]", {"name": "a.png", "mimeType": "image/png", "buffer": large}
    )
    page.locator("[name=position]").select_option(label="Sitting")
    page.locator("[name=bias]").select_option(label="Neutral")
    expect(page.locator("[data-photo] canvas")).to_be_visible()
    until(page, "document.querySelector('[name=photo_1]').files[0].name === 'photo.jpg'")
    for name, typed in (("name", "Scarf"), ("steps", "Sit."), ("feel", "A pull."), ("area", "hip")):
        page.fill(f"[name={name}]", typed)
    page.fill("[name=shows_1]", "Sitting tall")
    page.get_by_role("button", name="Save as our own").click()
    photo = page.get_by_alt_text("Sitting tall")
    expect(photo).to_be_visible()
    until(page, "document.querySelector('.photo').naturalWidth === 1280")
