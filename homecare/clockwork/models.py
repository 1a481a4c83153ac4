"""What the clock has done, so that nothing is done twice or forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, new_id

# What somebody is at, or was when they died: a few rows among all that is over.
CLAIMED = "status = 'claimed'"


class Run(Base):
    """One piece of work for one civil period ("2026-W43", "2026-10-25"), claimed once.

    `status` is claimed, done, failed or skipped; `reason` says why it was skipped or failed. What
    is claimed either waits for a worker, since `queued_at`, or somebody is at it.
    """

    __tablename__ = "run"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    period: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300), default="")
    claimed_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject", "period"),
        Index(None, "kind", "finished_at"),
        Index(
            "ix_run_claimed",
            "claimed_at",
            sqlite_where=sql(CLAIMED),
            postgresql_where=sql(CLAIMED),
        ),
    )


class Heartbeat(Base):
    """When a process last showed a sign of life, by the machine's own time and by the app's."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    process: Mapped[str] = mapped_column(String(32), default="")


class ServerStop(Base):
    """A time without a sign of life of the clock, by the app's time."""

    __tablename__ = "server_stop"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    began: Mapped[datetime]
    ended: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("began"),
        CheckConstraint("ended > began", "order"),
        Index(None, "ended"),
    )
