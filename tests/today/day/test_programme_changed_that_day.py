"""A programme that is changed after something was done that day: it stays on the client's page."""

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.make.diary import BRIDGE, ROLLS, Care, the_day
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
    row = the_day(session, care.episode.id)
    session.commit()
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
