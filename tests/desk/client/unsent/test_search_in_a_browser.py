"""Searching for a client in a browser: the way back, a reload, and no name in the history."""

import re

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.desk.client.conftest import Open
from tests.make.clients import make_client
from tests.make.diary import Care


def test_the_page_of_what_was_found_is_reloaded_and_come_back_to(
    open_page: Open, session: Session, care: Care
) -> None:
    make_client(session, care.therapist, name="Ines Moor")
    page = open_page("/caseload")
    page.get_by_label("Find a client").fill("moor")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("Clients found by “moor”.")).to_be_visible()
    expect(page).not_to_have_url(re.compile("moor", re.I))
    page.reload()
    expect(page.get_by_text("Clients found by “moor”.")).to_be_visible()
    page.get_by_role("link", name="Ines Moor").first.click()
    expect(page.get_by_role("heading", name="Ines Moor", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Clients found by “moor”.")).to_be_visible()
