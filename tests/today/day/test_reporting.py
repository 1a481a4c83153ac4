"""Reporting on Today: every kind, corrected, repeated and mistyped."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import BRIDGE, ROLLS, Care, the_day
from tests.make.people import NOW
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)


def test_an_exercise_reported_done_says_so_and_counts(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    page = me.read()
    assert "Reported: done" in page
    assert "1 of 2 exercises logged." in page
    day = the_day(session, care.episode.id)
    assert day is not None
    assert day.reported == 1


def test_what_is_due_twice_is_counted_up_tap_by_tap(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("exercise", line=ROLLS, outcome="times-1")
    page = me.read()
    assert "Reported: 1 of 2 times" in page
    assert "2 exercises due, 1 begun." in page
    me.report("exercise", line=BRIDGE, outcome="done")
    assert "1 of 2 exercises logged, 1 begun." in me.read()
    me.report("exercise", line=BRIDGE, outcome="")
    me.report("exercise", line=ROLLS, outcome="done")
    assert "Reported: both times" in me.read()
    day = the_day(session, care.episode.id)
    assert day is not None
    assert day.reported == 2


def test_not_today_may_be_given_a_reason(session: Session, care: Care, me: Visitor) -> None:
    me.report("exercise", line=BRIDGE, outcome="not")
    assert "What got in the way" in me.read()
    me.report("exercise", line=BRIDGE, outcome="not", reason="hurts")
    newest = session.query(Entry).order_by(Entry.seq.desc(), Entry.id.desc()).first()
    assert newest is not None
    assert newest.body == {"line": BRIDGE, "outcome": "not", "reason": "hurts"}


def test_a_correction_replaces_what_was_said(session: Session, care: Care, me: Visitor) -> None:
    me.report("exercise", line=BRIDGE, outcome="done")
    me.report("exercise", line=BRIDGE, outcome="not")
    assert "Reported: not done" in me.read()
    day = the_day(session, care.episode.id)
    assert day is not None
    assert (day.reported, day.not_done) == (0, 1)


def test_a_double_tap_is_recorded_once(session: Session, me: Visitor) -> None:
    form = next(f for f in me.forms("/today", "/exercise") if BRIDGE in f.markup)
    for _ in range(3):
        assert me.post(form, {"outcome": "done"}).status_code == 302
    assert session.query(Entry).count() == 1


def test_one_score_alone_is_enough_and_the_other_can_follow(me: Visitor) -> None:
    me.report("pain", leg="4")
    assert "Pain reported: leg 4." in me.read()
    me.report("pain", leg="4", back="0")
    assert "Pain reported: leg 4, back 0." in me.read()


def test_the_chosen_scores_stay_chosen(me: Visitor) -> None:
    me.report("pain", leg="4", back="0")
    markup = me.browser.get("/today").text
    assert 'id="leg-4" value="4" checked' in markup
    assert 'id="back-0" value="0" checked' in markup


@pytest.mark.parametrize(
    "scores",
    [{}, {"leg": "11"}, {"leg": "-1"}, {"back": "much"}, {"leg": "4", "back": "4.5"}],
)
def test_a_score_that_is_none_is_refused_at_the_field(
    session: Session, me: Visitor, scores: dict[str, str]
) -> None:
    answer = me.send("/today", "/pain", scores)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert session.query(Entry).count() == 0


def test_the_good_score_is_kept_beside_the_bad_one(me: Visitor) -> None:
    answer = me.send("/today", "/pain", {"leg": "4", "back": "44"})
    assert 'id="leg-4" value="4" checked' in answer.text


@pytest.mark.parametrize("kind", ["sitting", "bath"])
def test_advice_is_kept_or_not_or_could_not_be(me: Visitor, kind: str) -> None:
    me.report(kind, kept="could_not")
    assert "Reported: couldn’t" in me.read()
    me.report(kind, kept="kept")
    assert "Reported: kept" in me.read()


def test_advice_that_has_ended_is_no_longer_asked(
    clock: time_machine.Traveller, me: Visitor
) -> None:
    assert "About sitting" in me.read()
    clock.move_to(NOW + 29 * DAY)
    assert "About sitting" not in me.read()


def test_a_note_can_be_written_changed_and_emptied(me: Visitor) -> None:
    me.report("note", text="Sore after the car.")
    assert "Sore after the car." in me.read()
    me.report("note", text="Fine again.")
    assert "Sore after the car." not in me.read()
    me.report("note", text=" ")
    assert "Fine again." not in me.read()


def test_beside_the_note_stands_that_notes_are_not_watched(me: Visitor) -> None:
    assert "Notes are not watched. If something feels wrong, tap here." in me.read()


def test_a_note_that_is_too_long_is_kept_on_the_page(session: Session, me: Visitor) -> None:
    typed = "My own words. " * 80
    answer = me.send("/today", "/note", {"text": typed})
    assert answer.status_code == 422
    assert "Keep it to 1000 characters." in answer.text
    assert typed.strip() in words(answer.text)
    assert session.query(Entry).count() == 0


def test_a_note_is_shown_as_words_never_as_markup(me: Visitor) -> None:
    me.report("note", text="<b>bold</b></textarea><script>")
    assert "<script>" not in me.browser.get("/today").text


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("exercise", {"outcome": "twice"}),
        ("exercise", {"outcome": "times-99"}),
        ("exercise", {"outcome": "done", "entry_id": "one"}),
        ("exercise", {"outcome": "not", "reason": "lazy"}),
        ("exercise", {"outcome": "done", "line": "x" * 90}),
        ("sitting", {"kept": "perhaps"}),
        ("flare", {"state": "middle"}),
    ],
)
def test_what_no_button_says_is_refused(
    session: Session, me: Visitor, kind: str, fields: dict[str, str]
) -> None:
    form = me.forms("/today", "/exercise")[0]
    action = form.action.replace("/exercise", f"/{kind}")
    answer = me.browser.post(action, data={**form.fields, **fields})
    assert answer.status_code == 422
    assert session.query(Entry).count() == 0


def test_there_is_no_other_kind_of_report(me: Visitor) -> None:
    form = me.forms("/today", "/pain")[0]
    answer = me.browser.post(form.action.replace("/pain", "/mood"), data=form.fields)
    assert answer.status_code in (404, 405)


@pytest.mark.parametrize("day", ["2026-03-03", "2026-03-01", "2020-01-01"])
def test_a_day_out_of_reach_takes_no_report(session: Session, me: Visitor, day: str) -> None:
    form = me.forms("/today", "/pain")[0]
    action = form.action.replace("2026-03-02", day)
    assert me.browser.post(action, data={**form.fields, "leg": "4"}).status_code == 404
    assert session.query(Entry).count() == 0


def test_a_flare_up_asks_first_and_then_shows_the_minimum(me: Visitor) -> None:
    assert "For today and the next two days, your page shows only" in me.read("/today/flare-up")
    me.report("flare", "/today/flare-up")
    page = me.read()
    assert "Only the exercises your therapist chose for a flare-up are due." in page
    assert "Knee rolls" in page
    assert "Bridge" not in page


def test_during_a_flare_up_its_page_offers_to_end_it(me: Visitor) -> None:
    me.report("flare", "/today/flare-up")
    page = me.read("/today/flare-up")
    assert "Start the flare-up plan" not in page
    assert "The flare-up is over" in page
    me.report("flare", "/today/flare-up")
    assert "Bridge" in me.read()


def test_a_flare_up_tapped_by_mistake_is_taken_back_from_its_page(
    clock: time_machine.Traveller, me: Visitor
) -> None:
    me.report("flare", "/today/flare-up")
    clock.move_to(NOW + DAY)
    me.send("/today/flare-up", "/flare", {}, "It was a mistake: there is no flare-up")
    assert "Bridge" in me.read()
    assert "Start the flare-up plan" in me.read("/today/flare-up")


def test_a_flare_up_ends_by_itself_and_by_a_tap(clock: time_machine.Traveller, me: Visitor) -> None:
    me.report("flare", "/today/flare-up")
    clock.move_to(NOW + 2 * DAY)
    assert "Bridge" not in me.read()
    clock.move_to(NOW + 3 * DAY)
    assert "Bridge" in me.read()
    clock.move_to(NOW + DAY)
    me.report("flare")
    assert "Bridge" in me.read()


def test_all_better_asks_first_where_the_last_scores_say_otherwise(
    clock: time_machine.Traveller, session: Session, care: Care, me: Visitor
) -> None:
    me.report("pain", leg="5", back="1")
    clock.move_to(NOW + DAY)
    answer = me.send("/today", "/better", {})
    assert "Sure? Yesterday was 5." in words(answer.text)
    assert session.query(Entry).filter_by(kind="better").count() == 0


def test_all_better_asks_first_where_only_the_scores_of_the_intake_are_known(
    session: Session, me: Visitor
) -> None:
    answer = me.send("/today", "/better", {})
    assert "Sure? At your first visit it was 6." in words(answer.text)
    assert session.query(Entry).filter_by(kind="better").count() == 0


def test_a_flare_up_takes_all_better_back_and_says_so_before(
    session: Session, care: Care, me: Visitor
) -> None:
    gone = 'id="better-back" hidden'
    assert gone in me.browser.get("/today/flare-up").text
    me.report("pain", leg="2", back="1")
    me.report("better")
    page = me.browser.get("/today/flare-up").text
    assert gone not in page
    assert "Starting it takes back your “All better”." in page
    me.report("flare", "/today/flare-up")
    assert "You told us that all is better." not in me.read()
    day = the_day(session, care.episode.id)
    assert day
    assert (day.better, day.flare) == (False, True)


def test_all_better_after_low_scores_is_stored_at_once_and_can_be_undone(
    session: Session, care: Care, me: Visitor
) -> None:
    me.report("pain", leg="2", back="1")
    me.report("better")
    assert "You told us that all is better." in me.read()
    me.report("better")
    assert "You told us that all is better." not in me.read()
    day = the_day(session, care.episode.id)
    assert day is not None
    assert day.better is False


def test_somebody_signed_out_is_asked_to_sign_in(app: Flask, me: Visitor) -> None:
    form = me.forms("/today", "/pain")[0]
    me.browser.post("/sign-out", data={"csrf_token": form.fields["csrf_token"]})
    assert "/sign-in" in me.post(form, {"leg": "4"}).headers.get("Location", "/sign-in")
