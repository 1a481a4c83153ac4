"""Days on which a red-flag answer stopped the exercises: nothing was to be done on them."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.diary.days import close_days, rebuild
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode, take_clearing_back
from homecare.programmes.queries import stopped_in
from tests.make.diary import BRIDGE, ROLLS, TODAY, Care, record, the_day, told
from tests.make.flags import answer, assess, at, exercise, on, rate
from tests.make.people import acting, signed_in
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]

DAY = timedelta(days=1)


def due(session: Session, care: Care, days: int) -> list[tuple[int, int]]:
    """What was due and reported on each of the first days."""
    session.expire_all()
    rows = [the_day(session, care.episode.id, on(day)) for day in range(days)]
    return [(row.due, row.reported) if row else (-1, -1) for row in rows]


def clear(session: Session, care: Care, day: float) -> None:
    clear_episode(acting(session, care.therapist, at(day)), care.episode, "Seen, nothing grave")
    session.commit()


def test_nothing_is_due_from_the_answer_to_the_day_on_which_it_is_cleared(
    session: Session, care: Care
) -> None:
    exercise(session, care, [0, 1])
    answer(session, care, "leg_weaker", day=1)
    close_days(session, at(4))
    session.commit()
    assert due(session, care, 4) == [(3, 3), (3, 3), (0, 0), (0, 0)]
    clear(session, care, 4)
    close_days(session, at(6))
    session.commit()
    assert due(session, care, 6) == [(3, 3), (3, 3), (0, 0), (0, 0), (3, 0), (3, 0)]
    before = due(session, care, 6)
    rebuild(session, care.episode.id)
    session.commit()
    assert due(session, care, 6) == before


def test_every_page_of_such_a_day_says_so(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    record(session, care, told("exercise", {"line": ROLLS, "outcome": "done"}, TODAY))
    answer(session, care, "leg_weaker")
    clear(session, care, 2)
    clock.move_to(at(3))
    me = Visitor.of(app, "client@homecare.example")
    assert "Everything that was due is logged." in me.read(f"/today/{TODAY}")
    assert "due" not in me.read(f"/today/{TODAY + DAY}").partition("Pain over")[0].lower()
    assert "2 exercises due" in me.read(f"/today/{TODAY + 2 * DAY}")
    days = {day["on"]: day["due"] for day in me.browser.get("/api/v1/today?days=4").json["days"]}
    assert [days[str(TODAY + n * DAY)] for n in range(3)] == [[ROLLS], [], [ROLLS, BRIDGE]]
    desk = signed_in(app, "therapist@homecare.example")
    page = f"/clients/{care.client.id}"
    assert "had stopped the exercises" in desk.get(f"{page}/diary?day={TODAY + DAY}").text
    assert desk.get(f"{page}/week?from={TODAY}").text.count("on hold</span>") == 2


def test_of_the_day_of_the_answer_what_was_done_counts_and_no_more(
    session: Session, care: Care
) -> None:
    half = {"line": ROLLS, "outcome": "done", "times": 1}
    record(session, care, told("exercise", half, TODAY))
    assert due(session, care, 1) == [(3, 1)]
    answer(session, care, "bladder")
    assert due(session, care, 1) == [(1, 1)]


def test_what_was_refused_that_day_stays_beside_what_was_done_in_part(
    app: Flask, session: Session, care: Care
) -> None:
    half = {"line": ROLLS, "outcome": "partly", "times": 1}
    record(session, care, told("exercise", half, TODAY))
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "not"}, TODAY))
    answer(session, care, "bladder")
    assert due(session, care, 1) == [(2, 1)]
    desk = signed_in(app, "therapist@homecare.example")
    page = desk.get(f"/clients/{care.client.id}").text
    assert ">1 of 2, 1 in part<" in page.replace("\xa0", " ")
    assert "No exercise was due in the 14 days before today." in page.replace("\xa0", " ")
    me = Visitor.of(app, "client@homecare.example").browser
    assert me.get("/api/v1/today?days=1").json["days"][0]["due"] == [ROLLS, BRIDGE]


def test_background_and_what_was_cleared_the_same_day_stop_nothing(
    session: Session, care: Care
) -> None:
    answer(session, care, "osteoporosis")
    answer(session, care, "fever")
    clear(session, care, 0.1)
    close_days(session, at(2))
    session.commit()
    assert due(session, care, 2) == [(3, 0), (3, 0)]


def test_a_clearing_that_was_a_slip_stops_the_days_since_too(session: Session, care: Care) -> None:
    answer(session, care, "leg_weaker")
    clear(session, care, 2)
    close_days(session, at(4))
    session.commit()
    assert due(session, care, 4) == [(0, 0), (0, 0), (3, 0), (3, 0)]
    flag = session.query(Flag).one()
    take_clearing_back(acting(session, care.therapist, at(4)), flag, "It was somebody else's")
    session.commit()
    assert due(session, care, 4) == [(0, 0)] * 4


def test_whoever_was_told_to_stop_is_not_said_to_follow_little(
    session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 3, range(22))
    exercise(session, care, [0, 1])
    answer(session, care, "fever", day=1)
    clear(session, care, 20)
    exercise(session, care, [20, 21])
    clock.move_to(at(22))
    close_days(session, at(22))
    session.commit()
    assess(session, care, 22)
    newest = session.scalars(select(Verdict).order_by(Verdict.on.desc())).first()
    assert newest is not None
    assert newest.state != "not_following", newest.reasons


@pytest.mark.parametrize(
    ("short", "spans"),
    [
        (None, []),
        ("fever|2026-03-02|-", [(date(2026, 3, 2), date.max)]),
        ("cancer|2026-03-02|-", []),
        # 23:30 in summer time is the day after in London, 22:30 in UTC the same.
        ("fever|2026-07-02|2026-07-04 23:30:00", [(date(2026, 7, 2), date(2026, 7, 4))]),
        ("fever|2026-07-02|2026-07-04 22:30:00.000000+00", [(date(2026, 7, 2), date(2026, 7, 3))]),
        ("fever|2026-07-02|2026-07-02 12:00:00", []),
    ],
)
def test_from_the_day_of_an_answer_to_the_one_before_its_clearing(
    short: str | None, spans: list[tuple[date, date]]
) -> None:
    assert list(stopped_in(short, "Europe/London")) == spans
