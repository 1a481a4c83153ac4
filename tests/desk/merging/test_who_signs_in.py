"""Who opens the one record once two were merged."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from tests.desk.browsing import error_at
from tests.desk.merging.pages import merge_page, press, undo
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.merges import Twice
from tests.make.people import (
    make_client_login,
    make_membership,
    make_practice,
    signed_in,
)


def test_whoever_signs_in_to_the_duplicate_opens_the_one_record(
    session: Session, app: Flask, desk: FlaskClient, care: Care
) -> None:
    other, _ = make_client(session, care.therapist, at(2), name="Sam Reed", email=None)
    alone, episode = make_client(session, care.therapist, at(3), name="Sam Reed", email=None)
    make_client_login(session, care.practice, alone.id, "second@post.example", "Sam Reed")
    mine = signed_in(app, "second@post.example")
    two = Twice(session, Care(care.practice, care.therapist, care.me, other, episode), alone,
                episode)  # fmt: skip
    press(desk, two, goes_on="duplicate")
    assert mine.get("/today").status_code == 200
    assert str(other.id) in mine.get("/api/v1/sync/token").text


def test_of_two_people_who_sign_in_one_is_chosen(
    session: Session, app: Flask, desk: FlaskClient, twice: Twice
) -> None:
    make_client_login(session, twice.care.practice, twice.other.id, "second@post.example", "Sam")
    twice.other.email = "second@post.example"
    session.commit()
    theirs = signed_in(app, "second@post.example")
    page = desk.get(merge_page(twice)).text
    assert "Who opens the record from now on?" in page
    assert 'name="email"' not in page  # it goes with whoever is chosen
    assert "Choose who opens the record" in error_at(press(desk, twice), "signs_in")
    assert press(desk, twice, signs_in="keeper").status_code == 302
    ended = theirs.get("/today")
    assert ended.status_code == 403
    assert "has ended it" in ended.text
    undo(desk, twice)
    assert theirs.get("/today").status_code == 200


def test_a_client_of_two_practices_keeps_the_other_one(
    session: Session, app: Flask, desk: FlaskClient, twice: Twice
) -> None:
    practice, owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    foreign, _ = make_client(session, owner, name="Sam Reed")
    person = session.get_one(Person, twice.care.me.person_id)
    make_membership(session, practice, person, "client", foreign.id)
    press(desk, twice, goes_on="duplicate")
    mine = signed_in(app, person.email)
    asked = mine.get("/today", follow_redirects=True).text
    assert str(twice.other.id) not in asked
    for name in (twice.care.client.id, twice.other.id, foreign.id):
        token = mine.get(f"/api/v1/sync/token?owner={name}").json
        assert token is not None
        assert token["owner"] == str(name)
