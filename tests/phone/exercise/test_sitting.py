"""The sitting timer: counts to the limit, offers a movement, and tells the diary the truth."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.programmes import advice, item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone
from tests.phone.going import again, another, opened
from tests.phone.house import SYNC, House
from tests.phone.midday import MIDDAY, at_midday, in_care, midday
from tests.today.visiting import KEPT

__all__ = ["in_care", "midday"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.any_database]
MINUTES = 60_000
ONLINE = "dispatchEvent(new Event('online'))"


def prescribe(session: Session, care: Care, *codes: str, **limit: Any) -> None:
    """A programme of these exercises with advice on sitting, from today."""
    library = make_library(session, care.practice)
    until = MIDDAY.date() + timedelta(days=28)
    plan = make_plan(
        library,
        items=tuple(item(library[code]) for code in codes),
        advice=(advice("sitting", until=until, **limit),),
    )
    make_programme(session, care.therapist, care.episode, plan, MIDDAY)


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    """Today on a phone, on a clock of its own; the limit is thirty minutes."""
    return opened(phone, at_midday)


def panel(page: Page) -> Any:
    return page.get_by_role("region", name="Sitting", exact=True)


def sit(page: Page) -> None:
    page.get_by_role("button", name="I’m sitting").click()
    expect(panel(page)).to_contain_text("Get up by")


def stand_up(page: Page) -> None:
    page.get_by_role("button", name="I stood up").click()


def kept_for(page: Page, minutes: int) -> None:
    expect(panel(page)).to_contain_text(f"In your diary: {minutes} minutes of sitting.")


def stored(session: Session) -> list[dict[str, Any]]:
    session.rollback()
    return [
        entry.body
        for entry in session.scalars(
            select(Entry).where(Entry.kind == "sitting").order_by(Entry.seq)
        )
    ]


def sent(page: Page) -> None:
    """Sent at a time, or on a day where midnight came between."""
    expect(page.locator("#part-sitting")).to_contain_text(re.compile(r"Sent (\d\d:\d\d|\w+day)"))


def test_minutes_go_into_the_diary_without_an_answer_being_invented(
    page: Page, session: Session
) -> None:
    sit(page)
    expect(page.get_by_role("timer")).to_have_text("30:00")
    page.clock.run_for(12 * MINUTES)
    expect(page.get_by_role("timer")).to_have_text("18:00")
    stand_up(page)
    kept_for(page, 12)
    expect(page.locator("#part-sitting")).to_contain_text("Sitting that was timed: 12 min")
    expect(page.get_by_role("button", name=KEPT)).to_have_attribute("aria-pressed", "false")
    sent(page)
    assert stored(session) == [{"minutes": 12}]


def test_several_spells_of_a_day_add_up_and_the_answer_stays(page: Page, session: Session) -> None:
    for minutes in (12, 20):
        sit(page)
        page.clock.run_for(minutes * MINUTES)
        stand_up(page)
        kept_for(page, minutes)
        if minutes == 12:
            page.get_by_role("button", name=KEPT).click()
        expect(page.locator("#part-sitting")).to_contain_text("Reported: kept")
    expect(page.locator("#part-sitting")).to_contain_text("Sitting that was timed: 32 min")
    sent(page)
    assert stored(session)[-1] == {"kept": "kept", "minutes": 32}


def test_minutes_can_be_taken_back(page: Page, session: Session) -> None:
    sit(page)
    page.clock.run_for(12 * MINUTES)
    stand_up(page)
    sent(page)
    with page.expect_response(re.compile(SYNC)):
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("#part-sitting .timed")).to_be_hidden()
    assert stored(session)[-1] == {}


def test_at_the_limit_a_prescribed_movement_is_offered(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    prescribe(session, in_care, "figure_four", "standing_extension", limit_minutes=20)
    page = opened(phone, at_midday)
    sit(page)
    page.clock.run_for(20 * MINUTES)
    expect(panel(page)).to_contain_text("Time to get up")
    expect(panel(page)).to_contain_text("You have been sitting for 20 minutes.")
    expect(panel(page)).to_contain_text("Standing back bend")
    expect(panel(page).locator("svg")).to_be_visible()
    panel(page).get_by_role("link", name="How to do it, and to log it").click()
    expect(page).to_have_url(re.compile("#part-standing_extension"))


def test_without_such_a_movement_everybody_can_walk_a_little(page: Page) -> None:
    sit(page)
    page.clock.run_for(30 * MINUTES)
    expect(panel(page)).to_contain_text("Stand up and walk a little.")
    expect(page.get_by_text("Time to get up.", exact=True)).to_have_count(1)


def test_without_advice_on_sitting_there_is_no_timer(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    library = make_library(session, in_care.practice)
    plan = make_plan(library, items=(item(library["clam"]),), advice=())
    make_programme(session, in_care.therapist, in_care.episode, plan, MIDDAY)
    page = phone(first=at_midday)
    expect(page.get_by_role("button", name="I’m sitting")).to_have_count(0)


def test_a_closed_page_and_a_lost_connection_lose_nothing(
    page: Page, house: House, session: Session
) -> None:
    house.stop()
    sit(page)
    page.clock.run_for(5 * MINUTES)
    context = page.context
    page.clock.resume()
    page.close()
    later = context.new_page()
    later.clock.install(time=MIDDAY + timedelta(minutes=40))
    later.goto("/today")
    expect(panel(later)).to_contain_text("Time to get up")
    stand_up(later)
    kept_for(later, 40)
    house.start()
    later.evaluate(ONLINE)
    sent(later)
    assert stored(session) == [{"minutes": 40}]


def test_a_forgotten_timer_asks_instead_of_logging_nonsense(page: Page, session: Session) -> None:
    sit(page)
    page.clock.fast_forward(5 * 60 * MINUTES)
    expect(panel(page)).to_contain_text("Is the sitting timer still right?")
    expect(page.get_by_role("button", name="I stood up")).to_have_count(0)
    page.get_by_role("button", name="About 1 hour").click()
    expect(panel(page)).to_contain_text("In your diary: 1 hour of sitting.")
    sent(page)
    assert stored(session) == [{"minutes": 60}]


def test_a_timer_that_runs_past_midnight_counts_for_the_day_it_began(
    page: Page, session: Session
) -> None:
    sit(page)
    page.clock.fast_forward((12 * 60 + 1) * MINUTES)
    page.get_by_role("button", name="About 1 hour").or_(
        page.get_by_role("button", name="I stood up")
    ).click()
    expect(page.locator("h1")).to_have_text("Yesterday")
    expect(panel(page)).to_contain_text("In your diary:")
    sent(page)
    [entry] = session.scalars(select(Entry))
    assert entry.local_date == MIDDAY.date()


def test_a_forgotten_timer_can_be_put_away(page: Page, session: Session) -> None:
    sit(page)
    page.clock.fast_forward(5 * 60 * MINUTES)
    page.get_by_role("button", name="Don’t log it").click()
    expect(page.get_by_role("button", name="I’m sitting")).to_be_visible()
    again(page)
    expect(page.get_by_role("button", name="I’m sitting")).to_be_visible()
    assert stored(session) == []


def test_two_tabs_end_one_spell_once(page: Page, session: Session) -> None:
    sit(page)
    # It never hears of the first tab, also not late of what that one said before.
    other = another(page, "BroadcastChannel.prototype.addEventListener = () => {};")
    expect(panel(other)).to_contain_text("Get up by")
    page.clock.run_for(12 * MINUTES)
    stand_up(page)
    kept_for(page, 12)
    stand_up(other)
    expect(other.get_by_role("button", name="I’m sitting")).to_be_visible()
    again(page)
    expect(page.locator("#part-sitting")).to_contain_text("Sitting that was timed: 12 min")
    sent(page)
    assert [body for body in stored(session) if body.get("minutes")] == [{"minutes": 12}]


def test_two_taps_on_i_stood_up_are_one(page: Page, session: Session) -> None:
    sit(page)
    page.clock.run_for(12 * MINUTES)
    page.get_by_role("button", name="I stood up").dblclick()
    kept_for(page, 12)
    sent(page)
    assert stored(session) == [{"minutes": 12}]


def test_less_than_a_minute_is_not_worth_a_line(page: Page, session: Session) -> None:
    sit(page)
    page.clock.run_for(20_000)
    stand_up(page)
    expect(panel(page)).to_contain_text("nothing was logged")
    assert stored(session) == []


def test_where_nothing_can_be_kept_the_timer_says_so(phone: OpenPhone) -> None:
    page = phone()
    page.add_init_script(
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-phone", "plain")
    page.get_by_role("button", name="I’m sitting").click()
    expect(panel(page)).to_contain_text("This phone could not keep that")
