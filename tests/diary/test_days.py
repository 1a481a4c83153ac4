"""Days that the clock closes, and rows made again from the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.diary.days import close_days, every_episode, rebuild
from homecare.diary.models import DiaryDay
from homecare.diary.queries import last_logged
from tests.make.diary import (
    BRIDGE,
    DAY,
    DUE,
    ROLLS,
    TODAY,
    Care,
    days,
    make_care,
    record,
    statements,
    the_day,
    told,
)
from tests.make.people import NOW, acting
from tests.make.programmes import item, make_library, make_plan, make_programme


def rows(session: Session, care: Care) -> list[dict[str, object]]:
    """Every row of the episode, as plain values."""
    found = days(session, care.episode.id, date(2000, 1, 1), date(2099, 1, 1))
    return [{c.key: getattr(row, c.key) for c in DiaryDay.__mapper__.attrs} for row in found]


def test_fourteen_silent_days_read_none_of_fourteen_times_due(session: Session) -> None:
    care = make_care(session)
    assert close_days(session, NOW + 14 * DAY) == 14
    found = days(session, care.episode.id, TODAY, TODAY + 20 * DAY)
    assert [day.on for day in found] == [TODAY + i * DAY for i in range(14)]
    assert sum(day.due for day in found) == 14 * DUE
    assert sum(day.reported for day in found) == 0
    assert all(day.closed for day in found)


def test_closing_twice_closes_once(session: Session) -> None:
    make_care(session)
    assert close_days(session, NOW + DAY) == 1
    assert close_days(session, NOW + DAY) == 0


def test_a_day_is_over_at_local_midnight(session: Session) -> None:
    care = make_care(session, zone="Pacific/Auckland")
    for moment, closed in ((datetime(2026, 3, 2, 10, 59, tzinfo=UTC), 0),
                           (datetime(2026, 3, 2, 11, 0, tzinfo=UTC), 1)):  # fmt: skip
        assert close_days(session, moment) == closed
    assert the_day(session, care.episode.id) is not None


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(session: Session, changes_on: date) -> None:
    start = datetime.combine(changes_on - DAY, datetime.min.time(), UTC) + timedelta(hours=9)
    care = make_care(session, now=start)
    for hour in range(24 * 4):
        close_days(session, start + timedelta(hours=hour))
    found = days(session, care.episode.id, changes_on - DAY, changes_on + 9 * DAY)
    assert [day.on - changes_on for day in found] == [i * DAY for i in range(-1, 3)]


def test_what_was_reported_stays_when_its_day_is_closed(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("exercise", {"line": ROLLS, "outcome": "done"}))
    close_days(session, NOW + DAY)
    session.commit()
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.due, row.reported, row.closed) == (DUE, 2, True)


def test_a_late_entry_counts_on_a_closed_day_and_leaves_it_closed(session: Session) -> None:
    care = make_care(session)
    close_days(session, NOW + 5 * DAY)
    session.commit()
    record(session, care, told(), NOW + 5 * DAY)
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.due, row.late, row.closed) == (5, DUE, True, True)
    assert close_days(session, NOW + 5 * DAY) == 0


def test_an_episode_that_ended_is_closed_through_its_last_day(session: Session) -> None:
    care = make_care(session)
    discharge(acting(session, care.therapist, NOW + 2 * DAY), care.episode)
    assert close_days(session, NOW + 9 * DAY) == 3
    assert close_days(session, NOW + 20 * DAY) == 0


def test_a_long_stop_is_caught_up(session: Session) -> None:
    care = make_care(session)
    assert close_days(session, NOW + 100 * DAY) == 100
    assert len(rows(session, care)) == 100


def test_a_new_version_changes_today_and_never_yesterday(session: Session) -> None:
    care = make_care(session)
    record(session, care, told())
    later = NOW + DAY
    close_days(session, later)
    session.commit()
    record(session, care, told(day=TODAY + DAY), later)
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["clam"]),))
    make_programme(session, care.therapist, care.episode, plan, later)
    assert [row["due"] for row in rows(session, care)] == [DUE, 1]


def test_a_flare_up_told_afterwards_changes_the_days_it_reaches(session: Session) -> None:
    care = make_care(session)
    close_days(session, NOW + 4 * DAY)
    session.commit()
    record(session, care, told("flare", {"state": "start"}, TODAY), NOW + 4 * DAY)
    assert [row["due"] for row in rows(session, care)] == [2, 2, 2, DUE]
    assert [row["flare"] for row in rows(session, care)] == [True, True, True, False]
    record(session, care, told("flare", {"state": "end"}, TODAY + DAY, seq=2), NOW + 4 * DAY)
    assert [row["due"] for row in rows(session, care)] == [2, DUE, DUE, DUE]


def test_one_practice_can_be_closed_alone(session: Session) -> None:
    care, other = make_care(session), make_care(session, email="2")
    assert close_days(session, NOW + DAY, care.practice.id) == 1
    assert the_day(session, other.episode.id) is None


def test_a_rebuild_mends_rows_that_went_wrong(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}))
    close_days(session, NOW + 3 * DAY)
    session.commit()
    record(session, care, told(day=TODAY + 3 * DAY), NOW + 3 * DAY)
    right = rows(session, care)
    wrong = {"leg": 9, "due": 70, "reported": 0, "away": True, "late": True}
    session.execute(update(DiaryDay).values(**wrong))
    session.execute(delete(DiaryDay).where(DiaryDay.on == TODAY))
    assert rows(session, care) != right
    assert rebuild(session, care.episode.id) == 4
    assert rows(session, care) == right


def test_a_rebuild_of_everything_reaches_every_episode(session: Session) -> None:
    cares = [make_care(session), make_care(session, email="2")]
    close_days(session, NOW + 2 * DAY)
    session.execute(update(DiaryDay).values(due=70))
    assert sum(rebuild(session, one) for one in every_episode(session)) == 4
    assert [row["due"] for care in cares for row in rows(session, care)] == [DUE] * 4


def test_the_nightly_step_asks_no_more_for_more_clients(session: Session) -> None:
    care = make_care(session)
    counts = []
    for night in (1, 2):
        with statements(session) as sent:
            close_days(session, NOW + night * DAY)
        counts.append(len(sent))
        for number in range(3):
            make_care(session, email=f"{night}{number}")
    assert care.episode.closed_at is None
    assert counts[0] == counts[1] <= 6


def test_the_last_logged_day_is_known_for_many_in_one_statement(session: Session) -> None:
    care, silent = make_care(session), make_care(session, email="2")
    record(session, care, told(), NOW)
    close_days(session, NOW + 9 * DAY)
    wanted = [care.episode.id, silent.episode.id]
    with statements(session) as sent:
        found = session.execute(
            select(Episode.id, last_logged()).where(Episode.id.in_(wanted))
        ).all()
    assert set(found) == {(care.episode.id, TODAY), (silent.episode.id, None)}
    assert len(sent) == 1
    assert session.scalars(select(DiaryDay)).all()
