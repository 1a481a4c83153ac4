"""A client's page, and what is done on it."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.models import Appointment, Away, Episode, Visit
from homecare.diary.days import close_days
from homecare.flags.models import Flag
from tests.desk.browsing import INTAKE, Tab, error_at, look_again, of, send
from tests.make.diary import BRIDGE, ROLLS, Care, record, told
from tests.make.flags import answer as answer_red_flags
from tests.make.flags import make_flag
from tests.make.people import NOW, make_practice, signed_in

pytestmark = pytest.mark.any_database

LATER = NOW + timedelta(days=20)
TODAY = LATER.date()


@pytest.fixture(autouse=True)
def three_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def _text(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_says_who_it_is_and_how_to_reach_them(therapist: FlaskClient, care: Care) -> None:
    page = therapist.get(of(care.client.id)).text
    assert "45 · left side · since 1 February 2026" in page
    assert 'href="tel:07700900123"' in page
    assert "Pain from the buttock down the back of the leg" in page
    assert "Knee rolls" in page


def test_the_last_two_weeks_say_how_the_advice_went(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    reports = (
        (1, {"kept": "kept", "minutes": 85}), (2, {"kept": "not_kept"}), (3, {"minutes": 20}),
        (15, {"kept": "kept", "minutes": 300}),
    )  # fmt: skip
    for ago, body in reports:
        record(session, care, told("sitting", body, TODAY - timedelta(days=ago)), LATER)
    session.commit()
    for address in (of(care.client.id), of(care.client.id, "?diary=all")):
        said = _text(therapist.get(address).text)
        assert "Sitting advice: kept on 1 of the 2 days answered." in said
        assert "Sitting timed on 2 days: 20 min to 1 h 25 min a day." in said
        assert "Bath advice" not in said


def test_the_diary_shows_scores_notes_and_reasons(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    yesterday = TODAY - timedelta(days=1)
    for kind, body in (
        ("pain", {"leg": 7, "back": None}),
        ("note", {"text": "Long drive <b>today</b>"}),
        ("exercise", {"line": "knee_rolls:-", "outcome": "not", "reason": "hurts"}),
        ("sitting", {"kept": "not_kept"}),
    ):
        record(session, care, told(kind, body, yesterday), LATER)
    close_days(session, LATER)
    session.commit()
    page = therapist.get(of(care.client.id)).text
    said = _text(page)
    assert "Yesterday 7 – 0 of 3" in said
    assert "Sitting: not kept." in said
    assert "Long drive &lt;b&gt;today&lt;/b&gt;" in page
    assert "Knee rolls: not, it hurts." in said
    assert "0 of 42 times due were reported done, 2 reported as not done, 40 not logged" in said


def test_what_was_done_in_part_is_said_to_be_wherever_it_is_counted(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    for line, outcome in ((BRIDGE, "done"), (ROLLS, "partly")):
        body = {"line": line, "outcome": outcome}
        record(session, care, told("exercise", body, TODAY - timedelta(days=1)), LATER)
    close_days(session, LATER)
    session.commit()
    said = _text(therapist.get(of(care.client.id)).text)
    assert "2 of 42 times due were reported done, 1 of those in part, 40 not logged" in said
    me = _text(signed_in(app, "client@homecare.example").get("/progress").text)
    assert "times reported, 1 of those in part." in me
    assert re.search(r"You reported 2 of the \d+ exercises due [\w ]+, 1 of those in part\.", me)


def test_earlier_days_are_behind_a_link(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    close_days(session, LATER)
    session.commit()
    short, whole = (therapist.get(of(care.client.id) + query).text for query in ("", "?diary=all"))
    assert "Earlier days" in short
    assert "Tue 3 Mar" not in _text(short).split("Diary")[1].split("Programme")[0]
    assert "Tue 3 Mar" in _text(whole).split("Diary")[1].split("Programme")[0]
    assert "Earlier days" not in whole


def test_a_red_flag_stands_on_top_with_the_way_to_the_advice(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer_red_flags(session, care, "bladder")
    page = therapist.get(of(care.client.id)).text
    assert "the exercises are stopped" in page
    assert "Get help now" in therapist.get(of(care.client.id, "/red-flags")).text


def test_an_open_flag_leads_to_its_decision(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    flag = make_flag(session, care)
    page = therapist.get(of(care.client.id)).text
    assert "A reason for stalled." in page
    assert therapist.get(f"/flags/{flag.id}").status_code == 200
    assert f'href="/flags/{flag.id}">Decide' in page


def test_without_a_red_flag_there_is_no_advice_to_give(therapist: FlaskClient, care: Care) -> None:
    assert therapist.get(of(care.client.id, "/red-flags")).location == of(care.client.id)


def test_every_view_of_a_record_is_audited(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    therapist.get(of(care.client.id))
    seen = select(AuditLine).where(AuditLine.action == "client.view")
    line = session.scalars(seen).one()
    assert (line.client_id, line.actor_id) == (care.client.id, care.therapist.person_id)


def test_a_colleague_sees_the_record_and_nobody_else_does(
    app: Flask, care: Care, session: Session
) -> None:
    make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    address = of(care.client.id)
    assert signed_in(app, "owner@homecare.example").get(address).status_code == 200
    assert signed_in(app, "therapist@elsewhere.example").get(address).status_code == 404
    assert signed_in(app, "client@homecare.example").get(address).status_code == 403
    assert "/sign-in" in app.test_client().get(address).location
    assert signed_in(app, "owner@homecare.example").get(of(uuid4())).status_code == 404


def test_what_was_said_on_a_day_stands_in_sentences_apart(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for kind in ("sitting", "bath"):
        record(session, care, told(kind, {"kept": "kept"}, TODAY), LATER)
    assert "Sitting: kept. Bath: kept." in _text(therapist.get(of(care.client.id)).text)


def test_minutes_of_sitting_stand_beside_whether_the_advice_was_kept(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told("sitting", {"minutes": 75}, TODAY), LATER)
    assert "Sitting timed: 1 h 15 min." in _text(therapist.get(of(care.client.id)).text)


def _visit(browser: FlaskClient, care: Care, **data: Any) -> Any:
    return send(browser, of(care.client.id, "/visits"), of(care.client.id), **data)


def test_a_visit_is_recorded_with_the_next_appointment_in_the_practices_time(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _visit(therapist, care, on="2026-03-20", note="Piriformis", next_appointment="2026-04-02T14:30")
    visit = session.scalars(select(Visit)).one()
    assert (visit.on, visit.note) == (date(2026, 3, 20), "Piriformis")
    assert session.scalars(select(Appointment.starts)).one().isoformat() == "2026-04-02T14:30:00"
    page = _text(therapist.get(of(care.client.id)).text)
    assert "1 visit so far. Next: Thu 2 Apr, 14:30" in page


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"on": ""}, "on", "Write the day of the visit."),
        ({"on": "2026-03-23"}, "on", "The visit can’t be in the future."),
        ({"on": "2026-01-01"}, "on", "That is before the complaint began"),
        ({"on": "2026-03-20", "next_appointment": "soon"}, "next_appointment", "Write a day and a"),
        (
            {"on": "2026-03-20", "next_appointment": "2026-03-01T10:00"},
            "next_appointment",
            "The next appointment must be still to come.",
        ),
        (
            {"on": "2026-03-20", "next_appointment": "9999-12-31T23:59"},
            "next_appointment",
            "Check the year of the appointment.",
        ),
        ({"on": "2026-03-20", "note": "x" * 2001}, "note", "Write at most 2,000 characters."),
    ],
)
def test_a_visit_that_can_not_be_is_told_at_the_field(
    therapist: FlaskClient,
    session: Session,
    care: Care,
    data: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = _visit(therapist, care, **{"note": "Kept text", **data})
    assert answer.status_code == 422
    assert error_at(answer, field).startswith(said)
    assert data.get("note", "Kept text") in answer.text
    assert not session.scalars(select(Visit)).all()


def test_days_away_take_what_was_due_off_the_diary(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    close_days(session, LATER)
    session.commit()
    data = {"first_day": "2026-03-18", "last_day": "2026-03-25", "reason": "Wales"}
    send(therapist, of(care.client.id, "/away"), of(care.client.id), **data)
    assert session.scalars(select(Away.reason)).one() == "Wales"
    said = _text(therapist.get(of(care.client.id)).text)
    assert "Wed 18 Mar – – away" in said
    assert "Tue 17 Mar – – 0 of 3" in said


def test_days_away_in_the_wrong_order_are_told_at_the_field(
    therapist: FlaskClient, care: Care
) -> None:
    data = {"first_day": "2026-03-25", "last_day": "2026-03-18"}
    answer = send(therapist, of(care.client.id, "/away"), of(care.client.id), **data)
    assert answer.status_code == 422
    assert error_at(answer, "last_day") == "The last day can’t be before the first day."


def test_discharge_says_what_will_happen_and_then_ends_the_care(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    flag = make_flag(session, care)
    address = of(care.client.id, "/discharge")
    assert "no reminder or weekly email is sent" in therapist.get(address).text
    assert session.scalars(select(Episode.closed_at)).one() is None
    look_again(session)
    send(therapist, address, ended="better", reason="Doing well")
    look_again(session)
    assert session.scalars(select(Episode.closed_reason)).one() == "Doing well"
    assert session.get_one(Flag, flag.id).status == "dismissed"
    page = therapist.get(of(care.client.id)).text
    assert "Better. Doing well" in page
    assert "Take in again" in page
    assert "Record the visit" not in page


def test_nobody_is_discharged_under_an_open_red_flag(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer_red_flags(session, care, "bladder")
    answer = send(therapist, of(care.client.id, "/discharge"), ended="better")
    assert answer.status_code == 422
    assert "Speak with the client and clear it first" in answer.text
    look_again(session)
    assert session.scalars(select(Episode.closed_at)).one() is None


def test_a_discharged_client_is_taken_in_again_with_a_new_screening(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    send(therapist, of(care.client.id, "/discharge"), ended="better")
    fields = ("complaint", "side", "onset", "leg", "back", "red_flags", "background")
    data = {name: INTAKE[name] for name in (*fields, "contraindications")}
    answer = Tab(therapist, of(care.client.id, "/return"), "complaint").save(**data)
    assert answer.location == of(care.client.id)
    closed = session.scalars(select(Episode.closed_at).order_by(Episode.opened_at)).all()
    assert [moment is None for moment in closed] == [False, True]
    assert "Take in again" not in therapist.get(of(care.client.id)).text


def test_nothing_is_recorded_for_a_client_who_is_discharged(
    therapist: FlaskClient, care: Care
) -> None:
    page = of(care.client.id, "/discharge")
    send(therapist, page, ended="better")
    answer = send(therapist, of(care.client.id, "/visits"), "/caseload", on="2026-03-20")
    assert answer.status_code == 409
    assert "Not saved" in answer.text
