"""What a therapist enters for a client says so, and whoever entered it puts it right."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.diary.models import Entry
from homecare.flags.models import Flag
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import look_again, of, send
from tests.make.diary import Care, record, the_day, told
from tests.make.flags import answer, the_flag
from tests.make.people import NOW, make_therapist, signed_in
from tests.today.visiting import Visitor

LATER = NOW + timedelta(days=3)
YESTERDAY = LATER.date() - timedelta(days=1)


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def enter(browser: FlaskClient, care: Care, **data: Any) -> TestResponse:
    page = of(care.client.id, f"/diary?day={YESTERDAY}")
    entry = Visitor(browser).forms(page, page)[0].fields["entry_id"]
    return send(browser, page, entry_id=entry, **data)


def test_a_day_entered_by_a_therapist_says_whose_hand_it_was(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told("note", {"text": "Long drive"}, YESTERDAY), LATER)
    enter(therapist, care, leg="6", back="2", flare="start", better="")
    for page in (of(care.client.id), of(care.client.id, f"/diary?day={YESTERDAY}")):
        assert "Scores and flare-up entered by Theo Therapist." in said(therapist.get(page).text)
    line = "Yesterday, Theo Therapist A flare-up began"
    assert line in said(therapist.get(of(care.client.id)).text)


def test_what_the_client_reports_is_nobody_elses(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told("pain", {"leg": 5, "back": 3}, YESTERDAY), LATER)
    assert "entered by" not in said(therapist.get(of(care.client.id)).text)


def test_a_flare_up_and_all_better_are_taken_back_by_who_entered_them(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    enter(therapist, care, leg="1", back="0", flare="start", better="said")
    look_again(session)
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert (day.flare, day.better, day.leg) == (True, True, 1)
    second = enter(therapist, care, leg="2", back="0", flare="", better="")
    assert second.status_code == 302, said(second.text)
    look_again(session)
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert (day.flare, day.better, day.leg) == (False, False, 2)
    look_again(session)
    ops = session.scalars(select(Entry.op).order_by(Entry.received_at, Entry.id)).all()
    assert sorted(ops) == ["amend", "log", "log", "log", "void", "void"]
    page = said(therapist.get(of(care.client.id)).text)
    for turn in ("A flare-up began", "“All better”"):
        assert f"{turn} : entered by mistake Taken back by Theo Therapist today, 09:00" in page


def test_a_form_without_these_fields_takes_nothing_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told("better", {}, YESTERDAY), LATER)
    enter(therapist, care, leg="1", back="0")
    look_again(session)
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert day.better


def correcting(care: Care, wrong: Screening) -> str:
    return of(care.client.id, f"/check?correct={wrong.id}")


def put_right(browser: FlaskClient, care: Care, wrong: Screening, **data: Any) -> TestResponse:
    page = correcting(care, wrong)
    markup = browser.get(page).text
    found = re.search(r'name="screening_id"[^>]*value="([^"]+)"', markup)
    assert found
    return send(browser, page, screening_id=found[1], **data)


def test_a_slip_in_red_flag_answers_is_put_right_and_stays_in_the_history(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, "bladder", "fever", day=3, by_staff=True)
    assert the_flag(session, care).kind == "urgent"
    page = therapist.get(of(care.client.id)).text
    assert f"correct={wrong.id}" in page
    ticked = re.findall(r'value="(\w+)" checked', therapist.get(correcting(care, wrong)).text)
    assert sorted(ticked) == ["bladder", "fever"]
    put_right(therapist, care, wrong, red_flags=["fever"], reason="ticked the wrong line")
    look_again(session)
    rows = session.execute(
        select(RedFlagAnswer.code, RedFlagAnswer.cleared_reason).order_by(RedFlagAnswer.id)
    ).all()
    assert sorted(map(tuple, rows)) == [
        ("bladder", "Corrected: ticked the wrong line"),
        ("fever", ""),
        ("fever", "Corrected: ticked the wrong line"),
    ]
    kinds = session.execute(select(Flag.kind, Flag.status).order_by(Flag.id)).all()
    assert [tuple(row) for row in kinds] == [("urgent", "cleared"), ("gp", "open")]
    told_so = said(therapist.get(of(care.client.id)).text)
    assert "Corrected: ticked the wrong line" in told_so
    assert "the exercises are stopped" in told_so


def test_without_a_reason_nothing_is_put_right(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, "bladder", day=3, by_staff=True)
    reply = put_right(therapist, care, wrong, red_flags=["none"], reason=" ")
    assert reply.status_code == 422
    assert "Write what was wrong" in reply.text
    look_again(session)
    assert session.scalars(select(RedFlagAnswer.cleared_at)).all() == [None]
    assert the_flag(session, care).status == "open"


def test_nobody_puts_right_what_another_has_noted(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, "colleague@homecare.example", "Colin Colleague")
    noted = answer(session, care, "bladder", day=3, by_staff=True)
    colleague = signed_in(app, "colleague@homecare.example")
    assert colleague.get(correcting(care, noted)).status_code == 404
    assert "put it right" not in colleague.get(of(care.client.id)).text
    by_client = answer(session, care, "fever", day=3)
    assert therapist.get(correcting(care, by_client)).status_code == 404


def test_scores_that_the_client_changed_days_later_say_what_they_were(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    day = NOW.date()
    first = told("pain", {"leg": 7, "back": 4}, day + timedelta(days=1), seq=1)
    record(session, care, first, NOW + timedelta(days=1))
    later = told("pain", {"leg": 2, "back": 1}, first.local_date, seq=2,
                 op="amend", supersedes=first.id)  # fmt: skip
    record(session, care, later, NOW + timedelta(days=5))
    page = said(therapist.get(of(care.client.id)).text)
    assert "leg 7, back 4 until then." in page
    assert "Entered late." not in page
