"""The document of an issued letter: kept as it was, handed out at both front doors, never more."""

import base64
from datetime import date

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Practice
from homecare.clients.models import Client, Episode
from homecare.clients.operations import amend_client
from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import LetterFile, Referral
from homecare.referrals.operations import issue_referral, replace_letter, withdraw_referral
from homecare.referrals.queries import exchange_of
from homecare.referrals.writing import write_referral
from tests.letters.made import contact_of, make_letter, send
from tests.letters.receiver import a_stranger, opened
from tests.make.diary import Care
from tests.make.flags import at, rate, visit
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact, make_draft
from tests.referrals.fhir.made import read, resources
from tests.referrals.fhir.test_validators import assert_valid


def kept(session: Session, letter: Referral) -> bytes:
    found = session.scalars(select(LetterFile).where(LetterFile.referral_id == letter.id)).one()
    content = exchange_of(found)
    assert content is not None
    return content


def test_it_stays_the_same_whatever_changes(session: Session, care: Care) -> None:
    letter = make_letter(session, care)
    before = kept(session, letter)
    act = acting(session, care.therapist, at(1))
    rate(session, care, 2, 1, range(8))
    visit(session, care, 1, 2)
    amend_client(act, care.client, name="Another Name", telephone="07700 900999")
    amend_contact(act, contact_of(session, letter), name="Somebody Else", clinic="Elsewhere")
    session.execute(update(Practice).values(
        name="New Name", zone="America/New_York", policy={"stall_mean": 4.0},
    ))  # fmt: skip
    session.execute(update(Episode).values(complaint="Otherwise", onset=date(2020, 1, 1)))
    withdraw_referral(act, letter, "It went to the wrong clinic")
    session.commit()
    session.expire_all()
    assert kept(session, letter) == before
    assert_valid(before)


def test_it_holds_the_page_that_was_issued(session: Session, care: Care) -> None:
    letter = make_letter(session, care)
    page = session.scalars(select(LetterFile)).one()
    (reference,) = resources(read(kept(session, letter)), "DocumentReference")
    attached = reference["content"][0]["attachment"]
    assert base64.b64decode(attached["data"]) == page.pdf
    assert attached["size"] == len(page.pdf)


def test_it_says_what_the_client_agreed_to_and_when(session: Session, care: Care) -> None:
    letter = make_letter(session, care)
    (consent,) = resources(read(kept(session, letter)), "Consent")
    assert consent["policyRule"]["text"].startswith("I agree that my therapist, or a colleague")
    assert consent["dateTime"] == "2026-03-02T09:00:00+00:00"
    assert consent["identifier"][0]["value"] == f"urn:uuid:{letter.consent_id}"


def test_a_note_without_agreement_holds_no_consent(session: Session, care: Care) -> None:
    contact = make_contact(session, care.therapist, kind="emergency", name="A&E <North>")
    note = make_draft(session, care.therapist, care.episode, contact)
    note.unasked_why = "Not able to answer."
    act = acting(session, care.therapist, NOW)
    issue_referral(act, note, write_referral(act, care.episode, note))
    session.commit()
    content = kept(session, note)
    assert_valid(content)
    assert resources(read(content), "Consent") == []
    assert "Not able to answer." in content.decode()
    (request,) = resources(read(content), "ServiceRequest")
    assert request["priority"] == "stat"


def test_one_written_again_names_the_first(session: Session, care: Care) -> None:
    first = make_letter(session, care)
    act = acting(session, care.therapist, at(1))
    anew = replace_letter(act, first, "The side was wrong.")
    anew.differs_why = "They asked for it."
    issue_referral(act, anew, write_referral(act, care.episode, anew))
    session.commit()
    content = kept(session, anew)
    assert_valid(content)
    (composition,) = resources(read(content), "Composition")
    (old,) = resources(read(kept(session, first)), "Composition")
    assert composition["relatesTo"] == [
        {"code": "replaces", "targetIdentifier": old["identifier"]}
    ]  # fmt: skip
    assert "The side was wrong." in composition["section"][0]["text"]["div"]


def test_a_therapist_takes_it_beside_the_page(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    there = f"/referrals/{letter.id}.json"
    assert there in therapist.get(f"/referrals/{letter.id}").text
    taken = therapist.get(there)
    assert taken.headers["Content-Type"] == "application/fhir+json"
    assert taken.headers["Content-Disposition"] == "attachment; filename=letter.json"
    assert taken.data == kept(session, letter)
    noted = select(AuditLine.subject).where(AuditLine.action == "letter exchanged")
    assert session.scalars(noted).all() == [str(letter.id)]


def test_a_draft_and_a_letter_from_before_have_none_and_say_so(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    session.execute(update(LetterFile).values(exchange=None))
    session.commit()
    assert f"{letter.id}.json" not in therapist.get(f"/referrals/{letter.id}").text
    answer = therapist.get(f"/referrals/{letter.id}.json", follow_redirects=True)
    assert "No file for other programs was made of this letter" in answer.text
    session.execute(delete(LetterFile))
    session.commit()
    answer = therapist.get(f"/referrals/{letter.id}.pdf", follow_redirects=True)
    assert "issued before its page was kept" in answer.text
    contact = contact_of(session, letter)
    draft = make_draft(session, care.therapist, care.episode, contact)
    answer = therapist.get(f"/referrals/{draft.id}.json", follow_redirects=True)
    assert "This letter was not issued" in answer.text


def test_the_receiver_takes_it_once_the_letter_is_open(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    letter = make_letter(session, care)
    there, _ = send(session, care, letter)
    assert a_stranger(app).get(f"{there}/letter.json").status_code == 302
    browser = opened(app, there)
    assert "letter.json" in browser.get(there).text
    taken = browser.get(f"{there}/letter.json")
    assert taken.headers["Content-Type"] == "application/fhir+json"
    assert taken.headers["Content-Disposition"] == "attachment; filename=letter.json"
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.data == kept(session, letter)
    session.execute(update(LetterFile).values(exchange=None))
    session.commit()
    assert "letter.json" not in browser.get(there).text
    assert browser.get(f"{there}/letter.json").status_code == 302
    session.execute(update(Client).values(erased_at=NOW))
    session.commit()
    assert browser.get(f"{there}/letter.json").status_code == 410
