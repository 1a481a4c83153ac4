"""A record goes only for a reason that holds, and is asked about again when its day has come."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs.nightly import tidy
from tests.desk.browsing import Tab, error_at, of, send
from tests.erasure.test_asked_and_decided import EARLY, ERASURES, decide, mails, rows
from tests.make.diary import Care
from tests.make.flags import answer, the_flag
from tests.make.people import NOW, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def test_nor_is_it_kept_as_if_they_had_asked(
    session: Session, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    send(me, "/me/erasure")
    tab = Tab(owner, of(out_of_care.client.id, "/erase"), "why")
    send(me, "/me/erasure/take-back", "/me/erasure")
    answer = tab.save(why="law", keep_until="2034-03-02")
    assert f"{out_of_care.client.name} took the request back meanwhile" in answer.text
    assert [row.decision for row in rows(session)] == ["taken_back"]


def test_that_the_client_asked_is_said_only_where_they_did(
    session: Session, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    page = of(out_of_care.client.id, "/erase")
    assert 'value="asked"' not in owner.get(page).text
    answer = decide(owner, out_of_care.client.id, why="asked", sure="y")
    assert "has not asked for it" in error_at(answer, "why")
    assert rows(session) == []
    send(me, "/me/erasure")
    assert 'value="asked"' in owner.get(page).text


def test_before_the_day_that_is_worked_out_it_goes_for_a_reason_that_is_written_down_alone(
    session: Session, out_of_care: Care, owner: FlaskClient
) -> None:
    page, client_id = of(out_of_care.client.id, "/erase"), out_of_care.client.id
    shown = owner.get(page).text
    assert "it is kept until <strong>2 March 2034</strong>" in shown
    assert 'value="over"' not in shown
    answer = decide(owner, client_id, why="over", sure="y")
    assert "The time for keeping it is over on 2 March 2034" in error_at(answer, "why")
    answer = decide(owner, client_id, why="early", sure="y")
    assert error_at(answer, "reason") == "Write why it is deleted before its time."
    assert rows(session) == []
    assert decide(owner, client_id, **EARLY).location == ERASURES
    assert "before its time (Entered twice)" in owner.get(ERASURES).text
    assert "the time for keeping it was over" not in owner.get(ERASURES).text


def test_from_that_day_it_goes_because_its_time_is_over(
    app: Flask, session: Session, out_of_care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW.replace(year=2034))
    owner = signed_in(app, "owner@homecare.example")
    assert 'value="early"' not in owner.get(of(out_of_care.client.id, "/erase")).text
    assert decide(owner, out_of_care.client.id, why="over", sure="y").location == ERASURES
    assert "the time for keeping it was over" in owner.get(ERASURES).text


def test_from_the_day_until_which_it_was_kept_the_owner_is_asked_again(
    app: Flask, session: Session, settings: Settings, out_of_care: Care, me: FlaskClient,
    owner: FlaskClient, clock: time_machine.Traveller,
) -> None:  # fmt: skip
    client = out_of_care.client
    send(me, "/me/erasure")
    decide(owner, client.id, why="law", keep_until="2026-04-26")
    for day, asked in ((25, False), (26, True), (27, True)):
        clock.move_to(NOW.replace(month=4, day=day))
        tidy(session, settings, out_of_care.practice.id, NOW.replace(month=4, day=day))
        session.commit()
        owner = signed_in(app, "owner@homecare.example")
        assert ("You kept it until" in owner.get(ERASURES).text) is asked
        assert ("(1)" in owner.get("/practice").text) is asked
        assert len(mails(session, "erasure-asked")) == 2 + asked  # once, after those of the request
    last = mails(session, "erasure-asked")[-1]
    assert last.to_address == "owner@homecare.example"
    assert last.subject == "The day has come to decide again about a record"
    assert client.name not in last.text
    me = signed_in(app, "client@homecare.example")
    assert "they are asked again" in me.get("/me/erasure").text
    assert decide(owner, client.id, why="asked", sure="y").location == ERASURES
    assert [row.decision for row in rows(session)] == ["kept", "erased"]


def test_taken_back_whoever_was_told_that_they_ask_hears_that_it_is_over(
    session: Session, out_of_care: Care, me: FlaskClient
) -> None:
    send(me, "/me/erasure")
    asked = {mail.to_address for mail in mails(session, "erasure-asked")}
    session.rollback()
    send(me, "/me/erasure/take-back", "/me/erasure")
    over = mails(session, "erasure-taken-back")
    assert asked
    assert {mail.to_address for mail in over} == asked
    for mail in over:
        assert out_of_care.client.name not in f"{mail.subject} {mail.text}"
        assert "has taken that back" in mail.text


def test_an_open_red_flag_is_said_before_anything_is_chosen_with_the_way_to_it(
    session: Session, out_of_care: Care, owner: FlaskClient
) -> None:
    page = of(out_of_care.client.id, "/erase")
    tab = Tab(owner, page, "why")
    answer(session, out_of_care, "bladder")
    flag = the_flag(session, out_of_care)
    session.rollback()
    shown = owner.get(page).text
    assert "Not yet: a red-flag answer is open" in shown
    assert f'href="/flags/{flag.id}"' in shown
    assert 'value="early"' not in shown
    late = tab.save(**EARLY)
    assert late.status_code == 422
    assert f'href="/flags/{flag.id}"' in late.text
    assert "Entered twice" in late.text
    assert rows(session) == []
