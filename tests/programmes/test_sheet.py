"""The printed sheet, for a client without a phone."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.operations import record_away
from homecare.programmes.sheet import Sheet, sheet_for
from tests.make.people import NOW, acting
from tests.make.programmes import Room, advice, item, make_plan, make_programme

pytestmark = pytest.mark.usefixtures("clock")

TODAY = NOW.date()
DAY = timedelta(days=1)


def sheet(session: Session, room: Room) -> Sheet:
    made = sheet_for(session, room.episode, TODAY, "england")
    assert made is not None
    return made


def test_it_has_a_week_of_boxes_one_for_each_time_due(session: Session, room: Room) -> None:
    weekdays = item(room.library["clam"], days=0b11111)
    twice = item(room.library["knee_rolls"], times_a_day=2)
    plan = make_plan(room.library, items=(twice, weekdays))
    make_programme(session, room.therapist, room.episode, plan)
    made = sheet(session, room)
    assert [day.on for day in made.days] == [TODAY + n * DAY for n in range(7)]
    assert [day.boxes for day in made.days] == [[2, 1]] * 5 + [[2, 0]] * 2


def test_days_away_have_no_boxes(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    record_away(
        acting(session, room.therapist, NOW), room.episode, TODAY + DAY, TODAY + DAY, "Wedding"
    )
    session.commit()
    assert [sum(day.boxes) for day in sheet(session, room).days[:3]] == [3, 0, 3]


def test_it_stops_where_another_version_takes_over(session: Session, room: Room) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    make_programme(session, room.therapist, room.episode, plan, starts_on=TODAY + 3 * DAY)
    made = sheet(session, room)
    assert len(made.days) == 3
    assert made.next_version_on == TODAY + 3 * DAY


def test_a_programme_that_starts_later_is_printed_from_its_start(
    session: Session, room: Room
) -> None:
    plan = make_plan(room.library, advice=())
    make_programme(session, room.therapist, room.episode, plan, starts_on=TODAY + 2 * DAY)
    assert sheet(session, room).days[0].on == TODAY + 2 * DAY


def test_the_page_speaks_of_the_sore_side_and_of_what_to_do_when_it_feels_wrong(
    therapist: FlaskClient, session: Session, room: Room
) -> None:
    plan = make_plan(
        room.library,
        items=(item(room.library["figure_four"], side="left", note="Go gently"),),
        advice=(advice("sitting"), advice("bath", until=TODAY - DAY)),
    )
    make_programme(session, room.therapist, room.episode, plan, NOW - 3 * DAY)
    page = therapist.get(f"/clients/{room.client.id}/sheet").text
    for words in ("left side", "Go gently", "Stop if pain spreads", "Call 999", "About sitting"):
        assert words in page
    assert "About bath" not in page


def test_without_a_programme_the_page_leads_to_the_builder(
    therapist: FlaskClient, room: Room
) -> None:
    page = therapist.get(f"/clients/{room.client.id}/sheet").text
    assert "No programme yet" in page
    assert f"/clients/{room.client.id}/programme" in page


def test_whoever_looks_is_written_down(
    therapist: FlaskClient, session: Session, room: Room
) -> None:
    therapist.get(f"/clients/{room.client.id}/sheet")
    therapist.get(f"/clients/{room.client.id}/programme")
    seen = session.scalars(select(AuditLine).where(AuditLine.action == "client.view"))
    assert {(line.actor_id, line.subject) for line in seen} == {
        (room.therapist.person_id, "sheet"),
        (room.therapist.person_id, "programme"),
    }
