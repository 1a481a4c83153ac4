"""A record's pages are kept for years, and pulled apart: each says whose it is, and every date and
time in them can be told from any other."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.diary.days import close_days
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.language import MONTHS, long_date
from tests.desk.browsing import of
from tests.export.lived import live
from tests.export.test_record_pages import pages
from tests.make.diary import Care, record, told
from tests.make.flags import answer, at
from tests.make.people import acting
from tests.typesetting.pdfs import facts_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b")
WITHOUT_YEAR = re.compile(rf"{DATE.pattern}(?! \d{{4}})")


def test_every_date_on_the_pages_has_its_year(
    therapist: FlaskClient, session: Session, care: Care, clock: Any
) -> None:
    """They are kept for years."""
    live(session, care)
    clock.move_to(at(9))
    session.commit()
    said = pages(therapist, care)
    assert len(DATE.findall(said)) > 40
    assert WITHOUT_YEAR.findall(said) == []


def test_every_page_says_whose_it_is(
    therapist: FlaskClient, session: Session, care: Care, clock: Any
) -> None:
    """A page that was pulled apart from the first, or lies among another client's."""
    live(session, care)
    clock.move_to(at(9))
    made = therapist.get(of(care.client.id, "/record.pdf")).data
    many = int(facts_of(made)["Pages"])
    assert many > 1
    born = long_date(care.client.date_of_birth)
    for page in range(1, many + 1):
        said = " ".join(words_of(made, "-f", f"{page}", "-l", f"{page}").split())
        assert f"Sam Reed, born {born} · " in said
        assert f"page {page} of {many}" in said


def test_rounds_of_one_day_are_told_apart_and_say_how_they_were_answered(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care)
    act = acting(session, care.me, at(0) + timedelta(minutes=7))
    said = {"fever": False, "night_sweats": True}
    record_red_flag_answers(act, care.episode, "check", said)
    answer(session, care, "weight_loss", day=1, by_staff=True)
    read = pages(therapist, care)
    assert re.search(r"2 March 2026 at 09:00 By the client, alone None of these\.", read)
    weekly = read.split("2 March 2026 at 09:07 In the weekly check ")[1]
    assert weekly.index("? Yes.") < weekly.index("? Not sure.")
    assert "? Yes or not sure." in read.split(" With a therapist ")[1]


def test_a_sitting_that_was_only_timed_and_is_put_right_later_can_be_read(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    first = told("sitting", {"minutes": 25}, done_at=at(0))
    record(session, care, first, at(0))
    mend = told("sitting", {"minutes": 40}, op="amend", supersedes=first.id, seq=2, done_at=at(3))
    record(session, care, mend, at(3), care.therapist)
    said = pages(therapist, care)
    assert "Sitting: 25 minutes until 5 March 2026, when Theo Therapist changed it." in said


def test_days_that_have_not_come_do_not_stand_in_the_diary(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told())
    close_days(session, at(5))
    session.commit()
    diary = pages(therapist, care).split(" Diary ")[1]
    assert "2 March 2026" in diary
    assert "3 March 2026" not in diary
