"""Every state of the go-through and of the sitting timer, by axe, in light and dark; few taps; what
is heard of a tap, and heard again when a screen reader comes by later."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.browser.fitness import problems_of
from tests.phone.conftest import OpenPhone
from tests.phone.going import PREPARE, at, go, let_go, opened, phase, seconds, tap
from tests.phone.house import House
from tests.phone.signal.test_without_signal import ONLINE, all_sent, rate

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
MINUTES = 60_000
SMALLEST_TARGET = 44
# Of every score, button and link on the screen the one that is hardest to hit.
LOWEST = """selector => Math.min(...[...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility())
    .map((each) => Math.round(each.getBoundingClientRect().height)))"""


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    """Today on a phone, on a clock of its own."""
    return opened(phone)


def fine(page: Page) -> None:
    """Nothing is wrong with the page as it is now."""
    with let_go(page):
        assert list(problems_of(page)) == []


def test_each_step_of_the_go_through_is_for_everybody(page: Page) -> None:
    go(page)
    tap(page, "Skip")
    at(page, 2)
    fine(page)
    tap(page, "Start")
    seconds(page, PREPARE)
    phase(page, "Hold")
    fine(page)
    tap(page, "Pause")
    fine(page)
    tap(page, "Skip")
    expect(page.get_by_role("group", name="You have begun")).to_be_visible()
    fine(page)
    tap(page, "Don’t log it")
    expect(page.get_by_role("heading", name="That’s it for now")).to_be_visible()
    fine(page)


def test_the_sitting_timer_is_for_everybody(page: Page) -> None:
    page.get_by_role("button", name="I’m sitting").click()
    panel = page.get_by_role("region", name="Sitting", exact=True)
    expect(panel).to_contain_text("Get up by")
    fine(page)
    page.clock.fast_forward(30 * MINUTES)
    expect(panel).to_contain_text("Time to get up")
    fine(page)
    page.clock.fast_forward(240 * MINUTES)
    expect(panel).to_contain_text("still right?")
    fine(page)
    page.get_by_role("button", name="About 1 hour").click()
    expect(panel).to_contain_text("In your diary")
    fine(page)


def test_with_text_twice_as_large_the_count_and_its_button_stay_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    go(page)
    tap(page, "Start")
    seconds(page, PREPARE)
    expect(page.get_by_role("timer")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Pause")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.querySelector('#go').scrollWidth") <= 360


def test_both_scores_are_saved_by_three_taps_from_opening_the_app(
    phone: OpenPhone, session: Session
) -> None:
    page = phone()  # the first tap opens the app
    page.evaluate("window.taps = 1; addEventListener('pointerup', () => { taps += 1; }, true)")
    for site, score in (("Leg", 4), ("Back", 3)):
        page.get_by_role("group", name=site).locator(f"[value='{score}'] + label").click(force=True)
    expect(page.locator("#part-state")).to_contain_text("leg 4, back 3")
    expect(page.locator("#part-pain")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))
    assert page.evaluate("taps") == 3
    session.rollback()
    [*_, newest] = session.scalars(select(Entry).order_by(Entry.seq))
    assert newest.body == {"leg": 4, "back": 3}


@pytest.mark.parametrize("width", [320, 360, 390, 768])
def test_eleven_scores_fit_and_none_is_hard_to_hit(phone: OpenPhone, width: int) -> None:
    page = phone()
    page.set_viewport_size({"width": width, "height": 640})
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)
    assert page.locator("#part-pain .scale-step").count() == 22
    assert page.evaluate(LOWEST, "#part-pain .scale-step") >= SMALLEST_TARGET
    assert page.evaluate(LOWEST, "main button, main .btn, main summary") >= SMALLEST_TARGET
    narrowest = """() => Math.min(...[...document.querySelectorAll("#part-pain .scale-step")]
        .map((each) => Math.round(each.getBoundingClientRect().width)))"""
    assert page.evaluate(narrowest) >= SMALLEST_TARGET


def test_how_things_are_can_be_said_without_a_long_way(phone: OpenPhone) -> None:
    page = phone()
    scores = page.locator("#part-pain").bounding_box()
    assert scores is not None
    for control in (
        page.get_by_role("link", name="I have a flare-up"),
        page.get_by_role("button", name="All better"),
        page.get_by_role("button", name="I’m sitting"),
    ):
        box = control.bounding_box()
        assert box is not None
        assert 0 < box["y"] - (scores["y"] + scores["height"]) < 120
    expect(page.get_by_role("link", name="Something feels wrong", exact=True)).to_be_in_viewport()


def test_a_screen_reader_hears_where_a_tap_is_as_long_as_it_is_there(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    said = page.locator("#phone-said")
    house.stop()
    rate(page, "Leg", 4)
    expect(said).to_have_text("Saved on this phone: your scores.")
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    expect(said).to_have_text("Sent: your scores.")
    rate(page, "Leg", 5)
    expect(page.locator("#part-pain")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))
    expect(said).to_have_text("Sent: your scores.")


def test_what_was_put_aside_is_not_heard_as_saved(phone: OpenPhone, house: House) -> None:
    first, second = phone(), phone()
    house.stop()
    for page, score in ((first, 3), (second, 6)):
        rate(page, "Leg", score)
        expect(page.locator("#phone-said")).to_have_text("Saved on this phone: your scores.")
    house.start()
    second.evaluate(ONLINE)
    all_sent(second)
    first.evaluate(ONLINE)
    expect(first.locator("#outbox")).to_contain_text("An entry from another device is kept")
    expect(first.locator("#phone-said")).to_have_text("")
