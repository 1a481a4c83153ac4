"""What was issued stays as it was, byte for byte, also where two records become one and part."""

from typing import NamedTuple

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.operations import amend_client
from homecare.referrals.contacts import amend_contact, archive_contact
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import post
from tests.letters.made import contact_of, make_letter
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.merges import make_twice
from tests.make.people import acting


class Kept(NamedTuple):
    page: bytes
    exchange: bytes
    sheet: str


def kept(desk: FlaskClient, letter: Referral) -> Kept:
    """The letter as a therapist takes it: its page, the file for programs, and on the screen."""
    there = f"/referrals/{letter.id}"
    shown = desk.get(there).text
    sheet = shown[shown.index('<article class="sheet') : shown.index("</article>")]
    return Kept(desk.get(f"{there}.pdf").data, desk.get(f"{there}.json").data, sheet)


def test_a_merge_and_its_undoing_change_no_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    before = kept(therapist, letter)
    assert before.page.startswith(b"%PDF")
    twice = make_twice(session, care)
    made = twice.merge(keep_other=True)
    assert kept(therapist, letter) == before
    session.refresh(letter)
    assert letter.client_id == twice.other.id
    session.commit()
    twice.undo(made)
    assert kept(therapist, letter) == before


def test_another_name_and_a_receiver_taken_out_change_no_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    before, act = kept(therapist, letter), acting(session, care.therapist, at(1))
    amend_client(act, care.client, name="Another Name")
    contact = contact_of(session, letter)
    amend_contact(act, contact, name="Somebody Else", email="")
    archive_contact(act, contact)
    session.commit()
    assert kept(therapist, letter) == before


def test_writing_it_again_changes_nothing_of_the_first(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    before = kept(therapist, letter)
    assert post(therapist, f"/referrals/{letter.id}/again", why="Its side.").status_code == 302
    assert kept(therapist, letter) == before
