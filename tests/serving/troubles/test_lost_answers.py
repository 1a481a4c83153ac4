"""A connection that is lost while it commits: stored once, or not at all, and said so."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from homecare.busy import in_turn, is_busy
from homecare.database import prepare_engine, transaction
from homecare.referrals.models import Contact
from tests.commands.migrated import migrate_to
from tests.make.people import PASSWORD, make_practice, make_therapist, token_on
from tests.running import Loaded
from tests.serving.troubles.lossy import LossyWay, lossy
from tests.visitor import Visitor

WRITE = "INSERT INTO kept VALUES (1)"


class NothingLost:
    """A file has no way on which something could get lost."""

    def lose(self, what: str, after: str) -> None:
        """Nothing is."""


@pytest.fixture
def way(
    new_database: Callable[[str], str], request: pytest.FixtureRequest
) -> Iterator[tuple[str, LossyWay | NothingLost]]:
    """The address of an empty database, and the way to it."""
    address = new_database(f"lost{abs(hash(request.node.name))}")
    on_the_way: Any = lossy(address)
    if address.startswith("sqlite"):
        on_the_way = nullcontext((address, NothingLost()))
    with on_the_way as (by_it, itself):
        yield by_it, itself


@pytest.fixture
def session(way: tuple[str, LossyWay | NothingLost]) -> Iterator[Session]:
    engine = create_engine(way[0])
    prepare_engine(engine)
    with Session(engine) as session:
        with transaction(session) as inside:
            inside.execute(text("CREATE TABLE kept (value INTEGER)"))
        yield session
    engine.dispose()


def kept(session: Session) -> int | None:
    return session.scalar(text("SELECT count(*) FROM kept"))


def test_what_is_stored_is_said_to_be_though_the_answer_got_lost(
    session: Session, way: tuple[str, LossyWay | NothingLost]
) -> None:
    way[1].lose("answer", WRITE)
    with transaction(session) as inside:
        inside.execute(text(WRITE))
    assert kept(session) == 1


def test_what_is_not_stored_is_said_not_to_be(
    session: Session, way: tuple[str, LossyWay | NothingLost]
) -> None:
    way[1].lose("commit", WRITE)
    error = None
    try:
        with transaction(session) as inside:
            inside.execute(text(WRITE))
    except DBAPIError as lost:
        error = lost
    assert (kept(session), is_busy(error)) in (
        ((0, True),) if session.get_bind().dialect.name == "postgresql" else ((1, False),)
    )


@pytest.mark.parametrize("what", ["answer", "commit"])
def test_the_clock_writes_it_once(
    session: Session, way: tuple[str, LossyWay | NothingLost], what: Any
) -> None:
    way[1].lose(what, WRITE)
    in_turn(session, lambda inside: inside.execute(text(WRITE)))
    assert kept(session) == 1


@pytest.mark.parametrize("what", ["answer", "commit"])
def test_a_form_is_stored_once_and_answered_as_ever(
    way: tuple[str, LossyWay | NothingLost], tmp_path: Path, what: Any
) -> None:
    house, engine = Loaded(tmp_path, way[0]), create_engine(way[0])
    migrate_to(way[0], "head")
    house.start("serve")
    with Session(engine) as session:
        practice, _ = make_practice(session)
        make_therapist(session, practice)
        session.commit()
    therapist = Visitor(house.address).sign_in("therapist@homecare.example", PASSWORD)
    token = token_on(therapist.read("/practice/contacts/new"))
    way[1].lose(what, "INSERT INTO contact")
    therapist.read("/practice/contacts/new", csrf_token=token, name="Dr June Abbot", kind="gp")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
    engine.dispose()
    house.stop()
