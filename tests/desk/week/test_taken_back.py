"""A week that was saved to the wrong client, or wrongly, is taken back by one press that day."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from homecare.diary.queries import day_reports
from tests.desk.browsing import look_again, of, send
from tests.desk.week.test_week_page import DAY, FIRST, LATER, agree, cell, enter, full_week, page_of
from tests.make.diary import BRIDGE, Care, record, told

DONE = cell(FIRST, f"exercise:{BRIDGE}")


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def offered(browser: FlaskClient, care: Care) -> list[str]:
    return re.findall(r'name="change" value="([^"]+)"', page_of(browser, care, f"?from={FIRST}"))


def take_back(browser: FlaskClient, care: Care, change: str) -> str:
    week = of(care.client.id, f"/week?from={FIRST}")
    answer = send(browser, of(care.client.id, f"/week/back?from={FIRST}"), week, change=change)
    assert answer.status_code == 302
    return browser.get(answer.location).text


def stands(session: Session, care: Care) -> dict[str, object]:
    look_again(session)
    day = day_reports(session, care.episode.id, FIRST)
    said = {"pain": day.pain, "bridge": day.exercises.get(BRIDGE), "bath": day.bath}
    return {name: entry.body for name, entry in said.items() if entry}


def test_a_week_saved_wrongly_is_as_it_was_after_one_press(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    body = {"line": BRIDGE, "outcome": "partly", "reason": "hurts"}
    record(session, care, told("exercise", body, FIRST), LATER)
    record(session, care, told("bath", {"kept": "not_kept"}, FIRST, seq=2), LATER)
    typed = {**full_week(), DONE: "done", cell(FIRST, "bath"): ""}
    agree(therapist, care, page_of(therapist, care, f"?from={FIRST}"), cells=typed)
    assert stands(session, care) == {
        "pain": {"leg": 0, "back": 0}, "bridge": {"line": BRIDGE, "outcome": "done", "times": 1},
    }  # fmt: skip
    [change] = offered(therapist, care)
    page = take_back(therapist, care, change)
    assert "9 entries of 7 days taken back" in page
    assert stands(session, care) == {"bridge": body, "bath": {"kept": "not_kept"}}


def test_pressed_twice_it_is_taken_back_once_and_the_taking_back_can_be_too(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    enter(therapist, care, cells=full_week())
    [change] = offered(therapist, care)
    take_back(therapist, care, change)
    written = session.scalar(select(func.count()).select_from(Entry))
    assert "changed meanwhile" in take_back(therapist, care, change)
    look_again(session)
    assert session.scalar(select(func.count()).select_from(Entry)) == written
    [again] = offered(therapist, care)
    take_back(therapist, care, again)
    assert stands(session, care) == {"pain": {"leg": 0, "back": 0}}


def test_what_the_client_said_since_stays(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    enter(therapist, care, cells=full_week())
    clock.shift(60)
    mine = told("pain", {"leg": 7, "back": 7}, FIRST, seq=2**50)
    record(session, care, mine, LATER.replace(minute=LATER.minute + 1))
    [change] = offered(therapist, care)
    assert "6 entries of 6 days taken back" in take_back(therapist, care, change)
    assert stands(session, care) == {"pain": {"leg": 7, "back": 7}}


def test_it_is_offered_to_whoever_saved_and_that_day_only(
    therapist: FlaskClient, care: Care, clock: time_machine.Traveller
) -> None:
    assert offered(therapist, care) == []
    enter(therapist, care, cells=full_week())
    assert len(offered(therapist, care)) == 1
    clock.shift(DAY)
    assert offered(therapist, care) == []


def test_all_emptied_without_scripts_takes_back_what_stood_and_leaves_the_scores(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    enter(therapist, care, cells={**full_week(), DONE: "done"})
    enter(therapist, care, all="empty")
    assert stands(session, care) == {"pain": {"leg": 0, "back": 0}}
