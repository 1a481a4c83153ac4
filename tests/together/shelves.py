"""Tables of their own: a shelf with things of every kind of column."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Interval,
    LargeBinary,
    bindparam,
    create_engine,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from homecare.columns import Id, PackedText, UtcDateTime
from homecare.database import Json, new_id, prepare_engine


class Base(DeclarativeBase):
    """Apart from homecare's tables."""

    type_annotation_map = {UUID: Id(), datetime: UtcDateTime(), dict[str, Any]: Json}  # noqa: RUF012


class Shelf(Base):
    """Holds things, the lowest place first."""

    __tablename__ = "shelf"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    hidden: Mapped[str] = mapped_column(default="", deferred=True)
    things: Mapped[list["Thing"]] = relationship(order_by="Thing.place", viewonly=True)


class Thing(Base):
    """A value of every kind; each may be missing."""

    __tablename__ = "thing"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    shelf_id: Mapped[UUID] = mapped_column(ForeignKey("shelf.id"))
    place: Mapped[int]
    word: Mapped[str | None]
    many: Mapped[int | None]
    most: Mapped[int | None] = mapped_column(BigInteger)
    is_new: Mapped[bool | None]
    on: Mapped[date | None] = mapped_column("made_on")
    at: Mapped[datetime | None]
    other: Mapped[UUID | None]
    figures: Mapped[dict[str, Any] | None]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    packed: Mapped[str | None] = mapped_column(PackedText)
    lasts: Mapped[Any] = mapped_column(Interval, deferred=True, nullable=True)
    weight: Mapped[float | None] = mapped_column(deferred=True)
    price: Mapped[Decimal | None] = mapped_column(deferred=True)

    shelf: Mapped[Shelf] = relationship(viewonly=True)


COLUMNS = (Thing.place, Thing.word, Thing.many, Thing.most, Thing.is_new, Thing.on, Thing.at,
           Thing.other, Thing.figures, Thing.raw, Thing.packed)  # fmt: skip
VALUES = select(*COLUMNS).where(Thing.shelf_id == bindparam("of")).order_by(Thing.place)
THINGS = select(Thing).where(Thing.shelf_id == bindparam("of")).order_by(Thing.place)
SHELVES = select(Shelf).where(Shelf.name == bindparam("of")).order_by(Shelf.id)


@pytest.fixture
def shelves(tmp_path: Any, database_url: str, new_database: Any) -> Iterator[Session]:
    """A session on these tables, which are empty."""
    engine = create_engine(_url(database_url, tmp_path, new_database))
    prepare_engine(engine)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


_made: dict[str, str] = {}


def _url(database_url: str, tmp_path: Any, new_database: Any) -> str:
    """A database for all of these tests where making one takes long."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'shelves.sqlite'}"
    if database_url not in _made:
        _made[database_url] = new_database("shelves")
    return _made[database_url]
