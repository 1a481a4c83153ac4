"""Today as its client sees it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.episodes.discharge import discharge
from homecare.clients.operations import record_away, record_visit
from homecare.diary.models import Entry
from homecare.library.models import Exercise
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, ROLLS, Care, record, statements, told
from tests.make.people import NOW, acting, make_client_login
from tests.make.programmes import item, make_plan, make_programme
from tests.today.visiting import Visitor, words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

DAY = timedelta(days=1)
YESTERDAY = "/today/2026-03-02"


def test_it_shows_each_exercise_with_dose_picture_and_how_to(me: Visitor) -> None:
    page = me.read()
    assert "Knee rolls" in page
    assert "twice a day" in page
    assert "When to stop." in page
    assert me.browser.get("/today").text.count('class="fig"') == 2


def test_it_says_what_the_signs_in_its_pictures_mean(me: Visitor) -> None:
    page = me.read()
    assert "The signs in the pictures" in page
    assert "Loop: and back, again and again" in page
    assert "Filled letter" not in page  # none of these has a side


def test_before_anything_is_logged_it_says_so_without_blame(me: Visitor) -> None:
    page = me.read()
    assert "2 exercises due, none logged yet." in page
    assert "missed" not in page.lower()


def test_the_sore_side_is_on_the_picture(session: Session, care: Care, me: Visitor) -> None:
    rows = session.scalars(select(Exercise).where(Exercise.practice_id == care.practice.id))
    library = {exercise.code: exercise for exercise in rows}
    plan = make_plan(library, items=(item(library["figure_four"], side="left"),))
    make_programme(session, care.therapist, care.episode, plan)
    assert "Left side" in me.read()
    assert "left side</title>" in me.browser.get("/today").text


def test_reading_a_day_reports_nothing(
    session: Session, clock: time_machine.Traveller, me: Visitor
) -> None:
    clock.move_to(NOW + DAY)
    me.read("/today")
    me.read(YESTERDAY)
    assert session.query(Entry).count() == 0


def test_yesterday_is_one_tap_away_and_can_be_filled_in(
    clock: time_machine.Traveller, me: Visitor
) -> None:
    clock.move_to(NOW + DAY)
    assert f'href="{YESTERDAY}"' in me.browser.get("/today").text
    me.report("pain", YESTERDAY, leg="4", back="2")
    assert "Pain reported: leg 4, back 2." in me.read(YESTERDAY)
    assert "Pain reported" not in me.read("/today")


@pytest.mark.parametrize("day", ["2026-03-03", "2026-03-01", "2025-01-01"])
def test_a_day_to_come_or_before_the_intake_leads_to_today(me: Visitor, day: str) -> None:
    answer = me.browser.get(f"/today/{day}", follow_redirects=True)
    assert "You can fill in the last 30 days." in words(answer.text)


def test_thirty_days_back_is_the_furthest(
    app: Flask, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 40 * DAY)
    me = Visitor.of(app, "client@homecare.example")
    assert "Pain over the last 24 hours" in me.read("/today/2026-03-12")
    assert me.browser.get("/today/2026-03-11").status_code == 302


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "1"])
def test_what_is_no_day_is_not_found(me: Visitor, day: str) -> None:
    assert me.browser.get(f"/today/{day}").status_code == 404


def test_the_next_visit_is_told_in_local_time(session: Session, care: Care, me: Visitor) -> None:
    at = NOW + 30 * DAY  # in summer time: one hour later than UTC
    record_visit(acting(session, care.therapist, NOW), care.episode, NOW.date(), "", at)
    session.commit()
    assert "Your next visit: Wednesday 1 April at 10:00" in me.read()


@pytest.mark.parametrize("page", ["/today", "/progress"])
def test_every_visit_ahead_is_told_by_the_practices_clock_with_its_place_named(
    session: Session, care: Care, me: Visitor, page: str
) -> None:
    for at in ("2026-03-09T14:30", "2026-04-02T10:00", "2026-03-02T08:00"):
        moment = NOW - DAY  # the last of them was this morning, and is over
        book(acting(session, care.therapist, moment), care.episode, datetime.fromisoformat(at))
    session.commit()
    told = me.read(page)
    assert "Your next visits: Monday 9 March at 14:30" in told
    assert "Thursday 2 April at 10:00" in told
    assert "Monday 2 March at 08:00" not in told
    assert me.browser.get(page).text.count('class="zone-named" hidden') == 2
    care.episode.zone = "America/New_York"
    session.commit()
    html = me.browser.get(page).text
    assert html.count('<span class="zone-named">, London time</span>') == 2
    assert "Monday 9 March at 14:30" in html


def test_away_nothing_is_due(session: Session, care: Care, me: Visitor) -> None:
    record_away(
        acting(session, care.therapist, NOW), care.episode, NOW.date(), NOW.date() + DAY, ""
    )
    session.commit()
    assert "You are away on this day, so nothing is due." in me.read()


def test_a_day_away_is_named_above_exercises_that_were_reported_all_the_same(
    session: Session, care: Care, me: Visitor
) -> None:
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done", "times": 1}))
    record_away(
        acting(session, care.therapist, NOW), care.episode, NOW.date(), NOW.date() + DAY, ""
    )
    session.commit()
    page = me.read()
    assert page.count("You are away on this day, so nothing is due.") == 1
    assert page.index("You are away on this day") < page.index("Reported: done")


def test_without_a_programme_it_says_what_comes_next(
    app: Flask, session: Session, care: Care
) -> None:
    client, _ = make_client(session, care.therapist, name="New Person")
    make_client_login(session, care.practice, client.id, "new@post.example")
    assert (
        "Your therapist has not set your exercises yet."
        in Visitor.of(app, "new@post.example").read()
    )


def test_after_discharge_it_says_so_and_offers_the_diary(
    session: Session, care: Care, me: Visitor
) -> None:
    discharge(acting(session, care.therapist, NOW), care.episode, "all better")
    care.practice.telephone = "01632 960 142"
    session.commit()
    assert "Your care here has ended" in me.read()
    assert "call your practice: 01632 960 142" in me.read()
    assert 'href="tel:01632960142"' in me.browser.get("/today").text
    assert me.browser.get("/me").status_code == 200


def test_another_client_sees_nothing_of_it(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    me.report("note", text="Only mine to read")
    client, _ = make_client(session, care.therapist, name="Another Person")
    make_client_login(session, care.practice, client.id, "another@post.example")
    another = Visitor.of(app, "another@post.example")
    for page in ("/today", "/progress", "/advice", "/me", "/me/entries.csv", "/me/diary.json"):
        assert "Only mine to read" not in another.browser.get(page).text


def test_a_therapist_has_no_today(app: Flask, care: Care) -> None:
    therapist = Visitor.of(app, "therapist@homecare.example")
    assert therapist.browser.get("/today").status_code == 403


def log_daily(session: Session, care: Care, days: int) -> None:
    for i in range(days):
        at = NOW + i * DAY
        record(session, care, told(day=at.date(), seq=i), at)
        done = {"line": ROLLS, "outcome": "done"}
        record(session, care, told("exercise", done, at.date(), seq=i), at)


@pytest.mark.parametrize("days", [1, 60])
def test_it_takes_at_most_three_statements_whatever_the_history(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller, days: int
) -> None:
    log_daily(session, care, days)
    clock.move_to(NOW + days * DAY)
    me = Visitor.of(app, "client@homecare.example")
    with statements(session) as sent:
        me.read()
    assert len(sent) <= 3, "\n".join(sent)


@pytest.mark.parametrize("days", [1, 60])
def test_a_report_takes_at_most_eight_statements_whatever_the_history(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller, days: int
) -> None:
    log_daily(session, care, days)
    clock.move_to(NOW + days * DAY)
    me = Visitor.of(app, "client@homecare.example")
    form = next(f for f in me.forms("/today", "/exercise") if ROLLS in f.markup)
    with statements(session) as sent:
        assert me.post(form, {"outcome": "done"}).status_code == 302
    assert len(sent) <= 8, "\n".join(sent)


def test_the_scores_of_the_intake_stand_on_its_day(
    session: Session, care: Care, me: Visitor
) -> None:
    page = me.read()
    assert "At your intake: leg 6, back 4." in page
    assert "No pain score yet" not in page
    me.report("pain", leg="3", back="2")
    assert "Pain reported: leg 3, back 2." in me.read()
