"""After "This is the wrong person": nothing of what that sign-in reported counts, in one step."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Membership
from homecare.assessment.models import Verdict
from homecare.diary.days import rebuild
from homecare.diary.models import DiaryDay, Entry
from tests.desk.browsing import look_again, of, send
from tests.make.diary import Care, record, told
from tests.make.flags import answer, assess, at, on, rate
from tests.make.people import make_client_login, signed_in
from tests.referrals.letters import written
from tests.today.visiting import words
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.both_databases
LAST = 15  # the day of the tests, counted from the intake


@pytest.fixture(autouse=True)
def two_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(LAST) + timedelta(hours=1))


@pytest.fixture
def page(session: Session, care: Care, therapist: FlaskClient) -> str:
    """The page of what came through a sign-in that was taken back, after two weeks of nines."""
    rate(session, care, 9, 8, range(1, LAST))
    assess(session, care, LAST)
    wrong = of(care.client.id, "/wrong-person")
    asked = therapist.get(wrong).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked))
    answer = therapist.post(wrong, data=fields)
    assert answer.location.endswith("/not-theirs"), "the next page asks whether it counts"
    session.expire_all()
    return of(care.client.id, "/not-theirs")


def press(therapist: FlaskClient, page: str, again: bool = False) -> str:
    """Press the button beside the sign-in; answers what the page says then."""
    shown = therapist.get(page).text
    named = re.search(r'name="person" value="([^"]+)"', shown)
    assert named
    send(therapist, page, person=named[1], **({"again": "y"} if again else {}))
    return words(therapist.get(page).text)


def legs(session: Session) -> list[int]:
    look_again(session)
    rows = session.scalars(select(DiaryDay).order_by(DiaryDay.on).where(DiaryDay.leg.is_not(None)))
    return [row.leg for row in rows if row.leg is not None]


def actions(session: Session) -> list[str]:
    look_again(session)
    lines = select(AuditLine.action).where(AuditLine.action.startswith("diary."))
    return list(session.scalars(lines.order_by(AuditLine.id)))


def test_nothing_counts_any_more_and_all_of_it_stays_readable(
    therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    assert legs(session) == [9] * (LAST - 1)
    before = session.scalars(select(Verdict).order_by(Verdict.on.desc())).first()
    assert before
    assert before.state == "worsening"
    said = press(therapist, page)
    assert "They count for nothing since today" in said
    assert "Leg 9, back 8." in said
    assert legs(session) == []
    assert not session.scalars(select(DiaryDay).where(DiaryDay.logged)).all()
    now = session.scalars(select(Verdict).order_by(Verdict.on.desc())).first()
    assert now
    assert now.state != "worsening"
    record_page = words(therapist.get(of(care.client.id)).text)
    assert "What was reported through the sign-in taken back counts for nothing." in record_page
    day = on(LAST - 1)
    assert 'selected value="9"' not in therapist.get(of(care.client.id, f"/diary?day={day}")).text
    assert actions(session) == ["diary.strike"]
    assert "counts no more" in words(therapist.get(of(care.client.id, "/timeline")).text)


def test_it_is_undone_by_one_press_and_done_once(
    therapist: FlaskClient, session: Session, page: str
) -> None:
    look_again(session)
    rows = {row.on: (row.leg, row.back, row.logged) for row in session.scalars(select(DiaryDay))}
    press(therapist, page)
    press(therapist, page)
    assert actions(session) == ["diary.strike"]
    assert "They count." in press(therapist, page, again=True)
    look_again(session)
    again = {row.on: (row.leg, row.back, row.logged) for row in session.scalars(select(DiaryDay))}
    assert again == rows
    assert actions(session) == ["diary.strike", "diary.count_again"]


def test_days_worked_out_anew_from_the_ledger_say_the_same(
    therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    press(therapist, page)
    look_again(session)
    rebuild(session, care.episode.id)
    assert legs(session) == []


def test_what_the_therapist_and_the_right_person_say_counts(
    app: Flask, therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    theirs = session.scalars(select(Entry).where(Entry.local_date == on(2))).one()
    mended = told(
        body={"leg": 4, "back": 2},
        day=on(2),
        op="amend",
        supersedes=theirs.id,
        seq=9,
        done_at=at(LAST),
    )
    record(session, care, mended, at(LAST), care.therapist)
    right = make_client_login(session, care.practice, care.client.id, "right@post.example")
    session.commit()
    before = str(written(session, care, day=LAST).letter)
    press(therapist, page)
    assert legs(session) == [4]
    assert "9.0" in before
    assert "9.0" not in str(written(session, care, day=LAST).letter)
    record(
        session, replace(care, me=right), told(body={"leg": 3, "back": 1}, day=on(LAST)), at(LAST)
    )
    assert legs(session) == [4, 3]
    phone = signed_in(app, "right@post.example")
    own = json.loads(phone.get("/me/diary.json").text)
    assert [day["leg"] for day in own["days"] if day["leg"] is not None] == [4, 3]
    assert "still counts" not in words(therapist.get(of(care.client.id)).text)


def test_the_whole_record_has_it_marked_and_out_of_the_diary(
    therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    press(therapist, page)
    whole = json.loads(therapist.get(of(care.client.id, "/record.json")).text)
    assert {bool(one["struck_at"]) for one in whole["entries"]} == {True}
    pages = " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())
    assert "it came through a sign-in that was taken back" in pages
    diary = pages.split("Counted for nothing")[0].rsplit("Diary", 1)[1]
    assert " 9 8 " not in diary
    assert "Leg 9, back 8." in pages.split("Counted for nothing")[1]


def test_a_flare_up_of_theirs_ends_nobodys_exercises(
    therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    place = session.scalars(select(Membership).where(Membership.client_id == care.client.id)).one()
    place.disabled_at = None
    session.commit()
    record(session, care, told("flare", {"state": "start"}, on(LAST - 1), seq=50), at(LAST))
    place.disabled_at = at(LAST)
    session.commit()
    look_again(session)
    flares = select(DiaryDay.on).where(DiaryDay.flare)
    assert session.scalars(flares).all()
    session.commit()
    press(therapist, page)
    look_again(session)
    assert not session.scalars(flares).all()


def test_red_flag_answers_stay_a_decision_of_their_own(
    therapist: FlaskClient, session: Session, care: Care, page: str
) -> None:
    answer(session, care, "leg_weaker", day=LAST)
    assert "red-flag questions are not part of this" in words(therapist.get(page).text)
    press(therapist, page)
    assert "Red flag: the exercises are stopped" in therapist.get(of(care.client.id)).text


def test_nothing_of_somebody_who_signs_in_still_can_be_struck_out(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    rate(session, care, 5, 3, range(1, 4))
    here = of(care.client.id, "/not-theirs")
    assert "Nothing in this diary came through a sign-in" in therapist.get(here).text
    send(therapist, here, person=str(care.me.person_id))
    assert legs(session) == [5, 5, 5]
    assert "not-theirs" not in therapist.get(of(care.client.id)).text
