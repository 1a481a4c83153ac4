"""What a client's page folds on the screen stands on paper."""

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.clients.operations import record_visit
from homecare.language import long_date
from tests.desk.browsing import of
from tests.desk.client.conftest import Open
from tests.make.diary import Care
from tests.make.flags import at, on, rate
from tests.make.people import acting
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.any_database


def test_the_week_before_is_folded_on_the_screen_and_printed(
    session: Session, care: Care, clock: time_machine.Traveller, open_page: Open
) -> None:
    clock.move_to(at(14))
    rate(session, care, 6, 4, range(14))
    page = open_page(of(care.client.id))
    earlier = page.locator("details.earlier").first
    expect(earlier.locator("table")).to_be_hidden()
    page.emulate_media(media="print")
    expect(earlier.locator("table")).to_be_visible()
    assert f"{on(3):%-d %b}" in earlier.inner_text()


def test_what_happened_begins_on_the_first_page_and_breaks_between_its_lines(
    session: Session, care: Care, clock: time_machine.Traveller, open_page: Open
) -> None:
    clock.move_to(at(14))
    act = acting(session, care.therapist, at(14))
    for day in range(13):
        record_visit(act, care.episode, on(day), "Gluteals.")
    session.commit()
    page = open_page(of(care.client.id, "/timeline"))
    page.emulate_media(media="print")
    printed = page.pdf(format="A4")
    assert words_of(printed).count("\f") > 1
    first = words_of(printed, "-l", "1")
    assert f"Born {long_date(care.client.date_of_birth)}" in first
    assert "\nIn care since" in first
    assert first.count("Gluteals.") == first.count("Theo Therapist\nVisit") > 0
