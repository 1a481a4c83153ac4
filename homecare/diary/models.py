"""The diary: an append-only ledger, and beside it one row for every local day of an episode."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, OfClient, same_practice
from homecare.diary.words import answered


class Entry(Base, OfClient):
    """One thing reported; what it says is never changed. Its id was made by the device.

    `op` is log, amend or void; an amend or void names the entry it `supersedes`, which may not
    have arrived yet. Among entries that supersede the same one, the greatest (seq, device, id)
    holds. `hash` covers the canonical JSON of everything the device said, without the
    transport's times.
    """

    __tablename__ = "entry"
    episode_id: Mapped[UUID]
    device: Mapped[str] = mapped_column(String(64))
    # A device may count in milliseconds, which need more than 32 bits.
    seq: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(String(10))
    supersedes: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(20))
    programme_version_id: Mapped[UUID | None]
    local_date: Mapped[date]
    zone: Mapped[str] = mapped_column(String(60))
    done_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    # Stored all the same, but outside 30 days back to 1 day ahead: a person looks at it.
    flagged: Mapped[bool] = mapped_column(default=False)
    # Since when it counts for nothing: somebody else had sent it through this record's sign-in.
    struck_at: Mapped[datetime | None]
    # Who wrote it: the client, or a therapist for a client without a phone.
    written_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        CheckConstraint("op in ('log', 'amend', 'void')", "op"),
        CheckConstraint("(op = 'log') = (supersedes is null)", "supersedes"),
        Index(None, "episode_id", "local_date"),
    )

    @property
    def in_words(self) -> str:
        """What was answered when homecare asked; empty for what was reported unasked."""
        return answered(self.kind, self.body)


class RejectedEntry(Base, OfClient):
    """What a device sent that could not be stored, kept 90 days so that nothing typed is lost."""

    __tablename__ = "rejected_entry"
    entry_id: Mapped[UUID] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(200))
    sent: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        same_practice("client_id", "client"),
        Index(None, "practice_id", "client_id"),
    )


class DiaryDay(Base):
    """One local day of an active episode, worked out from ledger, versions and days away.

    `due` counts exercise times due that day; `reported` those of them reported as done, at least
    in part; `partly` and `not_done` say how many of the times were reported so; what is left of
    `due` was not logged. `extra` counts what was reported beyond what was due. `logged` says
    whether anything at all was reported for the day. `sitting` and `bath` are kept, not_kept,
    could_not, or None where not answered. `closed` says that the day is over and its `due` is
    final.
    """

    __tablename__ = "diary_day"
    episode_id: Mapped[UUID] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("day", primary_key=True)
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"))
    client_id: Mapped[UUID]
    leg: Mapped[int | None]
    back: Mapped[int | None]
    due: Mapped[int] = mapped_column(default=0)
    reported: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    not_done: Mapped[int] = mapped_column(default=0)
    extra: Mapped[int] = mapped_column(default=0)
    logged: Mapped[bool] = mapped_column(default=False)
    sitting: Mapped[str | None] = mapped_column(String(20))
    bath: Mapped[str | None] = mapped_column(String(20))
    flare: Mapped[bool] = mapped_column(default=False)
    away: Mapped[bool] = mapped_column(default=False)
    noted: Mapped[bool] = mapped_column(default=False)
    better: Mapped[bool] = mapped_column(default=False)
    # Asked for now and then: change since the start (−3 to 3), why little exercise was reported,
    # and the answer to a check-in.
    change: Mapped[int | None]
    # How well what matters to the client goes (0–10), by the id of the activity.
    activities: Mapped[dict[str, Any] | None]
    why: Mapped[str | None] = mapped_column(String(20))
    check_in: Mapped[str | None] = mapped_column(String(20))
    # An entry for this day arrived more than a day after it.
    late: Mapped[bool] = mapped_column(default=False)
    closed: Mapped[bool] = mapped_column(default=False)
    # Of a day of which much was told: the entries that still decide it, each with the one that it
    # takes back. No fact of its own: without it the day is read whole.
    deciding: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
    )
