"""Forms sent twice: a day has one visit, for a review hangs on their number; away is away once."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Away, Visit
from tests.desk.browsing import error_at, look_again, of, send
from tests.make.diary import Care

pytestmark = pytest.mark.usefixtures("clock")


def _visit(browser: FlaskClient, care: Care, **data: Any) -> Any:
    page = of(care.client.id)
    return send(browser, f"{page}/visits", page, **{"on": "2026-03-02", **data})


def _notes(session: Session) -> list[str]:
    look_again(session)
    return [visit.note for visit in session.scalars(select(Visit))]


def test_a_visit_sent_twice_is_recorded_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answers = [_visit(therapist, care, note="Gluteals") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert _notes(session) == ["Gluteals"]


def test_another_visit_on_the_same_day_is_asked_about(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _visit(therapist, care, note="Gluteals")
    answer = _visit(therapist, care, note="Piriformis")
    assert answer.status_code == 422
    assert error_at(answer, "on").startswith("A visit on this day is recorded already.")
    assert "Piriformis" in answer.text
    assert "Correct the visit that stands on this day" in answer.text
    assert _notes(session) == ["Gluteals"]


def test_what_was_recorded_of_a_day_can_be_replaced(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _visit(therapist, care, note="Gluteals")
    _visit(therapist, care, note="Piriformis", instead="y")
    assert _notes(session) == ["Piriformis"]


def test_the_same_days_away_stand_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id)
    for _ in range(2):
        send(therapist, f"{page}/away", page, first_day="2026-03-10", last_day="2026-03-12")
    look_again(session)
    assert len(session.scalars(select(Away)).all()) == 1
