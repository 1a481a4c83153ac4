"""A flare-up that begins after something was done: the same on every page of that day."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.clients.operations import record_away
from homecare.diary.days import rebuild
from homecare.reports.reminders.email import Wish, reason_to_skip
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, the_day
from tests.make.flags import at
from tests.make.people import acting, signed_in
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.make.sync import Phone
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")
COUNTS = "Reported before the flare-up: it counts"
NOT_DUE = "Not due on this day"


def figures(session: Session, care: Care) -> tuple[int, int, int]:
    """Due, reported of it, and beyond it: by the day's row, which a rebuild leaves as it is."""
    found = []
    for _ in range(2):
        row = the_day(session, care.episode.id)
        assert row is not None
        found.append((row.due, row.reported, row.extra))
        rebuild(session, care.episode.id)
        session.commit()
    assert found[0] == found[1]
    return found[0]


def test_what_was_done_before_it_stays_due_and_reported(
    app: Flask, session: Session, care: Care, me: Visitor, phone: Phone
) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    me.report("flare", "/today/flare-up")
    page = me.read()
    assert "1 of 2 exercises logged." in page
    assert page.count(COUNTS) == 1
    assert NOT_DUE not in page
    assert figures(session, care) == (3, 1, 0)
    [day] = json.loads(phone.browser.get("/api/v1/today?days=1").text)["days"]
    assert (day["due"], day["flare"]) == ([ROLLS, BRIDGE], True)
    [told] = [d for d in json.loads(me.browser.get("/me/diary.json").text)["days"] if d["logged"]]
    assert (told["due"], told["reported"], told["extra"]) == (3, 1, 0)
    desk = signed_in(app, "therapist@homecare.example")
    assert "1 of 3" in words(desk.get(f"/clients/{care.client.id}?diary=all").text)


def test_taking_it_back_or_ending_it_makes_the_day_an_ordinary_one(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    me.report("flare", "/today/flare-up")
    me.send("/today/flare-up", "/flare", {}, "It was a mistake: there is no flare-up")
    assert COUNTS not in me.read()
    assert figures(session, care) == (3, 1, 0)
    me.report("flare", "/today/flare-up")
    me.report("flare")  # over
    assert "1 of 2 exercises logged." in me.read()
    assert figures(session, care) == (3, 1, 0)


def test_put_right_afterwards_it_counts_as_far_as_it_stands(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    me.report("flare", "/today/flare-up")
    me.report("exercise", line=BRIDGE, outcome="partly")
    assert COUNTS in me.read()
    assert figures(session, care) == (3, 1, 0)
    me.report("exercise", line=BRIDGE, outcome="not")
    page = me.read()
    assert COUNTS not in page
    assert NOT_DUE in page
    assert figures(session, care) == (2, 0, 0)
    me.report("exercise", line=BRIDGE, outcome="")
    assert "Bridge" not in me.read()
    assert figures(session, care) == (2, 0, 0)


def test_no_exercise_moves_when_it_is_due_no_more(
    session: Session, care: Care, me: Visitor
) -> None:
    library = make_library(session, care.practice)
    bridge, rolls = item(library["glute_bridge"]), item(library["knee_rolls"], in_flare=True)
    plan = make_plan(library, items=(bridge, rolls))
    make_programme(session, care.therapist, care.episode, plan)
    me.report("exercise", line=BRIDGE, outcome="done")
    me.report("flare", "/today/flare-up")
    for outcome in ("not", "done"):
        me.report("exercise", line=BRIDGE, outcome=outcome)
        page = me.read()
        assert page.index("Bridge") < page.index("Knee rolls")


def test_of_what_is_due_twice_a_day_only_what_was_done_is_due(
    session: Session, care: Care, me: Visitor
) -> None:
    library = make_library(session, care.practice)
    twice = make_plan(library, items=(item(library["glute_bridge"], times_a_day=2),))
    make_programme(session, care.therapist, care.episode, twice)
    me.report("exercise", line=BRIDGE, outcome="times-1")
    assert "1 exercise due, 1 begun." in me.read()
    me.report("flare", "/today/flare-up")
    assert "Everything that was due is logged." in me.read()
    assert "data-due" not in me.browser.get("/today").text, "nobody is asked for the second time"
    assert figures(session, care) == (1, 1, 0)
    me.report("exercise", line=BRIDGE, outcome="done")
    assert figures(session, care) == (1, 1, 1)


def test_what_is_begun_in_it_is_not_due(session: Session, care: Care, me: Visitor) -> None:
    form = next(f for f in me.forms("/today", "/exercise") if BRIDGE in f.markup)
    me.report("flare", "/today/flare-up")
    me.post(form, {"outcome": "done"})  # from a page that was still open
    page = me.read()
    assert NOT_DUE in page
    assert COUNTS not in page
    assert figures(session, care) == (2, 0, 1)


def test_nobody_is_reminded_of_what_was_done_before_it(
    session: Session, care: Care, me: Visitor
) -> None:
    library = make_library(session, care.practice)
    plan: dict[str, Any] = {"items": (item(library["glute_bridge"]),)}
    make_programme(session, care.therapist, care.episode, make_plan(library, **plan))
    always = Wish((), 0b1111111, only_if_not_logged=False)
    me.report("exercise", line=BRIDGE, outcome="done")
    assert reason_to_skip(session, care.episode, always, TODAY) is None
    me.report("flare", "/today/flare-up")
    session.rollback()
    for day in (TODAY, TODAY + timedelta(days=1)):
        assert reason_to_skip(session, care.episode, always, day) == "nothing due"


def test_away_in_a_flare_up_nothing_is_said_to_be_due(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("flare", "/today/flare-up")
    assert "Only the exercises your therapist chose for a flare-up are due." in me.read()
    record_away(acting(session, care.therapist), care.episode, TODAY, TODAY)
    session.commit()
    page = me.read()
    assert "You are away on this day, so nothing is due." in page
    assert "for a flare-up are due" not in page


def test_begun_and_ended_past_midnight_it_counts_from_the_tap(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(1))
    [begin] = me.forms("/today/flare-up", "/flare")
    clock.move_to(at(2))
    assert me.post(begin, {}).location == "/today#part-flare"
    assert "Flare-up." in me.read()
    assert "Flare-up." in me.read(f"/today/{TODAY + 2 * DAY}")
    assert "Flare-up." not in me.read(f"/today/{TODAY + DAY}")
    end = next(f for f in me.forms("/today", "/flare") if "is over" in f.markup)
    clock.move_to(at(3))
    me.post(end, {})
    assert "Flare-up." in me.read(f"/today/{TODAY + 2 * DAY}")
    assert "Flare-up." not in me.read()
