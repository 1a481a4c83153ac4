"""Entering a full week in a browser: few actions, and the keys that people try."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.clients.operations import record_away
from homecare.programmes.models import ProgrammeAdvice, ProgrammeVersion
from tests.desk.browsing import look_again, of
from tests.desk.client.conftest import Open
from tests.make.diary import Care, days, record, told
from tests.make.people import acting, today_here

pytestmark = pytest.mark.any_database

DAY = timedelta(days=1)
MOST_ACTIONS = 25


@pytest.fixture
def a_week_ago(session: Session, care: Care) -> date:
    """The client has been in care for seven days; answers the first of them."""
    today = today_here()
    first = today - 6 * DAY
    session.query(Episode).update({Episode.intake_on: first, Episode.onset: first})
    session.query(ProgrammeAdvice).update({ProgrammeAdvice.until: today + 7 * DAY})
    session.query(ProgrammeVersion).update({ProgrammeVersion.starts_on: first})
    session.commit()
    return first


class Hand:
    """Somebody at the keyboard, whose every press is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1

    def click(self, name: str, role: str = "button") -> None:
        """Click what is called so."""
        self.page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
        self.actions += 1


def test_a_full_week_takes_at_most_twenty_five_actions(
    open_page: Open, session: Session, care: Care, a_week_ago: date
) -> None:
    page = open_page(of(care.client.id))
    hand = Hand(page)
    hand.click("Enter a week", role="link")
    page.get_by_label("Leg, ").first.click()
    hand.actions += 1
    hand.press(*"65645443433322")
    page.get_by_label("All that is left empty").select_option("yes")
    hand.actions += 1
    expect(page.get_by_label("Bath, ").last).to_have_value("kept")
    hand.click("Save the week")
    expect(page.get_by_text("35 entries of 7 days in the diary.")).to_be_visible()
    assert hand.actions <= MOST_ACTIONS
    look_again(session)
    rows = days(session, care.episode.id, a_week_ago, a_week_ago + 6 * DAY)
    assert [(row.leg, row.back) for row in rows] == [
        (6, 5), (6, 4), (5, 4), (4, 3), (4, 3), (3, 3), (2, 2),
    ]  # fmt: skip
    assert [row.reported for row in rows] == [3] * 7


def test_a_week_over_what_the_client_said_takes_no_more_with_its_one_tick(
    open_page: Open, session: Session, care: Care, a_week_ago: date
) -> None:
    for seq, back in enumerate((8, 7), 1):
        day = a_week_ago + seq * DAY
        said = told("pain", {"leg": 9, "back": back}, day, seq=seq)
        record(session, care, said, datetime.now(UTC))
    page = open_page(of(care.client.id))
    hand = Hand(page)
    hand.click("Enter a week", role="link")
    page.get_by_label("Leg, ").first.click()
    hand.actions += 1
    hand.press(*"65645443433322")
    page.get_by_label("All that is left empty").select_option("yes")
    hand.actions += 1
    hand.click("Save the week")
    expect(page.locator("#replace-what li")).to_have_count(4)
    hand.click("Replace what Sam Reed said", role="checkbox")
    hand.click("Save the week")
    expect(page.get_by_text("35 entries of 7 days in the diary.")).to_be_visible()
    assert hand.actions <= MOST_ACTIONS


def test_arrow_keys_and_tab_move_between_the_cells(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = open_page(of(care.client.id, "/week"))
    page.get_by_label("Leg, ").first.click()
    focus = page.locator(":focus")
    for key, column, day in [
        ("ArrowDown", "leg", 1), ("ArrowRight", "back", 1), ("ArrowUp", "back", 0),
        ("ArrowLeft", "leg", 0), ("Enter", "leg", 1), ("Tab", "back", 1),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(focus).to_have_attribute("name", f"{a_week_ago + day * DAY}:{column}")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f'[name^="{a_week_ago + DAY}:exercise"]')
    assert "done" in chosen.evaluate_all("all => all.map((each) => each.value)")
    expect(focus).to_have_attribute("name", f"{a_week_ago + 2 * DAY}:exercise:glute_bridge:-")


def test_ten_is_one_score_and_a_one_waits_for_it(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = open_page(of(care.client.id, "/week"))
    page.get_by_label("Leg, ").first.click()
    for key in ("1", "0", "1", "Tab", "2"):
        page.keyboard.press(key)
    names = [f"{a_week_ago}:leg", f"{a_week_ago}:back"]
    for name, score in zip(names, ("10", "1"), strict=True):
        expect(page.locator(f'[name="{name}"]')).to_have_value(score)


def test_a_half_entered_week_is_asked_about_before_it_goes(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = open_page(of(care.client.id, "/week"))
    page.get_by_label("Leg, ").first.click()
    page.keyboard.press("5")
    page.once("dialog", lambda question: question.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name=care.client.name).click(no_wait_after=True)
    assert asked.value.type == "beforeunload"


def opened(open_page: Open, care: Care) -> Page:
    """The week's page, where its first cell waits for the first score."""
    page = open_page(of(care.client.id, "/week"))
    expect(page.get_by_label("Leg, ").first).to_be_focused()
    return page


def focused(page: Page) -> str | None:
    return page.locator(":focus").get_attribute("name")


def test_a_full_week_with_a_note_takes_at_most_twenty_five_keys_from_the_opened_page(
    open_page: Open, session: Session, care: Care, a_week_ago: date
) -> None:
    page = opened(open_page, care)
    hand = Hand(page)
    hand.press("ArrowUp", "d", "ArrowDown", *"65645443433322", "End")
    page.keyboard.insert_text("Walked a mile")
    hand.actions += 1
    hand.press("Control+Enter")
    expect(page.get_by_text("36 entries of 7 days in the diary.")).to_be_visible()
    assert hand.actions <= MOST_ACTIONS
    look_again(session)
    rows = days(session, care.episode.id, a_week_ago, a_week_ago + 6 * DAY)
    assert [row.noted for row in rows] == [False] * 6 + [True]
    assert [row.leg for row in rows] == [6, 6, 5, 4, 4, 3, 2]


def test_home_and_end_and_the_arrows_hold_in_the_row_of_all_days(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = opened(open_page, care)
    first = f"{a_week_ago}:"
    assert focused(page) == f"{first}leg"
    for key, name in [
        ("End", f"{first}note"), ("ArrowUp", "all:bath"), ("ArrowDown", f"{first}bath"),
        ("ArrowUp", "all:bath"), ("ArrowLeft", "all:sitting"), ("Home", "all"),
        ("ArrowUp", "all"), ("ArrowDown", f"{first}leg"), ("ArrowLeft", "all:bath"),
        ("End", "all:bath"), ("ArrowRight", f"{first}leg"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert focused(page) == name, key
    assert set(page.locator("select").evaluate_all("all => all.map((each) => each.value)")) == {""}


def test_a_wrong_choice_for_all_days_is_emptied_again(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = opened(open_page, care)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("d")
    bath = page.locator('select[name$=":bath"]:not([name^=all])')
    expect(bath.last).to_have_value("kept")
    page.get_by_label("Bath, all days left empty").select_option("empty")
    expect(bath.last).to_have_value("")
    sitting = page.locator('select[name$=":sitting"]:not([name^=all])')
    expect(sitting.first).to_have_value("kept")
    sitting.first.focus()
    page.keyboard.press("Delete")
    expect(sitting.first).to_have_value("")


def test_columns_beyond_the_edge_are_named_until_they_are_in_view(
    open_page: Open, care: Care, a_week_ago: date
) -> None:
    page = opened(open_page, care)
    page.set_viewport_size({"width": 700, "height": 800})
    further = page.get_by_text("Further to the right: ")
    expect(further).to_contain_text("Bath, Note.")
    page.keyboard.press("End")
    expect(further).to_have_count(0)
    day = page.locator("tr[data-day] th").first
    expect(day).to_be_in_viewport(ratio=1)


def test_what_is_said_of_all_days_leaves_out_a_day_away(
    open_page: Open, session: Session, care: Care, a_week_ago: date
) -> None:
    day = a_week_ago + DAY
    record_away(acting(session, care.therapist, datetime.now(UTC)), care.episode, day, day)
    session.commit()
    page = open_page(of(care.client.id, "/week"))
    page.get_by_label("Bridge, all days left empty").select_option("Done")
    cells = page.locator('[data-column^="exercise:glute_bridge"]')
    expect(cells).to_have_count(7)
    expect(page.locator(f'[name="{day + DAY}:exercise:glute_bridge:-"]')).to_have_value("done")
    expect(page.locator(f'[name="{day}:exercise:glute_bridge:-"]')).to_have_value("")
    cells.nth(1).select_option("Partly")  # they did it there all the same
    page.get_by_role("button", name="Save the week").click()
    expect(page.locator("main")).to_contain_text("7 entries of 7 days in the diary.")
    look_again(session)
    [row] = days(session, care.episode.id, day, day)
    assert (row.due, row.reported, row.extra) == (0, 0, 1)
