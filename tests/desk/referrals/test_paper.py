"""A letter on paper: the bytes that were issued, a draft marked as one, one written again."""

import hashlib
from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.clients.operations import amend_client, record_visit
from homecare.flags.models import Flag
from homecare.referrals.models import LetterFile, Referral
from tests.desk.browsing import Tab
from tests.desk.referrals.draft import (
    drafted,
    issued,
    newest,
    on_screen,
    page,
    post,
    saved,
    the_referral,
)
from tests.make.diary import TODAY, Care, record, told
from tests.make.flags import answer, at, make_flag
from tests.make.people import NOW, acting
from tests.typesetting.pdfs import facts_of, words_of


def pdf_of(browser: FlaskClient, referral: Referral) -> bytes:
    answer = browser.get(f"/referrals/{referral.id}.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    return answer.data


def test_a_draft_is_a_preview_that_says_so_and_is_kept_nowhere(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    assert "Draft, not sent. Referral: Zoe Adams" in words_of(pdf_of(therapist, referral))
    session.commit()
    assert session.scalars(select(LetterFile)).all() == []


def test_an_issued_letter_stays_the_same_bytes_whatever_changes(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    before = pdf_of(therapist, referral)
    kept = newest(session, LetterFile)
    assert kept.sha256 == hashlib.sha256(before).hexdigest()
    assert kept.typeset_by.startswith("typst ")
    act = acting(session, care.therapist, at(3))
    amend_client(act, care.client, name="Zoe Married", medicines="Naproxen")
    record_visit(act, care.episode, TODAY + timedelta(days=3), "again")
    record(session, care, told(body={"leg": 9, "back": 9}))
    care.practice.name, care.practice.policy = "Renamed", {"stall_mean": 5}
    session.commit()
    clock.move_to(at(9))
    assert pdf_of(therapist, referral) == before
    assert "Draft" not in words_of(before)


def test_a_letter_keeps_the_figures_and_the_rules_version(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    letter = the_referral(session).letter
    assert letter is not None
    assert letter["rule_version"]
    assert letter["figures"]["start"]


def test_what_does_not_fit_is_said_while_it_is_written_and_is_not_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    typed = on_screen(therapist, referral)
    asked = post(therapist, f"/referrals/{referral.id}/room", **typed | {"message": "a\n" * 90})
    assert asked.json == {"fits": False, "words": asked.json["words"]}
    assert "too long for one page" in asked.json["words"]
    assert post(therapist, f"/referrals/{referral.id}/room", **typed).json["fits"] is True
    saved(therapist, referral, message="a\n" * 90)
    assert "too long for one page" in page(therapist, referral)
    assert issued(therapist, referral).status_code == 400
    assert the_referral(session).status == "draft"


def test_a_letter_of_ten_thousand_letters_is_refused_at_its_field(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    refused = saved(therapist, referral, message="x" * 10_000)
    assert refused.status_code == 400
    assert "at most 2,000 characters" in refused.text


def test_letters_that_no_font_has_are_named_before_the_letter_goes(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    amend_client(acting(session, care.therapist, NOW), care.client, name="Tenzin བོད")
    session.commit()
    referral = drafted(session, therapist, make_flag(session, care))
    assert "Tenzin བོད → Tenzin [Tibetan: ba o da]" in page(therapist, referral)
    issued(therapist, referral)
    assert the_referral(session).status == "issued"


def test_the_question_and_what_is_added_are_in_the_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    assert "Could you examine the spine" in page(therapist, referral)
    saved(therapist, referral, question="May she run?", course_note="It came after a fall.")
    shown = words_of(pdf_of(therapist, referral))
    assert "May she run?" in shown
    assert "It came after a fall." in shown


def test_a_letter_begun_on_the_clients_page_closes_the_open_flag(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    make_flag(session, care)
    post(therapist, f"/clients/{care.client.id}/refer")
    issued(therapist, the_referral(session))
    assert newest(session, Flag).status == "acted"


def test_another_step_than_the_one_proposed_asks_for_a_reason_and_keeps_it(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "fever")
    referral = drafted(session, therapist, newest(session, Flag))
    assert "Why this letter" not in page(therapist, referral)  # to the GP, as proposed
    flag = make_flag_of_gp_cleared(session, care, therapist)
    referral = drafted(session, therapist, flag)
    typed = on_screen(therapist, referral)
    refused = post(therapist, f"/referrals/{referral.id}/issue", **typed, consent="y")
    assert refused.status_code == 400
    assert "write why this letter" in refused.text
    assert issued(therapist, referral, differs_why="She has seen the GP.").status_code == 302
    session.expire_all()
    assert "Why not as proposed: She has seen the GP." in decisions(session)


def make_flag_of_gp_cleared(session: Session, care: Care, therapist: FlaskClient) -> Flag:
    """The GP flag is gone; a stall proposes something other than the draft's receiver."""
    session.expire_all()
    flag: Flag = newest(session, Flag)
    flag.kind, flag.proposes = "stalled", "visit"
    session.commit()
    return flag


def decisions(session: Session) -> str:
    flag: Flag = newest(session, Flag)
    return " ".join(step.reason for step in flag.transitions)


def test_a_letter_written_again_names_the_one_before_and_leaves_it_alone(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    first = drafted(session, therapist, make_flag(session, care))
    issued(therapist, first)
    before = pdf_of(therapist, first)
    post(therapist, f"/referrals/{first.id}/again", why="The side was wrong.")
    session.commit()
    anew = session.scalars(select(Referral).where(Referral.replaces_id == first.id)).one()
    session.commit()
    issued(therapist, anew)
    says = "This letter replaces the one of 2 March 2026"
    assert says in page(therapist, anew)
    assert f"{says}: The side was wrong." in words_of(pdf_of(therapist, anew))
    assert "replaces this one: The side was wrong." in page(therapist, first)
    assert pdf_of(therapist, first) == before


def test_a_letter_is_written_again_only_with_a_reason(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    first = drafted(session, therapist, make_flag(session, care))
    assert post(therapist, f"/referrals/{first.id}/again", why="x").status_code == 409
    issued(therapist, first)
    assert post(therapist, f"/referrals/{first.id}/again", why="").status_code == 400


def test_an_emergency_note_is_issued_at_once_behind_a_shut_gate(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder")
    address = f"/clients/{care.client.id}/emergency"
    refused = post(therapist, address, message="Numb since noon.", agreed="no")
    assert refused.status_code == 400
    assert "Write why they could not be asked." in refused.text
    post(therapist, address, message="Numb since noon.", agreed="no", unasked_why="Unconscious.")
    note = the_referral(session)
    assert (note.status, note.consent_id, note.unasked_why) == ("issued", None, "Unconscious.")
    shown = words_of(pdf_of(therapist, note))
    assert facts_of(pdf_of(therapist, note))["Pages"] == "1"
    for words in ("Emergency note", "Numb since noon.", "to protect their life: Unconscious."):
        assert words in shown
    assert session.scalars(select(Consent)).all() == []


def test_who_can_be_asked_agrees_to_an_emergency_note(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    post(therapist, f"/clients/{care.client.id}/emergency", message="Numb.", agreed="yes")
    assert the_referral(session).consent_id is not None


def test_an_emergency_page_that_is_sent_twice_is_one_note(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page_of = Tab(therapist, f"/clients/{care.client.id}/emergency", "message")
    said = {"message": "Numb since noon.", "agreed": "yes"}
    first = page_of.save(**said)
    assert page_of.save(**said).location == first.location
    page_of.save(**{**said, "message": "Numb since noon, and can’t pass water."})
    session.expire_all()
    notes = session.scalars(select(Referral.message).order_by(Referral.message)).all()
    assert notes == ["Numb since noon, and can’t pass water.", "Numb since noon."]


def test_only_an_emergency_goes_without_agreement(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    saved(therapist, referral, unasked_why="In a hurry.")
    refused = issued(therapist, referral, unasked_why="In a hurry.")
    assert refused.status_code == 400
    assert "Only an emergency note" in refused.text
    assert the_referral(session).status == "draft"


def test_the_note_asks_what_the_answers_ask_or_what_the_therapist_writes(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    answer(session, care, "calf_swollen", "cancer")
    address = f"/clients/{care.client.id}/emergency"
    asks = "Please see them now: could this be a clot in the leg?"
    assert f"Left empty, it asks: “{asks}”" in therapist.get(address).text
    note = post(therapist, address, message="Hot calf.", agreed="yes")
    page = therapist.get(note.location).text
    assert asks in page
    assert "cauda equina" not in page
    own = {"message": "Hot calf.", "question": "Is it a clot, and may she fly?", "agreed": "yes"}
    note = post(therapist, address, **own)
    page = therapist.get(note.location).text
    assert "Is it a clot, and may she fly?" in page
    assert asks not in page
    refused = post(therapist, address, **{**own, "message": ""})
    assert "Is it a clot, and may she fly?" in refused.text
