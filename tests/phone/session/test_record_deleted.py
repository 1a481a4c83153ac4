"""The practice deletes a record: the phone is told, and forgets all of it, sent or not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.acting import OWNER, Actor
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client, Episode
from homecare.erasure.operations import Decision, erase
from tests.make.diary import Care
from tests.make.people import acting
from tests.phone.conftest import OpenPhone
from tests.phone.house import House
from tests.phone.session.test_taken_back import KEPT
from tests.phone.session.test_taken_back_while_open import COMES_BACK, nothing_is_kept
from tests.phone.session.test_two_records import BRIDGE

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
DELETED = "The record was deleted"


def delete(session: Session, care: Care, folder: Path) -> None:
    owner = Actor(care.practice.id, OWNER, "Olive Owner", care.therapist.person_id)
    act = acting(session, owner, datetime.now(UTC))
    discharge(act, session.get_one(Episode, care.episode.id))
    erase(act, session.get_one(Client, care.client.id), Decision("over", act.now.date()), folder)
    session.commit()


def test_an_open_phone_forgets_it_and_every_tab_of_it(
    phone: OpenPhone, in_care: Care, session: Session, tmp_path: Path
) -> None:
    page = phone()
    other = page.context.new_page()
    other.goto("/today")
    expect(other.locator("html")).to_have_attribute("data-phone", "ready")
    delete(session, in_care, tmp_path)
    page.evaluate(COMES_BACK)
    expect(page.locator("h1")).to_have_text(DELETED)
    expect(other.locator("h1")).to_have_text(DELETED)
    nothing_is_kept(page)


def test_a_phone_opened_after_that_forgets_what_waited_too(
    phone: OpenPhone, house: House, in_care: Care, session: Session, tmp_path: Path
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    page.goto("about:blank")
    delete(session, in_care, tmp_path)
    house.start()
    page.goto("/today")
    expect(page.locator("h1")).to_have_text(DELETED)
    assert page.evaluate(KEPT) == [0, []]
    nothing_is_kept(page)
