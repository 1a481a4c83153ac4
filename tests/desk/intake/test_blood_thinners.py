"""A medicine that thins the blood is a reason against manipulation, ticked or not."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Client, Episode
from homecare.clients.operations import amend_client
from tests.desk.browsing import INTAKE, THERAPIST, Tab, error_at, of, send
from tests.desk.referrals.draft import post
from tests.make.diary import Care
from tests.make.people import NOW, acting, make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

THINS = "warfarin may thin the blood"
RULED_OUT = "Manipulation is ruled out"


@pytest.fixture
def newcomer(app: Flask, session: Session) -> FlaskClient:
    """The browser of a therapist who has no client yet."""
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    return signed_in(app, THERAPIST)


def add(browser: FlaskClient, **changes: Any) -> Any:
    return send(browser, "/clients/new", **{**INTAKE, "medicines": "warfarin 3 mg", **changes})


def missing(session: Session, episode: Episode) -> str:
    session.commit()
    return " ".join(r.text for r in missing_for_treatment_by_hand(session, episode, NOW))


def test_it_is_asked_about_where_none_of_these_is_ticked(
    newcomer: FlaskClient, session: Session
) -> None:
    answer = add(newcomer)
    assert answer.status_code == 422
    assert THINS in error_at(answer, "contraindications")
    assert "None of their medicines thins the blood now" in answer.text
    assert session.scalars(select(Client)).all() == []


@pytest.mark.parametrize(
    "said", [{"contraindications": "bleeding_or_anticoagulant"}, {"no_thinner": "y"}]
)
def test_ticked_or_looked_at_it_is_taken(
    newcomer: FlaskClient, session: Session, said: dict[str, str]
) -> None:
    assert add(newcomer, **said).status_code == 302
    episode = session.scalars(select(Episode)).one()
    assert (RULED_OUT in missing(session, episode)) is ("contraindications" in said)
    page = words(newcomer.get(of(episode.client_id)).text)
    assert THINS not in page
    assert ("Nothing against it" in page) is ("no_thinner" in said)


@pytest.mark.both_databases
def test_one_that_came_another_way_keeps_the_chiropractor_away_until_somebody_has_looked(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    amend_client(acting(session, care.therapist), care.client, medicines="warfarin")
    session.commit()
    assert RULED_OUT in missing(session, care.episode)
    assert f"No reason ticked, though {THINS}" in words(therapist.get(of(care.client.id)).text)
    edit = Tab(therapist, of(care.client.id, "/edit"), "telephone")
    assert edit.save(telephone="07700 900556").status_code == 302  # nothing of it was touched
    again = Tab(therapist, of(care.client.id, "/edit"), "telephone")
    asked = again.save(medicines="warfarin until May")
    assert THINS in error_at(asked, "contraindications")
    assert again.save(no_thinner="y").status_code == 302
    assert RULED_OUT not in missing(session, care.episode)


def test_what_was_said_of_some_medicines_is_not_said_of_others(
    session: Session, care: Care
) -> None:
    act = acting(session, care.therapist)
    amend_client(act, care.client, medicines="no aspirin any more", thins_nothing=True)
    assert RULED_OUT not in missing(session, care.episode)
    amend_client(act, care.client, medicines="aspirin again")
    assert RULED_OUT in missing(session, care.episode)


def test_a_misspelt_one_shuts_the_gate_and_says_what_it_was_read_as_until_somebody_looks(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    amend_client(acting(session, care.therapist), care.client, medicines="warfrin 3 mg")
    make_contact(session, care.therapist)
    session.commit()
    assert RULED_OUT in missing(session, care.episode)
    read_as = "“warfrin” (read as warfarin)"
    assert f"{read_as} may thin the blood: look again" in words(
        therapist.get(of(care.client.id)).text
    )
    letter = post(therapist, f"/clients/{care.client.id}/refer")
    assert letter.status_code == 409
    assert f"whether it thins the blood: {read_as}" in words(letter.text)
    edit = Tab(therapist, of(care.client.id, "/edit"), "telephone")
    assert read_as in therapist.get(edit.page).text
    assert edit.save(no_thinner="y").status_code == 302  # one tap; the words may stay
    assert RULED_OUT not in missing(session, care.episode)
    assert "Nothing against it" in words(therapist.get(of(care.client.id)).text)
    assert read_as not in therapist.get(of(care.client.id, "/edit")).text


def test_what_is_not_ticked_is_said_beside_what_is(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    amend_client(
        acting(session, care.therapist), care.client,
        medicines="Marcumar", contraindications=["aneurysm"],
    )  # fmt: skip
    session.commit()
    shown = words(therapist.get(of(care.client.id)).text)
    assert "Not ticked above, though Marcumar (phenprocoumon) may thin the blood" in shown
