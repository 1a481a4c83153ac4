"""Whoever was taken out of the address book by a slip is put back, as they stood."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.referrals.models import Contact
from tests.desk.browsing import THERAPIST, look_again, send
from tests.make.diary import Care
from tests.make.people import make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact

pytestmark = pytest.mark.usefixtures("clock")
BOOK = "/practice/contacts"


@pytest.fixture
def contact(session: Session, care: Care) -> Contact:
    return make_contact(session, care.therapist, name="Dr Gil Gone", email="gil@clinic.example")


@pytest.fixture
def browser(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, THERAPIST)


def test_taken_out_and_put_back(browser: FlaskClient, session: Session, contact: Contact) -> None:
    here = f"{BOOK}/{contact.id}"
    assert "Taken out of the list" not in browser.get(BOOK).text
    for _ in range(2):
        send(browser, f"{here}/archive", BOOK)
    page = browser.get(BOOK).text
    assert "Taken out of the list: 1" in page
    assert f"{here}/back" in page
    assert f"{here}/back" in browser.get(here).text
    for _ in range(2):
        assert send(browser, f"{here}/back", BOOK).status_code == 302
    page = browser.get(BOOK).text
    assert "Taken out of the list" not in page
    assert f'href="{here}"' in page
    look_again(session)
    one = session.get_one(Contact, contact.id)
    assert (one.archived_at, one.email) == (None, "gil@clinic.example")


def test_another_practice_can_not(app: Flask, session: Session, contact: Contact) -> None:
    other, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    make_therapist(session, other, "there@elsewhere.example")
    there = signed_in(app, "there@elsewhere.example")
    assert send(there, f"{BOOK}/{contact.id}/back", BOOK).status_code == 404


def test_sent_twice_somebody_is_added_once(browser: FlaskClient, session: Session) -> None:
    doctor = {
        "kind": "gp",
        "name": "Dr Ann Twice",
        "clinic": "Surgery",
        "telephone": "020 7946 0001",
    }
    for _ in range(3):
        assert send(browser, f"{BOOK}/new", **doctor).status_code == 302
    send(browser, f"{BOOK}/new", **{**doctor, "clinic": "Another surgery"})
    look_again(session)
    clinics = session.scalars(
        select(Contact.clinic).filter_by(name="Dr Ann Twice").order_by(Contact.clinic)
    )
    assert clinics.all() == ["Another surgery", "Surgery"]
