"""What is on the screen is what is issued: nothing else, to nobody else, and nothing is lost."""

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.clients.operations import amend_client
from homecare.referrals.models import Contact
from tests.desk.browsing import Tab
from tests.desk.referrals.draft import (
    drafted,
    issued,
    on_screen,
    page,
    post,
    saved,
    the_referral,
    withdrawn,
)
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import NOW, acting


def other(session: Session, care: Care, name: str = "Dr June Abbot") -> Contact:
    session.rollback()
    found = session.scalars(select(Contact).where(Contact.name == name)).one()
    session.commit()
    return found


def test_another_addressee_chosen_on_the_screen_is_shown_before_the_letter_is_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    gp = other(session, care)
    answer = issued(therapist, referral, contact=str(gp.id), message="Typed, and not saved")
    assert answer.status_code == 302
    assert the_referral(session).status == "draft"
    assert session.scalar(select(func.count()).select_from(Consent)) == 0
    shown = page(therapist, referral)
    assert "Read it again below" in shown
    assert "Dear Dr June Abbot" in shown
    assert '<p class="letter-words">Typed, and not saved</p>' in shown
    assert "checked" not in re.findall(r'<input[^>]*name="consent"[^>]*>', shown)[0]
    issued(therapist, referral)
    letter = the_referral(session).letter
    assert letter is not None
    assert (letter["to"]["name"], letter["message"]) == ("Dr June Abbot", "Typed, and not saved")


def test_words_typed_are_in_the_letter_that_is_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral, message="One line more")
    assert the_referral(session).status == "draft"
    issued(therapist, referral)
    letter = the_referral(session).letter
    assert letter is not None
    assert letter["message"] == "One line more"


def test_words_that_change_nothing_but_line_ends_issue_the_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    saved(therapist, referral, message="One.\r\nTwo.")
    issued(therapist, referral, message="One.\r\nTwo.")
    assert the_referral(session).status == "issued"


def test_what_was_recorded_after_the_letter_was_shown_is_shown_before_it_is_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    before = on_screen(therapist, referral)
    amend_client(acting(session, care.therapist, NOW), care.client, medicines="Warfarin")
    session.commit()
    answer = issued(therapist, referral, **before)
    assert answer.status_code == 409
    assert "Warfarin" in answer.text
    assert the_referral(session).status == "draft"


def test_an_addressee_renamed_or_taken_out_meanwhile_gets_no_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    before, contact = on_screen(therapist, referral), other(session, care, "Dr Kit Hale")
    Tab(therapist, f"/practice/contacts/{contact.id}", "clinic").save(name="Dr Else")
    assert issued(therapist, referral, **before).status_code == 409
    before = on_screen(therapist, referral)
    post(therapist, f"/practice/contacts/{contact.id}/archive")
    assert issued(therapist, referral, **before).status_code == 400
    assert the_referral(session).status == "draft"


def test_saving_from_an_old_page_overwrites_nobodys_words(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    before = on_screen(therapist, referral)
    saved(therapist, referral, message="A colleague's words")
    answer = saved(therapist, referral, **before | {"message": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert the_referral(session).message == "A colleague's words"


def test_dropping_a_draft_from_an_old_page_withdraws_no_issued_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    old = referral.version
    issued(therapist, referral)
    assert withdrawn(therapist, referral, old).status_code == 409
    assert the_referral(session).status == "issued"
