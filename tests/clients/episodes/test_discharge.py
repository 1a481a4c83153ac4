"""Care that ends, and a discharge that was a mistake."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import AuditLine
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.models import Away, Episode
from homecare.clients.operations import reopen
from homecare.clients.queries import active_episode, episodes_of
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from homecare.programmes.queries import version_on
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.make.diary import DUE, Care, the_day
from tests.make.flags import answer, at, flags_of, flat_weeks, make_flag, on, the_flag
from tests.make.people import acting


def end(session: Session, care: Care, day: int, ended: str = "complete") -> None:
    discharge(acting(session, care.therapist, at(day)), care.episode, "Moved", ended=ended)
    session.commit()


def undo(session: Session, care: Care, day: int) -> None:
    undo_discharge(acting(session, care.therapist, at(day)), care.episode)
    session.commit()


def days_of(session: Session, care: Care) -> list[tuple[object, ...]]:
    statement = select(DiaryDay).where(DiaryDay.episode_id == care.episode.id)
    rows = session.scalars(statement.order_by(DiaryDay.on))
    return [(row.on, row.leg, row.due, row.reported, row.away) for row in rows]


def test_how_care_ended_is_kept_and_another_word_is_refused(session: Session, care: Care) -> None:
    with pytest.raises(Refusal) as refused:
        end(session, care, 3, "vanished")
    assert refused.value.problems == {"ended": "Choose how the care ended."}
    end(session, care, 3, "stopped")
    assert (care.episode.closed_as, care.episode.closed_reason) == ("stopped", "Moved")


def test_a_discharge_undone_the_same_day_leaves_everything_as_it_was(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care, 5)
    flag = make_flag(session, care, "gp", 5)
    before = days_of(session, care)
    end(session, care, 5)
    assert (flag.status, care.client.discharged_at) == ("dismissed", at(5))
    undo(session, care, 5)
    assert active_episode(Scope(session, care.therapist), care.client.id) is care.episode
    assert (care.episode.closed_as, care.episode.closed_reason) == ("", "")
    assert care.client.discharged_at is None
    assert the_flag(session, care).status == "open"
    assert days_of(session, care) == before
    assert session.scalars(select(Away)).all() == []
    assert version_on(session, care.episode.id, on(5)) is not None


def test_the_days_between_are_days_away(session: Session, care: Care) -> None:
    end(session, care, 5)
    undo(session, care, 9)
    away = session.scalars(select(Away)).one()
    assert (away.first_day, away.last_day) == (on(6), on(8))
    close_days(session, at(11))
    days = [the_day(session, care.episode.id, on(day)) for day in range(4, 11)]
    assert [day.due if day else None for day in days] == [DUE, DUE, 0, 0, 0, DUE, DUE]


def test_only_the_flag_that_the_discharge_closed_asks_again(session: Session, care: Care) -> None:
    earlier = make_flag(session, care, "review", 1)
    earlier.status, earlier.closed_at = "dismissed", at(2)
    session.commit()
    later = make_flag(session, care, "worsening", 4)
    end(session, care, 5)
    undo(session, care, 6)
    statuses = {flag.id: flag.status for flag in flags_of(session, care)}
    assert statuses == {earlier.id: "dismissed", later.id: "open"}
    assert session.get_one(Flag, later.id).closed_at is None


def test_who_was_taken_in_again_keeps_the_earlier_care_closed(session: Session, care: Care) -> None:
    end(session, care, 5)
    again = reopen(acting(session, care.therapist, at(8)), care.client, KNEE)
    session.commit()
    with pytest.raises(Refusal, match="taken in again"):
        undo(session, care, 9)
    session.rollback()
    episodes = episodes_of(Scope(session, care.therapist), care.client.id)
    assert [one.id for one in episodes] == [again.id, care.episode.id]


def test_both_ways_are_noted_once_however_often_they_are_pressed(
    session: Session, care: Care
) -> None:
    for _ in range(2):
        end(session, care, 5)
    assert care.episode.closed_at == at(5)
    for day in (5, 6):
        undo(session, care, day)
    actions = select(AuditLine.action).where(AuditLine.action.like("client.discharge%"))
    lines = session.scalars(actions.order_by(AuditLine.at)).all()
    assert sorted(lines) == ["client.discharge", "client.discharge_undone"]


def test_care_does_not_end_while_a_red_flag_answer_asks_for_somebody(
    session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    with pytest.raises(Refusal):
        discharge(acting(session, care.therapist, at(1)), care.episode)
    session.rollback()
    assert session.get_one(Episode, care.episode.id).closed_at is None
