"""A client or their therapist takes an agreement back, before the letter goes and after it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import (
    issued,
    on_screen,
    page,
    post,
    saved,
    the_referral,
    withdrawn,
)
from tests.letters.made import link_in
from tests.letters.receiver import a_stranger, opened
from tests.make.diary import Care, make_care
from tests.make.flags import make_flag
from tests.make.people import csrf_token
from tests.referrals.agreed.asking import answered, asked, consents, rows, taken_back
from tests.referrals.agreed.test_on_the_phone import mails, page_of_flags
from tests.today.visiting import Visitor

TO = "june@abbot.example"


def sent(session: Session, desk: FlaskClient, me: Visitor, draft: Referral) -> str:
    """Agreed to on the phone, issued, sent by a link: the address of its page."""
    asked(desk, draft)
    answered(me, draft, "agree")
    issued(desk, draft, consent="")
    post(desk, f"/referrals/{draft.id}/link", address=TO)
    return link_in(session, "letter-link")


def test_taken_back_before_it_goes_it_can_not_be_issued(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    taken_back(me, draft)
    assert consents(session)[0].withdrawn_at is not None
    assert "You took back your agreement on 2 March 2026. It was not sent." in me.read(there)
    for tick in ("", "y"):
        answer = issued(desk, draft, consent=tick)
        assert answer.status_code == 400
        assert "They took back their agreement" in answer.text
    saved(desk, draft, message="Other words")
    assert issued(desk, draft).status_code == 400
    assert the_referral(session).status == "draft"


def test_a_page_of_the_desk_from_before_issues_nothing(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    before = on_screen(desk, draft)
    taken_back(me, draft)
    answer = issued(desk, draft, **before)
    assert answer.status_code in (400, 409)
    assert the_referral(session).status == "draft"


def test_after_it_went_the_link_dies_at_once_and_everybody_is_told_the_truth(
    app: Flask, session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    link = sent(session, desk, me, draft)
    reader = opened(app, link)
    assert "Sam Reed" in reader.get(link).text
    assert "they may have read it" in me.read(there)
    taken_back(me, draft)
    for browser in (reader, a_stranger(app)):
        gone = browser.get(link)
        assert gone.status_code == 410
        assert "The letter was taken back" in gone.text
        assert "Sam Reed" not in gone.text
        assert browser.get(f"{link}/letter.pdf").status_code == 410
    assert the_referral(session).status == "withdrawn"
    shown = me.read(there)
    assert "No link opens this letter any more. It had been opened before that." in shown
    assert "What was printed or saved before can’t be called back" in shown
    told = page(desk, draft)
    assert "The client took back their agreement" in told
    assert "can’t be called back" in told
    assert len(mails(session, "letter-spoken")) >= 2
    assert "Sam Reed has taken back their agreement to the letter" in page_of_flags(desk)
    post(desk, f"/referrals/{draft.id}/read")
    assert "taken back their agreement" not in page_of_flags(desk)


def test_me_leads_to_taking_back_and_a_letter_agreed_to_in_the_room_can_be_too(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    issued(desk, draft)
    assert f'href="{there}"' in me.browser.get("/me").text
    assert "or take back your agreement" in me.read("/me")
    assert "You agreed to it on 2 March 2026" in me.read(there)
    taken_back(me, draft)
    assert the_referral(session).status == "withdrawn"
    assert "taken back on 2 March 2026" in me.read("/me")


def test_what_the_client_told_the_therapist_is_written_down_by_them(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral, there: str
) -> None:
    link = sent(session, desk, me, draft)
    row = the_referral(session)
    post(desk, f"/referrals/{row.id}/withdraw", version=str(row.version), client_says="y")
    assert the_referral(session).status == "withdrawn"
    assert consents(session)[0].withdrawn_at is not None
    assert rows(session)[-1].answered_by == care.therapist.person_id
    assert a_stranger(desk.application).get(link).status_code == 410
    assert "as they told Theo Therapist" in page(desk, draft)
    assert "by Theo Therapist: The client no longer agrees to it." in page(desk, draft)
    assert "You took back your agreement" in me.read(there)


def test_a_letter_withdrawn_by_the_practice_leaves_the_agreement_and_says_so(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    issued(desk, draft)
    row = the_referral(session)
    why = "It went to the wrong clinic"
    withdrawn(desk, draft, row.version, withdrawn_why=why)
    assert consents(session)[0].withdrawn_at is None
    assert "Your practice took this letter back." in me.read(there)
    assert why not in me.read(there), "a word among colleagues"


def test_taken_back_twice_is_once(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    [form] = me.forms(there, "/take-back")
    assert [me.post(form, {}).status_code for _ in range(2)] == [302, 302]
    assert [row.answer for row in rows(session)] == ["agreed", "withdrawn"]


def test_the_flag_is_not_quieted_by_a_letter_that_was_taken_back(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    flag = make_flag(session, care)
    issued(desk, draft)
    session.expire_all()
    quiet_until = session.get_one(Flag, flag.id).holds_until
    session.commit()
    taken_back(me, draft)
    session.rollback()
    after = session.get_one(Flag, flag.id)
    assert quiet_until is not None
    assert after.holds_until is not None
    assert after.holds_until < quiet_until
    said = "The letter was withdrawn: The client no longer agrees to it."
    assert after.transitions[-1].reason == said
    session.commit()


def test_a_draft_that_was_dropped_waits_for_nobody(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    [form] = me.forms(there, "/agree")
    row = the_referral(session)
    post(desk, f"/referrals/{row.id}/withdraw", version=str(row.version))
    assert "A letter to read" not in me.read()
    assert "This letter was dropped. It was not sent." in me.read(there)
    assert me.post(form, {}).status_code == 409
    assert consents(session) == []


def test_the_letters_of_others_are_as_good_as_missing(
    app: Flask, session: Session, desk: FlaskClient, draft: Referral, there: str
) -> None:
    make_care(session, email="2", name="Nell New")
    other = Visitor.of(app, "client2@homecare.example")
    asked(desk, draft)
    token = csrf_token(other.browser, "/me")
    for what in ("agree", "change", "refuse", "take-back"):
        assert other.browser.post(f"{there}/{what}", data={"csrf_token": token}).status_code == 404
    assert other.browser.get(there).status_code == 404
    assert [row.answer for row in rows(session)] == [""]
