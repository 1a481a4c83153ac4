"""What a client rated is not replaced without a question, stays to be read, and comes back."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.desk.browsing import error_at, look_again, of, send
from tests.make.diary import Care, record, the_day, told
from tests.make.people import NOW
from tests.today.visiting import Visitor

LATER = NOW + timedelta(days=3)
YESTERDAY = LATER.date() - timedelta(days=1)


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


@pytest.fixture
def rated(session: Session, care: Care) -> None:
    """The client rated yesterday: leg 5, back 3."""
    record(session, care, told("pain", {"leg": 5, "back": 3}, YESTERDAY), LATER)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def day_page(care: Care) -> str:
    return of(care.client.id, f"/diary?day={YESTERDAY}")


def enter(browser: FlaskClient, care: Care, **data: Any) -> TestResponse:
    page = day_page(care)
    form = Visitor(browser).forms(page, page)[0]
    return send(browser, page, entry_id=form.fields["entry_id"], **data)


def replacing(browser: FlaskClient, care: Care) -> str:
    """What the tick under the scores agrees to replace."""
    tick = re.search(r'<input[^>]*name="replace"[^>]*>', browser.get(day_page(care)).text)
    assert tick
    value = re.search(r'value="([^"]+)"', tick[0])
    assert value
    return value[1]


def replace(browser: FlaskClient, care: Care, leg: str, back: str) -> None:
    agreed = replacing(browser, care)
    assert enter(browser, care, leg=leg, back=back, replace=agreed).status_code == 302


def put_back(browser: FlaskClient, care: Care) -> TestResponse:
    page = day_page(care)
    found = re.search(r'name="entry" value="([^"]+)"', browser.get(page).text)
    assert found
    return send(
        browser, of(care.client.id, f"/diary/put-back?day={YESTERDAY}"), page, entry=found[1]
    )


def scores(session: Session, care: Care) -> tuple[int | None, int | None]:
    look_again(session)
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    return day.leg, day.back


@pytest.mark.usefixtures("rated")
def test_what_the_client_rated_is_asked_about_at_its_field(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for leg, back in (("9", "9"), ("", "")):
        answer = enter(therapist, care, leg=leg, back=back)
        assert answer.status_code == 422
        assert error_at(answer, "leg") == "5 stands here. Tick “Replace” to change it."
        assert f"Leg 5, back 3, said by {care.client.name} today" in said(answer.text)
        assert scores(session, care) == (5, 3)
    replace(therapist, care, "9", "9")
    assert scores(session, care) == (9, 9)


@pytest.mark.usefixtures("rated")
def test_a_rating_that_came_meanwhile_is_asked_about_again(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    agreed = replacing(therapist, care)
    newer = told("pain", {"leg": 2, "back": 3}, YESTERDAY, seq=2)
    record(session, care, newer, LATER + timedelta(minutes=1))
    assert enter(therapist, care, leg="9", back="3", replace=agreed).status_code == 422
    assert scores(session, care) == (2, 3)


def test_a_score_the_client_left_out_is_added_without_a_question(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record(session, care, told("pain", {"leg": 5, "back": None}, YESTERDAY), LATER)
    assert enter(therapist, care, leg="5", back="2").status_code == 302
    assert scores(session, care) == (5, 2)


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize("entered", [("9", "9"), ("", "")])
def test_what_stood_before_is_shown_and_put_back(
    therapist: FlaskClient,
    session: Session,
    care: Care,
    clock: time_machine.Traveller,
    entered: tuple[str, str],
) -> None:
    clock.shift(60)
    replace(therapist, care, *entered)
    before = f"Before: leg 5, back 3, said by {care.client.name} today"
    for page in (day_page(care), of(care.client.id)):
        assert before in said(therapist.get(page).text)
    clock.shift(60)
    put_back(therapist, care)
    assert scores(session, care) == (5, 3)
    happened = said(therapist.get(of(care.client.id, "/timeline")).text)
    assert entered == ("", "") or "leg 9, back 9 replaced by leg 5, back 3" in happened
    back = f"Scores put back by Theo Therapist, as {care.client.name} said them."
    for page in (day_page(care), of(care.client.id)):
        text = said(therapist.get(page).text)
        assert back in text
        assert "Before:" not in text


@pytest.mark.usefixtures("rated")
def test_the_client_reads_that_their_scores_were_put_back(
    app: Flask, therapist: FlaskClient, care: Care, clock: time_machine.Traveller
) -> None:
    me = Visitor.of(app, care.client.email or "")
    clock.shift(60)
    replace(therapist, care, "9", "9")
    clock.shift(60)
    put_back(therapist, care)
    back = "Scores put back by Theo Therapist, as you said them."
    for page in (f"/today/{YESTERDAY}", "/progress"):
        assert back in me.read(page)


@pytest.mark.usefixtures("rated")
def test_putting_back_what_was_changed_meanwhile_changes_nothing(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = day_page(care)
    address = of(care.client.id, f"/diary/put-back?day={YESTERDAY}")
    assert send(therapist, address, page, entry="something").status_code == 302
    assert scores(session, care) == (5, 3)


@pytest.mark.usefixtures("rated")
def test_what_happened_says_what_became_of_scores_and_turns(
    therapist: FlaskClient, care: Care, clock: time_machine.Traveller
) -> None:
    clock.shift(60)
    replace(therapist, care, "9", "9")
    enter(therapist, care, leg="9", back="9", flare="start", better="said")
    clock.shift(60)
    enter(therapist, care, leg="", back="", flare="", better="")
    happened = said(therapist.get(of(care.client.id, "/timeline")).text)
    for line in (
        "leg 5, back 3 replaced by leg 9, back 9",
        "leg 9, back 9 set to not rated",
    ):
        assert f"Today, Theo Therapist Yesterday: {line}" in happened
    for turn in ("“All better”", "A flare-up began"):
        back = "entered by mistake Taken back by Theo Therapist today"
        assert f"Yesterday, Theo Therapist {turn} : {back}" in happened


def test_what_the_client_takes_back_is_told_with_their_name(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    first = told("better", {}, YESTERDAY)
    record(session, care, first, LATER)
    taken = told("better", {}, YESTERDAY, op="void", supersedes=first.id, seq=2)
    record(session, care, taken, LATER)
    happened = said(therapist.get(of(care.client.id, "/timeline")).text)
    back = f"entered by mistake Taken back by {care.client.name} today"
    assert f"Yesterday, {care.client.name} “All better” : {back}" in happened


@pytest.mark.usefixtures("rated")
def test_what_one_of_a_clients_phones_said_is_read_where_the_other_ones_word_stands(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    words = "From another device: leg 5, back 3, replaced."
    assert "another device" not in said(therapist.get(of(care.client.id)).text)
    second = told("pain", {"leg": 8, "back": None}, YESTERDAY, device="phone-2", seq=9)
    record(session, care, second, LATER)
    assert words in said(therapist.get(of(care.client.id)).text)
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert (day.leg, day.back) == (8, 3)
