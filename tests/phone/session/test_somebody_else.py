"""Two people with a sign-in each on one phone, where a page of the first one's stays open."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import make_client_login
from tests.phone.conftest import OpenPhone, keep_signed_in, ready, sign_in
from tests.phone.house import House
from tests.phone.session.test_two_records import BRIDGE

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
BEA = "bea@homecare.example"
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"
HERS = "Somebody else signed in on this phone. This is the record of Bea Brook"
NO_WORD_OF_OTHER_TABS = "delete window.BroadcastChannel"


@pytest.fixture(autouse=True)
def bea(session: Session, in_care: Care) -> UUID:
    """Somebody else in care, with a sign-in of her own, and no exercises yet."""
    client, _ = make_client(session, in_care.therapist, datetime.now(UTC), name="Bea Brook")
    make_client_login(session, in_care.practice, client.id, email=BEA, name="Bea Brook")
    return client.id


def signs_in(page: Page, email: str = BEA) -> None:
    """Somebody else on the same phone, in a tab that the page does not hear of."""
    page.context.clear_cookies()
    keep_signed_in(page.context, email)


def rate_leg(page: Page, score: int) -> None:
    page.get_by_role("group", name="Leg").get_by_role("radio", name=str(score)).check(force=True)


def shows_hers_alone(page: Page) -> None:
    expect(page.locator("#whose")).to_contain_text(HERS)
    assert "Bridge" not in page.locator("main").inner_text()


def stored(session: Session) -> list[tuple[UUID, str]]:
    session.rollback()
    rows = session.execute(select(Entry.client_id, Entry.kind).order_by(Entry.received_at))
    return [(client, kind) for client, kind in rows]


def test_a_page_left_open_goes_when_somebody_elses_days_come_to_the_phone(
    phone: OpenPhone,
) -> None:
    page = phone()
    expect(page.locator("#exercises")).to_contain_text("Bridge")
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/sign-in?next=/today")
    sign_in(other, BEA)
    shows_hers_alone(page)
    ready(page)
    shows_hers_alone(page)


@pytest.mark.parametrize("address", ["/today", "/me", "/progress", "/advice"])
def test_a_page_left_open_goes_when_somebody_comes_back_to_it(
    phone: OpenPhone, address: str
) -> None:
    page = phone()
    page.goto(address)
    if address == "/today":
        ready(page)
    expect(page.locator("#whose")).to_have_count(0)
    signs_in(page)
    page.evaluate(COMES_BACK)
    shows_hers_alone(page)


def test_what_waits_of_the_first_person_goes_to_them_and_what_was_tapped_since_to_nobody(
    phone: OpenPhone, house: House, in_care: Care, session: Session
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    house.start()
    signs_in(page)
    rate_leg(page, 2)  # before the page has heard of anything
    shows_hers_alone(page)
    ready(page)
    expect(page.locator("#outbox")).to_have_count(0)
    assert stored(session) == []
    signs_in(page, "client@homecare.example")
    page.goto("/today")
    ready(page)
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    told = page.locator("#outbox")
    expect(told).to_contain_text(
        re.compile("Needs attention: your scores of .* could not be saved")
    )
    expect(told).to_contain_text("Somebody else was signed in on this phone.")
    expect(page.locator("#part-state")).to_contain_text("At your intake: leg 6, back 4.")
    assert stored(session) == [(in_care.client.id, "exercise")]


def test_without_signal_a_page_goes_where_the_phone_has_somebody_elses_days(
    phone: OpenPhone, house: House
) -> None:
    page = phone(first=lambda page: page.add_init_script(NO_WORD_OF_OTHER_TABS))
    signs_in(page)
    other = page.context.new_page()
    other.goto("/today")
    ready(other)
    expect(page.locator("#exercises")).to_contain_text("Bridge")
    house.stop()
    page.evaluate(COMES_BACK)
    expect(page.locator("#exercises")).to_have_count(1)
    expect(page.locator("#exercises")).not_to_contain_text("Bridge")


def test_answers_about_red_flags_are_not_taken_away(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/red-flags")
    box = page.locator("main [type=checkbox]").first
    box.check()
    signs_in(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(COMES_BACK)
    page.evaluate("fetch('/healthz').then(() => true)")  # asked after whatever that began
    assert [url for url in asked if "/sync/token" in url] == []
    expect(box).to_be_checked()
