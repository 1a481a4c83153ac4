"""An answer that was typed into the wrong letter, or wrongly: corrected, moved, struck out."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.referrals.answers.corrections import move_answer
from homecare.referrals.answers.models import AnswerCorrection, LetterAnswer
from homecare.referrals.models import Referral
from tests.accounts.mailbox import mails
from tests.desk.browsing import of
from tests.desk.referrals.draft import post
from tests.letters.corrected.typed import LATER, WHY, WORDS, anew, hear, page, strike
from tests.letters.made import make_letter, send
from tests.letters.receiver import answer, opened
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in


def test_struck_out_it_stays_readable_with_who_when_and_why(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    assert strike(therapist, letter, typed).status_code == 302
    shown = therapist.get(f"/referrals/{letter.id}").text
    assert "Struck out: the answer" in shown
    assert f"by Theo Therapist: {WHY} It counts for nothing." in " ".join(shown.split())
    assert WORDS in shown
    told = therapist.get(of(care.client.id, "/timeline")).text
    for said in ("Answer from Dr Kit Hale, struck out", "Answer from Dr Kit Hale struck out", WHY):
        assert said in told
    assert told.count(WORDS) == 1
    trail = signed_in(therapist.application, "owner@homecare.example").get("/practice/audit").text
    assert "Struck out an answer to a letter" in trail


def test_without_a_reason_it_is_refused_and_another_hand_is_not_overwritten(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    refused = post(therapist, page(letter, typed, "/strike"), **{"strike-seen": "0"})
    assert refused.status_code == 422
    assert "Write a reason, so that a colleague understands it." in refused.text
    strike(therapist, letter, typed)
    correction = {
        "correct-seen": "0", "correct-next": "staying", "correct-how": "paper",
        "correct-seen_on": NOW.date().isoformat(), "correct-words": "Mine",
    }  # fmt: skip
    late = post(therapist, page(letter, typed), **correction)
    assert late.status_code == 422
    assert "Somebody put this answer right meanwhile." in late.text
    assert anew(session, typed).next == "back"


def test_corrected_it_says_the_right_thing_and_what_it_said_until_then(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    letter.issued_at = NOW - timedelta(days=3)
    typed = hear(session, care, letter)
    assert WORDS in therapist.get(page(letter, typed)).text
    post(therapist, page(letter, typed), **{
        "correct-seen": "0", "correct-next": "sent_on", "correct-sent_on_to": "Ms Oak",
        "correct-how": "telephone", "correct-said_by": "Dr Kit Hale",
        "correct-seen_on": (NOW.date() - timedelta(days=3)).isoformat(),
        "correct-words": "No reflexes left.", "correct-reason": "Misread",
    })  # fmt: skip
    row = anew(session, typed)
    assert (row.next, row.words, row.sent_on_to) == ("sent_on", "No reflexes left.", "Ms Oak")
    assert row.seen_on == NOW.date() - timedelta(days=3)
    before = session.scalars(select(AnswerCorrection)).one()
    assert (before.kind, before.next, before.words, before.reason) == (
        "corrected", "back", WORDS, "Misread",
    )  # fmt: skip
    session.commit()
    for shown in (page(letter, typed), of(care.client.id, "/timeline")):
        text = therapist.get(shown).text
        assert "No reflexes left." in text
        assert WORDS in text
        assert "Until then:" in text


@pytest.mark.parametrize(("said", "problem"), [
    ({"correct-seen_on": "2026-03-09"}, "Write a day that is over, or today."),
    ({"correct-seen_on": "2026-03-01"}, "The letter was issued on 2 March 2026."),
    ({"correct-words": " "}, "Write what you found"),
    ({"correct-next": ""}, "Choose what happens next."),
    ({"correct-reason": "x" * 501}, "Write at most 500 characters."),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_nothing_changes(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient, said: dict[str, str],
    problem: str,
) -> None:  # fmt: skip
    typed = hear(session, care, letter)
    whole = {
        "correct-seen": "0", "correct-next": "back", "correct-how": "paper",
        "correct-seen_on": NOW.date().isoformat(), "correct-words": "Kept words",
    }  # fmt: skip
    shown = post(therapist, page(letter, typed), **{**whole, **said})
    assert shown.status_code == 422
    assert problem in shown.text
    assert anew(session, typed).words == WORDS


def test_moved_to_the_letter_it_answers_of_the_same_client(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    other = make_letter(session, care, kind="doctor", name="Dr Wren")
    typed = hear(session, care, letter)
    assert "to Dr Wren (" in therapist.get(page(letter, typed)).text
    to = {"move-to": str(other.id), "move-seen": "0", "move-reason": WHY}
    assert post(therapist, page(letter, typed, "/move"), **to).status_code == 302
    here, there = (therapist.get(f"/referrals/{one.id}").text for one in (letter, other))
    assert WORDS not in here
    assert "moved an answer that stood here to" in here
    assert WORDS in there
    assert therapist.get(page(letter, typed)).location.startswith(f"/referrals/{other.id}")
    told = therapist.get(of(care.client.id, "/timeline")).text
    assert told.count("Answer moved to another letter") == 1
    assert told.count(WORDS) == 1


def test_moved_to_another_clients_letter_it_leaves_no_word_and_is_unread_there(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    client, episode = make_client(session, care.therapist, name="Ida Moss")
    session.commit()
    beside = Care(**{**vars(care), "client": client, "episode": episode})
    other = make_letter(session, beside)
    typed = hear(session, care, letter)
    post(therapist, page(letter, typed, "/find"), who="Moss")
    found = therapist.get(post(therapist, page(letter, typed, "/find"), who="Moss").location).text
    assert "Ida Moss: letter of" in found
    post(therapist, page(letter, typed, "/move"), **{
        "move-to": str(other.id), "move-seen": "0", "move-who": "Moss", "move-reason": WHY,
    })  # fmt: skip
    row = anew(session, typed)
    assert (row.client_id, row.referral_id, row.read_at) == (client.id, other.id, None)
    assert WORDS in therapist.get(of(client.id, "/timeline")).text
    for left in ("/timeline", "/record.json"):
        assert WORDS not in therapist.get(of(care.client.id, left)).text
    assert "has answered: read it" in therapist.get("/flags").text
    assert "letter-answered" in {mail.kind for mail in mails(session)}


def test_what_came_by_the_link_is_not_changed_but_taken_out_and_the_receiver_is_told(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    there, _ = send(session, care, letter)
    browser = opened(app, there)
    answer(browser, there, words=WORDS)
    [typed] = session.scalars(select(LetterAnswer)).all()
    session.commit()
    shown = therapist.get(page(letter, typed)).text
    assert "These are the receiver’s own words" in shown
    assert "Save the correction" not in shown
    correction = {"correct-seen": "0", "correct-next": "never_went", "correct-how": "paper"}
    refused = post(therapist, page(letter, typed), **correction)
    assert "These are the receiver’s own words." in refused.text
    strike(therapist, letter, typed)
    theirs = browser.get(there).text
    assert "taken out by the practice" in theirs
    assert WORDS in theirs
    assert WHY not in theirs


def test_nobody_reads_another_receivers_words_behind_a_link(
    app: Flask, session: Session, care: Care, letter: Referral
) -> None:
    first, _ = send(session, care, letter)
    browser = opened(app, first)
    answer(browser, first, words=WORDS)
    [typed] = session.scalars(select(LetterAnswer)).all()
    other = make_letter(session, care, name="Dr Finch")
    second, _ = send(session, care, other)
    move_answer(acting(session, care.therapist, LATER), typed, other)
    session.commit()
    assert WORDS not in opened(app, second).get(second).text
    assert WORDS not in browser.get(first).text


def test_a_colleague_elsewhere_finds_no_such_answer(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    other = make_letter(session, care)
    assert therapist.get(page(other, typed)).status_code == 404
