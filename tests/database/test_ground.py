"""The ground everything stands on."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import create_engine, literal, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from homecare.accounts import installation
from homecare.accounts.models import Practice
from homecare.columns import Id, id_of
from homecare.database import new_id, prepare_engine, transaction
from homecare.extensions import db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS, WIDE = 1000, 4000  # four megabytes: what two hundred clients with a year take, and more


def test_a_failed_transaction_stores_nothing(app: Flask, session: Session) -> None:
    def fail_half_way() -> None:
        with transaction(db.session) as inside:
            inside.add(Practice(name="Half", nation="england", made_at=NOW))
            inside.flush()
            raise ValueError("half-way")

    with app.app_context(), pytest.raises(ValueError, match="half-way"):
        fail_half_way()
    assert session.query(Practice).count() == 0


def test_only_an_edge_opens_a_transaction(app: Flask) -> None:
    with (
        app.app_context(),
        transaction(db.session),
        pytest.raises(RuntimeError, match="only an edge"),
        transaction(db.session),
    ):
        pass


def test_a_demonstration_stays_one(session: Session) -> None:
    installation.declare(session, installation.DEMONSTRATION, NOW)
    with pytest.raises(RuntimeError, match="demonstration"):
        installation.declare(session, installation.REAL, NOW)


def test_a_moment_comes_back_in_utc(session: Session) -> None:
    session.add(Practice(name="Clinic", nation="england", made_at=NOW))
    session.commit()
    session.expunge_all()
    assert session.query(Practice.made_at).scalar() == NOW


def test_an_error_of_the_database_repeats_nothing_that_somebody_wrote(session: Session) -> None:
    with pytest.raises(SQLAlchemyError) as told:
        session.execute(text("select :words from nowhere"), {"words": "my foot is numb"})
    session.rollback()
    assert "nowhere" in str(told.value)
    assert "numb" not in str(told.value), "it stands in the server's log"


def test_an_id_is_read_as_it_is_held(session: Session) -> None:
    ids = [new_id(), new_id()]
    read = [session.scalar(select(literal(one, Id))) for one in (*ids, *ids)]
    assert read == [*ids, *ids]
    assert session.scalar(select(literal(None, Id))) is None


def test_more_ids_than_are_kept_are_read_rightly() -> None:
    most = id_of.cache_info().maxsize or 0
    ids = [UUID(int=number) for number in range(most + 10)]
    assert [id_of(one.hex) for one in (*ids, *ids[:20])] == [*ids, *ids[:20]]


def test_four_megabytes_are_read_from_the_file_once(tmp_path: Path) -> None:
    file = tmp_path / "some.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE line (id INTEGER PRIMARY KEY, word TEXT)"))
        rows = [{"word": "x" * WIDE}] * ROWS
        connection.execute(text("INSERT INTO line (word) VALUES (:word)"), rows)
    engine.dispose()
    asked = text("SELECT sum(length(word)) FROM line")
    with engine.connect() as connection:
        first = connection.execute(asked).scalar_one()
        with file.open("r+b") as rewritten:  # whoever reads it again finds nothing there
            rewritten.write(bytes(file.stat().st_size))
        again = connection.execute(asked).scalar_one()
    engine.dispose()
    assert first == again == ROWS * WIDE
