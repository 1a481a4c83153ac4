"""A no on the client's own phone is undone there alone, by no detour at the desk."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import issued, page, post, withdrawn
from tests.make.diary import Care
from tests.make.people import NOW
from tests.make.referrals import make_contact, make_draft
from tests.referrals.agreed.asking import answered, asked, taken_back
from tests.today.visiting import Visitor


def refused_and_begun_anew(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> Referral:
    asked(desk, draft)
    answered(me, draft, "refuse")
    withdrawn(desk, draft, version(session, draft))
    return make_draft(session, care.therapist, care.episode, draft.contact)


def version(session: Session, letter: Referral) -> int:
    session.rollback()
    session.refresh(letter)
    found = letter.version
    session.commit()
    return found


def status(session: Session, letter: Referral) -> str:
    session.rollback()
    session.refresh(letter)
    found = letter.status
    session.commit()
    return found


def test_to_ask_again_is_no_answer(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "refuse")
    asked(desk, draft)
    assert issued(desk, draft).status_code == 400
    assert status(session, draft) == "draft"
    answered(me, draft, "agree")
    issued(desk, draft, consent="")
    assert status(session, draft) == "issued"


def test_a_draft_begun_anew_to_the_same_receiver_is_asked_about_on_the_phone(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    anew = refused_and_begun_anew(session, desk, me, care, draft)
    said = "They said no on their phone to an earlier letter to Dr June Abbot"
    assert said in page(desk, anew)
    refused = issued(desk, anew)
    assert refused.status_code == 400
    assert said in refused.text
    asked(desk, anew)
    answered(me, anew, "agree")
    issued(desk, anew, consent="")
    assert status(session, anew) == "issued"


def test_taken_back_after_it_went_another_tick_sends_no_second_letter(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    issued(desk, draft)
    taken_back(me, draft)
    anew = make_draft(session, care.therapist, care.episode, draft.contact)
    refused = issued(desk, anew)
    assert refused.status_code == 400
    assert "They took back their agreement to an earlier letter" in refused.text


def test_somebody_else_is_another_question(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    anew = refused_and_begun_anew(session, desk, me, care, draft)
    withdrawn(desk, anew, version(session, anew))
    doctor = make_contact(session, care.therapist, kind="doctor", name="Dr Else")
    other = make_draft(session, care.therapist, care.episode, doctor)
    issued(desk, other)
    assert status(session, other) == "issued"


def test_whoever_has_no_sign_in_any_more_is_asked_in_the_room(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    anew = refused_and_begun_anew(session, desk, me, care, draft)
    place = session.query(Membership).filter_by(client_id=care.client.id).one()
    place.disabled_at = NOW
    session.commit()
    issued(desk, anew)
    assert status(session, anew) == "issued"


def test_what_they_told_the_therapist_is_undone_in_the_room(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    issued(desk, draft)
    shown = version(session, draft)
    post(desk, f"/referrals/{draft.id}/withdraw", version=str(shown), client_says="y")
    anew = make_draft(session, care.therapist, care.episode, draft.contact)
    issued(desk, anew)
    assert status(session, anew) == "issued"


def test_a_note_for_an_emergency_waits_for_no_word_about_another(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    address = f"/clients/{care.client.id}/emergency"
    post(desk, address, message="Numb.", agreed="yes")
    session.rollback()
    note = session.query(Referral).filter_by(message="Numb.").one()
    session.commit()
    taken_back(me, note)
    assert status(session, note) == "withdrawn"
    assert post(desk, address, message="Worse.", agreed="yes").status_code == 302
