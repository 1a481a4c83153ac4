"""A sign-in ends while somebody writes: the words come back in the form, and are saved once."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.clients.models import Visit
from homecare.programmes.models import ProgrammeVersion
from tests.desk.browsing import THERAPIST, look_again, of
from tests.desk.client.conftest import Open
from tests.desk.client.unsent.test_unsent_words import stays
from tests.make.diary import Care
from tests.make.people import PASSWORD

pytestmark = pytest.mark.any_database

TYPED = "Gluteals, forty minutes"


def sign_in(page: Page) -> None:
    page.fill("[name=email]", THERAPIST)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_visits_note_comes_back_and_is_saved_once(
    open_page: Open, session: Session, care: Care
) -> None:
    page = open_page(of(care.client.id))
    note = page.locator("#record-visit textarea")
    note.fill(TYPED)
    page.context.clear_cookies()
    page.get_by_role("button", name="Record the visit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    sign_in(page)
    expect(note).to_have_value(TYPED)
    expect(note).to_be_in_viewport()
    note.click()
    stays(page, page.get_by_role("banner").get_by_role("link", name="Caseload").first)
    page.get_by_role("button", name="Record the visit").click()
    expect(page.get_by_text(re.compile(r"The visit of .* is recorded\."))).to_be_visible()
    assert [visit.note for visit in session.query(Visit)] == [TYPED]


def test_a_half_changed_programme_comes_back_and_is_asked_about(
    open_page: Open, session: Session, care: Care
) -> None:
    page = open_page(of(care.client.id, "/programme"))
    page.locator("[name=note]").fill(TYPED)
    page.context.clear_cookies()
    page.get_by_text("Add an exercise").click()
    page.get_by_role("button", name="Add Clam").click()
    sign_in(page)
    expect(page.locator("[name=note]")).to_have_value(TYPED)
    expect(page.locator("#items-row-2")).to_be_visible()
    page.locator("[name=note]").click()
    stays(page, page.get_by_role("banner").get_by_role("link", name="Caseload").first)
    before = session.query(ProgrammeVersion).count()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("is saved")).to_be_visible()
    look_again(session)
    assert session.query(ProgrammeVersion).count() == before + 1
