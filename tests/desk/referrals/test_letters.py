"""Referral letters: from a flag to a letter that can't be changed, with consent on record."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent, Membership
from homecare.clients.operations import amend_client
from homecare.flags.models import Flag
from homecare.referrals.models import Contact
from tests.desk.browsing import error_at
from tests.desk.referrals.draft import (
    drafted,
    issued,
    newest,
    on_screen,
    page,
    post,
    saved,
    the_referral,
    withdrawn,
)
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flat_weeks, make_flag, the_flag
from tests.make.people import NOW, acting, make_practice, signed_in
from tests.make.referrals import make_contact


def test_referring_a_flag_drafts_a_letter_to_the_chiropractor(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    shown = page(therapist, referral)
    assert "Dear Dr Kit Hale" in shown
    assert "About Zoe Adams" in shown
    assert "nothing is sent" in shown


def test_a_letter_shows_the_chart_the_visits_and_the_consent(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    shown = page(therapist, referral)
    assert "<svg" in shown
    assert "Treated once: 2 March 2026" in shown
    assert "the client agreed" in shown
    consent = newest(session, Consent)
    assert consent.wording in shown


def test_the_letter_is_signed_with_the_registration_number(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    assert "Your registration number is not written down" in page(therapist, referral)
    place = select(Membership).where(Membership.person_id == care.therapist.person_id)
    session.scalars(place).one().registration = "CNHC 012345"
    session.commit()
    shown = page(therapist, referral)
    assert "Theo Therapist<br>CNHC 012345<br>" in shown
    assert "not written down" not in shown


def test_what_the_therapist_wrote_keeps_its_lines(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    words = "It began with a fall.\r\n\r\nMassage helped\r\nfor a day."
    saved(therapist, referral, message=words)
    shown = therapist.get(f"/referrals/{referral.id}").text
    assert '<p class="letter-words">It began with a fall.</p>' in shown
    assert '<p class="letter-words">Massage helped\nfor a day.</p>' in shown


def test_an_address_stands_line_under_line(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    shown = therapist.get(f"/referrals/{referral.id}").text
    assert '<p class="letter-to">Dr Kit Hale<br>Hale Chiropractic</p>' in shown


def test_a_letter_to_the_gp_names_the_answers_that_stand(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "fever")
    answer(session, care, day=0)  # "none of these" afterwards clears nothing
    shown = page(therapist, drafted(session, therapist, newest(session, Flag)))
    assert "yes to “Do you have a fever, or shiver and feel unwell?”" in shown


def test_a_letter_leaves_out_what_only_the_therapist_can_do(
    app: Flask, session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)
    with time_machine.travel(at(28), tick=False):
        therapist = signed_in(app, "therapist@homecare.example")
        referral = drafted(session, therapist, the_flag(session, care))
        letter = page(therapist, referral).partition("The letter as it will read")[2]
    assert "Leg pain 6.0 at the start" in letter
    assert "ask those questions first" not in letter


def test_a_letter_is_found_again_on_the_clients_page(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    post(therapist, f"/clients/{care.client.id}/refer")
    referral = the_referral(session)
    address = f"/referrals/{referral.id}"
    assert "a draft, not issued yet" in therapist.get(f"/clients/{care.client.id}").text
    issued(therapist, referral)
    shown = therapist.get(f"/clients/{care.client.id}").text
    assert f'href="{address}">To Dr Kit Hale</a>' in shown
    assert "Write a letter" in shown


def test_referring_again_keeps_what_was_typed(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    referral = drafted(session, therapist, flag)
    saved(therapist, referral, message="Keep these words")
    assert "Keep these words" in page(therapist, drafted(session, therapist, flag))


def test_a_letter_needs_the_clients_consent(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    answer = issued(therapist, referral, consent="")
    assert answer.status_code == 400
    assert "needs the client’s agreement" in answer.get_data(as_text=True)
    assert the_referral(session).status == "draft"


def test_an_issued_letter_reads_the_same_whatever_the_record_says_later(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    amend_client(acting(session, care.therapist, NOW), care.client, name="Zoe Married")
    session.commit()
    assert "About Zoe Adams" in page(therapist, referral)


def test_an_issued_letter_can_not_be_issued_or_changed_again(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    assert post(therapist, f"/referrals/{referral.id}/issue", consent="y").status_code == 409
    assert post(therapist, f"/referrals/{referral.id}", message="More").status_code == 409


def test_a_proposal_for_the_gp_is_addressed_to_the_gp(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "fever")
    flag = newest(session, Flag)
    assert "Dear Dr June Abbot" in page(therapist, drafted(session, therapist, flag))


def test_a_letter_somebody_changed_meanwhile_is_not_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    before = on_screen(therapist, referral)
    saved(therapist, referral, message="New")
    answer = issued(therapist, referral, **before | {"message": "My own words"})
    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.text
    assert "My own words" in answer.text
    assert the_referral(session).message == "New"


def test_what_was_typed_stays_when_a_draft_can_not_be_saved(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    answer = saved(therapist, referral, contact="", message="Keep these words")
    assert answer.status_code == 400
    assert "Keep these words" in answer.get_data(as_text=True)


def test_another_practices_contact_is_no_choice(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    _, stranger = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    contact = make_contact(session, stranger, name="Dr Elsewhere")
    referral = drafted(session, therapist, make_flag(session, care))
    assert saved(therapist, referral, contact=str(contact.id)).status_code == 400


def test_without_anybody_in_the_address_book_it_says_what_to_do(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    session.execute(delete(Contact))
    session.commit()
    answer = post(therapist, f"/clients/{care.client.id}/refer")
    assert answer.location == "/practice/contacts/new"
    assert "address book first" in therapist.get(answer.location).get_data(as_text=True)


def test_a_withdrawn_letter_stays_on_record(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    withdrawn(therapist, referral, the_referral(session).version, withdrawn_why="Not his surgery")
    shown = page(therapist, referral)
    assert "Withdrawn on" in shown
    assert "About Zoe Adams" in shown


def test_a_letter_is_withdrawn_with_a_reason_and_keeps_what_was_typed(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    version = the_referral(session).version
    answer = withdrawn(therapist, referral, version, withdrawn_why="  ", client_says="")
    assert answer.status_code == 400
    assert error_at(answer, "withdrawn_why") == (
        "Write why it is withdrawn, so that a colleague understands it."
    )
    answer = withdrawn(therapist, referral, version, withdrawn_why="x" * 501)
    assert error_at(answer, "withdrawn_why") == "Write at most 500 characters."
    assert "x" * 501 in answer.text
    assert the_referral(session).status == "issued"
    withdrawn(therapist, referral, version, withdrawn_why="Not his\r\n surgery")
    said = "by Theo Therapist: Not his surgery."
    assert said in page(therapist, referral)
    anew = post(therapist, f"/referrals/{referral.id}/again", why="To his surgery, withdrawn once")
    assert "A draft: nothing is sent" in therapist.get(anew.location).text
    assert "To his surgery, withdrawn once" in therapist.get(anew.location).text
    assert "Not his surgery." in therapist.get(f"/clients/{referral.client_id}").text


def test_a_draft_is_dropped_without_a_word(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    withdrawn(therapist, referral, the_referral(session).version)
    assert the_referral(session).status == "withdrawn"
    shown = page(therapist, referral)
    assert "Withdrawn on 2 March 2026 by Theo Therapist." in shown
    assert "before a letter was issued" in shown


def test_somebody_taken_out_of_the_address_book_is_no_choice_any_more(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    contact = make_contact(session, care.therapist, name="Zita Gone")
    draft = f"/referrals/{drafted(session, therapist, make_flag(session, care)).id}"
    assert "Zita Gone" in therapist.get(draft).text
    post(therapist, f"/practice/contacts/{contact.id}/archive")
    therapist.get("/practice/contacts")  # the first page after it says so, by name
    assert "Zita Gone" not in therapist.get(draft).text


def test_an_entry_without_a_name_is_not_saved(care: Care, therapist: FlaskClient) -> None:
    answer = post(therapist, "/practice/contacts/new", kind="gp", clinic="Mill Lane Surgery")
    assert answer.status_code == 400
    shown = answer.get_data(as_text=True)
    assert "Write their name." in shown
    assert "Mill Lane Surgery" in shown


def test_a_letter_says_the_days_of_the_practice(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    care.practice.zone = "Pacific/Auckland"
    session.commit()
    clock.move_to(NOW + timedelta(hours=3))  # after midnight there
    issued(therapist, referral)
    assert "Issued on 3 March 2026" in page(therapist, referral)
    withdrawn(therapist, referral, the_referral(session).version, withdrawn_why="Not his surgery")
    assert "Withdrawn on 3 March 2026 by Theo Therapist: Not his surgery." in page(
        therapist, referral
    )
