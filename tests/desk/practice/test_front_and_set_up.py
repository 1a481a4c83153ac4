"""The first page, and the first visit to an empty database."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Installation, Person, Practice
from homecare.library.models import Exercise
from tests.make.clients import make_client
from tests.make.people import (
    NOW,
    csrf_token,
    make_client_login,
    make_membership,
    make_person,
    make_practice,
    make_therapist,
    set_up_page,
    signed_in,
)

ANSWERS: dict[str, Any] = {
    "name": "Quay Clinic",
    "nation": "wales",
    "zone": "Europe/London",
    "owner_name": "Olwen Owner",
    "email": "Olwen@Post.example",
    "password": "four plain words here",
}


def test_an_empty_database_asks_for_its_practice_by_the_link(app: Flask, session: Session) -> None:
    client, here = app.test_client(), set_up_page(app)
    assert client.get("/").location == "/set-up"
    assert "practice link" in client.get("/set-up").text
    answer = client.post(here, data={**ANSWERS, "csrf_token": csrf_token(client, here)})
    assert answer.location == "/caseload"
    assert client.get("/practice").status_code == 200
    assert session.scalars(select(Practice.name)).one() == "Quay Clinic"
    assert session.scalars(select(Installation.kind)).one() == "real"
    assert session.scalar(select(func.count(Exercise.id))) >= 20
    assert signed_in(app, "olwen@post.example", ANSWERS["password"])


@pytest.mark.usefixtures("clock")
def test_a_second_step_is_asked_for_unless_somebody_takes_it_away(
    app: Flask, session: Session
) -> None:
    client, here = app.test_client(), set_up_page(app)
    page = client.get(here).text
    assert re.search(r'<input[^>]*checked[^>]*name="two_factors"', page)
    sent = {**ANSWERS, "two_factors": "y", "csrf_token": csrf_token(client, here)}
    assert client.post(here, data=sent).status_code == 302
    day = session.scalars(select(Practice.factors_from)).one()
    assert day == NOW.date() + timedelta(days=14), "the first days a password alone does"


@pytest.mark.parametrize("page", ["/set-up", "/set-up/" + "0" * 32, "/set-up/x"])
def test_a_stranger_without_the_link_makes_nothing(app: Flask, session: Session, page: str) -> None:
    client = app.test_client()
    token = csrf_token(client, "/sign-in")
    answer = client.post(page, data={**ANSWERS, "csrf_token": token})
    assert answer.status_code in (200, 404)
    assert "Your practice’s name" not in client.get(page).text
    assert session.scalar(select(Practice.id)) is None


@pytest.mark.both_databases
def test_two_who_fill_it_in_at_once_make_one_practice(app: Flask, session: Session) -> None:
    here, ready = set_up_page(app), Barrier(2)

    def visitor(name: str) -> int:
        client = app.test_client()
        token = csrf_token(client, here)
        sent = {**ANSWERS, "name": name, "email": f"{name}@post.example", "csrf_token": token}
        ready.wait()
        return int(client.post(here, data=sent).status_code)

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(visitor, ("first", "second")))
    assert answers == [302, 404]
    assert session.scalar(select(func.count(Practice.id))) == 1
    assert session.scalar(select(func.count(Person.id))) == 1


def test_the_set_up_page_is_gone_once_there_is_a_practice(app: Flask, session: Session) -> None:
    make_practice(session)
    for page in ("/set-up", set_up_page(app)):
        assert app.test_client().get(page).status_code == 404


def test_a_demonstration_is_never_set_up_by_hand(app: Flask) -> None:
    app.config["DEMONSTRATION"] = True
    for page in ("/set-up", set_up_page(app)):
        assert app.test_client().get(page).status_code == 404


def test_set_up_says_what_is_missing_and_keeps_the_rest(app: Flask, session: Session) -> None:
    client, here = app.test_client(), set_up_page(app)
    wrong = {**ANSWERS, "password": "short", "csrf_token": csrf_token(client, here)}
    page = client.post(here, data=wrong)
    assert page.status_code == 422
    assert "at least 10 characters" in page.text
    assert "Quay Clinic" in page.text
    assert session.scalar(select(Practice.id)) is None


def test_the_nation_is_chosen_and_never_the_first_of_the_list(app: Flask, session: Session) -> None:
    client, here = app.test_client(), set_up_page(app)
    page = client.get(here).text
    chosen = re.search(r'<select[^>]*name="nation".*?</select>', page, re.DOTALL)
    assert chosen is not None
    assert re.findall(r"<option selected[^>]*>([^<]*)<", chosen[0]) in ([], ["Choose …"])
    assert chosen[0].index("Choose …") < chosen[0].index("England")
    unsaid = {**ANSWERS, "nation": "", "csrf_token": csrf_token(client, here)}
    answer = client.post(here, data=unsaid)
    assert answer.status_code == 422
    assert "Choose where your practice is." in answer.text
    assert session.scalar(select(Practice.id)) is None


def test_somewhere_else_the_emergency_number_is_asked_for_at_once(
    app: Flask, session: Session
) -> None:
    client, here = app.test_client(), set_up_page(app)
    elsewhere = {**ANSWERS, "nation": "other", "csrf_token": csrf_token(client, here)}
    answer = client.post(here, data=elsewhere)
    assert answer.status_code == 422
    assert "Write the number that is called there in an emergency" in answer.text
    assert session.scalar(select(Practice.id)) is None
    client.post(here, data={**elsewhere, "emergency_number": "112", "help_number": "116 117"})
    page = client.get("/practice").text
    assert 'value="112"' in page
    assert 'value="116 117"' in page


def test_a_nation_with_numbers_of_its_own_takes_no_other(app: Flask, session: Session) -> None:
    client, here = app.test_client(), set_up_page(app)
    wrong = {**ANSWERS, "emergency_number": "112", "csrf_token": csrf_token(client, here)}
    assert "999 and 111 hold there." in client.post(here, data=wrong).text
    assert session.scalar(select(Practice.id)) is None


def test_everybody_gets_to_their_own_first_page(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    client, _ = make_client(session, owner)
    make_client_login(session, practice, client.id)
    assert app.test_client().get("/").location == "/sign-in"
    assert signed_in(app, "owner@homecare.example").get("/").location == "/caseload"
    assert signed_in(app, "therapist@homecare.example").get("/").location == "/caseload"
    assert signed_in(app, "client@homecare.example").get("/").location == "/today"


def test_somebody_with_two_practices_chooses_where_they_work(app: Flask, session: Session) -> None:
    first, _ = make_practice(session)
    second, _ = make_practice(session, "Hill Practice", "owner@hill.example")
    person = make_person(session, "both@post.example", "Bea Both")
    make_membership(session, first, person)
    place = make_membership(session, second, person)
    client = signed_in(app, "both@post.example")
    page = client.get("/practice").text
    assert "Riverside Practice" in page
    assert "Work at Hill Practice" in page
    token = csrf_token(client, "/practice")
    client.post(f"/places/{place.id}", data={"csrf_token": token})
    assert "<h1>Hill Practice</h1>" in client.get("/practice").text
