"""The practice's loop: from flag to letter to answer, counted from rows that anybody can count."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from homecare.referrals.operations import issue_referral, replace_letter, withdraw_referral
from homecare.referrals.writing import write_referral
from tests.letters.made import make_letter
from tests.make.diary import TODAY, Care, make_care, statements
from tests.make.flags import make_flag, rate
from tests.make.people import NOW, acting, signed_in

DAY = timedelta(days=1)
ADDRESS = "/practice/loop"


@pytest.fixture(autouse=True)
def ten_weeks_later() -> Iterator[None]:
    with time_machine.travel(NOW + 70 * DAY, tick=False):
        yield


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


def said(page: str) -> dict[str, str]:
    """Every term and row of the page, with what stands beside it."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S)
    rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', page, re.S)
    return {words(about): words(cells) for about, cells in [*pairs, *rows]}


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def a_letter(session: Session, care: Care, day: int, **contact: str) -> Referral:
    return make_letter(session, care, NOW + day * DAY, **contact)


def heard(session: Session, care: Care, letter: Referral, day: int, what: str = "back") -> None:
    seen = None if what == "waiting" else TODAY + day * DAY
    answer = Said(next=what, how="paper", said_by="Dr Kit Hale", seen_on=seen, words="Stiff.")
    record_answer(acting(session, care.therapist, NOW + day * DAY), letter, answer)
    session.commit()


def test_a_flag_a_letter_and_an_answer_are_counted(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    make_flag(session, care, day=1)
    letter = a_letter(session, care, 4)
    heard(session, care, letter, 6, "waiting")
    assert said(owner.get(ADDRESS).text)["Of those, answered"] == "0"
    heard(session, care, letter, 10)
    shown = said(owner.get(ADDRESS).text)
    assert shown["Flags raised"] == shown["Of those, a letter was issued"] == "1"
    assert shown["Letters issued"] == "1 (1 from a flag)"
    assert shown["Of those, answered"] == "1"
    assert shown["From the flag to the letter"] == "too few to say (1)"
    assert shown["Stalled"] == "1 1 1"
    assert shown["Coming back to us"] == "1"
    assert shown["No answer yet"] == "0"


def test_five_letters_are_enough_for_a_median(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    for days in (1, 2, 3, 10, 30):
        heard(session, care, a_letter(session, care, 0), days)
    shown = said(owner.get(ADDRESS).text)
    assert shown["From the letter to the answer"] == "3 days (from 1 to 30; 5 letters)"
    assert shown["From the flag to the letter"] == "none yet"


@pytest.mark.parametrize(("leg", "outcome"), [(2, "Improved"), (6, "Not improved")])
def test_what_became_of_them_is_the_rules_own_measure(
    session: Session, care: Care, owner: FlaskClient, leg: int, outcome: str
) -> None:
    a_letter(session, care, 10)
    rate(session, care, leg, 0, range(45, 52))
    shown = said(owner.get(ADDRESS).text)
    assert shown[outcome] == "1"
    assert shown["GP"] == f"1 0 {'1' if leg == 2 else '0'} of 1"


def test_six_weeks_that_are_not_over_and_too_few_scores_are_said_as_that(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    a_letter(session, care, 5)
    shown = said(owner.get(ADDRESS).text)
    assert shown["Too few scores to tell"] == "1"
    assert shown["GP"].endswith("not known")
    with time_machine.travel(NOW + 20 * DAY, tick=False):
        later = signed_in(owner.application, "owner@homecare.example")
        assert said(later.get(ADDRESS).text)["Six weeks not over yet"] == "1"


def test_a_letter_written_again_counts_once_with_the_answer_to_either(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    first = a_letter(session, care, 4)
    act = acting(session, care.therapist, NOW + 5 * DAY)
    anew = replace_letter(act, first, "The side was wrong.")
    issue_referral(act, anew, write_referral(act, care.episode, anew))
    session.commit()
    heard(session, care, anew, 9)
    shown = said(owner.get(ADDRESS).text)
    assert shown["Letters issued"].startswith("1 ")
    assert shown["Of those, answered"] == "1"


def test_a_letter_that_was_withdrawn_is_said_as_that(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    letter = a_letter(session, care, 4)
    withdraw_referral(
        acting(session, care.therapist, NOW + 5 * DAY), letter, "It went to the wrong clinic"
    )
    session.commit()
    assert "1 withdrawn" in said(owner.get(ADDRESS).text)["GP"]


def test_only_the_days_that_were_chosen_count(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    a_letter(session, care, 4)
    day = f"{TODAY + 4 * DAY}"
    inside = owner.get(f"{ADDRESS}?first={day}&last={day}").text
    assert said(inside)["Letters issued"].startswith("1 ")
    after = f"{TODAY + 5 * DAY}"
    assert "Nothing in these days" in owner.get(f"{ADDRESS}?first={after}&last={after}").text


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        ("2026-05-02", "2026-05-01", "Choose a day on or after the first one."),
        ("1999-01-01", "2026-05-01", "Choose five years at most."),
        ("9999-06-01", "9999-12-31", "The first day is still to come."),
        ("soon", "2026-05-01", "Write the date as day, month and year."),
        ("", "", "Write the date as day, month and year."),
    ],
)
def test_days_that_can_not_be_meant_are_told_at_the_field(
    owner: FlaskClient, first: str, last: str, problem: str
) -> None:
    page = owner.get(ADDRESS, query_string={"first": first, "last": last})
    assert page.status_code == 422
    assert problem in page.text


def test_an_empty_practice_is_told_what_to_do(owner: FlaskClient) -> None:
    shown = owner.get(ADDRESS).text
    assert "Nothing in these days" in shown
    assert "A letter begins on a flag" in shown


def test_nobody_is_named_and_another_practice_counts_nothing(
    app: Flask, session: Session, care: Care, owner: FlaskClient
) -> None:
    a_letter(session, care, 4)
    shown = owner.get(ADDRESS).text
    for name in ("Sam Reed", "Kit Hale", "Theo Therapist"):
        assert name not in shown
    make_care(session, email="2", name="Nell New")
    assert "Nothing in these days" in signed_in(app, "owner2@homecare.example").get(ADDRESS).text


def test_it_is_the_owners_page_and_stands_in_the_practices_navigation(
    app: Flask, care: Care, owner: FlaskClient
) -> None:
    assert f'href="{ADDRESS}"' in owner.get("/practice").text
    therapist = signed_in(app, "therapist@homecare.example")
    assert therapist.get(ADDRESS).status_code == 403
    assert ADDRESS not in therapist.get("/practice").text


def test_it_asks_as_many_statements_of_ten_letters_as_of_one(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    a_letter(session, care, 1)
    owner.get(ADDRESS)
    with statements(session) as of_one:
        owner.get(ADDRESS)
    for day in range(2, 6):
        a_letter(session, care, day)
    with statements(session) as of_more:
        owner.get(ADDRESS)
    assert len(of_more) == len(of_one)
