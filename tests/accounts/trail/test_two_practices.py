"""A client of two practices: what one calls them stays there."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.access_rules import actor_of
from homecare.accounts.models import Person
from homecare.accounts.queries import names_of
from homecare.acting import CLIENT
from homecare.diary.ledger import VOID
from tests.accounts.conftest import ADDRESS
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care, record, told
from tests.make.flags import answer
from tests.make.people import (
    NOW,
    acting,
    make_membership,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.make.programmes import make_library, make_plan, make_programme
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.usefixtures("clock")
HERE, THERE = "S. Reid", "Sam Reed"
OWNER, THERAPIST = "owner@hill.example", "therapist@hill.example"


@pytest.fixture
def hill(session: Session, sam: Care) -> Care:
    """Sam in another practice, that calls them otherwise, with all that they do there."""
    practice, _ = make_practice(session, "Hill Practice", OWNER)
    therapist = make_therapist(session, practice, THERAPIST, "Will Brook")
    client, episode = make_client(session, therapist, name=HERE, email=ADDRESS)
    person = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    place = make_membership(session, practice, person, CLIENT, client.id)
    make_programme(session, therapist, episode, make_plan(make_library(session, practice)), NOW)
    care = Care(practice, therapist, actor_of(place, person.name), client, episode)
    first = told(seq=1)
    record(session, care, first)
    record(session, care, told(op=VOID, body={}, supersedes=first.id, seq=2))
    record(session, care, told(body={"leg": 4, "back": 2}, seq=3))
    record(session, care, told("note", {"text": "Slept badly"}, seq=4))
    record(session, care, told("resolved", {}, seq=5))
    answer(session, care, "fever")
    audit.note(acting(session, care.me), "client.preferences", client.id)
    session.commit()
    return care


def test_no_page_or_file_of_one_shows_the_name_the_other_wrote(app: Flask, hill: Care) -> None:
    works, owns = signed_in(app, THERAPIST), signed_in(app, OWNER)
    assert THERE in names_of_page(app, "therapist@homecare.example")
    parts = ("", "/wrong-person", "/mistake", "/diary", "/week", "/check", "/record.json")
    answers = [works.get(of(hill.client.id, part), follow_redirects=True) for part in parts]
    answers += [
        owns.get(page) for page in ("/practice/audit", "/practice/audit?as=csv", "/practice/mail")
    ]
    answers += [works.get(page) for page in ("/caseload", "/flags", "/caseload.csv")]
    for found in answers:
        assert (found.status_code, THERE in found.text) == (200, False), found.request.path
    assert f"Signs in with {ADDRESS}" in " ".join(answers[0].text.split())
    assert f"{HERE} (" in answers[1].text
    assert THERE not in words_of(works.get(of(hill.client.id, "/record.pdf")).data)
    assert owns.get("/practice/audit").text.count(HERE) > 1


def names_of_page(app: Flask, email: str) -> str:
    return signed_in(app, email).get("/caseload").text


def test_each_practice_has_its_own_name_for_one_person(
    session: Session, sam: Care, hill: Care
) -> None:
    def called(care: Care, *people: Any) -> set[str]:
        return set(names_of(session, care.practice.id, people).values())

    whose = hill.me.person_id
    assert (called(sam, whose), called(hill, whose)) == ({THERE}, {HERE})
    assert called(hill, hill.therapist.person_id) == {"Will Brook"}


def test_whoever_opens_several_records_of_one_practice_keeps_their_name_there(
    session: Session, sam: Care, both: Any
) -> None:
    assert names_of(session, sam.practice.id, [sam.me.person_id]) == {sam.me.person_id: THERE}
