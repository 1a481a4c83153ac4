"""A call that nobody answered leaves a flag open, and brings it back on a day."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.language import long_date
from homecare.rules.overdue import next_working_day
from tests.desk.flags.test_flag_pages import send
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, make_flag, on, the_flag

DAY = 28
TOMORROW = on(DAY + 1)


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


@pytest.mark.parametrize("kind", ["quiet", "stalled", "worsening", "gp"])
@pytest.mark.both_databases
def test_the_flag_stays_open_and_asks_again_on_that_day(
    session: Session, care: Care, therapist: FlaskClient, kind: str
) -> None:
    flag = make_flag(session, care, kind)
    told = send(therapist, flag, "act", what="no_answer", again_on=TOMORROW.isoformat())
    assert told.status_code == 302
    assert "No answer: it asks again tomorrow." in therapist.get("/flags").text
    stands = the_flag(session, care)
    assert (stands.status, stands.snoozed_until, stands.closed_at) == ("snoozed", TOMORROW, None)
    assert "Called, no answer." in therapist.get(f"/flags/{flag.id}").text
    session.rollback()
    assess(session, care, DAY + 1)
    session.expire_all()
    assert the_flag(session, care).status == "open"


def test_the_next_working_day_is_proposed(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care, "quiet")
    page = therapist.get(f"/flags/{flag.id}").text
    assert f'value="{next_working_day(on(DAY)).isoformat()}"' in page
    friday = on(DAY) + timedelta(days=(4 - on(DAY).weekday()) % 7)
    for later in range(3):
        assert next_working_day(friday + timedelta(days=later)).weekday() == 0


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "from tomorrow"), (15, "from tomorrow"), (None, "Write the day on which you try again.")],
)
def test_a_day_out_of_reach_is_said_at_the_field(
    session: Session, care: Care, therapist: FlaskClient, days: int | None, said: str
) -> None:
    flag = make_flag(session, care, "quiet")
    typed = "" if days is None else on(DAY + days).isoformat()
    page = send(therapist, flag, "act", what="no_answer", again_on=typed, reason="Rang twice")
    assert page.status_code == 422
    assert said in page.text
    assert "Rang twice" in page.text
    assert the_flag(session, care).status == "open"


def test_red_flag_answers_stay_open_with_the_call_beside_them(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    flag = the_flag(session, care)
    send(therapist, flag, "act", what="no_answer")
    stands = the_flag(session, care)
    assert (stands.status, stands.snoozed_until) == ("open", None)
    assert "go on trying until somebody has spoken to them" in therapist.get("/flags").text


def test_it_is_set_aside_until_a_day(session: Session, care: Care, therapist: FlaskClient) -> None:
    flag = make_flag(session, care)
    until = on(DAY + 9)
    send(therapist, flag, "snooze", days="14", until=until.isoformat(), reason="Her visit")
    assert the_flag(session, care).snoozed_until == until


def test_a_day_beyond_two_weeks_is_refused_with_the_last_one(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    page = send(
        therapist, flag, "snooze", days="", until=on(DAY + 15).isoformat(), reason="Her visit"
    )
    assert page.status_code == 422
    assert long_date(on(DAY + 14)) in page.text
    assert "whole number" in send(therapist, flag, "snooze", days="", reason="Her visit").text
