"""A therapist reads calmly that the last night's look is missing, as flags may be missing, too."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.clockwork.failures import LeftOut, leave_out
from tests.make.diary import Care
from tests.make.flags import assess, at, on
from tests.make.people import signed_in

PAGES = ("/caseload", "/caseload?whose=all", "/flags", "/flags?whose=all")
LATE = "Last night’s look is missing for one client, so flags may be missing, too."
THROUGH = "Looked at through Thursday 5 March; it is tried again by itself."


def at_time(clock: time_machine.Traveller, day: int, hour: time) -> None:
    """The time of a day on London's clock."""
    clock.move_to(datetime.combine(on(day), hour, ZoneInfo("Europe/London")))


def test_a_missing_look_is_said_where_flags_are_looked_for(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    assess(session, care, 4)
    at_time(clock, 5, time(8))
    therapist = signed_in(app, "therapist@homecare.example")
    for page in PAGES:
        text = therapist.get(page).text
        assert LATE in text, page
        assert THROUGH in text, page
    own = therapist.get(f"/clients/{care.client.id}").text
    assert "Looked at through Thursday 5 March. The look of last night is missing" in own


@pytest.mark.parametrize(("day", "hour"), [(4, time(23)), (5, time(6, 59))])
def test_nothing_is_said_while_the_night_may_be_at_it(
    day: int, hour: time,
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller,
) -> None:  # fmt: skip
    assess(session, care, 4)
    at_time(clock, day, hour)
    therapist = signed_in(app, "therapist@homecare.example")
    for page in (*PAGES, f"/clients/{care.client.id}"):
        assert "last night" not in therapist.get(page).text.lower(), page


def test_a_look_that_is_two_nights_old_is_said_before_breakfast(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    assess(session, care, 4)
    at_time(clock, 6, time(5))
    therapist = signed_in(app, "therapist@homecare.example")
    assert LATE in therapist.get("/flags").text


def test_the_owner_reads_that_a_record_was_left_out(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    left = LeftOut(f"{care.practice.id.hex}/Europe/London", str(on(4)), care.episode.id)
    leave_out(session, left, "UndefinedError", at(4))
    session.commit()
    clock.move_to(at(4))
    owner = signed_in(app, "owner@homecare.example")
    assert "one record could not be looked at in the night" in owner.get("/caseload").text
