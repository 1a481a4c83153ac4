"""Programme versions: immutable; a change is a new version from its day on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, same_practice
from homecare.library.models import Dose, Exercise


class ProgrammeVersion(Base, OfClient):
    """What was due from `starts_on` until the next version's start.

    Of several versions that start on the same day, the highest `number` holds.
    """

    __tablename__ = "programme_version"
    episode_id: Mapped[UUID]
    number: Mapped[int]
    starts_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    template_code: Mapped[str] = mapped_column(String(60), default="")
    flare_hours: Mapped[int] = mapped_column(default=72)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    items: Mapped[list["ProgrammeItem"]] = relationship(
        order_by="ProgrammeItem.place", foreign_keys="ProgrammeItem.version_id"
    )
    advice: Mapped[list["ProgrammeAdvice"]] = relationship(
        order_by="ProgrammeAdvice.place", foreign_keys="ProgrammeAdvice.version_id"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        UniqueConstraint("episode_id", "number"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        CheckConstraint("flare_hours between 24 and 72", "flare_hours"),
        Index(None, "episode_id", "starts_on", "number"),
    )


class ProgrammeItem(Base, OfPractice, Dose):
    """One exercise of a version: its dose, its side, and whether it stays during a flare-up.

    `line` is the same in every version for the same exercise and side, so that a report made
    on an older version still finds its place.
    """

    __tablename__ = "programme_item"
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme_version.id", name="fk_programme_item_version_id")
    )
    place: Mapped[int]
    line: Mapped[str] = mapped_column(String(80))
    exercise_id: Mapped[UUID]
    side: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(300), default="")
    in_flare: Mapped[bool] = mapped_column(default=False)

    exercise: Mapped[Exercise] = relationship(
        foreign_keys="ProgrammeItem.exercise_id", viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("version_id", "line"),
        same_practice("exercise_id", "exercise"),
    )


class ProgrammeAdvice(Base, OfPractice):
    """Advice given with a version, in the words given, until its end date."""

    __tablename__ = "programme_advice"
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme_version.id", name="fk_programme_advice_version_id"), index=True
    )
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    alternative: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    limit_minutes: Mapped[int | None]
    until: Mapped[date]
