"""A client entered by mistake, or taken in again by mistake: ended as such, and counted nowhere."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.invitations import invite
from homecare.accounts.models import AuditLine, Invitation
from homecare.acting import CLIENT
from homecare.clients.appointments import book
from homecare.clients.episodes import written
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.episodes.mistakes import LOOK, TOO_LATE, end_as_mistake
from homecare.clients.models import Appointment, Episode
from homecare.clients.operations import record_visit, reopen
from homecare.clients.queries import active_episode, episodes_of, latest_episode, same_person
from homecare.database import Base
from homecare.flags.models import Flag
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at, make_flag, on, rate, the_flag
from tests.make.people import acting

pytestmark = pytest.mark.both_databases


def end(
    session: Session, care: Care, day: float, episode: Episode | None = None, knowing: bool = True
) -> None:
    act = acting(session, care.therapist, at(day))
    end_as_mistake(act, episode or care.episode, "The wrong person", knowing=knowing)
    session.commit()


def again(session: Session, care: Care, day: float = 20) -> Episode:
    """The client of `care`, discharged as better on day 10 and taken in again on a day."""
    discharge(acting(session, care.therapist, at(10)), care.episode, "Walks", ended="better")
    session.commit()
    found = reopen(acting(session, care.therapist, at(day)), care.client, KNEE)
    session.commit()
    return found


def test_it_is_closed_marked_and_found_by_nobody_who_counts(session: Session, care: Care) -> None:
    client, episode = make_client(session, care.therapist, name="Wren Wrong")
    end(session, care, 1, episode, knowing=False)
    scope = Scope(session, care.therapist)
    assert (episode.closed_as, episode.closed_reason) == ("mistake", "The wrong person")
    assert client.discharged_at == at(1)
    assert active_episode(scope, client.id) is None
    assert same_person(scope, client.name, client.date_of_birth) == []
    assert "client.mistake" in session.scalars(select(AuditLine.action)).all()


def test_what_was_written_is_asked_about_and_stays(session: Session, care: Care) -> None:
    record_visit(acting(session, care.therapist, at(1)), care.episode, on(1), "Massage")
    rate(session, care, 5, 5, [1, 2])
    said = ["1 visit", "2 reports in the diary", "1 programme"]
    assert written.written_in(session, care.episode) == said
    with pytest.raises(Refusal) as refused:
        end(session, care, 2, knowing=False)
    assert refused.value.problems == {"knowing": LOOK}
    session.rollback()
    end(session, care, 2)
    assert care.episode.closed_as == "mistake"
    assert written.written_in(session, care.episode) == said


def test_nobody_is_expected_or_can_join_and_undoing_books_again(
    session: Session, care: Care
) -> None:
    new, episode = make_client(session, care.therapist, name="Wren Wrong", email="w@post.example")
    act = acting(session, care.therapist, at(1))
    book(act, episode, datetime(2026, 3, 20, 9))  # noqa: DTZ001 (the practice's own clock)
    invite(act, role=CLIENT, name=new.name, email=new.email, client_id=new.id)
    session.commit()
    end(session, care, 1.1, episode)
    assert session.scalars(select(Appointment.state)).all() == ["cancelled"]
    assert session.scalars(select(Invitation.revoked_at)).all() == [at(1.1)]
    undo_discharge(acting(session, care.therapist, at(1.2)), episode)
    session.commit()
    assert session.scalars(select(Appointment.state)).all() == ["booked"]
    assert (episode.closed_at, episode.closed_as, new.discharged_at) == (None, "", None)
    assert "client.mistake_undone" in session.scalars(select(AuditLine.action)).all()


def test_its_flag_is_closed_by_name_and_asks_again_when_undone(
    session: Session, care: Care
) -> None:
    flag = make_flag(session, care, "worsening", 4)
    end(session, care, 5)
    assert session.get_one(Flag, flag.id).status == "dismissed"
    assert flag.transitions[-1].reason == "Entered by mistake. The wrong person"
    undo_discharge(acting(session, care.therapist, at(6)), care.episode)
    session.commit()
    assert the_flag(session, care).status == "open"


def test_taken_in_again_by_mistake_the_care_before_stands_as_it_stood(
    session: Session, care: Care
) -> None:
    new = again(session, care)
    end(session, care, 20.5, new)
    scope = Scope(session, care.therapist)
    assert latest_episode(scope, care.client.id) is care.episode
    assert (care.episode.closed_as, care.episode.closed_reason) == ("better", "Walks")
    assert care.client.discharged_at == care.episode.closed_at == at(10)
    assert new.closed_as == "mistake"
    assert "client.return_undone" in session.scalars(select(AuditLine.action)).all()
    undo_discharge(acting(session, care.therapist, at(22)), care.episode)
    session.commit()
    assert active_episode(scope, care.client.id) is care.episode


def test_that_too_is_undone_and_the_new_care_goes_on(session: Session, care: Care) -> None:
    new = again(session, care)
    end(session, care, 20.5, new)
    undo_discharge(acting(session, care.therapist, at(20.6)), new)
    session.commit()
    assert [one.id for one in episodes_of(Scope(session, care.therapist), care.client.id)] == [
        new.id, care.episode.id,
    ]  # fmt: skip
    assert care.client.discharged_at is None


def test_after_a_day_only_while_nothing_was_written(session: Session, care: Care) -> None:
    new = again(session, care)
    record_visit(acting(session, care.therapist, at(20)), new, on(20), "Massage")
    session.commit()
    with pytest.raises(Refusal, match=TOO_LATE):
        end(session, care, 21.1, new)
    session.rollback()
    end(session, care, 20.9, new)
    assert new.closed_as == "mistake"


def test_long_after_it_is_undone_where_nothing_was_written(session: Session, care: Care) -> None:
    new = again(session, care)
    end(session, care, 50, new, knowing=False)
    assert new.closed_as == "mistake"
    assert care.client.discharged_at == at(10)


def test_pressed_twice_it_happens_once(session: Session, care: Care) -> None:
    for day in (1, 1.1):
        end(session, care, day)
    assert care.episode.closed_at == at(1)
    lines = select(AuditLine).where(AuditLine.action == "client.mistake")
    assert len(session.scalars(lines).all()) == 1


def test_every_table_with_an_episode_is_counted_or_says_why_not() -> None:
    naming = {t.name for t in Base.metadata.sorted_tables if "episode_id" in t.c}
    assert naming == {*written.KINDS, *written.LEFT_OUT}
    assert all(written.LEFT_OUT.values())
