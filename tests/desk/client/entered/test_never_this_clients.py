"""Red-flag answers that were noted for the wrong client are struck out, and are no check."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.assessment.history import history_of
from homecare.flags.red_flag_answers import correct_red_flag_answers
from homecare.refusals import Refusal
from homecare.rules.gate import missing
from homecare.rules.policy import Policy
from homecare.screening.models import Screening
from homecare.screening.operations import Round
from homecare.screening.queries import exercises_stopped, is_asked, last_asked
from tests.desk.browsing import look_again, of, send
from tests.make.diary import Care
from tests.make.flags import answer, at, on, the_flag
from tests.make.people import NOW, acting
from tests.referrals.letters import written
from tests.typesetting.pdfs import words_of

DAY = 9
LINK = "I noted something wrong: put it right"
CHECK = "check_old"


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(days=DAY, hours=1))


def shut_by(session: Session, care: Care, day: int = DAY) -> list[str]:
    """What keeps the gate to treatment by hand shut on a day."""
    look_again(session)
    return [
        one.code for one in missing(history_of(session, care.episode, on(day)), Policy(), on(day))
    ]


def page_of(care: Care, wrong: Screening) -> str:
    return of(care.client.id, f"/check?correct={wrong.id}")


def strike(browser: FlaskClient, care: Care, wrong: Screening, reason: str = "Other room") -> Any:
    return send(browser, page_of(care, wrong), **{"strike-reason": reason})


def letter_of(session: Session, care: Care, day: int = DAY) -> list[str]:
    session.commit()
    said: list[str] = written(session, care, day=day).letter["red_flags"]
    session.rollback()
    return said


def test_a_none_that_was_another_clients_is_no_check_and_the_one_before_counts(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, day=1)
    wrong = answer(session, care, day=DAY, by_staff=True)
    assert shut_by(session, care) == []
    page = therapist.get(of(care.client.id, "/check")).text
    assert f"correct={wrong.id}" in page
    strike(therapist, care, wrong)
    assert shut_by(session, care) == [CHECK]  # the check before is eight days old
    assert last_asked(session, care.episode.id) == on(1)
    assert letter_of(session, care) == ["Asked on 3 March 2026: none of them."]
    told = therapist.get(of(care.client.id, "/timeline")).text
    assert "Red-flag answers struck out: never this client’s" in told
    pages = " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())
    assert "Struck out, never this client’s (11 March 2026)." in pages


def test_the_only_one_struck_out_they_were_never_asked(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, day=DAY, by_staff=True)
    strike(therapist, care, wrong)
    look_again(session)
    assert not is_asked(session, care.episode.id)
    session.commit()
    assert "have not been asked yet" in therapist.get(of(care.client.id)).text
    assert letter_of(session, care) == ["Not asked."]


def test_a_yes_that_was_another_clients_is_in_no_letter_and_opens_no_gate(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, day=DAY - 1)
    wrong = answer(session, care, "fever", day=DAY, by_staff=True)
    assert exercises_stopped(session, care.episode.id)
    session.commit()
    strike(therapist, care, wrong)
    look_again(session)
    assert not exercises_stopped(session, care.episode.id)
    assert letter_of(session, care) == ["Asked on 10 March 2026: none of them."]
    assert shut_by(session, care) == [CHECK]  # as after every clearing: ask again


def test_what_the_client_answered_before_still_stands(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, "fever", day=1)
    wrong = answer(session, care, "fever", day=DAY, by_staff=True)
    strike(therapist, care, wrong)
    look_again(session)
    assert exercises_stopped(session, care.episode.id)
    assert the_flag(session, care).closed_at is None
    first, said = letter_of(session, care)
    assert first == "Asked on 3 March 2026."
    assert said.startswith("3 March 2026: yes to")


def test_a_correction_that_nobody_answered_is_no_clear_check(session: Session, care: Care) -> None:
    wrong = answer(session, care, "fever", day=DAY - 1, by_staff=True)
    act = acting(session, care.therapist, at(DAY))
    correct_red_flag_answers(act, wrong, Round("therapist", {}, {}, None), "The wrong line")
    session.commit()
    assert shut_by(session, care) == [CHECK]
    assert last_asked(session, care.episode.id) == on(DAY - 1)
    first, said = letter_of(session, care)
    assert first == "Asked on 10 March 2026."
    assert re.fullmatch(
        r"10 March 2026: “.*” was noted by mistake; corrected on 11 March 2026 by Theo Therapist\.",
        said,
    )
    with pytest.raises(Refusal, match="meanwhile"):
        correct_red_flag_answers(act, wrong, Round("therapist", {}, {}, None), "Again")


def test_none_instead_of_none_is_no_correction(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, day=DAY, by_staff=True)
    page = therapist.get(page_of(care, wrong)).text
    made = re.search(r'name="screening_id"[^>]*value="([^"]+)"', page)
    assert made
    data = {"red_flags": "none", "reason": "Other room", "screening_id": made[1]}
    refused: TestResponse = send(therapist, page_of(care, wrong), **data)
    assert refused.status_code == 422
    assert "strike them out below" in refused.text


def test_without_a_reason_nothing_is_struck_out(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, "fever", day=DAY, by_staff=True)
    refused = strike(therapist, care, wrong, " ")
    assert refused.status_code == 422
    assert "Write what was wrong" in refused.text
    look_again(session)
    assert exercises_stopped(session, care.episode.id)


def test_the_way_to_put_it_right_stands_wherever_the_answers_do(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    sent = therapist.get(of(care.client.id, "/check")).text
    made = re.search(r'name="screening_id"[^>]*value="([^"]+)"', sent)
    assert made
    saved = send(therapist, of(care.client.id, "/check"), red_flags="fever", screening_id=made[1])
    for page in (saved.location, f"/flags/{the_flag(session, care).id}", of(care.client.id)):
        assert f'correct={made[1]}">{LINK}' in therapist.get(page).text


def test_after_none_of_these_too(therapist: FlaskClient, session: Session, care: Care) -> None:
    sent = therapist.get(of(care.client.id, "/check")).text
    made = re.search(r'name="screening_id"[^>]*value="([^"]+)"', sent)
    assert made
    saved = send(therapist, of(care.client.id, "/check"), red_flags="none", screening_id=made[1])
    assert f'correct={made[1]}">{LINK}' in therapist.get(saved.location).text
