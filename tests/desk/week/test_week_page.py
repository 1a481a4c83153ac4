"""A week from the printed sheet, as the page takes it."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.diary.models import Entry
from homecare.diary.queries import day_reports
from tests.desk.browsing import of
from tests.make.diary import BRIDGE, ROLLS, Care, record, the_day, told
from tests.make.people import NOW

DAY = timedelta(days=1)
LATER = NOW + 9 * DAY
LAST = LATER.date()
FIRST = LAST - 6 * DAY
WEEK = [FIRST + n * DAY for n in range(7)]


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def page_of(browser: FlaskClient, care: Care, ask: str = "") -> str:
    return browser.get(of(care.client.id, f"/week{ask}")).text


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's form, and what its cells say."""
    found = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    named = {re.search(r'name="([^"]+)"', f)[1]: re.search(r'value="([^"]*)"', f)[1] for f in found}  # type: ignore[index]
    return {name: unescape(value) for name, value in named.items()}


def enter(browser: FlaskClient, care: Care, page: str = "", **cells: Any) -> TestResponse:
    """Send the week, with what was typed into its cells; `page`: as it was when it was opened."""
    typed = {name.replace("__", ":"): value for name, value in cells.pop("cells", {}).items()}
    fields = {**hidden(page or page_of(browser, care)), **typed, **cells}
    return browser.post(of(care.client.id, f"/week?from={FIRST}"), data=fields)


def agree(browser: FlaskClient, care: Care, page: str, **cells: Any) -> TestResponse:
    """Send the week, and tick what the page then asks about."""
    asked = enter(browser, care, page, **cells)
    return enter(browser, care, asked.text, replace=tick_on(asked.text), **cells)


def tick_on(page: str) -> str:
    """What the tick of the page agrees to."""
    return unescape(re.findall(r'name="replace" value="([^"]+)"', page)[0])


def cell(day: date, column: str) -> str:
    return f"{day}:{column}"


def full_week() -> dict[str, str]:
    """Both scores of seven days."""
    return {cell(day, site): str(n) for n, day in enumerate(WEEK) for site in ("leg", "back")}


def test_a_full_week_is_stored_by_one_save(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    notes = {cell(FIRST, "note"): "Walked a mile\nand sat down"}
    answer = enter(therapist, care, cells={**full_week(), **notes}, all="yes")
    assert answer.location == of(care.client.id)
    for n, day in enumerate(WEEK):
        row, said = (
            the_day(session, care.episode.id, day),
            day_reports(session, care.episode.id, day),
        )
        assert row is not None
        assert (row.leg, row.back, row.reported, row.due) == (n, n, 3, 3)
        assert said.sitting is not None
        assert said.bath is not None
        assert (said.sitting.body, said.bath.body) == ({"kept": "kept"}, {"kept": "kept"})
        assert {line: e.body["outcome"] for line, e in said.exercises.items()} == {
            ROLLS: "done", BRIDGE: "done",
        }  # fmt: skip
    note = day_reports(session, care.episode.id, FIRST).note
    assert note is not None
    assert note.body == {"text": "Walked a mile\nand sat down"}
    assert set(session.scalars(select(Entry.written_by))) == {care.therapist.person_id}
    assert "36 entries of 7 days in the diary." in therapist.get(answer.location).text


def test_what_stands_is_shown_and_only_a_changed_cell_is_reported(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told(day=FIRST, body={"leg": 5, "back": 3}), LATER)
    record(session, care, told("note", {"text": "Two\nlines"}, FIRST, seq=2), LATER)
    body = {"line": BRIDGE, "outcome": "partly", "reason": "hurts"}
    record(session, care, told("exercise", body, FIRST, seq=3), LATER)
    page = page_of(therapist, care)
    assert re.search(rf'name="{cell(FIRST, "leg")}" value="5"', page)
    shown = {
        cell(FIRST, "leg"): "4", cell(FIRST, "back"): "3", cell(FIRST, "note"): "Two\r\nlines",
        cell(FIRST, f"exercise:{BRIDGE}"): "partly",
    }  # fmt: skip
    agree(therapist, care, page, cells=shown)
    said = day_reports(session, care.episode.id, FIRST)
    assert said.pain is not None
    assert (said.pain.body, said.pain.op) == ({"leg": 4, "back": 3}, "amend")
    assert said.pain.written_by == care.therapist.person_id
    assert said.exercises[BRIDGE].body["reason"] == "hurts"
    assert session.scalar(select(func.count()).select_from(Entry)) == 4


def test_an_emptied_cell_takes_back_what_stood(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told(day=FIRST), LATER)
    page = page_of(therapist, care)
    agree(therapist, care, page, cells={cell(FIRST, "leg"): "", cell(FIRST, "back"): ""})
    assert day_reports(session, care.episode.id, FIRST).pain is None


def test_bad_cells_are_marked_and_all_that_was_typed_is_kept(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    bad = {
        cell(FIRST, "leg"): "11",
        cell(FIRST + DAY, "leg"): "six",
        cell(FIRST, "note"): "x" * 1001,
    }
    good = {cell(LAST, "leg"): "7", cell(LAST, "bath"): "not_kept", cell(LAST, "note"): "Rain"}
    answer = enter(therapist, care, cells={**bad, **good})
    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 3
    assert answer.text.count("Write a number from 0 to 10.") == 4  # at the cell and above
    for value in ('value="11"', 'value="six"', 'value="7"', ">Rain</textarea>"):
        assert value in answer.text
    assert '<option value="not_kept" selected>' in answer.text
    assert session.scalars(select(Entry)).all() == []
    again = enter(therapist, care, answer.text, cells=good)
    assert again.status_code == 302


@pytest.mark.parametrize("column", ["sitting", f"exercise:{BRIDGE}"])
def test_what_is_no_choice_is_marked(therapist: FlaskClient, care: Care, column: str) -> None:
    answer = enter(therapist, care, cells={cell(FIRST, column): "perhaps"})
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text


def test_what_arrives_meanwhile_is_neither_taken_back_nor_written_over_unseen(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = page_of(therapist, care)
    record(session, care, told(day=FIRST, body={"leg": 5, "back": None}), LATER)
    enter(therapist, care, page, cells={cell(LAST, "leg"): "2", cell(FIRST, "leg"): ""})
    assert reported(session, care) == {"leg": 5, "back": None}
    answer = enter(therapist, care, page, cells={cell(FIRST, "leg"): "6"})
    assert answer.status_code == 422
    assert ": 5, said by Sam Reed today" in answer.text
    assert reported(session, care) == {"leg": 5, "back": None}
    tick = tick_on(answer.text)
    enter(therapist, care, answer.text, cells={cell(FIRST, "leg"): "6"}, replace=tick)
    assert reported(session, care) == {"leg": 6, "back": None}


def reported(session: Session, care: Care) -> Any:
    session.rollback()
    session.expire_all()
    pain = day_reports(session, care.episode.id, FIRST).pain
    return pain and pain.body


def test_a_form_sent_twice_counts_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = page_of(therapist, care)
    for _ in range(2):
        assert enter(therapist, care, page, cells=full_week(), all="yes").status_code == 302
    assert session.scalar(select(func.count()).select_from(Entry)) == 7 * 5


def test_a_column_is_filled_where_it_was_left_empty(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    column = f"exercise:{ROLLS}"
    enter(therapist, care, cells={f"all:{column}": "done", cell(LAST, column): "not"})
    said = [day_reports(session, care.episode.id, day).exercises[ROLLS] for day in WEEK]
    assert [entry.body["outcome"] for entry in said] == ["done"] * 6 + ["not"]


def test_days_before_the_care_and_days_to_come_are_closed(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    before = page_of(therapist, care, f"?from={NOW.date() - 3 * DAY}")
    assert before.count("Before the care began") == 3
    coming = page_of(therapist, care, f"?from={LAST - DAY}")
    assert coming.count("Still to come") == 5
    cells = {cell(NOW.date() - DAY, "leg"): "5", cell(LAST + DAY, "leg"): "5"}
    enter(therapist, care, cells=cells)
    assert session.scalars(select(Entry)).all() == []


@pytest.mark.parametrize("first", ["2026-02-20", "2026-03-12", "someday", "9999-12-31"])
def test_weeks_outside_the_care_are_not_there(
    therapist: FlaskClient, care: Care, first: str
) -> None:
    assert therapist.get(of(care.client.id, f"/week?from={first}")).status_code == 404
