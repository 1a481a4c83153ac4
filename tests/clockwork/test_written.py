"""Whether anybody has written since a look: nobody is missed, by whatever connection they did."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from homecare.clockwork.models import Heartbeat
from homecare.clockwork.stops import Sign, beat
from homecare.clockwork.written import State, state_of
from homecare.database import transaction
from tests.make.people import NOW

Looks = Callable[[], State]


@pytest.fixture
def look(session: Session) -> Looks:
    """What the database says to a session that begins anew."""

    def look() -> State:
        session.rollback()
        return state_of(session)

    return look


def sign(session: Session, name: str) -> None:
    with transaction(session) as inside:
        beat(inside, name, Sign(NOW, NOW, "a"))


def test_where_nobody_wrote_nothing_has_changed(session: Session, look: Looks) -> None:
    sign(session, "before")
    before = look()
    assert session.scalars(select(Heartbeat.name)).all() == ["before"]
    with Session(session.get_bind()) as other:
        assert other.scalars(select(Heartbeat.name)).all() == ["before"]
        assert look() == before


def test_what_another_connection_stored_is_seen(session: Session, look: Looks) -> None:
    before = look()
    with Session(session.get_bind()) as other:
        sign(other, "other")
    first = look()
    assert first != before
    with Session(session.get_bind()) as other, transaction(other) as inside:
        inside.execute(delete(Heartbeat))
    assert look() not in (before, first)


def test_what_somebody_stored_through_the_same_connection_is_seen(
    session: Session, look: Looks
) -> None:
    """It went back to the pool in between, and whoever took it out wrote."""
    before = look()
    session.rollback()
    with Session(session.get_bind()) as other:
        sign(other, "other")
    assert look() != before
    before = look()
    sign(session, "own")
    assert look() != before


def test_another_connection_never_says_the_same_by_chance(session: Session, look: Looks) -> None:
    """SQLite's count each for itself, PostgreSQL answers the same to all."""
    before, counts_alone = look(), session.get_bind().dialect.name == "sqlite"
    with Session(session.get_bind()) as other:
        assert (state_of(other) != before) == counts_alone


def test_what_is_stored_while_somebody_reads_is_seen_once_they_begin_anew(
    session: Session, look: Looks
) -> None:
    before = look()
    with Session(session.get_bind()) as other:
        sign(other, "other")
    assert session.scalars(select(Heartbeat.name)).all() in ([], ["other"])
    with transaction(session) as inside:
        assert state_of(inside) != before
