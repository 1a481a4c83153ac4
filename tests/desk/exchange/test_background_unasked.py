"""Somebody who came from a file was never asked about the past: the questions ask it, nobody who
treats the spine by hand is written to before, and no letter says otherwise."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Client, Episode
from homecare.clients.operations import amend_client
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import decide_background, record_red_flag_answers
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import error_at, look_again, of, send
from tests.desk.exchange.test_import import ADA, HEAD, add, look
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.referrals.letters import written

pytestmark = [pytest.mark.usefixtures("clock", "room"), pytest.mark.both_databases]


@pytest.fixture
def ada(therapist: FlaskClient, session: Session) -> Episode:
    """Ada Marsh, added from a file."""
    add(therapist, look(therapist, f"{HEAD}\n{ADA}").text)
    look_again(session)
    client = session.scalars(select(Client).where(Client.name == "Ada Marsh")).one()
    return client.episodes[0]


def shut(session: Session, episode: Episode) -> list[str]:
    look_again(session)
    return [one.code for one in missing_for_treatment_by_hand(session, episode, NOW)]


def ask(browser: FlaskClient, episode: Episode, once: str = "", **ticked: object) -> object:
    page = of(episode.client_id, "/check")
    return send(browser, page, screening_id=once or str(uuid4()), **ticked)


def test_the_questions_ask_it_and_the_gate_waits_for_it(
    therapist: FlaskClient, session: Session, ada: Episode
) -> None:
    page = therapist.get(of(ada.client_id, "/check")).text
    assert "Have you ever had cancer?" in page
    assert "Nobody has asked Ada Marsh about the background yet." in page
    refused = ask(therapist, ada, red_flags="none")
    assert refused.status_code == 422
    assert "None of these" in error_at(refused, "background")
    assert shut(session, ada) == ["background_unasked", "check_old"]
    ask(therapist, ada, red_flags="none", background="none")
    assert shut(session, ada) == []
    assert "Have you ever had cancer?" not in therapist.get(of(ada.client_id, "/check")).text


def test_what_is_answered_is_decided_on_once_and_sent_twice_it_is_one_round(
    therapist: FlaskClient, session: Session, ada: Episode
) -> None:
    undecided = ask(therapist, ada, red_flags="none", background="cancer")
    assert "Choose one of these." in error_at(undecided, "decision_cancer")
    once = str(uuid4())
    for _ in range(2):
        ask(therapist, ada, once, red_flags="none", background="cancer",
            decision_cancer="considered")  # fmt: skip
    assert shut(session, ada) == []
    look_again(session)
    [line] = session.scalars(select(RedFlagAnswer))
    assert (line.code, line.decision) == ("cancer", "considered")


def test_gp_first_asks_for_the_gp_at_once(
    therapist: FlaskClient, session: Session, ada: Episode
) -> None:
    ask(therapist, ada, red_flags="none", background="cancer", decision_cancer="gp_first")
    assert shut(session, ada) == ["gp_first"]
    flag = live_flag(session, ada.id)
    assert flag is not None
    assert flag.kind == "gp"


def test_a_line_on_record_is_ticked_already_and_stands_once(
    therapist: FlaskClient, session: Session, ada: Episode, care_taker: Actor
) -> None:
    decide_background(acting(session, care_taker), ada, "cancer", "considered")
    session.commit()
    page = therapist.get(of(ada.client_id, "/check")).text
    assert re.search(r'name="background"[^>]*value="cancer" checked', page)
    assert "background_unasked" in shut(session, ada)
    ask(therapist, ada, red_flags="none", background=["cancer", "steroids"],
        decision_cancer="gp_first", decision_steroids="considered")  # fmt: skip
    look_again(session)
    lines = session.execute(select(RedFlagAnswer.code, RedFlagAnswer.decision)).all()
    assert sorted(lines) == [("cancer", "gp_first"), ("steroids", "considered")]


@pytest.fixture
def care_taker(ada: Episode, session: Session) -> Actor:
    return Actor(ada.practice_id, "therapist", "Theo Therapist", ada.client.therapist_id)


def test_struck_out_it_was_never_asked(
    therapist: FlaskClient, session: Session, ada: Episode
) -> None:
    ask(therapist, ada, red_flags="none", background="none")
    look_again(session)
    [noted] = session.scalars(select(Screening.id))
    page = of(ada.client_id, f"/check?correct={noted}")
    send(therapist, page, **{"strike-reason": "That was Bea"})
    assert "background_unasked" in shut(session, ada)
    assert "Have you ever had cancer?" in therapist.get(of(ada.client_id, "/check")).text


def test_a_clients_own_none_of_these_asks_nothing_of_the_past(
    session: Session, ada: Episode, care_taker: Actor
) -> None:
    record_red_flag_answers(acting(session, care_taker), ada, "client", {})
    session.commit()
    assert shut(session, ada) == ["background_unasked"]


def test_its_reason_leads_to_the_questions(
    therapist: FlaskClient, session: Session, ada: Episode
) -> None:
    page = therapist.get(of(ada.client_id)).text
    assert f'href="{of(ada.client_id, "/check")}">Ask about it now</a>' in page
    ask(therapist, ada, red_flags="none", background="none")
    assert "Ask about it now" not in therapist.get(of(ada.client_id)).text


def test_a_letter_says_what_was_asked_and_what_was_not(
    therapist: FlaskClient, session: Session, ada: Episode, care_taker: Actor
) -> None:
    practice = session.get_one(Practice, ada.practice_id)
    of_ada = Care(practice, care_taker, care_taker, ada.client, ada)
    said = dict(map(tuple, written(session, of_ada, "gp").letter["record"]))
    against = said["Contraindications to manipulation"]
    assert against == "none noted when they were added from a file; not asked since"
    assert said["Background"] == "not asked yet"
    ask(therapist, ada, red_flags="none", background="none")
    look_again(session)
    amend_client(acting(session, care_taker), ada.client, contraindications=["fracture"])
    amend_client(acting(session, care_taker), ada.client, contraindications=[])
    session.commit()
    said = dict(map(tuple, written(session, of_ada, "gp").letter["record"]))
    assert said["Contraindications to manipulation"] == "none on the record"
    assert "Background" not in said
