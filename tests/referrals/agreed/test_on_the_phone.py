"""A client reads a letter on their phone and says yes, no, or what should be changed."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING
from homecare.clients.operations import amend_client
from homecare.mail.models import OutboxMail
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.agreement.text import mark_of_agreement
from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import Contact, Referral
from tests.desk.referrals.draft import issued, on_screen, page, saved, the_referral
from tests.forms.test_rubbish import RUBBISH
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import rate
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact, make_draft
from tests.referrals.agreed.asking import answered, asked, consents, rows
from tests.today.visiting import Visitor

YES = "send it to Dr June Abbot"


def test_a_line_on_today_leads_to_the_whole_letter(
    desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    assert "A letter to read" not in me.read()
    assert asked(desk, draft).status_code == 302
    assert f'href="{there}"' in me.browser.get("/today").text
    shown = me.read(there)
    for words in ("Dear Dr June Abbot", "About Sam Reed, born", "Could you see this client?",
                  "to Dr June Abbot (GP)", CONSENT_WORDING["referral_letter"], YES):  # fmt: skip
        assert words in shown
    assert "the client agreed" not in shown
    assert "Asked on 2 March 2026. This letter is sent only if the client agrees" in shown


def test_a_draft_nobody_asked_about_is_the_therapists_alone(
    me: Visitor, draft: Referral, there: str
) -> None:
    assert me.browser.get(there).status_code == 404


def test_an_agreement_is_on_record_as_the_clients_own(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    [consent], [row] = consents(session), rows(session)
    assert (consent.recorded_by, consent.wording) == (
        care.me.person_id, CONSENT_WORDING["referral_letter"]
    )  # fmt: skip
    assert (row.how, row.answer, row.consent_id) == ("phone", "agreed", consent.id)
    assert "A letter to read" not in me.read()
    shown = me.read(there)
    assert "You agreed on 2 March 2026" in shown
    assert "the client read this letter on their phone and agreed" in shown
    assert "Not asked yet." not in shown
    assert "They agreed on their phone" in page(desk, draft)
    assert "Sam Reed has agreed to the letter: issue it" in page_of_flags(desk)


def test_a_letter_agreed_to_is_issued_without_a_tick_and_says_how(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    issued(desk, draft, consent="")
    kept = the_referral(session)
    assert kept.status == "issued"
    assert kept.consent_id == consents(session)[0].id
    assert len(consents(session)) == 1
    assert kept.letter is not None
    said = "On 2 March 2026 the client read this letter on their phone and agreed"
    assert said in kept.letter["consent"]


def test_what_should_change_is_kept_in_their_words_and_shown_to_the_therapist(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    words = "Please leave out <b>my job</b>."
    answered(me, draft, "change", words)
    assert rows(session)[0].words == words
    assert "Please leave out &lt;b&gt;my job" in page(desk, draft)
    assert "asks for a change in the letter" in page_of_flags(desk)
    assert words in me.read(there)
    issued(desk, draft)
    assert the_referral(session).status == "draft"
    saved(desk, draft, message="Could you see them?")
    issued(desk, draft)
    assert the_referral(session).status == "issued"


def test_words_that_were_sent_are_forgotten_by_the_phone(
    desk: FlaskClient, me: Visitor, care: Care, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "change", "Leave out my job.")
    said = f'<meta name="homecare-saved" content="{care.client.id} {there}/change">'
    assert said in me.browser.get(there).text


def test_a_change_needs_words(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answer = answered(me, draft, "change")
    assert answer.status_code == 422
    assert "Write which sentence" in answer.text
    too_long = answered(me, draft, "change", "x" * 1001)
    assert too_long.status_code == 422
    assert "x" * 1001 in too_long.text
    assert [row.answer for row in rows(session)] == [""]


def test_a_no_keeps_the_letter_back_whatever_is_ticked(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "refuse")
    answer = issued(desk, draft)
    assert answer.status_code == 400
    assert "They said no to this letter" in answer.text
    saved(desk, draft, message="Other words")
    assert issued(desk, draft).status_code == 400
    assert the_referral(session).status == "draft"
    assert consents(session) == []
    asked(desk, draft)
    answered(me, draft, "agree")
    issued(desk, draft, consent="")
    assert the_referral(session).status == "issued"


def test_other_words_or_another_receiver_are_asked_about_anew(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral, there: str
) -> None:
    other = make_contact(session, care.therapist, kind="doctor", name="Dr Else")
    for change in ({"message": "Please examine."}, {"contact": str(other.id)}):
        asked(desk, draft)
        answered(me, draft, "agree")
        saved(desk, draft, **change)
        assert "the letter reads otherwise now" in page(desk, draft)
        assert issued(desk, draft, consent="").status_code == 400
        assert "Your therapist is changing this letter" in me.read(there)
    assert the_referral(session).status == "draft"


def test_a_change_in_the_record_is_asked_about_anew_and_a_days_scores_are_not(
    session: Session, desk: FlaskClient, me: Visitor, care: Care, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    rate(session, care, 3, 3, [0])
    assert "They agreed on their phone" in page(desk, draft)
    amend_client(acting(session, care.therapist, NOW), care.client, medicines="Warfarin")
    session.commit()
    assert "the letter reads otherwise now" in page(desk, draft)
    assert issued(desk, draft, consent="").status_code == 400


def test_what_the_receiver_does_is_agreed_to_and_another_kind_is_asked_about_anew(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    shown = on_screen(desk, draft)
    gp = session.get_one(Contact, draft.contact_id)
    amend_contact(acting(session, care.therapist, NOW), gp, kind="doctor")
    session.commit()
    assert "the letter reads otherwise now" in page(desk, draft)
    assert issued(desk, draft, **shown | {"consent": ""}).status_code == 409
    assert issued(desk, draft, consent="").status_code == 400
    asked(desk, draft)
    assert "to Dr June Abbot (Another doctor)" in me.read(there)
    answered(me, draft, "agree")
    issued(desk, draft, consent="")
    assert the_referral(session).status == "issued"


def test_what_was_agreed_to_before_letters_held_it_still_stands(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    [row] = rows(session)
    assert row.letter is not None
    del row.letter["to"]["kind"]
    letter, mark = row.letter, mark_of_agreement(row.letter, "", draft.contact_id)
    session.execute(update(LetterAgreement).values(letter=letter, mark=mark))
    session.commit()
    issued(desk, draft, consent="")
    assert the_referral(session).status == "issued"


def test_a_page_that_was_open_when_the_letter_changed_agrees_to_nothing(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    [old] = me.forms(there, "/agree")
    saved(desk, draft, message="Other words")
    assert me.post(old, {}).status_code == 409
    asked(desk, draft)
    answer = me.post(old, {})
    assert answer.status_code == 409
    assert "The letter has changed since you opened this page" in answer.text
    assert "Other words" in answer.text
    assert consents(session) == []


def test_pressed_twice_it_is_asked_once_and_agreed_to_once(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    asked(desk, draft)
    [form] = me.forms(there, "/agree")
    assert [me.post(form, {}).status_code for _ in range(2)] == [302, 302]
    assert len(rows(session)) == len(consents(session)) == 1
    assert len(mails(session, "letter-asked")) == 1
    assert len(mails(session, "letter-spoken")) == 1


def test_a_change_of_mind_is_kept_beside_what_was_said_first(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "refuse")
    answered(me, draft, "agree")
    assert [row.answer for row in rows(session)] == ["refused", "agreed"]
    issued(desk, draft, consent="")
    assert the_referral(session).status == "issued"


def test_the_mails_name_nobody_and_nothing(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "change", "Leave out my KNEE.")
    [to_client], [to_therapist] = mails(session, "letter-asked"), mails(session, "letter-spoken")
    assert to_client.to_address == "client@homecare.example"
    assert f"https://homecare.example{there}" in to_client.text
    assert to_therapist.to_address == "therapist@homecare.example"
    for mail in (to_client, to_therapist):
        said = f"{mail.subject} {mail.text} {mail.html}"
        assert not re.search(r"Abbot|\bpain|KNEE|sciatica|\bGP\b|chiropract", said)
    assert "Sam" not in to_therapist.text


def test_somebody_without_a_sign_in_is_asked_in_the_room(
    session: Session, desk: FlaskClient, care: Care, draft: Referral
) -> None:

    _, episode = make_client(session, care.therapist, name="Nell New", email=None)
    other = make_draft(session, care.therapist, episode, draft.contact)
    assert "on their phone" not in page(desk, other)
    answer = asked(desk, other)
    assert answer.status_code == 400
    assert "They have no sign-in here" in answer.text
    assert rows(session) == []


def test_agreed_in_the_room_is_on_record_too(
    session: Session, desk: FlaskClient, care: Care, draft: Referral
) -> None:
    issued(desk, draft)
    [row], [consent] = rows(session), consents(session)
    assert (row.how, row.answer, row.answered_by) == ("room", "agreed", care.therapist.person_id)
    assert (row.consent_id, row.wording) == (consent.id, consent.wording)


def test_rubbish_is_answered_and_agrees_to_nothing(
    session: Session, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    [form] = me.forms(there, "/change")
    token = form.fields["csrf_token"]
    for value in RUBBISH:
        seen = {"csrf_token": token, "seen": value.encode("utf-8", "surrogatepass")}
        for what in ("agree", "change", "refuse"):
            answer = me.browser.post(f"{there}/{what}", data={**seen, "words": "x"})
            assert answer.status_code in (400, 409, 422)
        assert me.browser.post(f"{there}/take-back", data=seen).status_code in (302, 400)
    assert [row.answer for row in rows(session)] == [""]


def page_of_flags(desk: FlaskClient) -> str:
    return re.sub(r"\s+", " ", desk.get("/flags").text)


def mails(session: Session, kind: str) -> list[OutboxMail]:
    found = list(session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))
    session.commit()
    return found
