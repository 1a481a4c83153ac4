"""What can be taken of a letter that does not stand any more."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.sending.operations import note_opening
from homecare.referrals.sending.queries import letter_behind
from tests.desk.referrals.draft import drafted, issued, page, the_referral, withdrawn
from tests.letters.made import make_letter, send
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import acting
from tests.make.reports import mails
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


def test_what_is_taken_of_a_withdrawn_letter_does_not_pass_for_one_that_stands(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    there = f"/referrals/{referral.id}"
    assert therapist.get(f"{there}.json").mimetype == "application/fhir+json"
    assert "For another program" in page(therapist, referral)
    withdrawn(therapist, referral, the_referral(session).version, withdrawn_why="Not his surgery")
    assert therapist.get(f"{there}.json").location == there
    assert "does not stand any more" in therapist.get(there).text
    assert "For another program" not in page(therapist, referral)
    kept = therapist.get(f"{there}.pdf")
    assert "letter-that-stands-no-more.pdf" in kept.headers["Content-Disposition"]


@pytest.mark.both_databases
def test_who_opened_it_by_the_link_is_named_before_and_mailed_once_it_is_withdrawn(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    address, link = send(session, care, letter)
    sent = letter_behind(session, address.rpartition("/")[2])
    assert sent is not None
    note_opening(acting(session, care.therapist), sent, "opened")
    session.commit()
    box = words(page(therapist, letter))
    assert f"It was opened by the link to {link.sent_to}" in box
    assert "gets a mail there at once" in box
    withdrawn(therapist, letter, letter.version, withdrawn_why="About the wrong client")
    [mail] = mails(session, "letter-taken-back")
    assert mail.to_address == link.sent_to
    assert "Please do not use it" in mail.text
    assert care.client.name not in f"{mail.subject} {mail.text}"
    assert "wrong client" not in mail.text


def test_of_a_letter_that_nobody_opened_by_a_link_the_page_says_to_call(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    send(session, care, letter)
    assert "Nobody has opened it by a link. If it went on paper or by hand, call Dr Kit Hale" in (
        words(page(therapist, letter))
    )
    withdrawn(therapist, letter, letter.version, withdrawn_why="About the wrong client")
    assert mails(session, "letter-taken-back") == []
