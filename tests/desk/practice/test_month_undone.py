"""What was undone, merged or entered by mistake is in no figure of a practice's month."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.mistakes import end_as_mistake
from homecare.clients.operations import reopen
from homecare.flags.decisions import dismiss, record_action, take_up
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from homecare.merging.undoing import undo
from tests.clients.test_operations import KNEE
from tests.desk.practice.test_month import tables, taken_in
from tests.make.diary import make_care
from tests.make.flags import at, make_flag
from tests.make.people import acting, make_practice
from tests.make.referrals import make_contact, make_draft

pytestmark = pytest.mark.both_databases
NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
CLIENTS = ("In care at the end, or now", "New", "Discharged")


@pytest.fixture(autouse=True)
def the_tenth_of_april() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def clients(app: Flask) -> list[list[str]]:
    found = tables(app)
    return [found[about] for about in CLIENTS]


@pytest.mark.parametrize("goes_on", ["keeper", "duplicate"])
def test_a_merge_is_neither_somebody_new_nor_a_discharge(
    app: Flask, session: Session, goes_on: str
) -> None:
    _, owner = make_practice(session)
    first = taken_in(session, owner, "Ann Twice", date(2026, 3, 5))
    second = taken_in(session, owner, "Ann Twice", date(2026, 4, 2))
    assert clients(app) == [["2", "1"], ["1", "1"], ["0", "0"]]
    act = acting(session, owner, NOW)
    made = merge(act, first.client_id, second.client_id, Choices(goes_on=goes_on))
    session.commit()
    assert clients(app) == [["1", "1"], ["0", "1"], ["0", "0"]]
    undo(acting(session, owner, NOW), made)
    session.commit()
    assert clients(app) == [["2", "1"], ["1", "1"], ["0", "0"]]


def test_whoever_came_back_is_new_again_and_ended_once(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    first = taken_in(session, owner, "Ann Again", date(2026, 3, 5))
    discharge(acting(session, owner, datetime(2026, 3, 20, 9, tzinfo=UTC)), first, ended="better")
    again = reopen(acting(session, owner, datetime(2026, 4, 2, 9, tzinfo=UTC)), first.client, KNEE)
    session.commit()
    assert clients(app) == [["1", "0"], ["1", "1"], ["0", "1"]]
    end_as_mistake(acting(session, owner, NOW), again)
    session.commit()
    assert clients(app) == [["0", "0"], ["0", "1"], ["0", "1"]]


def test_a_record_that_was_a_mistake_is_in_no_figure(app: Flask, session: Session) -> None:
    care = make_care(session)
    act = acting(session, care.therapist, at(33))
    contact = make_contact(session, care.therapist, kind="gp")
    letter = make_draft(session, care.therapist, care.episode, contact)
    letter.status, letter.issued_at = "issued", at(31)
    session.commit()
    make_flag(session, care, "stalled", day=31)
    assert tables(app)["Letters issued"] == ["1", "0"]
    end_as_mistake(act, care.episode, knowing=True)
    session.commit()
    found = tables(app)
    assert clients(app) == [["0", "0"], ["0", "0"], ["0", "0"]]
    assert "Stalled" not in found
    assert found["Letters issued"] == ["0", "0"]


def test_a_letter_that_was_withdrawn_or_written_again_counts_no_more(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    contact = make_contact(session, care.therapist, kind="gp")
    letters = []
    for _ in range(2):
        letter = make_draft(session, care.therapist, care.episode, contact)
        letter.status, letter.issued_at = "issued", at(31)
        session.commit()
        letters.append(letter)
    first, again = letters
    again.replaces_id = first.id
    session.commit()
    assert tables(app)["Letters issued"] == ["1", "0"]
    again.status, first.status = "withdrawn", "withdrawn"
    session.commit()
    assert tables(app)["Letters issued"] == ["0", "0"]


def test_an_answer_whose_note_was_taken_back_counts_no_more(app: Flask, session: Session) -> None:
    care = make_care(session)
    flag = make_flag(session, care, "gp", day=32)
    record_action(acting(session, care.therapist, at(33)), flag, "answered", "All clear")
    session.commit()
    assert tables(app)["Answers to letters"] == ["1", "0"]
    take_up(acting(session, care.therapist, at(34)), flag, "The wrong letter")
    session.commit()
    assert tables(app)["Answers to letters"] == ["0", "0"]
    dismiss(acting(session, care.therapist, at(35)), flag, "Seen")
    session.commit()
    assert tables(app)["Answers to letters"] == ["0", "0"]
