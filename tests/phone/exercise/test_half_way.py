"""An exercise that is due several times a day, left half-way."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone
from tests.phone.going import PREPARE, go, opened, reported, seconds, tap

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def test_of_several_times_a_day_what_was_only_begun_is_asked_about_too(
    phone: OpenPhone, session: Session, in_care: Care
) -> None:
    library = make_library(session, in_care.practice)
    items = (item(library["figure_four"], times_a_day=2, reps=2, hold_seconds=30),)
    plan = make_plan(library, items=items, advice=())
    make_programme(session, in_care.therapist, in_care.episode, plan, datetime.now(UTC))
    page = opened(phone)
    for words, said in (
        ("Log it as partly done", "partly"),
        ("Count it as done this time", "1 of 2 times"),
        ("Count it as done this time", "both times"),
    ):
        go(page)
        tap(page, "Start")
        seconds(page, PREPARE + 35)
        page.go_back()
        expect(page.get_by_role("group", name="You have begun: Figure four.")).to_be_visible()
        tap(page, words)
        expect(page.get_by_role("dialog")).to_have_count(0)
        reported(page, "Figure four", said)
        state = "Everything that was due" if said == "both times" else "1 exercise due, 1 begun."
        expect(page.locator("#part-state")).to_contain_text(state)
