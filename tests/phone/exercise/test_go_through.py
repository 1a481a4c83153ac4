"""Going through the exercises on a phone: few taps, a timer that can be trusted, nothing lost."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone
from tests.phone.exercise.four_exercises import FOUR, both_holds, prescribe, told
from tests.phone.going import (
    ALL_DONE,
    PREPARE,
    RELAX,
    again,
    at,
    go,
    opened,
    phase,
    reported,
    seconds,
    tap,
)
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
# Minutes that pass in a moment look to a phone like an answer that never came: it would wait.
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture
def page(phone: OpenPhone, in_care: Care, session: Session) -> Page:
    """Today on a phone, on a clock of its own: one exercise with two holds, and one to count."""
    library = make_library(session, in_care.practice)
    items = (
        item(library["figure_four"], times_a_day=1, reps=2, hold_seconds=30),
        item(library["clam"], times_a_day=1, sets=2, reps=10),
    )
    plan = make_plan(library, items=items, advice=())
    make_programme(session, in_care.therapist, in_care.episode, plan, datetime.now(UTC))
    return opened(phone)


def test_four_exercises_are_all_done_in_six_taps(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    prescribe(session, in_care, FOUR)
    page = opened(phone)  # the first tap opens the app
    page.evaluate("window.taps = 1; addEventListener('click', () => { taps += 1; }, true)")
    go(page)
    for number, name in enumerate(("Start", "Start", "All done", "Start"), start=1):
        at(page, number, of=4)
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
        tap(page, name)
        seconds(page, 240)
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    assert page.evaluate("taps") == 6
    tap(page, "Done")
    expect(page.locator("#part-state")).to_contain_text("Everything that was due is logged.")
    page.evaluate(ONLINE)
    expect(page.locator(".exercise.is-reported").last).to_contain_text("Sent")
    assert told(session) == [(code, "done") for code in FOUR]


def test_a_hold_is_counted_down_and_its_steps_are_said(page: Page) -> None:
    go(page)
    at(page, 1)
    expect(page.locator(".go-step")).to_have_text("1 of 2")
    tap(page, "Start")
    phase(page, "Get ready")
    seconds(page, PREPARE)
    phase(page, "Hold")
    seconds(page, 10)
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(19|20)$"))
    seconds(page, 20)
    phase(page, "Relax")
    expect(page.locator(".go-step")).to_have_text("2 of 2")


def test_a_phone_locked_in_a_hold_ends_that_hold_and_waits(page: Page, session: Session) -> None:
    go(page)
    tap(page, "Start")
    seconds(page, PREPARE + 5)
    page.clock.fast_forward(300_000)
    phase(page, "Paused")
    expect(page.locator(".go-step")).to_have_text("2 of 2")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "Paused, because the screen was off."
    )
    assert told(session) == []
    tap(page, "Carry on")
    seconds(page, RELAX + 30)
    at(page, 2)


def test_sets_are_counted_by_taps(page: Page, session: Session) -> None:
    go(page)
    tap(page, "Skip")
    at(page, 2)
    expect(page.locator(".go-step")).to_have_text("Set 1 of 2 · 10 times")
    tap(page, "Next")
    expect(page.locator(".go-step")).to_have_text("Set 2 of 2 · 10 times")
    tap(page, "Done")
    expect(page.get_by_role("heading", name="That’s it for now")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("Still to come today: Figure four.")


def test_what_was_only_begun_is_logged_as_partly_if_the_client_says_so(
    page: Page, session: Session
) -> None:
    go(page)
    tap(page, "Start")
    seconds(page, PREPARE + 35)
    tap(page, "Skip")
    expect(page.get_by_role("group", name="You have begun: Figure four.")).to_be_visible()
    tap(page, "Log it as partly done")
    at(page, 2)
    tap(page, "Leave")
    reported(page, "Figure four", "partly")
    page.evaluate(ONLINE)
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert told(session) == [("figure_four", "partly")]


def test_leaving_half_way_keeps_what_was_finished_and_nothing_else(
    page: Page, session: Session
) -> None:
    go(page)
    both_holds(page)
    at(page, 2)
    tap(page, "Next")
    tap(page, "Leave")
    tap(page, "Don’t log it")
    expect(page.get_by_role("dialog")).to_have_count(0)
    reported(page, "Figure four", "done")
    expect(page.locator(".exercise.is-reported")).to_have_count(1)
    page.evaluate(ONLINE)
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert told(session) == [("figure_four", "done")]


def test_the_phones_back_leaves_the_go_through_and_not_the_app(page: Page) -> None:
    go(page)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/today$"))
    expect(page.get_by_role("button", name="Go through them")).to_be_focused()


def test_the_phones_back_asks_about_what_was_only_begun(page: Page, session: Session) -> None:
    go(page)
    tap(page, "Start")
    seconds(page, PREPARE + 35)
    page.go_back()
    expect(page.get_by_role("group", name="You have begun: Figure four.")).to_be_visible()
    tap(page, "Carry on")
    seconds(page, 5)
    page.go_back()
    tap(page, "Log it as partly done")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/today$"))
    reported(page, "Figure four", "partly")
    page.evaluate(ONLINE)
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert told(session) == [("figure_four", "partly")]


def test_a_second_back_leaves_and_logs_nothing(page: Page, session: Session) -> None:
    go(page)
    tap(page, "Start")
    seconds(page, PREPARE + 5)
    page.go_back()
    expect(page.get_by_role("group", name="You have begun: Figure four.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/today$"))
    assert told(session) == []


def test_a_page_loaded_again_goes_on_with_what_is_left(page: Page) -> None:
    go(page)
    both_holds(page)
    at(page, 2)
    again(page)
    at(page, 1, of=1)
    expect(page.locator(".go-name")).to_have_text("Clam")
    tap(page, "Leave")
    expect(page).to_have_url(re.compile("/today$"))


def test_two_taps_on_leave_stay_in_the_app(page: Page) -> None:
    go(page)
    page.get_by_role("button", name="Leave").dblclick()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Today")


def test_a_double_tap_finishes_one_exercise(page: Page, session: Session) -> None:
    go(page)
    page.get_by_role("button", name="All done").dblclick()
    at(page, 2)
    tap(page, "Leave")
    reported(page, "Figure four", "done")
    expect(page.locator(".exercise.is-reported")).to_have_count(1)


def test_both_scores_stand_at_the_end(page: Page, session: Session) -> None:
    go(page)
    both_holds(page)
    at(page, 2)
    tap(page, "All done")
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    for site, score in (("Leg", 4), ("Back", 2)):
        group = page.get_by_role("dialog").get_by_role("group", name=site)
        group.get_by_role("radio", name=str(score)).check(force=True)
    tap(page, "Done")
    expect(page.locator("#part-state")).to_contain_text("leg 4, back 2")
    page.evaluate(ONLINE)
    expect(page.locator("#part-pain")).to_contain_text("Sent")
    session.rollback()
    newest = session.scalars(select(Entry).where(Entry.kind == "pain").order_by(Entry.seq)).all()
    assert newest[-1].body == {"leg": 4, "back": 2}


def test_it_works_from_the_first_tap_without_a_connection(
    page: Page, house: House, session: Session
) -> None:
    house.stop()
    again(page)
    go(page)
    both_holds(page)
    at(page, 2)
    tap(page, "All done")
    expect(page.get_by_role("heading", name=ALL_DONE)).to_be_visible()
    tap(page, "Done")
    expect(page.locator("#part-state")).to_contain_text("Everything that was due is logged.")
    expect(page.get_by_role("button", name="Go through them")).to_have_count(0)
    house.start()
    page.evaluate(ONLINE)
    expect(page.locator(".exercise.is-reported").last).to_contain_text("Sent")
    assert told(session) == [("figure_four", "done"), ("clam", "done")]


def test_the_keyboard_is_enough(page: Page) -> None:
    screen = go(page)
    expect(screen.get_by_role("button", name="Start")).to_be_focused()
    page.keyboard.press(" ")
    seconds(page, PREPARE + 5)
    phase(page, "Hold")
    page.keyboard.press(" ")
    phase(page, "Paused")
    seconds(page, 60)
    expect(page.get_by_role("timer")).to_have_text(re.compile("^2[45]$"))
    page.keyboard.press("ArrowLeft")
    expect(screen.get_by_role("button", name="Start")).to_be_focused()
    page.keyboard.press("ArrowRight")
    at(page, 2)
    page.keyboard.press("ArrowLeft")
    at(page, 1)
    page.keyboard.press("Escape")
    expect(screen).to_have_count(0)


def test_a_screen_reader_hears_each_phase_once_and_no_seconds(page: Page) -> None:
    go(page)
    page.evaluate("""() => {
      window.said = [];
      const at = document.querySelector("#go [role=status]");
      new MutationObserver(() => said.push(at.textContent)).observe(at, { childList: true });
    }""")
    both_holds(page)
    at(page, 2)
    assert page.evaluate("said") == [
        "Get ready.",
        "Hold. 30 seconds. 1 of 2",
        "Relax.",
        "Hold. 30 seconds. 2 of 2",
        "Exercise 2 of 2: Clam. Set 1 of 2 · 10 times",
    ]


def test_nothing_moves_for_somebody_who_asked_for_that(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    go(page)
    tap(page, "Start")
    expect(page.locator(".go-bar")).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator(".go-bar")).to_be_hidden()
    expect(page.get_by_role("timer")).to_be_visible()
