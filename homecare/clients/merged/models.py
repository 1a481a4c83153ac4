"""A merge of two records: what came from where, and what stood before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.accounts.models import Person
from homecare.database import Base, OfPractice, same_practice

KEEPER, DUPLICATE = SIDES = ("keeper", "duplicate")


class RecordMerge(Base, OfPractice):
    """Two records of one person became one: the keeper's. It stays when it is undone.

    `goes_on` says whose open care goes on, empty where neither had any. `told_in` is the episode
    on whose timeline it stands, `other` the newest one of the other record, for when it is undone.
    `moved` names the rows that came from the duplicate, by table; `before` what stood until then.
    """

    __tablename__ = "record_merge"
    keeper_id: Mapped[UUID]
    duplicate_id: Mapped[UUID]
    goes_on: Mapped[str] = mapped_column(String(10), default="")
    told_in: Mapped[UUID | None]
    other: Mapped[UUID | None]
    moved: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    by: Mapped[UUID] = mapped_column("merged_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("merged_at")
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]

    hand: Mapped[Person] = relationship(foreign_keys=by, viewonly=True)

    __table_args__ = (
        same_practice("keeper_id", "client"),
        same_practice("duplicate_id", "client"),
        CheckConstraint("goes_on in ('', 'keeper', 'duplicate')", "goes_on"),
        Index(None, "practice_id", "keeper_id"),
        Index(None, "practice_id", "duplicate_id"),
    )
