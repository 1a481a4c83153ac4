"""What followed from an answer follows when it is struck out, put back or corrected."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.referrals.answers.corrections import put_answer_back, strike_answer
from homecare.referrals.models import Referral
from homecare.referrals.operations import replace_letter
from tests.desk.browsing import of
from tests.desk.referrals.draft import post
from tests.letters.corrected.typed import THERAPIST, WHY, WORDS, anew, hear, page, strike, words
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.flags import assess, at, exercise, make_flag, on, rate
from tests.make.people import NOW, acting, signed_in


def test_the_flag_asks_again_as_if_no_answer_had_come(
    session: Session, care: Care, flag: Flag, letter: Referral, therapist: FlaskClient
) -> None:
    held = anew(session, flag).holds_until
    typed = hear(session, care, letter)
    assert anew(session, flag).holds_until == NOW.date()
    strike(therapist, letter, typed)
    row = anew(session, flag)
    assert (row.status, row.holds_until) == ("acted", held)
    assert WHY in row.transitions[-1].reason
    session.commit()
    post(therapist, page(letter, typed, "/back"), **{"back-seen": "1"})
    assert anew(session, flag).holds_until == NOW.date()


def test_another_answer_that_stands_still_counts(
    session: Session, care: Care, flag: Flag, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    hear(session, care, letter, 1, next="staying")
    strike(therapist, letter, typed)
    assert anew(session, flag).holds_until == on(1)
    assert "The answer of" in therapist.get(f"/referrals/{letter.id}").text


def test_a_flag_that_the_answer_had_closed_is_open_again(
    session: Session, care: Care, letter: Referral, clock: time_machine.Traveller
) -> None:
    later = make_flag(session, care, day=9)
    letter.flag_id = later.id
    session.commit()
    typed = hear(session, care, letter, 10)
    assert anew(session, later).status == "acted"
    strike_answer(acting(session, care.therapist, at(11)), typed, WHY)
    session.commit()
    assert anew(session, later).status == "open"
    put_answer_back(acting(session, care.therapist, at(12)), typed)
    session.commit()
    assert anew(session, later).status == "acted"
    strike_answer(acting(session, care.therapist, at(13)), typed, WHY)
    session.commit()
    assert anew(session, later).status == "open"


def test_after_the_care_the_decision_is_taken_back_and_nobody_is_asked(
    session: Session, care: Care, letter: Referral
) -> None:
    later = make_flag(session, care, day=9)
    letter.flag_id = later.id
    session.commit()
    typed = hear(session, care, letter, 10)
    discharge(acting(session, care.therapist, at(11)), care.episode)
    strike_answer(acting(session, care.therapist, at(12)), typed, WHY)
    session.commit()
    assert anew(session, later).status == "withdrawn"


def test_the_letter_waits_again_on_the_list_and_in_the_loop(
    app: Flask, session: Session, care: Care, letter: Referral, clock: time_machine.Traveller
) -> None:
    typed = hear(session, care, letter)
    clock.move_to(NOW + timedelta(days=15))
    desk, owner = signed_in(app, THERAPIST), signed_in(app, "owner@homecare.example")
    late, mark = "Dr Kit Hale has not answered for two weeks", "Letter unanswered for two weeks"
    answered = "Coming back to us 1"
    assert late not in desk.get("/flags").text
    assert answered in words(owner.get("/practice/loop").text)
    strike(desk, letter, typed)
    assert late in desk.get("/flags").text
    assert mark in desk.get("/caseload").text
    assert answered not in words(owner.get("/practice/loop").text)


def test_the_rule_goes_back_to_the_gp(session: Session, care: Care) -> None:
    rate(session, care, 7, 4, range(28))
    rate(session, care, 6, 4, range(28, 43))
    exercise(session, care, range(43))
    for day in (28, 42):
        assess(session, care, day)
    letter = make_letter(session, care, kind="gp")
    typed = hear(session, care, letter, 42)
    state = select(Verdict.state)
    assert session.scalar(state) == "stalled"
    strike_answer(acting(session, care.therapist, at(42.1)), typed, WHY)
    session.commit()
    session.expire_all()
    assert session.scalar(state) == "gp"
    assert session.get_one(Episode, care.episode.id).gp_answers == []
    put_answer_back(acting(session, care.therapist, at(42.2)), typed)
    session.commit()
    session.expire_all()
    assert session.scalar(state) == "stalled"


def test_a_start_counted_anew_goes_and_comes_with_its_answer(
    app: Flask, session: Session, care: Care, letter: Referral, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(30))
    desk = signed_in(app, THERAPIST)
    typed = hear(session, care, letter, 12)
    post(desk, f"/referrals/{letter.id}/new-start", on=on(12).isoformat())
    starts: list[list[str]] = [anew(session, care.episode).new_starts]
    correction = {
        "correct-seen": "0", "correct-next": "back", "correct-how": "paper",
        "correct-seen_on": on(14).isoformat(), "correct-words": WORDS,
    }  # fmt: skip
    post(desk, page(letter, typed), **correction)
    starts.append(anew(session, care.episode).new_starts)
    strike(desk, letter, typed, seen=1)
    starts.append(anew(session, care.episode).new_starts)
    post(desk, page(letter, typed, "/back"), **{"back-seen": "2"})
    starts.append(anew(session, care.episode).new_starts)
    assert starts == [[on(12).isoformat()], [on(14).isoformat()], [], [on(14).isoformat()]]
    assert "Not any more from 14 March 2026." in desk.get(of(care.client.id, "/timeline")).text


def test_the_answer_to_a_letter_written_again_is_about_the_same_flag(
    session: Session, care: Care, flag: Flag, letter: Referral
) -> None:
    again = replace_letter(acting(session, care.therapist, at(1)), letter, "A wrong day")
    assert again.flag_id == flag.id
