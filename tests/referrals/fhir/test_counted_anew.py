"""Pain that went and came back: a letter says where the start stands from when it is counted."""

import pytest
from sqlalchemy.orm import Session

from homecare.clients.operations import record_visit
from homecare.diary.days import close_days
from homecare.language import long_date
from tests.make.diary import Care
from tests.make.flags import at, exercise, on, rate
from tests.make.people import acting
from tests.referrals.fhir.made import exchanged, read, resources
from tests.referrals.letters import printed, written

pytestmark = pytest.mark.any_database

BACK_ON = 36
TODAY = 57
"""Three weeks after pain was back that had been gone for a month."""


@pytest.fixture
def back_again(session: Session, care: Care) -> Care:
    """Pain that was gone from the fifth day on and came back, with a visit before and after."""
    rate(session, care, 6, 2, range(1, 5))
    rate(session, care, 0, 0, range(5, BACK_ON))
    rate(session, care, 5, 2, range(BACK_ON, TODAY))
    exercise(session, care, [2, 3, 40, 41, 42])
    for day in (2, 20, 38):
        record_visit(acting(session, care.therapist, at(day)), care.episode, on(day))
    close_days(session, at(TODAY))
    session.commit()
    return care


def test_a_letter_and_its_document_say_from_when_the_start_is_counted(
    session: Session, back_again: Care
) -> None:
    began = long_date(on(BACK_ON))
    page = printed(written(session, back_again, "gp", day=TODAY))
    table = page.partition("The course so far")[2].partition("Leg ")[0]
    assert "At the new" in table, "the table says whose start it is"
    content, _ = exchanged(session, back_again, "gp", day=TODAY)
    methods = {
        one["method"]["text"]
        for one in resources(read(content), "Observation")
        if one.get("effectiveDateTime") == f"{on(BACK_ON)}" and "method" in one
    }
    assert methods == {f"the start that later weeks are compared with, counted anew from {began}"}
    assert "a mean of the first scores" not in str(read(content))
