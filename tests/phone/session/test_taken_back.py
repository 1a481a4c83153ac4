"""The practice ends a sign-in to a record: the phone says so, and loses nothing that was tapped."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.accounts.queries import login_of
from homecare.clients.models import Client
from homecare.clients.sign_in.taking_back import take_back
from tests.make.diary import Care
from tests.make.people import acting
from tests.make.sync import entries_stored
from tests.phone.conftest import OpenPhone
from tests.phone.house import House
from tests.phone.session.test_two_records import BRIDGE

pytestmark = pytest.mark.browser
KEPT = """() => new Promise((done) => {
  indexedDB.open("homecare").onsuccess = ({ target }) => {
    const all = (name) => new Promise((ok) => {
      const asked = target.result.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => ok(asked.result);
    });
    Promise.all([all("kits"), all("entries")]).then(([kits, entries]) => done(
      [kits.length, entries.map(({ state }) => state)]));
  };
})"""


def end(session: Session, care: Care) -> None:
    place = login_of(session, care.practice.id, care.client.id)
    assert place is not None
    take_back(acting(session, care.therapist), session.get_one(Client, care.client.id), place)
    session.commit()


def needs_attention(page: Page) -> None:
    box = page.locator("#outbox")
    expect(box).to_contain_text("Needs attention: an exercise of")
    expect(box).to_contain_text("Your practice has ended your sign-in to this record")
    expect(box).not_to_contain_text("saved on this phone")
    expect(box.get_by_role("button", name="Keep a copy as a file")).to_be_visible()


def test_what_was_tapped_without_signal_is_refused_with_the_reason_and_kept(
    phone: OpenPhone, house: House, in_care: Care, session: Session
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    end(session, in_care)
    house.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    needs_attention(page)
    page.goto("/today")
    expect(page.locator("h1")).to_have_text("Your sign-in to this record has ended")
    needs_attention(page)
    assert page.evaluate(KEPT) == [0, ["attention"]]
    assert entries_stored(session) == 0


def test_a_phone_opened_after_that_forgets_the_days_and_keeps_what_waited(
    phone: OpenPhone, house: House, in_care: Care, session: Session
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    page.goto("about:blank")
    end(session, in_care)
    house.start()
    page.goto("/today")
    expect(page.locator("h1")).to_have_text("Your sign-in to this record has ended")
    needs_attention(page)
    assert page.evaluate(KEPT) == [0, ["attention"]]


def test_given_back_to_the_same_person_the_phone_sends_what_it_kept(
    phone: OpenPhone, house: House, in_care: Care, session: Session
) -> None:
    page = phone()
    place = login_of(session, in_care.practice.id, in_care.client.id)
    assert place is not None
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    end(session, in_care)
    house.start()
    page.goto("/today")
    needs_attention(page)
    session.refresh(place)
    place.disabled_at = None
    session.commit()
    page.goto("/today")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    expect(page.locator("#outbox")).to_have_count(0)
    assert entries_stored(session) == 1
