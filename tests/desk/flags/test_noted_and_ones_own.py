"""What is written on a flag that a colleague has closed, and flags of somebody who works here."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from tests.desk.flags.test_flag_pages import DAY, send, stalled
from tests.make.diary import Care
from tests.make.flags import answer, at, on, the_flag
from tests.make.people import make_membership, signed_in

OWN = "This is your own record. Ask a colleague to decide."


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


@pytest.fixture
def myself(app: Flask, session: Session, care: Care) -> FlaskClient:
    """The client's own browser, who works in the practice by now."""
    person = session.get_one(Person, care.me.person_id)
    make_membership(session, care.practice, person)
    session.commit()
    return signed_in(app, person.email)


def test_a_call_that_a_colleagues_decision_came_before_is_noted_on_the_closed_flag(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    flag = the_flag(session, care)
    send(therapist, flag, "clear", on=str(on(DAY)), reason="Seen, all well")
    late = send(therapist, flag, "act", what="call", reason="Left a message")
    assert "Left a message</textarea>" in late.text
    closed = the_flag(session, care)
    assert send(therapist, closed, "note", reason=" ").status_code == 422
    assert send(therapist, closed, "note", reason="Left a message").status_code == 302
    assert "Left a message" in therapist.get(f"/flags/{flag.id}").text
    assert the_flag(session, care).status == "cleared"


def test_nobody_clears_their_own_answers_while_a_colleague_is_there(
    session: Session, care: Care, myself: FlaskClient, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    flag = the_flag(session, care)
    refused = send(myself, flag, "clear", on=str(on(DAY)), reason="It is fine, I say so")
    assert refused.status_code == 422
    assert OWN in refused.text
    assert "It is fine, I say so" in refused.text
    assert the_flag(session, care).closed_at is None
    assert send(therapist, flag, "clear", on=str(on(DAY)), reason="Seen").status_code == 302


def test_nobody_decides_on_a_flag_of_their_own_while_a_colleague_is_there(
    session: Session, care: Care, myself: FlaskClient
) -> None:
    flag = stalled(session, care)
    for name, more in (("dismiss", {}), ("snooze", {"days": "7"}), ("act", {"what": "call"})):
        refused = send(myself, flag, name, reason="It is fine", **more)
        assert refused.status_code == 422
        assert OWN in refused.text
    assert the_flag(session, care).status == "open"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("act", {"what": "call", "reason": "Spoke to her"}),
        ("act", {"what": "no_answer", "reason": "Rang twice"}),
        ("note", {"reason": "Her son rang"}),
    ],
)
def test_pressed_twice_a_call_or_a_note_is_written_down_once(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller,
    form: str, said: dict[str, str],
) -> None:  # fmt: skip
    answer(session, care, "bladder", day=DAY)
    flag = the_flag(session, care)
    words = said["reason"]

    def written() -> int:
        return sum(words in step.reason for step in the_flag(session, care).transitions)

    for _ in range(2):
        assert send(therapist, flag, form, **said).status_code == 302
    assert written() == 1
    clock.move_to(at(DAY) + timedelta(minutes=3))
    send(therapist, flag, form, **said)
    assert written() == 2
