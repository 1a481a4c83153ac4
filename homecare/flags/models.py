"""Red-flag answers, the newest verdict on an episode, and flags with their transitions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, ScalarSelect, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, same_practice


class Flag(Base, OfClient):
    """Something a therapist must decide on; at most one is open or snoozed for an episode.

    `status` is open, snoozed, acted, dismissed, replaced, cleared or withdrawn; it repeats the
    newest transition, so that a caseload is one indexed read.
    """

    __tablename__ = "flag"
    episode_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    proposes: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="open")
    raised_on: Mapped[date]
    raised_at: Mapped[datetime]
    snoozed_until: Mapped[date | None]
    holds_until: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    reasons: Mapped[list[Any]]
    figures: Mapped[dict[str, Any]]
    rule_version: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)

    transitions: Mapped[list["FlagTransition"]] = relationship(
        order_by="FlagTransition.at, FlagTransition.id", foreign_keys="FlagTransition.flag_id"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(
            "uq_flag_live",
            "episode_id",
            unique=True,
            sqlite_where=text("closed_at is null"),
            postgresql_where=text("closed_at is null"),
        ),
        Index(None, "practice_id", "status"),
        Index(None, "practice_id", "raised_on"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class FlagTransition(Base, OfPractice):
    """One step of a flag, never changed: from and to which state, by whom, why, on what figures."""

    __tablename__ = "flag_transition"
    flag_id: Mapped[UUID] = mapped_column(
        ForeignKey("flag.id", name="fk_flag_transition_flag_id"), index=True
    )
    at: Mapped[datetime]
    old: Mapped[str] = mapped_column(String(20))
    new: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rule_version: Mapped[str] = mapped_column(String(20), default="")

    @classmethod
    def newest(cls) -> ScalarSelect[UUID]:
        """For a statement: the id of the last step of the Flag that it reads."""
        last = select(cls.id).where(cls.flag_id == Flag.id)
        in_order = last.order_by(cls.at.desc(), cls.id.desc()).limit(1)
        return in_order.correlate(Flag).scalar_subquery()
