"""A practice's own copy of the exercises, advice and templates, so that it may adapt them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfPractice, same_practice

EVERY_DAY = 0b1111111  # bit 0 is Monday, bit 6 is Sunday


class Dose:
    """How much of an exercise: sets × repetitions, a hold in seconds or minutes, times a day.

    None where a measure does not apply. `days` holds the weekdays, bit 0 = Monday.
    """

    sets: Mapped[int | None]
    reps: Mapped[int | None]
    hold_seconds: Mapped[int | None]
    minutes: Mapped[int | None]
    times_a_day: Mapped[int] = mapped_column(default=1)
    days: Mapped[int] = mapped_column(default=EVERY_DAY)


class Exercise(Base, OfPractice, Dose):
    """An exercise in words and the pose that draws it; `code` names its catalogue entry.

    One of the practice's own may have up to four photos, which stand in place of a drawing (each a
    `Shown` of `photos/words.py` as a row; `pose` is empty where there never was a drawing), and the
    https address of a film.
    """

    __tablename__ = "exercise"
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(60))
    area: Mapped[str] = mapped_column(String(60))
    bias: Mapped[str] = mapped_column(String(20))
    sided: Mapped[bool]
    steps: Mapped[list[str]]
    feel: Mapped[str]
    stop: Mapped[str]
    caution: Mapped[str] = mapped_column(default="")
    pose: Mapped[str] = mapped_column(String(60))
    film: Mapped[str] = mapped_column(String(300), default="")
    photos: Mapped[list[Any]] = mapped_column(default=list)
    is_favourite: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        UniqueConstraint("practice_id", "code"),
    )


class Advice(Base, OfPractice):
    """Advice as something dosed: kind is sitting, bath or other; a limit in minutes; its days."""

    __tablename__ = "advice"
    code: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    alternative: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    limit_minutes: Mapped[int | None]
    days: Mapped[int] = mapped_column(default=28)
    archived_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        UniqueConstraint("practice_id", "code"),
    )


class Template(Base, OfPractice):
    """A programme to start from."""

    __tablename__ = "template"
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    for_whom: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    advice_codes: Mapped[list[str]] = mapped_column(default=list)
    archived_at: Mapped[datetime | None]

    items: Mapped[list["TemplateItem"]] = relationship(
        order_by="TemplateItem.place", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        UniqueConstraint("practice_id", "code"),
    )


class TemplateItem(Base, OfPractice, Dose):
    """One exercise of a template, with its dose."""

    __tablename__ = "template_item"
    template_id: Mapped[UUID]
    place: Mapped[int]
    exercise_id: Mapped[UUID]
    in_flare: Mapped[bool] = mapped_column(default=False)

    exercise: Mapped[Exercise] = relationship(
        foreign_keys="TemplateItem.exercise_id", viewonly=True
    )

    __table_args__ = (
        same_practice("template_id", "template"),
        same_practice("exercise_id", "exercise"),
        Index(None, "template_id"),
    )
