"""A page of Today that stayed open: signed out meanwhile, past midnight, or put away mid-word."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.people import PASSWORD
from tests.today.visiting import DONE, KEPT, OpenPhone

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SCRIPTS = "**/static/**/*.js"
TYPED = "It pulled in the calf."


def test_signed_out_meanwhile_the_page_keeps_the_note_and_sends_it_after_signing_in(
    open_today: OpenPhone, session: Session
) -> None:
    page = open_today()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.reload()  # a browser that keeps nothing: the form itself is all there is
    expect(page.locator("html[data-phone=plain]")).to_have_count(1)
    page.context.clear_cookies()
    page.fill("#text", TYPED)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#said")).to_contain_text("Not saved: you are signed out.")
    expect(page.locator("#text")).to_have_value(TYPED)
    other = page.context.new_page()
    other.goto("/sign-in?next=/today")
    other.fill("[name=email]", "client@homecare.example")
    other.fill("[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    expect(other.locator("h1")).to_have_text("Today")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#part-note")).to_contain_text("Saved")
    assert session.query(Entry).one().body == {"text": TYPED}


def test_a_note_is_saved_when_its_field_is_left(open_today: OpenPhone, session: Session) -> None:
    page = open_today()
    page.fill("#text", TYPED)
    page.locator("#text").blur()
    expect(page.locator("#part-note")).to_contain_text("Sent")
    assert session.query(Entry).one().body == {"text": TYPED}


def test_leaving_the_field_by_its_button_saves_the_note_once(
    open_today: OpenPhone, session: Session
) -> None:
    page = open_today()
    page.locator("#text").press_sequentially(TYPED)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#part-note")).to_contain_text("Saved")
    page.get_by_role("button", name=KEPT).click()
    expect(page.locator("#part-sitting")).to_contain_text("Sent")
    assert session.query(Entry).filter_by(kind="note").count() == 1


def test_a_page_opened_yesterday_opens_again_for_today(open_today: OpenPhone) -> None:
    page = open_today()
    page.evaluate("document.body.dataset.old = 'yes'")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=1))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("body[data-old]")).to_have_count(0)


def test_nothing_looks_done_before_it_is_reported(open_today: OpenPhone) -> None:
    page = open_today()
    done = page.get_by_role("button", name=DONE)
    not_today = page.get_by_role("button", name="Not today").first
    looks = "button => getComputedStyle(button).backgroundColor"
    assert done.evaluate(looks) == not_today.evaluate(looks)
    assert done.locator("svg").count() == 0


def test_nothing_that_has_the_focus_is_under_the_bar(open_today: OpenPhone) -> None:
    page = open_today(reduced_motion="reduce")  # else a smooth scroll is still on its way
    page.set_viewport_size({"width": 360, "height": 640})
    covered = """() => {
        const at = document.activeElement, bar = document.querySelector(".reach");
        const seen = at.type === "radio" ? at.nextElementSibling : at;
        return !bar.contains(at) && at !== document.body
            && seen.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
    }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert not page.evaluate(covered), page.evaluate("document.activeElement.outerHTML")


def test_choosing_a_reason_saves_it_without_another_tap(
    open_today: OpenPhone, session: Session
) -> None:
    page = open_today()
    page.get_by_role("button", name="Not today").first.click()
    expect(page.locator(".is-reported")).to_contain_text("Sent")
    with page.expect_response("**/sync/entries"):
        page.get_by_label("What got in the way").select_option("It hurts")
    newest = session.query(Entry).order_by(Entry.seq.desc()).first()
    assert newest is not None
    assert newest.body["reason"] == "hurts"


def test_a_score_tapped_before_the_script_came_can_still_be_saved(open_today: OpenPhone) -> None:
    page = open_today("/me", service_workers="block")  # so that no copy of a script is kept yet
    slow, held = True, list[Route]()
    page.route(SCRIPTS, lambda route: held.append(route) if slow else route.continue_())
    with page.expect_request(SCRIPTS):
        page.goto("/today", wait_until="commit")
    page.get_by_role("group", name="Leg").get_by_role("radio", name="4").check(force=True)
    slow = False
    for route in held:
        route.continue_()
    expect(page.locator("html.scripted[data-phone=ready]")).to_have_count(1)
    page.get_by_role("button", name="Save scores").click()
    expect(page.locator("#part-state")).to_contain_text("leg 4")
