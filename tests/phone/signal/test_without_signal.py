"""Today without a connection: everything can be tapped, nothing is lost, nothing doubled."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import make_client_login
from tests.phone.conftest import OpenPhone, ready, sign_in
from tests.phone.house import SYNC, House

pytestmark = pytest.mark.browser
ONLINE = "dispatchEvent(new Event('online'))"
BRIDGE, KEPT = re.compile("Done.*Bridge"), re.compile("^Kept.*About sitting")


def rate(page: Page, site: str, score: int) -> None:
    """Tap a score, and wait until the page says it: it does once the phone keeps it."""
    page.get_by_role("group", name=site).get_by_role("radio", name=str(score)).check(force=True)
    expect(page.locator("#part-state")).to_contain_text(f"{site.lower()} {score}")


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def three_taps(page: Page) -> None:
    """An exercise, a score and an answer about sitting."""
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    rate(page, "Leg", 4)
    page.get_by_role("button", name=KEPT).click()
    expect(page.locator("#part-sitting")).to_contain_text("Reported: kept")


def all_sent(page: Page) -> None:
    expect(page.locator("main")).not_to_contain_text(re.compile("saved on this phone", re.I))
    expect(page.locator("main")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))


def test_a_tap_is_saved_here_first_and_then_sent(phone: OpenPhone, session: Session) -> None:
    page = phone()
    three_taps(page)
    all_sent(page)
    expect(page.locator(".exercise.is-reported")).to_contain_text(re.compile(r"Sent \d\d:\d\d"))
    assert count(session) == 3


def test_three_entries_survive_a_reload_without_signal_and_arrive_once(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.stop()
    three_taps(page)
    expect(page.locator("#outbox")).to_contain_text("3 entries are saved on this phone")
    page.reload()
    expect(page.locator("h1")).to_have_text("Today")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    assert count(session) == 3
    page.reload()
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    assert count(session) == 3


def test_an_answer_that_gets_lost_doubles_nothing(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.lost.add(SYNC)
    three_taps(page)
    expect(page.locator("#outbox")).to_contain_text("as soon as there is a connection")
    for _ in range(10):
        # A tap while something is being sent sends nothing of its own.
        with page.expect_event("requestfailed", lambda request: request.url.endswith(SYNC)):
            page.get_by_role("button", name="Send now").click()
    house.lost.clear()
    page.evaluate(ONLINE)
    all_sent(page)
    assert house.asked[SYNC] >= 10
    assert count(session) == 3


def test_two_tabs_share_one_outbox(phone: OpenPhone, house: House, session: Session) -> None:
    page = phone()
    other = page.context.new_page()
    other.goto("/today")
    ready(other)
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(other.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    rate(other, "Leg", 4)
    expect(page.locator("#part-state")).to_contain_text("leg 4")
    house.start()
    for tab in (page, other):
        tab.evaluate(ONLINE)
    all_sent(page)
    all_sent(other)
    assert count(session) == 2


def test_a_sign_in_that_ended_keeps_all_and_asks_to_sign_in(
    phone: OpenPhone, session: Session
) -> None:
    page = phone()
    page.context.clear_cookies()
    three_taps(page)
    page.get_by_role("link", name="Sign in to send 3 entries").click()
    sign_in(page)
    all_sent(page)
    assert count(session) == 3


def test_a_phone_that_was_signed_out_asks_for_one_sign_in_page(
    phone: OpenPhone, house: House
) -> None:
    """A second one, fetched behind the first, would begin another visit and spoil its form."""
    page = phone()
    page.context.clear_cookies()
    before = house.asked["/sign-in"]
    page.goto("/today")
    page.wait_for_url("**/sign-in**")
    sign_in(page)
    assert house.asked["/sign-in"] - before == 2  # the page, and the form


def test_somebody_else_on_the_same_phone_sees_and_sends_nothing(
    phone: OpenPhone, in_care: Care, house: House, session: Session
) -> None:
    other, _ = make_client(session, in_care.therapist, datetime.now(UTC), name="Bea Brook")
    make_client_login(session, in_care.practice, other.id, email="bea@homecare.example")
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    house.start()
    page.context.clear_cookies()
    sign_in_again(page, "bea@homecare.example")
    expect(page.locator("#outbox")).to_have_count(0)
    assert "Bridge" not in page.locator("main").inner_text()
    assert count(session) == 0
    page.context.clear_cookies()
    sign_in_again(page)
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert count(session) == 1


def test_an_entry_that_nobody_can_take_holds_back_no_other(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.stop()
    three_taps(page)
    # No sending is under way any more that has read them as they were.
    expect(page.locator("#outbox")).to_contain_text("3 entries are saved on this phone")
    page.evaluate(SPOIL)
    house.start()
    page.evaluate(ONLINE)
    expect(page.locator("#outbox")).to_contain_text("Needs attention: your scores")
    expect(page.locator("#part-sitting")).to_contain_text("Sent")
    assert count(session) == 2


FULL = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""

# What only a fault of the program would write: a score of 11.
SPOIL = """async () => {
  const open = indexedDB.open("homecare");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const store = database.transaction("entries", "readwrite").objectStore("entries");
  const all = await new Promise((done) => {
    const request = store.getAll(); request.onsuccess = () => done(request.result);
  });
  const pain = all.find((entry) => entry.kind === "pain");
  store.put({ ...pain, body: { leg: 11, back: null } });
  database.close();
}"""


def test_yesterday_is_within_reach_without_signal(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    in_care.episode.intake_on -= timedelta(days=3)
    session.merge(in_care.episode)
    session.commit()
    page = phone()
    house.stop()
    page.get_by_role("link", name="Yesterday").click()
    expect(page.locator("h1")).to_have_text("Yesterday")
    rate(page, "Back", 2)
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    session.rollback()
    told = session.scalars(select(Entry)).one()
    assert told.local_date == in_care.episode.intake_on + timedelta(days=2)


def test_something_feels_wrong_without_signal_says_that_nobody_was_told(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("link", name="Something feels wrong", exact=True).click()
    expect(page.locator("main")).to_contain_text("Your therapist has NOT been told. Call now.")
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("between your legs")


def test_where_nothing_can_be_kept_it_says_so_and_sends_at_once(
    phone: OpenPhone, session: Session
) -> None:
    page = phone()
    page.evaluate(FULL)
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("main")).to_contain_text("This phone could not keep what you tapped")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    assert count(session) == 1


def test_what_is_not_sent_can_be_taken_along_as_a_file(phone: OpenPhone, house: House) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep a copy as a file").click()
    assert '"outcome": "done"' in download.value.path().read_text()


def test_signing_out_asks_while_something_is_not_sent(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.lost.add(SYNC)
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    page.goto("/me")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Sign out", exact=True).click()
    assert asked.value.message.startswith("1 entry is only on this phone and not sent yet.")
    expect(page).to_have_url(f"{house.address}/me")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("[name=password]")).to_be_visible()
    house.lost.clear()
    sign_in_again(page)
    all_sent(page)
    assert count(session) == 1


def sign_in_again(page: Page, email: str = "client@homecare.example") -> None:
    page.goto("/sign-in?next=/today")
    sign_in(page, email)


def test_a_flare_up_begins_and_ends_without_signal(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("link", name="I have a flare-up").click()
    expect(page.locator("main")).to_contain_text("Then your usual exercises come back")
    expect(page.locator("#instead")).to_have_count(0)
    page.get_by_role("button", name="Start the flare-up plan").click()
    expect(page.locator(".flare-note")).to_be_visible()
    expect(page.locator("#exercises .exercise")).to_have_count(1)
    expect(page.get_by_role("link", name="1 not sent")).to_be_visible()
    page.goto("/today/flare-up")
    expect(page.get_by_role("button", name="The flare-up is over")).to_be_visible()
    expect(page.get_by_role("button", name="Start the flare-up plan")).to_have_count(0)
    page.goto("/today")
    ready(page)
    expect(page.get_by_role("link", name="1 not sent")).to_be_visible()
    house.start()
    page.evaluate(ONLINE)
    expect(page.get_by_role("link", name="1 not sent")).to_have_count(0)
    house.stop()
    page.get_by_role("button", name="The flare-up is over").click()
    expect(page.locator("#exercises .exercise")).to_have_count(2)
    expect(page.get_by_role("link", name="1 not sent")).to_be_visible()
    house.start()
    page.evaluate(ONLINE)
    expect(page.get_by_role("link", name="1 not sent")).to_have_count(0)
    session.rollback()
    states = session.scalars(select(Entry.body).order_by(Entry.seq)).all()
    assert [body["state"] for body in states] == ["start", "end"]
