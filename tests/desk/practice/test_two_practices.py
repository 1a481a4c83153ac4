"""Somebody who works at two practices with one sign-in: what belongs to one stays there."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import Membership, Person
from homecare.acting import CLIENT, OWNER
from homecare.clients.models import Client
from homecare.screening.queries import uncleared
from tests.accounts.mailbox import mails
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import (
    PASSWORD,
    csrf_token,
    make_membership,
    make_person,
    make_practice,
    signed_in,
)
from tests.today.visiting import Form, Visitor, hidden, words

pytestmark = pytest.mark.usefixtures("clock")

ADDRESS = "both@elsewhere.example"
ELSEWHERE = "Elsewhere Physiotherapy"


@pytest.fixture
def places(session: Session, care: Care) -> tuple[Membership, Membership]:
    """Where one person works: Elsewhere, which opens first, and the practice of the care."""
    practice, _ = make_practice(session, ELSEWHERE, "owner@elsewhere.example")
    person = make_person(session, ADDRESS, "Bo Both")
    first = make_membership(session, practice, person)
    return first, make_membership(session, care.practice, person, OWNER)


def go_to(browser: FlaskClient, place: Membership) -> None:
    browser.post(f"/places/{place.id}", data={"csrf_token": csrf_token(browser, "/practice")})


def test_what_is_typed_on_another_practices_page_is_kept_and_sent_there_by_one_press(
    app: Flask, session: Session, care: Care, places: tuple[Membership, Membership]
) -> None:
    browser = signed_in(app, ADDRESS)
    me = Visitor(browser)
    form = next(f for f in me.forms("/practice/contacts/new", "") if 'name="kind"' in f.markup)
    go_to(browser, places[1])
    typed = {"name": "Dr Kit Hale", "kind": "gp", "address": "1 Long Lane, Elsewhere"}
    refused = me.post(form, typed)
    assert refused.status_code == 409
    assert f"It was opened at {ELSEWHERE}" in words(refused.text)
    assert f"You work at {care.practice.name} now" in words(refused.text)
    assert "1 Long Lane, Elsewhere" in refused.text
    assert "Dr Kit Hale" not in browser.get("/practice/contacts").text
    again = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', refused.text, re.S)
    assert again is not None
    assert me.post(Form(again[1], dict(hidden(again[2])), ""), {}).status_code == 302
    here = browser.get("/practice/contacts").text
    assert "Dr Kit Hale" in here
    assert ELSEWHERE in here


@pytest.mark.parametrize("signed", [True, False], ids=["signed in", "signing in"])
def test_a_link_in_a_mail_opens_at_the_practice_it_is_from(
    app: Flask, session: Session, care: Care, places: tuple[Membership, Membership], signed: bool
) -> None:
    answer(session, care, "bladder")
    mail = next(m for m in mails(session) if m.to_address == ADDRESS)
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found is not None
    link = found[1]
    browser = signed_in(app, ADDRESS) if signed else app.test_client()
    if not signed:
        asked = browser.get(link).location
        data = {"email": ADDRESS, "password": PASSWORD, "csrf_token": csrf_token(browser, asked)}
        link = browser.post(asked, data=data).location
    page = browser.get(link)
    assert page.status_code == 200
    assert f"You work at {care.practice.name} now" in words(page.text)
    assert care.client.name in page.text


def test_an_address_from_elsewhere_is_looked_for_there_and_a_stranger_finds_nothing(
    app: Flask, care: Care, places: tuple[Membership, Membership]
) -> None:
    browser, record = signed_in(app, ADDRESS), of(care.client.id)
    page = browser.get(record)
    assert page.status_code == 404
    assert care.client.name not in page.text
    assert f"Look for it at {care.practice.name}" in words(page.text)
    sent = {"csrf_token": csrf_token(browser, "/practice"), "next": record}
    there = browser.post(f"/places/{places[1].id}", data=sent)
    assert browser.get(there.location).status_code == 200
    stranger = signed_in(app, "owner@elsewhere.example")
    lost = stranger.get(f"{record}?working_at={care.practice.id}")
    assert lost.status_code == 404
    assert "Look for it" not in lost.text


def test_one_person_with_a_record_at_two_practices_is_asked_where_and_not_whose(
    app: Flask, session: Session, care: Care
) -> None:
    practice, therapist = make_practice(session, ELSEWHERE, "owner@elsewhere.example")
    me, mine = session.get_one(Person, care.me.person_id), care.client
    same, _ = make_client(session, therapist, name=mine.name, email=None)
    same.date_of_birth = mine.date_of_birth
    make_membership(session, practice, me, CLIENT, same.id)
    asked = words(signed_in(app, me.email).get("/today", follow_redirects=True).text)
    assert "At which practice?" in asked
    assert f"{care.practice.name} {ELSEWHERE}" in asked
    assert "more than one person" not in asked
    assert "a sign-in each" not in asked
    session.get_one(Client, same.id).name = "Anna Reed"
    session.commit()
    asked = words(signed_in(app, me.email).get("/today", follow_redirects=True).text)
    assert "Whose record do you want to see?" in asked


@pytest.fixture
def moved_on(app: Flask, care: Care, places: tuple[Membership, Membership]) -> Visitor:
    """Whoever has opened the red-flag questions of the care, and went on to Elsewhere."""
    me = Visitor(signed_in(app, ADDRESS))
    go_to(me.browser, places[1])
    return me


def sent_elsewhere(
    me: Visitor, care: Care, places: tuple[Membership, Membership], ticked: str
) -> TestResponse:
    page = f"{of(care.client.id)}/check"
    form = next(f for f in me.forms(page, page) if 'name="red_flags"' in f.markup)
    go_to(me.browser, places[0])
    return me.post(form, {"red_flags": ticked})


def test_a_red_flag_on_another_practices_page_says_at_once_what_to_tell_the_client(
    session: Session, care: Care, places: tuple[Membership, Membership], moved_on: Visitor
) -> None:
    refused = sent_elsewhere(moved_on, care, places, "bladder")
    said = words(refused.text)
    assert refused.status_code == 409
    assert "not stored. Nobody has been told." in said
    assert "Is something new about peeing" in said
    assert said.index("Call 999, or go to A&E now") < said.index("Send it at")
    left = said.index("Don’t send it")
    assert said.index("nobody is told of it", left) < said.index("Ticked by mistake: leave it")
    again = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', refused.text, re.S)
    assert again is not None
    moved_on.post(Form(again[1], dict(hidden(again[2])), ""), {})
    assert [one.code for one in uncleared(session, care.episode.id)] == ["bladder"]


def test_none_of_these_on_another_practices_page_is_left_by_one_press(
    care: Care, places: tuple[Membership, Membership], moved_on: Visitor
) -> None:
    said = words(sent_elsewhere(moved_on, care, places, "none").text)
    assert "Nobody has been told" not in said
    assert "Ticked by mistake" not in said
    assert "Don’t send it" in said


@pytest.mark.both_databases
def test_a_colleague_who_is_a_client_elsewhere_is_called_at_each_place_as_it_knows_them(
    app: Flask, session: Session, care: Care
) -> None:
    """What one practice calls its client is no word to another one, nor the other way round."""
    make_practice(session, ELSEWHERE, "owner@elsewhere.example")
    owner = signed_in(app, "owner@elsewhere.example")
    token = csrf_token(owner, "/practice")
    invited = {"name": "Dr Samuel Hale", "email": "client@homecare.example", "role": "therapist"}
    owner.post("/practice/colleagues", data={"csrf_token": token, **invited})
    link = re.search(r"/invitations/[\w-]+", owner.get("/practice").text)
    assert link
    joining = signed_in(app, "client@homecare.example")
    form = {"csrf_token": csrf_token(joining, link[0])}
    assert joining.post(link[0], data=form).status_code == 302
    there = words(owner.get("/practice").text)
    assert "Dr Samuel Hale" in there
    assert care.client.name not in there
    here = words(signed_in(app, "therapist@homecare.example").get(of(care.client.id)).text)
    assert "Signs in with client@homecare.example" in here
    assert "Hale" not in here
