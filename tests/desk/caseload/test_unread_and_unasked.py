"""What marks a client on the caseload until somebody has read it, or asked."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from tests.desk.browsing import of
from tests.desk.referrals.draft import post
from tests.letters.made import make_letter
from tests.make.diary import DAY, TODAY, Care
from tests.make.flags import answer
from tests.make.people import NOW, acting
from tests.today.visiting import words

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
