"""Putting homecare among a phone's apps: what it needs, and a hint that is no nag."""

import re
import struct
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.today.visiting import OpenPhone, Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

HINT = "#install"
AN_IPHONE = "Object.defineProperty(navigator, 'standalone', { value: false })"
OFFER = """() => {
    const event = new Event("beforeinstallprompt", { cancelable: true });
    event.prompt = async () => { window.asked = (window.asked ?? 0) + 1; };
    event.userChoice = Promise.resolve({ outcome: "accepted" });
    dispatchEvent(event);
    return event.defaultPrevented;
}"""


def manifest(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told: dict[str, Any] = answer.get_json(force=True)
    return told


def size_of(png: bytes) -> str:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return f"{width}x{height}"


def test_the_manifest_names_the_app_and_where_it_begins(app: Flask) -> None:
    told = manifest(app)
    assert (told["name"], told["start_url"], told["display"]) == (
        "homecare", "/today", "standalone",
    )  # fmt: skip


def test_every_icon_is_a_picture_of_the_size_it_claims(app: Flask) -> None:
    browser = app.test_client()
    pictures = [icon for icon in manifest(app)["icons"] if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in pictures} == {"192x192", "512x512"}
    assert "maskable" in [icon.get("purpose") for icon in pictures]
    for icon in pictures:
        answer = browser.get(icon["src"])
        assert size_of(answer.data) == icon["sizes"]
        assert "max-age" in answer.headers["Cache-Control"]


def test_an_icon_that_does_not_exist_is_not_there(app: Flask) -> None:
    assert app.test_client().get("/icons/other.png").status_code == 404


@pytest.mark.parametrize("page", ["/today", "/progress", "/advice", "/me", "/red-flags"])
def test_a_phone_finds_the_manifest_and_its_icon_on_every_page(
    app: Flask, me: Visitor, page: str
) -> None:
    markup = me.browser.get(page).text
    assert 'rel="manifest"' in markup
    icon = re.search(r'rel="apple-touch-icon" href="([^"]+)"', markup)
    assert icon
    assert size_of(app.test_client().get(icon[1]).data) == "180x180"


def again(page: Page) -> Page:
    """The next visit: another tab of the same browser."""
    page.close()
    following = page.context.new_page()
    following.goto("/today")
    expect(following.locator("html[data-phone=ready]")).to_have_count(1)
    return following


@pytest.mark.browser
def test_an_iphone_is_told_the_way_on_the_second_visit(open_today: OpenPhone) -> None:
    page = open_today()
    page.context.add_init_script(AN_IPHONE)
    page.reload()
    expect(page.locator(HINT)).to_be_hidden()
    page = again(page)
    expect(page.locator(HINT)).to_contain_text("Add to Home Screen")
    expect(page.get_by_role("button", name="Put it on this phone")).to_be_hidden()


@pytest.mark.browser
def test_the_hint_stays_away_once_it_was_put_away(open_today: OpenPhone) -> None:
    page = open_today()
    page.context.add_init_script(AN_IPHONE)
    page = again(page)
    page.get_by_role("button", name="Don’t show this again").click()
    expect(page.locator(HINT)).to_be_hidden()
    page = again(again(page))
    expect(page.locator(HINT)).to_be_hidden()


@pytest.mark.browser
def test_a_phone_that_can_install_offers_a_button_and_never_its_own_question(
    open_today: OpenPhone,
) -> None:
    page = open_today()
    assert page.evaluate(OFFER) is True
    expect(page.locator(HINT)).to_be_hidden()
    page = again(page)
    page.evaluate(OFFER)
    page.get_by_role("button", name="Put it on this phone").click()
    expect(page.locator(HINT)).to_be_hidden()
    assert page.evaluate("asked") == 1


@pytest.mark.browser
def test_the_app_itself_needs_no_hint(open_today: OpenPhone) -> None:
    page = open_today()
    page.context.add_init_script(AN_IPHONE.replace("false", "true"))
    page = again(again(page))
    expect(page.locator(HINT)).to_be_hidden()
