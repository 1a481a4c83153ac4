"""Robots are slowed, and nobody who means it: not a phone after weeks without signal, not a clinic
behind one address, not a therapist on a busy day, and never somebody in trouble."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.sign_in.limits import DOORS, NEVER
from homecare.flags.models import Flag
from homecare.mail.models import OutboxMail
from homecare.screening.models import Screening
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, csrf_token, make_client_login, signed_in
from tests.make.sync import Phone, entries_stored, entry
from tests.today.visiting import Visitor

AT_ONCE = 50
CHEAPEST = "/caseload.csv"  # of what may be taken along


@pytest.fixture
def phone(app: Flask, care: Care, clock: time_machine.Traveller) -> Phone:
    return Phone.of(app, care.client.id)


@pytest.fixture
def me(phone: Phone) -> Visitor:
    return Visitor(phone.browser)


@pytest.fixture
def desk(app: Flask, care: Care, clock: time_machine.Traveller) -> FlaskClient:
    return signed_in(app, "therapist@homecare.example")


def logged(days: int, a_day: int) -> list[dict[str, Any]]:
    """So many entries of so many days, with a long note among those of each."""
    return [
        entry("note", {"text": "It pulls when I sit. " * 20}, local_date=f"{day:%Y-%m-%d}", seq=n)
        if n == 0
        else entry(local_date=f"{day:%Y-%m-%d}", seq=n)
        for back in range(days)
        for day in [NOW - timedelta(days=back)]
        for n in range(a_day)
    ]


def send(phone: Phone, entries: list[dict[str, Any]]) -> list[int]:
    token = phone.token()
    batches = [entries[at : at + AT_ONCE] for at in range(0, len(entries), AT_ONCE)]
    return [phone.post(phone.batch(*some), token).status_code for some in batches]


def test_every_door_that_is_counted_is_there(app: Flask) -> None:
    there = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in
             rule.methods or ()}  # fmt: skip
    assert {(endpoint, budget.method) for endpoint, budget in DOORS.items()} <= there
    assert {(endpoint, "POST") for endpoint in NEVER} <= there


def test_two_weeks_of_entries_go_in_at_once(session: Session, phone: Phone) -> None:
    assert send(phone, logged(days=14, a_day=30)) == [200] * 9
    assert entries_stored(session) == 14 * 30


def test_a_month_of_them_is_no_flood_either(phone: Phone) -> None:
    assert set(send(phone, logged(days=30, a_day=40))) == {200}


def test_a_phone_that_floods_is_told_when_to_come_again_and_then_heard(
    session: Session, phone: Phone, clock: time_machine.Traveller
) -> None:
    token, letters = phone.token(), {"text": "x" * 1000}
    for _ in range(100):
        some = [entry("note", letters) for _ in range(AT_ONCE)]
        answer = phone.post(phone.batch(*some), token)
        if answer.status_code != 200:
            break
    stored = entries_stored(session)
    assert answer.status_code == 429
    assert answer.is_json
    assert stored < 2000, "some two megabytes an hour"
    clock.shift(timedelta(seconds=int(answer.headers["Retry-After"])))
    again = phone.post(phone.batch(*some), token)
    assert [one["status"] for one in again.json["results"]] == ["stored"] * AT_ONCE
    session.rollback()
    assert entries_stored(session) == stored + AT_ONCE, "what was refused was not stored twice"


def test_thirty_clients_behind_one_address_never_meet_each_others_limit(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    answers = set()
    for number in range(30):
        email = f"client{number}@homecare.example"
        client, _ = make_client(session, care.therapist, name=f"Client {number}", email=email)
        make_client_login(session, care.practice, client.id, email)
        session.commit()
        browser = signed_in(app, email)
        answers |= {browser.post("/me", data={}).status_code for _ in range(10)}
        answers |= {browser.get("/check-in/guess").status_code for _ in range(5)}
    assert 429 not in answers


def test_a_busy_day_meets_no_limit(desk: FlaskClient, care: Care) -> None:
    """Forty clients invited, thirty records printed, twenty letters saved six times each, all in
    one and the same second."""
    token = {"csrf_token": csrf_token(desk, "/caseload")}
    here = f"/clients/{care.client.id}"
    sent = [desk.post(f"{here}/invitation", data=token) for _ in range(40)]
    taken = [desk.get(f"{here}/record.json") for _ in range(30)]
    drafts = [uuid4() for _ in range(20)]
    saved = [desk.post(f"/referrals/{one}", data=token) for one in drafts for _ in range(6)]
    issued = [desk.post(f"/referrals/{one}/issue", data=token) for one in drafts]
    assert 429 not in {answer.status_code for answer in sent + taken + saved + issued}


def test_a_robot_that_mails_is_stopped_and_the_form_kept(
    desk: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    here = f"/clients/{care.client.id}/invitation"
    fields = {"csrf_token": csrf_token(desk, "/caseload"), "note": 'Come "soon" & rest'}
    answers = [desk.post(here, data=fields) for _ in range(101)]
    assert [one.status_code == 429 for one in answers] == [False] * 100 + [True]
    session.rollback()
    assert session.query(OutboxMail).filter_by(kind="invitation").count() <= 100
    last = answers[-1]
    kept = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', last.text))
    assert {name: unescape(value) for name, value in kept.items()} == fields
    assert f'action="{here}"' in last.text
    assert "11 minutes" in last.text
    clock.shift(timedelta(seconds=int(last.headers["Retry-After"])))
    assert desk.post(here, data=fields).status_code != 429


def test_one_robot_keeps_no_colleague_waiting(app: Flask, desk: FlaskClient, care: Care) -> None:
    assert {desk.get(CHEAPEST).status_code for _ in range(121)} == {200, 429}
    record = f"/clients/{care.client.id}/record.json"
    assert signed_in(app, "owner@homecare.example").get(record).status_code == 200


def test_a_file_that_is_not_made_loses_nothing_and_says_so(desk: FlaskClient, care: Care) -> None:
    assert {desk.get(CHEAPEST).status_code for _ in range(120)} == {200}
    answer = desk.get(f"/clients/{care.client.id}/record.json")
    assert "This one was not made." in answer.text
    assert "ask for the file again" in answer.text
    assert "stored" not in answer.text
    assert "you reported" not in answer.text


def test_of_reports_that_are_too_many_the_client_hears_that_earlier_ones_are_safe(
    me: Visitor, desk: FlaskClient
) -> None:
    for visitor, page, is_safe in (
        (me.browser, "/me/mail", "what you reported earlier is safe"),
        (desk, "/caseload", "what was stored before is safe"),
    ):
        token = {"csrf_token": csrf_token(visitor, "/privacy")}
        assert is_safe in [visitor.post(page, data=token) for _ in range(241)][-1].text


def test_whoever_sends_without_end_is_stopped_on_every_page_and_can_sign_out(
    desk: FlaskClient, care: Care
) -> None:
    token = {"csrf_token": csrf_token(desk, "/caseload")}
    answers = [desk.post("/caseload", data=token).status_code for _ in range(241)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]
    assert desk.get("/caseload").status_code == 200, "reading goes on"
    assert desk.post("/sign-out", data=token).status_code == 302


def test_a_file_is_asked_for_again(desk: FlaskClient, care: Care) -> None:
    page = "/clients/import"
    token = {"csrf_token": csrf_token(desk, page)}
    for _ in range(60):
        desk.post(page, data=token)
    with open(__file__, "rb") as file:
        answer = desk.post(page, data={**token, "file": (file, "clients.csv")})
    assert answer.status_code == 429
    assert "choose the file again" in answer.text
    assert "Send it again" not in answer.text


def test_red_flag_answers_are_never_refused_and_what_is_new_is_always_told(
    session: Session, me: Visitor
) -> None:
    page = "/red-flags"
    for _ in range(20):
        assert me.send(page, page, {"yes": ["fever"]}).status_code == 302
        assert "Your answers are on your therapist’s list." in me.read(page)
    assert session.query(Screening).count() == 12, "repeats of what stands are stored no more"
    told = session.query(OutboxMail).count()
    assert me.send(page, page, {"yes": ["fever", "saddle_numbness"]}).status_code == 302
    assert "Get help now" in me.read(page)
    session.rollback()
    assert session.query(Screening).count() == 13
    assert session.query(OutboxMail).count() > told
    assert session.query(Flag).order_by(Flag.id.desc()).first().kind == "urgent"


def test_a_repeat_that_is_not_stored_is_said_so(me: Visitor) -> None:
    for _ in range(13):
        me.send("/red-flags", "/red-flags", {"yes": ["fever"]})
    assert "was not stored once more" in me.read("/red-flags")
