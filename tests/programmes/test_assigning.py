"""A programme changes only by a new version, from today or later."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.models import Away
from homecare.library.models import Template
from homecare.programmes import queries
from homecare.programmes.operations import StaleProgrammeError, assign_programme
from homecare.programmes.plan import PlanError, plan_of
from tests.make.diary import statements
from tests.make.people import NOW, acting, make_practice, make_therapist
from tests.make.programmes import Room, advice, item, make_library, make_plan, make_programme

pytestmark = pytest.mark.usefixtures("clock")

TODAY = NOW.date()
DAY = timedelta(days=1)


def names_due(session: Session, room: Room, day: date, flare: bool = False) -> list[str]:
    version = queries.version_on(session, room.episode.id, day)
    return [row.exercise.code for row in queries.due_on(version, day, (), {} if flare else None)]


def test_the_first_version_is_number_one_and_starts_today(session: Session, room: Room) -> None:
    version = make_programme(session, room.therapist, room.episode, make_plan(room.library))
    assert (version.number, version.starts_on) == (1, TODAY)
    assert [row.line for row in version.items] == ["knee_rolls:-", "glute_bridge:-"]


def test_a_programme_starts_on_the_clients_own_day(session: Session, room: Room) -> None:
    room.episode.zone = "Pacific/Auckland"
    evening = NOW + timedelta(hours=5)
    version = make_programme(
        session, room.therapist, room.episode, make_plan(room.library), evening
    )
    assert version.starts_on == TODAY + DAY


def test_a_programme_never_starts_earlier_than_today(session: Session, room: Room) -> None:
    with pytest.raises(PlanError) as refused:
        make_programme(
            session, room.therapist, room.episode, make_plan(room.library), starts_on=TODAY - DAY
        )
    assert [(p.part, p.field) for p in refused.value.at] == [("plan", "starts_on")]


def test_changing_a_programme_leaves_yesterday_as_it_was(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    later = NOW + 3 * DAY
    only_clam = make_plan(room.library, items=(item(room.library["clam"]),))
    make_programme(session, room.therapist, room.episode, only_clam, later)
    session.expire_all()
    assert names_due(session, room, TODAY + 2 * DAY) == ["knee_rolls", "glute_bridge"]
    assert names_due(session, room, TODAY + 3 * DAY) == ["clam"]


def test_of_two_versions_on_one_day_the_higher_number_holds(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    only_clam = make_plan(room.library, items=(item(room.library["clam"]),))
    make_programme(session, room.therapist, room.episode, only_clam, NOW + timedelta(hours=1))
    assert names_due(session, room, TODAY) == ["clam"]


def test_what_was_meant_for_another_client_is_taken_away_again(
    session: Session, room: Room
) -> None:
    none = make_plan(room.library, items=())
    with pytest.raises(PlanError):
        make_programme(session, room.therapist, room.episode, none)
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    assert names_due(session, room, TODAY)
    assert make_programme(session, room.therapist, room.episode, none).number == 2
    assert names_due(session, room, TODAY) == []


def test_a_planned_version_waits_for_its_day(session: Session, room: Room) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    only_clam = make_plan(room.library, items=(item(room.library["clam"]),))
    make_programme(session, room.therapist, room.episode, only_clam, starts_on=TODAY + 7 * DAY)
    make_programme(session, room.therapist, room.episode, plan, NOW + DAY)
    assert names_due(session, room, TODAY + 6 * DAY) == ["knee_rolls", "glute_bridge"]
    assert names_due(session, room, TODAY + 7 * DAY) == ["clam"]


def test_nothing_is_due_before_the_first_version(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    assert queries.version_on(session, room.episode.id, TODAY - DAY) is None
    assert queries.due_on(None, TODAY) == []


def test_a_flare_up_keeps_only_the_minimum_plan(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    assert names_due(session, room, TODAY, flare=True) == ["knee_rolls"]


def test_nothing_is_due_on_a_day_away(session: Session, room: Room) -> None:
    version = make_programme(session, room.therapist, room.episode, make_plan(room.library))
    away = [Away(first_day=TODAY + DAY, last_day=TODAY + 2 * DAY)]
    due = [len(queries.due_on(version, TODAY + n * DAY, away)) for n in range(4)]
    assert due == [2, 0, 0, 2]


def test_an_exercise_is_due_on_its_weekdays_only(session: Session, room: Room) -> None:
    tuesdays = make_plan(room.library, items=(item(room.library["clam"], days=0b10),))
    version = make_programme(session, room.therapist, room.episode, tuesdays)
    due = [bool(queries.due_on(version, TODAY + n * DAY)) for n in range(7)]
    assert due == [False, True, False, False, False, False, False]


def test_advice_holds_through_its_last_day(session: Session, room: Room) -> None:
    plan = make_plan(room.library, advice=(advice("bath", until=TODAY + DAY),))
    version = make_programme(session, room.therapist, room.episode, plan)
    held = [len(queries.advice_on(version, TODAY + n * DAY)) for n in range(3)]
    assert held == [1, 1, 0]


def test_a_stale_author_is_told_the_newest_number(session: Session, room: Room) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    with pytest.raises(StaleProgrammeError) as refused:
        assign_programme(
            acting(session, room.therapist, NOW), room.episode, plan, expected_number=0
        )
    assert refused.value.number == 1
    assert "Theo Therapist saved version 1 while you were working" in refused.value.problems[""]


def test_another_practices_exercise_is_refused(session: Session, room: Room) -> None:
    elsewhere, _owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    foreign = make_library(session, elsewhere)
    plan = make_plan(room.library, items=(item(foreign["clam"]),))
    with pytest.raises(PlanError, match="from your library"):
        make_programme(session, room.therapist, room.episode, plan)


def test_a_closed_episode_takes_no_new_version(session: Session, room: Room) -> None:
    room.episode.closed_at = NOW
    with pytest.raises(PlanError, match="closed"):
        make_programme(session, room.therapist, room.episode, make_plan(room.library))


def test_a_client_assigns_nothing(session: Session, room: Room) -> None:
    client = replace(room.therapist, role="client", client_id=room.client.id)
    with pytest.raises(PermissionError):
        make_programme(session, client, room.episode, make_plan(room.library))


def test_the_audit_trail_says_who_and_which_version_and_nothing_more(
    session: Session, room: Room
) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    line = session.scalars(select(AuditLine).where(AuditLine.action == "programme.assign")).one()
    assert (line.actor_id, line.client_id) == (room.therapist.person_id, room.client.id)
    assert line.subject == "version 1"


def test_a_template_is_turned_to_the_sore_side(session: Session, room: Room) -> None:
    template = session.scalars(select(Template).where(Template.code == "building_up")).one()
    plan = queries.plan_from_template(session, template, room.episode, TODAY)
    sides = {room_item.exercise_id: room_item.side for room_item in plan.items}
    assert sides[room.library["piriformis_opposite_shoulder"].id] == "left"
    assert sides[room.library["knee_rolls"].id] is None
    assert [a.kind for a in plan.advice] == ["sitting", "bath"]
    assert {a.until for a in plan.advice} == {TODAY + timedelta(days=28)}


def test_every_template_can_be_assigned_as_it_stands(session: Session, room: Room) -> None:
    room.episode.side = "both"
    for template in session.scalars(select(Template)):
        plan = queries.plan_from_template(session, template, room.episode, TODAY)
        version = make_programme(session, room.therapist, room.episode, plan)
        assert plan_of(version) == plan


def test_history_names_the_author_and_the_changes(session: Session, room: Room) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    colleague = make_therapist(session, room.practice, "cole@homecare.example", "Cole League")
    rolls, bridge = plan.items
    more = replace(plan, items=(rolls, replace(bridge, sets=3)))
    make_programme(session, colleague, room.episode, more)
    newest, first = queries.history(session, queries.versions_of(session, room.episode.id))
    assert (newest.made_by, newest.differences) == ("Cole League", ["Bridge: 2 sets → 3 sets"])
    assert "Added: Knee rolls" in first.differences


def test_a_version_is_read_in_one_statement(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    session.expunge_all()
    with statements(session) as sent:
        version = queries.version_on(session, room.episode.id, TODAY)
        assert version is not None
        assert [row.exercise.name for row in version.items] == ["Knee rolls", "Bridge"]
        assert len(version.advice) == 2
    assert len(sent) == 1
