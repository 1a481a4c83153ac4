"""What a colleague who is a client, too, is offered on her own record: to read, not to decide."""

from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.accounts.operations import OWN_RECORD
from homecare.clients.hand_over import arrange_cover, hand_over
from homecare.clients.models import Client
from homecare.screening.queries import rounds_of, uncleared
from tests.desk.browsing import Tab, of, send
from tests.desk.flags.test_flag_pages import DAY, stalled
from tests.make.diary import Care
from tests.make.flags import answer, at, on, the_flag
from tests.make.people import acting, make_membership, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import words

OWN = "This is your own record"


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


@pytest.fixture
def place(session: Session, care: Care) -> Membership:
    """Where the client works by now: in the practice that they are a client of."""
    place = make_membership(session, care.practice, session.get_one(Person, care.me.person_id))
    session.commit()
    return place


@pytest.fixture
def myself(app: Flask, session: Session, place: Membership) -> FlaskClient:
    email = place.person.email
    session.rollback()
    return signed_in(app, email)


def test_a_flag_of_ones_own_is_read_and_says_who_decides(
    session: Session, care: Care, myself: FlaskClient, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    page = f"/flags/{the_flag(session, care).id}"
    mine, theirs = words(myself.get(page).text), words(therapist.get(page).text)
    assert OWN in mine
    assert "or any other colleague, decides here" in mine
    assert "Call 999, or go to A&E now" in mine
    for offered in ("Clear the answers", "I called, not cleared yet"):
        assert offered not in mine
        assert offered in theirs
    record = words(myself.get(of(care.client.id)).text)
    assert OWN in record
    assert "Clear it with a reason" not in record
    assert "Add a background answer" not in record


def test_neither_are_decisions_on_figures_offered(
    session: Session, care: Care, myself: FlaskClient
) -> None:
    said = words(myself.get(f"/flags/{stalled(session, care).id}").text)
    assert OWN in said
    for offered in ("Dismiss it", "Set it aside", "I called, saw them", "Refer"):
        assert offered not in said


def test_a_letter_about_oneself_is_not_offered_to_be_issued(
    session: Session, care: Care, myself: FlaskClient, therapist: FlaskClient
) -> None:
    contact = make_contact(session, care.therapist, kind="gp")
    page = f"/referrals/{make_draft(session, care.therapist, care.episode, contact).id}"
    assert "Issue the letter" in words(therapist.get(page).text)
    said = words(myself.get(page).text)
    assert OWN in said
    assert "Issue the letter" not in said


@pytest.mark.both_databases
def test_none_of_these_about_oneself_is_no_check_and_a_yes_is_kept(
    session: Session, care: Care, myself: FlaskClient, therapist: FlaskClient
) -> None:
    page = f"{of(care.client.id)}/check"
    stood = Tab(therapist, page, "red_flags")
    asked = words(myself.get(page).text)
    assert OWN in asked
    assert "Note the answers" not in asked
    session.rollback()
    before = len(rounds_of(session, care.episode.id))
    stood.fields["csrf_token"] = [_token(myself)]
    refused = myself.post(page, data={**stood.fields, "red_flags": "none"})
    assert refused.status_code == 422
    assert "Nothing was noted" in words(refused.text)
    session.rollback()
    assert len(rounds_of(session, care.episode.id)) == before
    session.rollback()
    told = myself.post(page, data={**stood.fields, "red_flags": "bladder"})
    assert told.location.endswith("/red-flags")
    assert [one.code for one in uncleared(session, care.episode.id)] == ["bladder"]


def test_what_was_said_of_the_background_is_decided_by_somebody_else(
    session: Session, care: Care, myself: FlaskClient
) -> None:
    refused = send(
        myself, f"{of(care.client.id)}/background", "/practice",
        code="cancer", decision="considered",
    )  # fmt: skip
    assert refused.status_code == 422
    assert OWN_RECORD in words(refused.text)


@pytest.mark.both_databases
def test_nobody_looks_after_or_takes_over_their_own_record(
    app: Flask, session: Session, care: Care, place: Membership
) -> None:
    therapist = session.query(Membership).filter_by(person_id=care.therapist.person_id).one()
    page = f"/practice/colleagues/{therapist.id}"
    browser = signed_in(app, therapist.person.email)
    assert f"{care.client.name} is one of your clients, too" in words(
        browser.get(f"{page}/clients").text
    )
    session.rollback()
    arrange_cover(
        acting(session, care.therapist, at(DAY)), therapist.person_id, place.person_id,
        on(DAY), on(DAY + 3),
    )  # fmt: skip
    session.commit()
    mine = signed_in(app, place.person.email)
    assert care.client.name not in _rows(mine.get("/caseload").text)
    asked = send(browser, f"{page}/hand-over", f"{page}/clients", to=str(place.person_id))
    assert f"the record of {care.client.name}, as nobody is their own" in words(asked.text)
    session.rollback()
    done = hand_over(acting(session, care.therapist, at(DAY)), therapist.person_id, place.person_id)
    session.commit()
    assert done == 0
    assert _therapist_of(session, care) == therapist.person_id
    edit = browser.get(f"{of(care.client.id)}/edit").text
    assert str(place.person_id) not in edit


def _token(browser: FlaskClient) -> str:
    return Tab(browser, "/practice", "csrf_token").fields["csrf_token"][0]


def _rows(markup: str) -> str:
    return markup[markup.index("<main") :]


def _therapist_of(session: Session, care: Care) -> UUID:
    return session.get_one(Client, care.client.id).therapist_id
