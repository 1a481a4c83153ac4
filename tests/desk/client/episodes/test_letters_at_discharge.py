"""A letter that is still open is named before care ends, and does not say that care goes on."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.referrals.agreement.operations import ask_client
from homecare.referrals.writing import write_referral
from tests.desk.browsing import of
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")
GOES_ON = "your care here goes on"


def test_discharge_names_a_draft_that_the_client_was_asked_about(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    contact = make_contact(session, care.therapist, kind="gp", name="Dr June Abbot")
    draft = make_draft(session, care.therapist, care.episode, contact)
    page = of(care.client.id, "/discharge")
    begun = "The letter to Dr June Abbot is begun and not issued."
    assert begun in words(therapist.get(page).text)
    act = acting(session, care.therapist, NOW)
    ask_client(act, draft, write_referral(act, care.episode, draft))
    session.commit()
    asked = f"{begun} They were asked about it, have not answered, and can still do so."
    assert asked in words(therapist.get(page).text)
    me, letter = signed_in(app, "client@homecare.example"), f"/letters-about-me/{draft.id}"
    assert GOES_ON in me.get(letter).text
    discharge(acting(session, care.therapist, NOW), care.episode, ended="better")
    session.commit()
    assert "Dr June Abbot" in me.get(letter).text
    assert GOES_ON not in me.get(letter).text


def test_discharge_names_a_letter_without_an_answer(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = of(care.client.id, "/discharge")
    assert "The letter to" not in words(therapist.get(page).text)
    make_letter(session, care, NOW)
    said = words(therapist.get(page).text)
    assert "has no answer yet. It stays on the list of letters" in said
