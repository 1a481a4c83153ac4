"""What marks a client on the caseload until somebody has read it, or asked."""

from dataclasses import replace

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.decisions import snooze
from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from tests.desk.browsing import of
from tests.desk.referrals.draft import post
from tests.letters.made import make_letter
from tests.make.clients import make_client
from tests.make.diary import DAY, TODAY, Care
from tests.make.flags import answer, make_flag
from tests.make.people import NOW, acting
from tests.today.visiting import words

GROUP = "Answers to read"
UNREAD, UNASKED = "Answer not read yet", "Red-flag questions not asked yet"

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def two_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + 2 * DAY)


def heard(session: Session, care: Care, letter: Referral, what: str, day: int) -> None:
    said = Said(next=what, how="telephone", said_by="Dr Kit Hale", seen_on=TODAY, words="Stiff.")
    kept = record_answer(acting(session, care.therapist, NOW + day * DAY), letter, said)
    kept.read_at = None  # as by the link
    session.commit()


@pytest.mark.both_databases
def test_an_unread_answer_stands_on_the_row_and_the_record_until_it_is_read(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    pages = ("/caseload", of(care.client.id))
    assert [UNREAD in therapist.get(page).text for page in pages] == [False, False]
    heard(session, care, letter, "staying", 0)
    for page in pages:
        assert f'href="/referrals/{letter.id}#sending">{UNREAD}' in therapist.get(page).text
    assert "Dr Kit Hale: staying with them." in words(therapist.get(pages[1]).text)
    post(therapist, f"/referrals/{letter.id}/read")
    assert [UNREAD in therapist.get(page).text for page in pages] == [False, False]


@pytest.mark.both_databases
def test_answers_to_read_stand_above_what_can_wait_and_below_what_cannot(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    heard(session, care, letter, "back", 0)
    for kind in ("worsening", "quiet"):
        client, episode = make_client(session, care.therapist, name=kind.title())
        make_flag(session, replace(care, client=client, episode=episode), kind)
    read = words(therapist.get("/caseload").text)
    order = ["Getting worse, or GP first 1", "Answers to read 1", "Sam Reed", "Gone quiet 1"]
    assert [read.index(one) for one in order] == sorted(read.index(one) for one in order)
    post(therapist, f"/referrals/{letter.id}/read")
    assert GROUP not in words(therapist.get("/caseload").text)


def test_an_unread_answer_of_a_flag_set_aside_is_to_be_read_all_the_same(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    heard(session, care, make_letter(session, care), "back", 0)
    flag = make_flag(session, care, "stalled", day=1)
    snooze(acting(session, care.therapist, NOW + DAY), flag, "She is away")
    session.commit()
    read = words(therapist.get("/caseload").text)
    assert GROUP in read
    assert "Set aside until" in read


def test_an_earlier_answer_is_told_as_corrected(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    heard(session, care, letter, "staying", 0)
    page = of(care.client.id, "/timeline")
    assert "corrected since" not in therapist.get(page).text
    heard(session, care, letter, "back", 1)
    said = words(therapist.get(page).text)
    assert said.count("Answer from Dr Kit Hale, corrected since") == 1
    assert "Answer from Dr Kit Hale, corrected since Staying with them." in said
    assert "Dr Kit Hale: coming back to us." in words(therapist.get(of(care.client.id)).text)


@pytest.mark.both_databases
def test_who_was_never_asked_is_marked_until_they_are(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = therapist.get("/caseload").text
    assert f'href="{of(care.client.id, "/check")}">{UNASKED}' in page
    answer(session, care, by_staff=True)
    assert "not asked yet" not in therapist.get("/caseload").text


@pytest.mark.both_databases
def test_whose_background_was_never_asked_is_marked_all_the_same(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, by_staff=True)
    care.episode.background_asked_at = None
    session.commit()
    page = therapist.get("/caseload").text
    assert UNASKED not in page
    assert f'href="{of(care.client.id, "/check")}">Background not asked yet' in page
