"""A programme that is changed after something was done that day: it stays on the client's page."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.desk.browsing import send
from tests.make.diary import BRIDGE, ROLLS, TODAY, Care, the_day
from tests.make.people import signed_in
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.make.sync import Phone
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")
COUNTS = "Reported before the programme changed: it counts"


def change(session: Session, care: Care) -> None:
    """From now on there are knee rolls alone, twice a day."""
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["knee_rolls"], times_a_day=2),))
    make_programme(session, care.therapist, care.episode, plan)


def figures(session: Session, care: Care) -> tuple[int, int, int]:
    session.commit()
    row = the_day(session, care.episode.id)
    assert row is not None
    return row.due, row.reported, row.extra


def test_what_was_done_before_stays_there_counts_and_can_be_put_right(
    app: Flask, session: Session, care: Care, me: Visitor, phone: Phone
) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    change(session, care)
    page = me.read()
    assert page.count(COUNTS) == 1
    assert "1 of 2 exercises logged." in page
    assert figures(session, care) == (3, 1, 0)
    [day] = json.loads(phone.browser.get("/api/v1/today?days=1").text)["days"]
    assert day["due"] == [ROLLS, BRIDGE]
    desk = signed_in(app, "therapist@homecare.example")
    assert "1 of 3" in words(desk.get(f"/clients/{care.client.id}?diary=all").text)
    me.report("exercise", line=BRIDGE, outcome="partly")
    assert COUNTS in me.read()
    assert figures(session, care) == (3, 1, 0)
    me.report("exercise", line=BRIDGE, outcome="not")
    page = me.read()
    assert "Not due on this day" in page
    assert "1 exercise due, none logged yet." in page
    me.report("exercise", line=BRIDGE, outcome="")
    assert "Bridge" not in me.read()
    assert figures(session, care) == (2, 0, 0)


def test_what_was_not_done_before_is_not_asked_for_any_more(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("exercise", line=ROLLS, outcome="partly")
    change(session, care)
    page = me.read()
    assert "Bridge" not in page
    assert COUNTS not in page
    assert figures(session, care)[0] == 2


def button(me: Visitor, words: str) -> str:
    """What the button of the bridge with these words sends."""
    [form] = (f.markup for f in me.forms("/today", "/exercise") if BRIDGE in f.markup)
    [value] = re.findall(rf'value="([^"]+)" class="btn[^>]*>(?:<span[^>]*>)+{words}<', form)
    return str(value)


def dose(session: Session, care: Care, times: int) -> None:
    """From now on the bridge is due so many times a day, and nothing else."""
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["glute_bridge"], times_a_day=times),))
    make_programme(session, care.therapist, care.episode, plan)


def test_what_was_done_once_is_once_when_it_becomes_due_twice(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    me.send("/today", "/exercise", {"outcome": button(me, "Done")}, BRIDGE)
    assert figures(session, care) == (3, 1, 0)
    dose(session, care, 2)
    page = me.read()
    assert "Reported: 1 of 2 times" in page
    assert "1 exercise due, 1 begun." in page
    assert figures(session, care) == (2, 1, 0)
    desk = signed_in(app, "therapist@homecare.example")
    for at in (f"/diary?day={TODAY}", "/week"):
        page = desk.get(f"/clients/{care.client.id}{at}").text
        assert re.search(r'value="partly"[^>]* (?:checked|selected)', page)
        assert not re.search(r'value="done"[^>]* (?:checked|selected)', page)
    me.send("/today", "/exercise", {"outcome": button(me, "Both times")}, BRIDGE)
    assert "Reported: both times" in me.read()
    assert figures(session, care) == (2, 2, 0)


def test_what_was_done_twice_is_done_when_it_becomes_due_once(
    session: Session, care: Care, me: Visitor
) -> None:
    dose(session, care, 2)
    me.send("/today", "/exercise", {"outcome": button(me, "Both times")}, BRIDGE)
    dose(session, care, 1)
    assert "Reported: done" in me.read()
    assert "Everything that was due is logged." in me.read()
    assert figures(session, care) == (1, 1, 1)


def test_once_of_two_times_is_all_when_it_becomes_due_once(
    session: Session, care: Care, me: Visitor
) -> None:
    dose(session, care, 2)
    me.send("/today", "/exercise", {"outcome": button(me, "Done once")}, BRIDGE)
    dose(session, care, 1)
    assert "Reported: done" in me.read()
    assert "Everything that was due is logged." in me.read()
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.reported, row.partly) == (1, 0)


def test_a_page_from_before_the_change_says_what_stood_on_it(
    session: Session, care: Care, me: Visitor
) -> None:
    form = next(f for f in me.forms("/today", "/exercise") if BRIDGE in f.markup)
    done = button(me, "Done")
    dose(session, care, 2)
    assert me.post(form, {"outcome": done}).status_code == 302
    assert "Reported: 1 of 2 times" in me.read()


def test_a_sheet_that_the_therapist_types_in_keeps_the_dose_too(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    desk = signed_in(app, "therapist@homecare.example")
    page = f"/clients/{care.client.id}/diary?day={TODAY}"
    [entry] = re.findall(r'name="entry_id"[^>]*value="([^"]+)"', desk.get(page).text)
    sent = send(desk, page, entry_id=entry, leg="", back="", exercise_1="done")
    assert sent.status_code == 302
    dose(session, care, 2)
    assert "Reported: 1 of 2 times" in me.read()
