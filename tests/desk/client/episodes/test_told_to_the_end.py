"""Of care that has ended every page says the same, as it stood on the morning of its last day."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.operations import record_visit
from homecare.language import long_date
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import assess, at, exercise, make_flag, on, rate
from tests.make.people import acting, signed_in

CHART = r"Leg pain, averaged over [^:]*: (?:[\d.]+ up to [^,]+, )?([\d.]+) ([^.]+)\."
LAST = 35


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def end(session: Session, care: Care, day: int = LAST) -> None:
    discharge(acting(session, care.therapist, at(day + 0.4)), care.episode, ended="better")
    session.commit()


@pytest.fixture
def eased(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    """Pain that eased to 3, a last day of 10, and forty days since."""
    record_visit(acting(session, care.therapist, at(20)), care.episode, on(20))
    rate(session, care, 7, 3, range(10))
    rate(session, care, 3, 2, range(10, LAST))
    exercise(session, care, range(LAST - 5, LAST))
    assess(session, care, LAST)
    rate(session, care, 10, 2, [LAST])
    exercise(session, care, [LAST])
    end(session, care)
    clock.move_to(at(LAST + 40))


def test_chart_verdict_and_sums_of_the_desk_are_of_one_day(
    eased: None, care: Care, therapist: FlaskClient
) -> None:
    page = therapist.get(of(care.client.id)).text
    assert re.findall(CHART, page)[0] == ("3.0", "at the end")
    said = words(page)
    assert "Leg pain 6.8 at the start, 3.0 in the week to 5 April 2026" in said
    assert "Last 7 days of their care 3.0" in said
    saw = re.search(r"Exercise in 14 days, flare-ups left out (\d+ of \d+) times due", said)
    assert saw
    assert f"Last 14 days of their care: {saw[1]} times due" in said
    assert "Next weekly look" not in said


def test_the_phone_says_what_the_desk_says(eased: None, app: Flask) -> None:
    page = signed_in(app, "client@homecare.example").get("/progress").text
    assert re.findall(CHART, page)[0] == ("3.0", "at the end")
    said = words(page)
    assert (
        "Leg pain went from 6.8 at the start to 3.0 over the last 7 days of your care: 3.8 less."
    ) in said
    assert "1 visit." in said
    assert "so far" not in said


def test_the_flag_of_ended_care_draws_the_same_end(
    session: Session, eased: None, care: Care, app: Flask
) -> None:
    flag = make_flag(session, care, day=20)
    page = signed_in(app, "therapist@homecare.example").get(f"/flags/{flag.id}").text
    assert re.findall(CHART, page)[0] == ("3.0", "at the end")


def test_who_was_rated_no_more_is_compared_as_last_rated(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    rate(session, care, 7, 3, range(5))
    rate(session, care, 4, 3, range(5, 12))
    end(session, care, 60)
    clock.move_to(at(100))
    page = signed_in(app, "client@homecare.example").get("/progress").text
    (told,) = re.findall(r"Leg pain went from 6.8 at the start to ([\d.]+) when last rated", page)
    assert re.findall(CHART, page)[0][0] == told
    assert "Too few scores" not in page


def test_who_was_never_rated_can_add_nothing_more(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    end(session, care)
    clock.move_to(at(LAST + 40))
    said = words(signed_in(app, "client@homecare.example").get("/progress").text)
    assert "Too few scores to compare with the start." in said


def test_nothing_is_looked_at_again_after_the_end(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 2, range(25))
    exercise(session, care, range(25))
    assess(session, care, 25)
    flag = make_flag(session, care, day=20)
    in_care = f"About the same; looked at again on {long_date(on(28))}."
    clock.move_to(at(25.2))
    therapist = signed_in(app, "therapist@homecare.example")
    assert in_care in words(therapist.get(of(care.client.id)).text)
    assert in_care in words(therapist.get(f"/flags/{flag.id}").text)
    end(session, care, 25)
    for page in (of(care.client.id), of(care.client.id, "/rule"), f"/flags/{flag.id}"):
        said = words(therapist.get(page).text)
        assert "About the same." in said
        assert f"again on {long_date(on(28))}" not in said
