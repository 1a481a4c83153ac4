"""Appointments are things of their own, by the practice's clock; the next is the next from now."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import AuditLine, Practice
from homecare.acting import Actor
from homecare.clients import appointments, queries, visits
from homecare.clients.episodes.queries import visits_of
from homecare.clients.models import Appointment, AppointmentStep, Episode
from homecare.clients.operations import record_visit
from homecare.refusals import Refusal
from tests.make.clients import TODAY, make_client
from tests.make.people import NOW, acting, make_practice

DAY = timedelta(days=1)
AT = datetime.fromisoformat


@pytest.fixture
def owner(session: Session) -> Actor:
    return make_practice(session)[1]


@pytest.fixture
def episode(session: Session, owner: Actor) -> Episode:
    return make_client(session, owner)[1]


def next_ones(session: Session, owner: Actor, episode: Episode, now: datetime = NOW) -> list[str]:
    """When the client is expected, by the practice's clock, the next time first."""
    session.flush()
    found = queries.coming(Scope(session, owner), episode, now)
    return [f"{visit.wall:%Y-%m-%dT%H:%M}" for visit in found]


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(AppointmentStep.kind).order_by(AppointmentStep.id)))


def test_several_stand_ahead_and_the_next_is_the_next_from_now(
    session: Session, owner: Actor, episode: Episode
) -> None:
    act = acting(session, owner, NOW)
    for at in ("2026-03-20T10:00", "2026-03-05T14:30", "2026-03-02T18:00"):
        appointments.book(act, episode, AT(at))
    later = ["2026-03-05T14:30", "2026-03-20T10:00"]
    assert next_ones(session, owner, episode) == ["2026-03-02T18:00", *later]
    assert next_ones(session, owner, episode, NOW + 10 * timedelta(hours=1)) == later


def test_the_same_time_again_is_the_same_appointment(
    session: Session, owner: Actor, episode: Episode
) -> None:
    act = acting(session, owner, NOW)
    first, second = (appointments.book(act, episode, AT("2026-03-05T14:30")) for _ in range(2))
    assert first.id == second.id
    assert kinds(session) == ["booked"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-02T08:59", "must be still to come"),
        ("2029-03-05T14:30", "Check the year"),
        ("9999-12-31T23:59", "Check the year"),
        ("2026-03-29T01:30", "The clocks go forward then: 01:30 does not exist"),
    ],
)
def test_a_time_that_can_not_be_is_refused_at_the_time(
    session: Session, owner: Actor, episode: Episode, at: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        appointments.book(acting(session, owner, NOW), episode, AT(at))
    assert set(refused.value.problems) == {"next_appointment"}
    assert session.scalars(select(Appointment)).all() == []


def test_an_hour_that_comes_twice_is_one_time_on_the_wall(
    session: Session, owner: Actor, episode: Episode
) -> None:
    appointments.book(acting(session, owner, NOW), episode, AT("2026-10-25T01:30"))
    [visit] = queries.coming(Scope(session, owner), episode, NOW)
    assert visit.wall == AT("2026-10-25T01:30")
    assert visit.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_summer_time_moves_no_appointment(session: Session, owner: Actor, episode: Episode) -> None:
    appointments.book(acting(session, owner, NOW), episode, AT("2026-04-02T14:30"))
    [visit] = queries.coming(Scope(session, owner), episode, NOW)
    assert visit.at == datetime(2026, 4, 2, 13, 30, tzinfo=UTC)


def test_the_time_on_the_wall_stays_where_the_practices_zone_is_put_right(
    session: Session, owner: Actor, episode: Episode
) -> None:
    appointments.book(acting(session, owner, NOW), episode, AT("2026-03-05T14:30"))
    session.get_one(Practice, owner.practice_id).zone = "America/New_York"
    session.flush()
    [visit] = queries.coming(Scope(session, owner), episode, NOW)
    assert visit.wall == AT("2026-03-05T14:30")
    assert visit.at == datetime(2026, 3, 5, 19, 30, tzinfo=UTC)
    assert visit.is_elsewhere("Europe/London")
    assert not visit.is_elsewhere("America/Toronto")


def test_one_is_moved_with_its_earlier_time_kept(
    session: Session, owner: Actor, episode: Episode
) -> None:
    act = acting(session, owner, NOW)
    made = appointments.book(act, episode, AT("2026-03-05T14:30"))
    appointments.move(act, made, AT("2026-03-06T09:00"), "train strike")
    assert next_ones(session, owner, episode) == ["2026-03-06T09:00"]
    assert [(step.kind, step.starts, step.reason) for step in made.steps] == [
        ("booked", AT("2026-03-05T14:30"), ""),
        ("moved", AT("2026-03-06T09:00"), "train strike"),
    ]
    with pytest.raises(Refusal) as refused:
        appointments.move(act, made, AT("2026-03-01T09:00"))
    assert set(refused.value.problems) == {"next_appointment"}


def test_one_that_is_cancelled_is_none_to_come_until_it_stands_again(
    session: Session, owner: Actor, episode: Episode
) -> None:
    act = acting(session, owner, NOW)
    made = appointments.book(act, episode, AT("2026-03-05T14:30"))
    appointments.cancel(act, made, "on holiday")
    assert next_ones(session, owner, episode) == []
    with pytest.raises(Refusal):
        appointments.cancel(act, made)
    appointments.reopen_appointment(act, made)
    assert next_ones(session, owner, episode) == ["2026-03-05T14:30"]


def test_did_not_come_is_said_once_it_is_over_and_is_no_visit(
    session: Session, owner: Actor, episode: Episode
) -> None:
    made = appointments.book(acting(session, owner, NOW), episode, AT("2026-03-03T14:30"))
    with pytest.raises(Refusal, match="still to come"):
        appointments.did_not_come(acting(session, owner, NOW), made)
    appointments.did_not_come(acting(session, owner, NOW + 2 * DAY), made, "no call either")
    assert made.state == "missed"
    assert visits_of(Scope(session, owner), episode.id) == []
    actions = session.scalars(select(AuditLine.action)).all()
    assert {"appointment.booked", "appointment.missed"} <= set(actions)


def test_a_visit_on_its_day_is_what_was_booked(
    session: Session, owner: Actor, episode: Episode
) -> None:
    made = appointments.book(acting(session, owner, NOW), episode, AT("2026-03-03T14:30"))
    after = acting(session, owner, NOW + 2 * DAY)
    visit = record_visit(after, episode, TODAY + DAY, "Gluteals")
    assert (made.state, made.visit_id) == ("kept", visit.id)
    visits.strike_visit(after, visit, "never came")
    assert (made.state, made.visit_id) == ("booked", None)
    visits.put_visit_back(after, visit)
    assert (made.state, made.visit_id) == ("kept", visit.id)
    assert kinds(session) == ["booked", "kept", "reopened", "kept"]


def test_did_not_come_stays_whatever_else_is_written_down_of_that_day(
    session: Session, owner: Actor, episode: Episode
) -> None:
    missed = appointments.book(acting(session, owner, NOW), episode, AT("2026-03-03T09:00"))
    later = appointments.book(acting(session, owner, NOW), episode, AT("2026-03-03T16:30"))
    after = acting(session, owner, NOW + 2 * DAY)
    appointments.did_not_come(after, missed)
    visit = record_visit(after, episode, TODAY + DAY, "Gluteals")
    assert (missed.state, later.state, later.visit_id) == ("missed", "kept", visit.id)
    visits.strike_visit(after, visit, "another day")
    appointments.did_not_come(after, later)
    visits.put_visit_back(after, visit)
    assert (missed.state, later.state) == ("missed", "missed")


def test_a_visit_moved_to_its_client_leaves_the_appointment_unsettled(
    session: Session, owner: Actor, episode: Episode
) -> None:
    other, _ = make_client(session, owner, name="Bea Quist", email="bea@post.example")
    made = appointments.book(acting(session, owner, NOW), episode, AT("2026-03-03T14:30"))
    act = acting(session, owner, NOW + 2 * DAY)
    visit = record_visit(act, episode, TODAY + DAY)
    visits.move_visit(act, visit, other)
    assert (made.state, made.client_id) == ("booked", episode.client_id)


def test_of_two_on_one_day_a_visit_keeps_the_one_that_has_begun_and_guesses_no_further(
    session: Session, owner: Actor, episode: Episode
) -> None:
    morning, evening = (
        appointments.book(acting(session, owner, NOW), episode, AT(at))
        for at in ("2026-03-03T09:00", "2026-03-03T16:30")
    )
    at_noon = acting(session, owner, NOW + DAY + timedelta(hours=3))
    visit = record_visit(at_noon, episode, TODAY + DAY)
    assert (morning.state, evening.state) == ("kept", "booked")
    visits.strike_visit(at_noon, visit, "another client")
    visits.put_visit_back(acting(session, owner, NOW + 2 * DAY), visit)
    assert (morning.state, evening.state) == ("kept", "booked"), "as it was before"
    after = acting(session, owner, NOW + 2 * DAY)
    appointments.reopen_appointment(after, morning)
    assert (morning.state, morning.visit_id, visit.struck_at) == ("booked", None, None)
    visits.correct_visit(after, visit, TODAY)
    another = record_visit(after, episode, TODAY + DAY)
    assert (morning.state, evening.state) == ("booked", "booked"), "which was it?"
    appointments.came(after, evening, another)
    assert [one.state for one in appointments.others_of_day(session, evening)] == ["booked"]


@pytest.mark.parametrize(
    ("booked", "kept"),
    [
        (["20:30"], None),  # three hours off is somebody still to come
        (["17:30"], "17:30"),  # they are early, or it is written down before
        (["08:00", "20:30"], "08:00"),
        (["16:15", "17:15"], "16:15"),
        (["17:15", "17:45"], None),  # which was it?
    ],
)
def test_a_visit_at_five_past_five_is_what_has_begun_or_is_about_to(
    session: Session, owner: Actor, episode: Episode, booked: list[str], kept: str | None
) -> None:
    before = acting(session, owner, NOW)
    each = [appointments.book(before, episode, AT(f"2026-03-03T{at}")) for at in booked]
    five_past_five = datetime(2026, 3, 3, 17, 5, tzinfo=UTC)
    record_visit(acting(session, owner, five_past_five), episode, TODAY + DAY)
    assert [f"{one.starts:%H:%M}" for one in each if one.state == "kept"] == [kept][: bool(kept)]


def test_what_somebody_came_to_is_kept_and_nothing_beside_it(
    session: Session, owner: Actor, episode: Episode
) -> None:
    morning, evening = (
        appointments.book(acting(session, owner, NOW), episode, AT(at))
        for at in ("2026-03-03T09:00", "2026-03-03T16:30")
    )
    after = acting(session, owner, NOW + 2 * DAY)
    appointments.did_not_come(after, morning)
    record_visit(after, episode, TODAY + DAY, came_to=morning)
    assert (morning.state, evening.state) == ("kept", "booked")
