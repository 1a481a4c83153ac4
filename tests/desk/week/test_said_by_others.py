"""What the client said themselves is not replaced by a week's grid unasked, and comes back."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from homecare.diary.queries import day_reports
from tests.desk.browsing import look_again, of, send
from tests.desk.week.test_week_page import (
    DAY,
    FIRST,
    LATER,
    agree,
    cell,
    enter,
    page_of,
    tick_on,
)
from tests.make.diary import BRIDGE, Care, record, told
from tests.make.people import make_practice, make_therapist, signed_in

LEG, NOTE, BATH = cell(FIRST, "leg"), cell(FIRST, "note"), cell(FIRST, "bath")
DONE = cell(FIRST, f"exercise:{BRIDGE}")


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


@pytest.fixture
def said(session: Session, care: Care) -> None:
    """The client said of the first day: leg 5, back 3, a bridge partly, a bath kept, a note."""
    exercise = {"line": BRIDGE, "outcome": "partly", "reason": "hurts"}
    for seq, (kind, body) in enumerate([
        ("pain", {"leg": 5, "back": 3}), ("exercise", exercise), ("bath", {"kept": "kept"}),
        ("note", {"text": "Slept badly"}),
    ], 1):  # fmt: skip
        record(session, care, told(kind, body, FIRST, seq=seq), LATER)


def stands(session: Session, care: Care) -> tuple[Any, ...]:
    look_again(session)
    day = day_reports(session, care.episode.id, FIRST)
    bodies = (day.pain, day.exercises.get(BRIDGE), day.bath, day.note)
    return tuple(one and one.body for one in bodies)


def words(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


CHANGED = {LEG: "2", DONE: "done", BATH: "not_kept", NOTE: "Slept well"}


@pytest.mark.usefixtures("said")
def test_a_cell_that_the_client_filled_in_says_so(therapist: FlaskClient, care: Care) -> None:
    page = page_of(therapist, care)
    assert "Marked: said by Sam Reed. Changing it asks first." in words(page)
    assert page.count(", said by Sam Reed") == 5
    assert "said by" not in page_of(therapist, care, f"?from={FIRST - 7 * DAY}")


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize("name", CHANGED)
def test_a_change_of_it_is_asked_about_once_with_day_and_figure(
    therapist: FlaskClient, session: Session, care: Care, name: str
) -> None:
    before = stands(session, care)
    others = {cell(FIRST + DAY, "leg"): "7"}
    asked = enter(therapist, care, cells={name: CHANGED[name], **others})
    assert asked.status_code == 422
    assert "This would replace what Sam Reed said. Tick below if it shall." in words(asked.text)
    assert len(re.findall(r"<li>[^<]*, said by Sam Reed today[^<]*, becomes", asked.text)) == 1
    assert stands(session, care) == before
    assert day_reports(session, care.episode.id, FIRST + DAY).pain is None
    assert 'value="7"' in asked.text
    agreed = enter(
        therapist, care, asked.text,
        cells={name: CHANGED[name], **others}, replace=tick_on(asked.text),
    )  # fmt: skip
    assert agreed.status_code == 302
    assert stands(session, care) != before


@pytest.mark.usefixtures("said")
def test_all_changes_are_one_tick_and_each_is_put_back_by_one_press(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    before = stands(session, care)
    agree(therapist, care, page_of(therapist, care), cells=CHANGED)
    assert "Slept well" in str(stands(session, care))
    address = of(care.client.id, f"/diary/put-back?day={FIRST}&week={FIRST}")
    for left in (4, 3, 2, 1):
        page = page_of(therapist, care, f"?from={FIRST}")
        found = re.findall(r'name="entry" value="([^"]+)"', page)
        assert len(found) == left
        answer = send(therapist, address, of(care.client.id, "/week"), entry=found[0])
        assert answer.location == of(care.client.id, f"/week?from={FIRST}")
    assert stands(session, care) == before


@pytest.mark.usefixtures("said")
def test_what_was_replaced_in_a_week_long_past_is_put_back_too(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER + 60 * DAY)
    therapist = signed_in(therapist.application, "therapist@homecare.example")
    page = page_of(therapist, care, f"?from={FIRST}")
    agree(therapist, care, page, cells={LEG: "2"})
    assert stands(session, care)[0] == {"leg": 2, "back": 3}
    page = page_of(therapist, care, f"?from={FIRST}")
    [entry] = re.findall(r'name="entry" value="([^"]+)"', page)
    address = of(care.client.id, f"/diary/put-back?day={FIRST}&week={FIRST}")
    assert send(therapist, address, of(care.client.id, "/week"), entry=entry).status_code == 302
    assert stands(session, care)[0] == {"leg": 5, "back": 3}
    before = f"/diary/put-back?day={care.episode.intake_on - DAY}&week={FIRST}"
    beyond = send(therapist, of(care.client.id, before), of(care.client.id, "/week"), entry=entry)
    assert beyond.status_code == 404


@pytest.mark.usefixtures("said")
def test_putting_back_twice_is_once(therapist: FlaskClient, session: Session, care: Care) -> None:
    agree(therapist, care, page_of(therapist, care), cells={NOTE: ""})
    page = page_of(therapist, care, f"?from={FIRST}")
    assert "note: Slept badly, said by Sam Reed today" in words(page).replace("Note", "note")
    [entry] = re.findall(r'name="entry" value="([^"]+)"', page)
    address = of(care.client.id, f"/diary/put-back?day={FIRST}&week={FIRST}")
    for _ in range(2):
        send(therapist, address, of(care.client.id, "/week"), entry=entry)
    assert stands(session, care)[3] == {"text": "Slept badly"}
    assert session.scalar(select(func.count()).select_from(Entry)) == 6


@pytest.mark.usefixtures("said")
def test_a_tick_agrees_to_what_it_named_and_to_nothing_newer(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = page_of(therapist, care)
    tick = tick_on(enter(therapist, care, page, cells={LEG: "2"}).text)
    newer = {"leg": 9, "back": 3}
    before = day_reports(session, care.episode.id, FIRST).pain
    assert before
    record(
        session, care, told("pain", newer, FIRST, seq=9, op="amend", supersedes=before.id), LATER
    )
    again = enter(therapist, care, page, cells={LEG: "2"}, replace=tick)
    assert again.status_code == 422
    assert ": 9, said by Sam Reed today" in again.text
    assert stands(session, care)[0] == newer


def test_what_the_reader_wrote_themselves_is_not_asked_about_but_a_colleagues_is(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, "tess@homecare.example", "Tess Stone")
    for leg in ("5", "6"):
        assert enter(therapist, care, cells={LEG: leg}).status_code == 302
    asked = enter(signed_in(app, "tess@homecare.example"), care, cells={LEG: "7"})
    assert ": 6, said by Theo Therapist today" in asked.text


@pytest.mark.usefixtures("said")
def test_nobody_of_another_practice_puts_anything_back(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    agree(therapist, care, page_of(therapist, care), cells={NOTE: "Mine"})
    page = page_of(therapist, care, f"?from={FIRST}")
    [entry] = re.findall(r'name="entry" value="([^"]+)"', page)
    make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    session.commit()
    stranger = signed_in(app, "therapist@elsewhere.example")
    address = of(care.client.id, f"/diary/put-back?day={FIRST}&week={FIRST}")
    assert send(stranger, address, "/practice", entry=entry).status_code == 404
    assert stands(session, care)[3] == {"text": "Mine"}
