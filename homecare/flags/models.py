"""Red-flag answers, the newest verdict on an episode, and flags with their transitions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, same_practice

BACKGROUND_NOTED = "background"
"""The source of a screening in which a therapist wrote down background, and asked nothing else."""


WEEKLY_CHECK = "check"  # the source of a screening that came with the weekly check


class Screening(Base, OfClient):
    """The red-flag questions answered once: at intake, on the client's page, or with a therapist.

    An answer of "none of these" is a screening without answers, and counts as a check. Background
    noted later (BACKGROUND_NOTED) is no check: the questions about new symptoms were not asked.
    """

    __tablename__ = "screening"
    episode_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column("answered_on")
    answered_at: Mapped[datetime]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    # "I tapped by mistake": the answers stand, and the therapist clears them.
    mistaken_at: Mapped[datetime | None]

    answers: Mapped[list["RedFlagAnswer"]] = relationship(
        back_populates="screening",
        order_by="RedFlagAnswer.code",
        foreign_keys="RedFlagAnswer.screening_id",
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(None, "episode_id", "answered_on"),
    )


class RedFlagAnswer(Base, OfPractice):
    """One yes (or "I'm not sure") to a red-flag or background question.

    A background answer carries the therapist's `decision`: considered or gp_first.
    """

    __tablename__ = "red_flag_answer"
    screening_id: Mapped[UUID] = mapped_column(
        ForeignKey("screening.id", name="fk_red_flag_answer_screening_id"), index=True
    )
    code: Mapped[str] = mapped_column(String(40))
    unsure: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str | None] = mapped_column(String(20))
    cleared_at: Mapped[datetime | None]
    cleared_on: Mapped[date | None]
    cleared_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    cleared_reason: Mapped[str] = mapped_column(default="")

    screening: Mapped[Screening] = relationship(
        back_populates="answers", foreign_keys="RedFlagAnswer.screening_id"
    )

    __table_args__ = (UniqueConstraint("screening_id", "code"),)


class Verdict(Base, OfClient):
    """The newest assessment of an episode, as the caseload and the client's page show it."""

    __tablename__ = "verdict"
    episode_id: Mapped[UUID] = mapped_column(unique=True)
    on: Mapped[date] = mapped_column("judged_on")
    state: Mapped[str] = mapped_column(String(20), index=True)
    proposes: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[Any]]
    figures: Mapped[dict[str, Any]]
    rule_version: Mapped[str] = mapped_column(String(20))
    judged_at: Mapped[datetime]
    # The first day on which this state was found; it begins anew with every other state.
    state_since: Mapped[date | None]

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(None, "practice_id", "client_id"),
    )


class Flag(Base, OfClient):
    """Something a therapist must decide on; at most one is open or snoozed for an episode.

    `status` is open, snoozed, acted, dismissed, replaced or cleared; it repeats the newest
    transition, so that a caseload is one indexed read.
    """

    __tablename__ = "flag"
    episode_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    proposes: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="open")
    raised_on: Mapped[date]
    raised_at: Mapped[datetime]
    snoozed_until: Mapped[date | None]
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
