"""The client's page keeps what was decided, asked, written and mailed: nobody does it twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.episodes.intake_day import correct_intake_day
from homecare.clients.hand_over import hand_back, hand_over
from homecare.clients.operations import amend_client, record_visit
from homecare.clients.visits import correct_visit
from homecare.database import new_id
from homecare.flags.decisions import dismiss, record_action, snooze
from homecare.flags.lifecycle import update_figures
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from homecare.questions.operations import answer_check
from homecare.referrals.operations import issue_referral, withdraw_referral
from homecare.referrals.writing import write_referral
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care, record, told
from tests.make.flags import answer, at, finding, make_flag, on, the_flag
from tests.make.people import NOW, acting, make_therapist
from tests.make.referrals import make_contact, make_draft

LATER = NOW + timedelta(days=9)


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def happened(browser: FlaskClient, care: Care) -> list[str]:
    """The lines of "What happened", the newest first."""
    page = browser.get(of(care.client.id)).text
    lines = re.findall(r"<li[^>]*>\s*<time.*?</li>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def line_of(browser: FlaskClient, care: Care, words: str) -> str:
    (found,) = [line for line in happened(browser, care) if words in line]
    return found


def test_a_discharge_and_its_undoing_stand_with_whose_they_were(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    act = acting(session, care.therapist, at(2))
    discharge(act, care.episode, "The wrong person", ended="stopped")
    undo_discharge(acting(session, care.therapist, at(3)), care.episode)
    session.commit()
    assert (
        line_of(therapist, care, "Discharged")
        == "Wed 4 Mar, Theo Therapist Discharged Stopped coming"
    )
    assert "Thu 5 Mar, Theo Therapist" in line_of(therapist, care, "Discharge undone")


def test_a_flag_says_the_words_it_was_raised_with_and_a_later_look_is_its_own_line(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    flag = make_flag(session, care, day=1)
    text = "Leg pain 5.5 at the start, 6.1 this week: 11 % worse."
    later = finding("stalled", reasons=[{"code": "change", "text": text}], figures={"day": 8})
    update_figures(flag, later)
    session.commit()
    raised, seen = [one for one in happened(therapist, care) if "Flag: stalled" in one][::-1]
    assert raised.startswith("Tue 3 Mar")
    assert raised.endswith("Flag: stalled A reason for stalled.")
    assert seen.startswith("Yesterday")
    assert "as a later look found it Leg pain 5.5 at the start, 6.1 in the week to 9 March" in seen


def test_whom_a_client_was_given_to_is_said_with_who_had_them_before(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    tess = make_therapist(session, care.practice, "tess@homecare.example", "Tess Stone")
    had, has = care.therapist.person_id, tess.person_id
    assert had
    assert has
    amend_client(acting(session, care.therapist, at(2)), care.client, therapist_id=has)
    hand_over(acting(session, care.therapist, at(3)), has, had)
    hand_back(acting(session, care.therapist, at(3) + timedelta(hours=1)), has)
    session.commit()
    to, back = "From Theo Therapist to Tess Stone.", "From Tess Stone to Theo Therapist."
    assert to in line_of(therapist, care, "Given to another therapist")
    assert back in line_of(therapist, care, "Handed over to another therapist")
    assert to in line_of(therapist, care, "Handed back, as the hand-over was a slip")
    assert not [line for line in happened(therapist, care) if "Record changed" in line]


@pytest.mark.parametrize(
    ("decide", "title", "reason"),
    [
        (
            lambda s, c, f: record_action(acting(s, c, at(2)), f, "call", "will rest"),
            "Decided",
            "will rest",
        ),
        (
            lambda s, c, f: snooze(acting(s, c, at(2)), f, "on holiday"),
            "Set aside",
            "on holiday",
        ),
        (lambda s, c, f: dismiss(acting(s, c, at(2)), f, "new chair"), "Dismissed", "new chair"),
    ],
)
def test_a_decision_stands_with_its_reason_and_whose_it_was(
    therapist: FlaskClient, session: Session, care: Care, decide: Any, title: str, reason: str
) -> None:
    decide(session, care.therapist, make_flag(session, care))
    session.commit()
    line = line_of(therapist, care, f"{title}")
    assert reason in line
    assert "stalled" in line
    assert "Theo Therapist" in line


def test_a_note_beside_red_flag_answers_and_their_clearing_stand_there(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, "fever", day=1)
    flag = the_flag(session, care)
    record_action(acting(session, care.therapist, at(1)), flag, "call", "sees the GP today")
    clear_episode(
        acting(session, care.therapist, at(2)), care.episode, "A cold, says the GP.", at(2).date(),
    )  # fmt: skip
    session.commit()
    assert "sees the GP today" in line_of(therapist, care, "Noted: GP first")
    assert "A cold, says the GP." in line_of(therapist, care, "Red flag cleared")
    assert "answered by the client" in line_of(therapist, care, "Red-flag questions")


def test_a_decision_names_a_review_by_what_it_is_about(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    flag = make_flag(session, care, "review")
    flag.reasons = [{"code": "better_but_level", "text": "Better, but level."}]
    snooze(acting(session, care.therapist, at(2)), flag, "see her on Monday")
    session.commit()
    assert "better, but level see her on Monday" in line_of(therapist, care, "Set aside")


def test_questions_asked_without_a_yes_stand_there_too(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, day=3, by_staff=True)
    assert "None of these" in line_of(therapist, care, "asked by the therapist")


def test_a_letter_issued_and_one_taken_back_stand_there(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact)
    act = acting(session, care.therapist, at(4))
    issue_referral(act, draft, write_referral(act, care.episode, draft))
    withdraw_referral(acting(session, care.therapist, at(5)), draft, "Wrong surgery, he moved")
    session.commit()
    assert "Theo Therapist" in line_of(therapist, care, "Letter issued to Dr Kit Hale")
    withdrawn = line_of(therapist, care, "Letter to Dr Kit Hale withdrawn")
    assert "Wrong surgery, he moved." in withdrawn
    assert "Theo Therapist" in withdrawn


def test_mail_about_the_client_stands_there_with_how_far_it_got(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, "fever", day=1)
    session.execute(update(OutboxMail).values(status="failed"))
    session.commit()
    found = [line for line in happened(therapist, care) if "Alert about a flag" in line]
    assert found
    assert all("could not be delivered" in line for line in found)


def test_another_clients_decisions_stay_on_their_own_page(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    other, episode = make_client(session, care.therapist, name="Olive Other")
    theirs = Care(care.practice, care.therapist, care.therapist, other, episode)
    dismiss(acting(session, care.therapist, at(2)), make_flag(session, theirs), "not for Cleo")
    session.commit()
    assert "not for Cleo" not in therapist.get(of(care.client.id)).text
    assert "not for Cleo" in therapist.get(of(other.id)).text


def test_a_discharge_stands_on_the_day_of_the_practice(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    care.practice.zone = "Pacific/Auckland"
    after_midnight = NOW + timedelta(hours=3)
    discharge(acting(session, care.therapist, after_midnight), care.episode)
    session.commit()
    assert "3 Mar" in line_of(therapist, care, "Discharged")


def test_a_programme_says_whose_it_was_and_a_visit_which_day_it_has_since(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    act, first = acting(session, care.therapist, at(3)), at(1).date()
    visit = record_visit(act, care.episode, first, "Gluteals")
    correct_visit(act, visit, at(2).date())
    correct_visit(act, visit, at(2).date(), "Piriformis")
    session.commit()
    assert "Theo Therapist" in line_of(therapist, care, "Programme assigned")
    assert "Visit of Tue 3 Mar corrected: it was Wed 4 Mar" in " ".join(happened(therapist, care))
    assert line_of(therapist, care, "Visit of Wed 4 Mar corrected").count("it was") == 0


def test_a_flare_up_taken_by_mistake_is_one_line_that_says_it_ended_at_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    begun = told("flare", {"state": "start"}, at(3).date())
    record(session, care, begun, at(3))
    over = told("flare", {"state": "end"}, at(3).date(), seq=2, op="amend", supersedes=begun.id)
    record(session, care, over, at(3))
    assert "A flare-up ended on the day it began" in line_of(therapist, care, "flare-up")
    day = therapist.get(of(care.client.id, f"/diary?day={at(3).date()}")).text
    assert "One began and ended" in day


def test_a_flare_up_that_was_none_stays_struck_out_with_its_end(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    begun = told("flare", {"state": "start"}, at(3).date())
    record(session, care, begun, at(3))
    record(session, care, told("flare", {"state": "end"}, at(4).date(), seq=2), at(4))
    assert "<s>" not in therapist.get(of(care.client.id, "/timeline")).text
    back = told("flare", {}, at(3).date(), seq=3, op="void", supersedes=begun.id)
    record(session, care, back, at(4))
    assert "entered by mistake" in line_of(therapist, care, "A flare-up began")
    assert "begun by mistake" in line_of(therapist, care, "A flare-up ended")
    timeline = therapist.get(of(care.client.id, "/timeline")).text
    for title in ("A flare-up began", "A flare-up ended"):
        assert timeline.count(f"<s>{title}</s>") == timeline.count(title) == 1


def test_a_weekly_check_stands_by_its_hour_above_what_came_before_it_that_day(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    record_visit(acting(session, care.therapist, NOW), care.episode, NOW.date(), "Loosened")
    at_ten = acting(session, care.me, NOW + timedelta(hours=1))
    answer_check(at_ten, care.episode, entry_id=new_id(), change=-3, answers={})
    session.commit()
    lines = happened(therapist, care)
    assert any("ery much worse" in line for line in lines[:2])
    assert next(i for i, line in enumerate(lines) if "Intake" in line) > 0


def test_a_score_that_was_changed_on_a_later_day_stands_there_and_taps_of_one_day_do_not(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    first = told("pain", {"leg": 4, "back": 2}, on(2))
    record(session, care, first, at(2))
    for seq, (leg, day) in enumerate(((5, 2.001), (6, 2.002), (7, 4)), 2):
        changed = told(
            "pain", {"leg": leg, "back": 2}, on(2), op="amend", seq=seq, supersedes=first.id
        )
        record(session, care, changed, at(day))
        first = changed
    (line,) = [one for one in happened(therapist, care) if "replaced by" in one]
    assert line.startswith("Fri 6 Mar")
    assert "leg 6, back 2 replaced by leg 7, back 2" in line


def test_the_day_of_the_intake_put_right_stands_there_with_both_days(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    correct_intake_day(acting(session, care.therapist, at(2)), care.episode, on(-3))
    session.commit()
    assert line_of(therapist, care, "The day of the intake").endswith(
        "Record changed The day of the intake: 2 March 2026 → 27 February 2026."
    )
