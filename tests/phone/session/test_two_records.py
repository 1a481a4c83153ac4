"""Two people on one phone with one sign-in: neither's taps, nor their page, become the other's."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.acting import CLIENT
from homecare.diary.models import Entry
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import make_membership
from tests.make.programmes import make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
BRIDGE = re.compile("Done.*Bridge")


@pytest.fixture
def anna(session: Session, in_care: Care) -> UUID:
    """A second record that the same sign-in opens."""
    now = datetime.now(UTC)
    client, episode = make_client(session, in_care.therapist, now, name="Anna Reed")
    plan = make_plan(make_library(session, in_care.practice), advice=())
    make_programme(session, in_care.therapist, episode, plan, now)
    person = session.get_one(Person, in_care.me.person_id)
    make_membership(session, in_care.practice, person, CLIENT, client.id)
    return client.id


def open_both(phone: OpenPhone, session: Session, in_care: Care, request: Any) -> tuple[Page, UUID]:
    """The first person's Today, on a phone whose sign-in then gets a second record."""
    page = phone()
    return page, request.getfixturevalue("anna")


def change_to(page: Page, name: str) -> None:
    page.goto("/places")
    page.get_by_role("button", name=name).click()
    ready(page)
    expect(page.locator("#whose")).to_contain_text(f"This is the record of {name}")


def owners(session: Session) -> list[UUID]:
    session.rollback()
    return list(session.scalars(select(Entry.client_id).order_by(Entry.received_at)))


def test_what_was_tapped_without_signal_goes_to_the_record_that_was_shown(
    phone: OpenPhone, house: House, in_care: Care, session: Session, request: Any
) -> None:
    page, _anna = open_both(phone, session, in_care, request)
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    house.start()
    with page.expect_response(lambda answer: answer.url.endswith("/sync/entries")):
        change_to(page, "Anna Reed")
    expect(page.locator(".exercise.is-reported")).to_have_count(0)
    assert owners(session) == [in_care.client.id]


def test_after_the_change_the_phone_shows_the_other_record_without_signal(
    phone: OpenPhone, house: House, in_care: Care, session: Session, request: Any
) -> None:
    page, anna = open_both(phone, session, in_care, request)
    change_to(page, "Sam Reed")
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    change_to(page, "Anna Reed")
    house.stop()
    page.goto("/today")
    expect(page.locator("#whose")).to_contain_text("Anna Reed")
    expect(page.locator(".exercise")).to_have_count(2)
    expect(page.locator(".exercise.is-reported")).to_have_count(0)
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    house.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert owners(session) == [in_care.client.id, anna]


def test_a_page_left_open_goes_on_writing_in_its_own_record(
    phone: OpenPhone, in_care: Care, session: Session, request: Any
) -> None:
    page, _anna = open_both(phone, session, in_care, request)
    change_to(page, "Sam Reed")
    change_to(page.context.new_page(), "Anna Reed")
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert owners(session) == [in_care.client.id]
