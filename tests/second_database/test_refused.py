"""What PostgreSQL alone refuses fails a test, on SQLite where it is a matter of length."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.second_database.refused import refuse_what_is_too_long

NOTE = Table("note", MetaData(), Column("id", Integer), Column("text", String(3)))


@pytest.fixture(scope="module", autouse=True)
def strict(request: pytest.FixtureRequest) -> None:
    """As every run on SQLite is."""
    if request.config.getoption("--database") != "sqlite":
        refuse_what_is_too_long()


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").begin() as connection:
        NOTE.create(connection)
        yield connection


@pytest.mark.parametrize("said", ["äöü", "", None])
def test_what_fits_is_stored_and_changed(connection: Connection, said: str | None) -> None:
    connection.execute(NOTE.insert(), [{"id": 1, "text": said}, {"id": 2, "text": said}])
    connection.execute(NOTE.update().values(text=said))


def test_what_is_too_long_is_neither(connection: Connection) -> None:
    with pytest.raises(AssertionError, match="takes 3 characters, not 'four'"):
        connection.execute(NOTE.insert(), [{"id": 1, "text": "one"}, {"id": 2, "text": "four"}])
    with pytest.raises(AssertionError, match="takes 3 characters, not 'four'"):
        connection.execute(NOTE.update().values(text="four"))


def test_what_is_only_looked_for_may_be_as_long_as_it_likes(connection: Connection) -> None:
    connection.execute(NOTE.update().where(NOTE.c.text == "four").values(id=3))
    assert connection.execute(NOTE.select().where(NOTE.c.text == "four")).all() == []


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT DISTINCT kind FROM installation ORDER BY made_at",
        "SELECT kind, count(*) FROM installation",
        "SELECT ifnull(kind, '') FROM installation",
        "SELECT id FROM practice WHERE id = 1",
        "SELECT coalesce(made_at, 1) FROM practice",
    ],
)
def test_what_sqlite_would_answer_fails_a_test_whoever_goes_on(
    session: Session, statement: str
) -> None:
    def without_an_answer() -> None:
        try:
            session.execute(text(statement))
        except SQLAlchemyError:
            session.rollback()

    with pytest.raises(AssertionError, match="PostgreSQL refuses"):
        without_an_answer()


@pytest.mark.postgresql
def test_what_tests_mean_to_break_is_an_error_as_ever(session: Session) -> None:
    with pytest.raises(SQLAlchemyError):
        session.execute(text("SELECT 1 FROM no_such_table"))
