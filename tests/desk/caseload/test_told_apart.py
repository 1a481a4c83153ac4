"""Two people of one name in a practice are told apart wherever one is chosen by name."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client
from homecare.clients.operations import amend_client, record_visit
from homecare.clients.visits import move_visit
from homecare.flags.decisions import dismiss, snooze
from tests.desk.browsing import look_again, of, search
from tests.make.clients import make_client
from tests.make.diary import TODAY, Care
from tests.make.flags import at, make_flag
from tests.make.people import acting, make_practice, make_therapist, signed_in

BORN, YOUNGER = "born 4 May 1980", "born 9 March 1991"


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(3))


@pytest.fixture
def twin(session: Session, care: Care) -> Client:
    """Another Sam Reed, written in other letters and born on another day."""
    client, _ = make_client(
        session, care.therapist, name="SAM  RÉED", date_of_birth=date(1991, 3, 9)
    )
    session.commit()
    return client


def links(page: str) -> list[str]:
    """What the links into records, flags and letters say."""
    found = re.findall(r'<a[^>]*href="/(?:clients|flags)/[^"]+"[^>]*>(.*?)</a>', page, re.S)
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split())) for text in found]


def test_the_caseload_and_what_is_found_say_which(
    therapist: FlaskClient, session: Session, care: Care, twin: Client
) -> None:
    make_client(session, care.therapist, name="Ada Lamb")
    session.commit()
    for page in (
        therapist.get("/caseload").text,
        search(therapist, "/caseload", name="sam reed").text,
    ):
        assert f"Sam Reed, {BORN}" in links(page)
        assert f"SAM RÉED, {YOUNGER}" in links(page)
    assert "Ada Lamb" in links(therapist.get("/caseload").text)


def test_alone_a_name_is_enough(therapist: FlaskClient, session: Session, care: Care) -> None:
    assert "born" not in " ".join(links(therapist.get("/caseload").text))


def test_a_corrected_name_tells_them_apart_by_itself(
    therapist: FlaskClient, session: Session, care: Care, twin: Client
) -> None:
    amend_client(acting(session, care.therapist, at(2)), twin, name="Samuel Reed")
    session.commit()
    assert {"Sam Reed", "Samuel Reed"} <= set(links(therapist.get("/caseload").text))


def test_born_on_one_day_the_telephone_tells(
    therapist: FlaskClient, session: Session, care: Care, twin: Client
) -> None:
    act = acting(session, care.therapist, at(2))
    amend_client(act, twin, date_of_birth=care.client.date_of_birth, telephone="0161 496 0999")
    session.commit()
    said = links(therapist.get("/caseload").text)
    assert f"SAM RÉED, {BORN}, 0161 496 0999" in said
    assert f"Sam Reed, {BORN}, {care.client.telephone}" in said


def test_flags_and_the_discharged_say_which(
    therapist: FlaskClient, session: Session, care: Care, twin: Client
) -> None:
    flag = make_flag(session, care)
    assert f"Sam Reed, {BORN}" in links(therapist.get("/flags").text)
    snooze(acting(session, care.therapist, at(3)), flag, "on holiday")
    session.commit()
    assert f"Sam Reed, {BORN}" in links(therapist.get("/flags").text)
    dismiss(acting(session, care.therapist, at(3)), flag, "new chair")
    session.commit()
    assert f"Sam Reed, {BORN}" in links(therapist.get("/flags").text)
    discharge(acting(session, care.therapist, at(3)), care.episode)
    session.commit()
    assert f"Sam Reed, {BORN}" in links(therapist.get("/caseload?whose=discharged").text)


def test_where_a_visit_was_moved_and_whose_record_was_opened_says_which(
    app: Flask, therapist: FlaskClient, session: Session, care: Care, twin: Client
) -> None:
    act = acting(session, care.therapist, at(2))
    visit = record_visit(act, care.episode, TODAY, "Gluteals")
    move_visit(acting(session, care.therapist, at(3)), visit, twin, "The other Sam")
    session.commit()
    assert f"moved to SAM RÉED, {YOUNGER}" in " ".join(
        unescape(therapist.get(of(care.client.id, "/timeline")).text).split()
    )
    trail = links(signed_in(app, "owner@homecare.example").get("/practice/audit").text)
    assert f"Sam Reed, {BORN}" in trail


def test_a_name_in_another_practice_tells_nothing(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    _, stranger = make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    make_client(session, stranger, name="Sam Reed", date_of_birth=date(1991, 3, 9))
    session.commit()
    assert "Sam Reed" in links(therapist.get("/caseload").text)
    look_again(session)


def test_an_urgent_one_of_a_colleague_says_which(
    app: Flask, session: Session, care: Care, twin: Client
) -> None:
    make_flag(session, care, kind="urgent")
    make_therapist(session, care.practice, "tess@homecare.example", "Tess Stone")
    session.commit()
    page = signed_in(app, "tess@homecare.example").get("/caseload").text
    assert f"Sam Reed, {BORN}" in links(page)
