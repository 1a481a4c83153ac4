"""Clients note their own days away: the same days as a therapist's, within limits."""

from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Away
from homecare.clients.operations import record_away
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from homecare.rules.verdict.episode_on_day import URGENT
from tests.desk.browsing import error_at, look_again, of
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, kinds_and_states, on, rate
from tests.make.people import acting
from tests.today.visiting import Visitor, words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def three_weeks_on(clock: time_machine.Traveller) -> None:
    clock.move_to(at(21))


def note(me: Visitor, first: date, last: date, why: str = "holiday") -> TestResponse:
    fields = {"first_day": str(first), "last_day": str(last), "why": why}
    return me.send("/me/away", "/me/away", fields)


def noted(session: Session) -> list[tuple[date, date, str]]:
    look_again(session)
    return [(one.first_day, one.last_day, one.reason)
            for one in session.scalars(select(Away).order_by(Away.first_day))]  # fmt: skip


def kit_of(me: Visitor) -> dict[str, Any]:
    return dict(me.browser.get("/today/kit").get_json())


def due(session: Session, day: date) -> tuple[bool, bool]:
    look_again(session)
    row = session.scalars(select(DiaryDay).where(DiaryDay.on == day)).one()
    return row.away, row.due > 0


def test_they_are_noted_and_nothing_is_due_on_them(
    session: Session, care: Care, me: Visitor
) -> None:
    close_days(session, at(21))
    session.commit()
    assert due(session, on(19)) == (False, True)
    sent = note(me, on(19), on(24), "ill")
    assert (sent.status_code, sent.location) == (302, "/today")
    assert "Noted: you are away from Sat 21 Mar to Thu 26 Mar." in (page := me.read())
    assert "You are away on this day, so nothing is due." in page
    assert due(session, on(19)) == (True, False)
    assert noted(session) == [(on(19), on(24), "Ill")]
    assert kit_of(me)["away"] == [[str(on(19)), str(on(24))]]


def test_the_therapist_reads_who_noted_them(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    record_away(acting(session, care.therapist, at(21)), care.episode, on(40), on(41), "Wedding")
    session.commit()
    note(me, on(22), on(24))
    page = words(therapist.get(of(care.client.id)).text)
    assert "Tomorrow to Thu 26 Mar: Holiday or travel Noted by Sam Reed" in page
    assert "Wedding Noted by Theo Therapist" in page
    timeline = words(therapist.get(of(care.client.id, "/timeline")).text)
    assert "Sam Reed Days away written down" in timeline


def test_they_are_taken_back_again(session: Session, care: Care, me: Visitor) -> None:
    note(me, on(20), on(24))
    form = me.forms("/me/away", "/me/away/change")[0]
    assert me.post(form, {}).location == "/today"
    assert not noted(session)
    assert "nothing is due" not in me.read()
    assert me.post(form, {}).location == "/me/away"
    assert "taken back already" in me.read("/me/away")


def test_whoever_is_back_sooner_has_exercises_from_that_day(
    session: Session, care: Care, me: Visitor
) -> None:
    note(me, on(20), on(24))
    me.send("/me/away", "/me/away/change", {"back": "y"})
    assert noted(session) == [(on(20), on(20), "Holiday or travel")]
    assert "2 exercises due, none logged yet." in me.read()


def test_what_the_practice_noted_is_theirs(session: Session, care: Care, me: Visitor) -> None:
    away = record_away(acting(session, care.therapist, at(21)), care.episode, on(21), on(80))
    session.commit()
    assert "Your practice noted this." in me.read("/me/away")
    assert not me.forms("/me/away", "/me/away/change")
    note(me, on(120), on(121))
    form = me.forms("/me/away", "/me/away/change")[0]
    me.post(form, {"away": str(away.id)})
    assert len(noted(session)) == 2


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (13, 22, "first_day", "from 16 March on"),
        (24, 23, "last_day", "before the first day"),
        (22, 50, "last_day", "four weeks away within six"),
        (205, 206, "first_day", "half a year ahead"),
    ],
)
def test_what_can_not_be_is_said_at_its_field(
    session: Session, care: Care, me: Visitor, first: int, last: int, field: str, words: str
) -> None:
    refused = note(me, on(first), on(last))
    assert refused.status_code == 422
    assert words in error_at(refused, field)
    assert f'value="{on(last)}"' in refused.text
    assert not noted(session)


def test_one_stretch_after_the_other_is_a_long_one(
    session: Session, care: Care, me: Visitor
) -> None:
    assert note(me, on(21), on(34)).status_code == 302
    assert note(me, on(36), on(49)).status_code == 302
    assert "four weeks away within six" in error_at(note(me, on(51), on(52)), "last_day")
    assert note(me, on(63), on(76)).status_code == 302, "two weeks of the first six are over"
    assert "Take those back below" in error_at(note(me, on(34), on(35)), "first_day")


def test_the_same_form_twice_is_one_absence(session: Session, care: Care, me: Visitor) -> None:
    form = me.forms("/me/away", "/me/away")[0]
    days = {"first_day": str(on(21)), "last_day": str(on(22)), "why": "hospital"}
    assert [me.post(form, days).status_code for _ in range(2)] == [302, 302]
    assert noted(session) == [(on(21), on(22), "In hospital")]


def test_long_over_they_are_the_therapists_to_change(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    note(me, on(20), on(22))
    form = me.forms("/me/away", "/me/away/change")[0]
    clock.move_to(at(30))
    assert not me.forms("/me/away", "/me/away/change")
    me.post(form, {})
    assert "These days are over." in me.read("/me/away")
    assert noted(session)


def test_red_flags_are_heard_on_days_away(session: Session, care: Care, me: Visitor) -> None:
    note(me, on(21), on(24))
    answer(session, care, "bladder", day=21)
    page = me.read("/me/away")
    assert "999" in page
    assert "Your exercises are on hold" in page
    assert session.scalars(select(Flag.kind)).one() == URGENT


def test_after_a_discharge_there_is_nothing_to_be_away_from(
    session: Session, care: Care, me: Visitor
) -> None:
    form = me.forms("/me/away", "/me/away")[0]
    discharge(acting(session, care.therapist, at(21)), care.episode, "all better")
    session.commit()
    days = {"first_day": str(on(21)), "last_day": str(on(22)), "why": "ill"}
    assert me.post(form, days).location == "/today"
    assert me.browser.get("/me/away").location == "/today"
    assert not noted(session)


def test_after_the_longest_break_of_their_own_silence_is_heard(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 4, range(14))
    assert note(me, on(14), on(41)).status_code == 302
    heard: dict[str, int] = {}
    for day in range(22, 52):
        clock.move_to(at(day))
        close_days(session, at(day))
        session.commit()
        assess(session, care, day)
        heard |= {kind: heard.get(kind, day) for kind, _ in kinds_and_states(session, care)}
    assert heard == {"quiet": 48}
