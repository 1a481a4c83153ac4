"""What was asked and decided about deleting a record. It outlives the record, without content."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, OfClient, same_practice

OPEN, ERASED, KEPT, TAKEN_BACK = DECISIONS = ("", "erased", "kept", "taken_back")
ASKED, OVER = "asked", "over"
OTHER = ""
"""A reason of the owner's own, which `words` holds."""
ERASED_BECAUSE = (ASKED, OVER, OTHER)
LAW, CLAIM, CARE = KEPT_BECAUSE = ("law", "claim", "care")


class Erasure(Base, OfClient):
    """One time that a record was to be deleted, and what became of that.

    `asked_at` is empty where the owner decided by themselves, as the time for keeping was over.
    `decision` is one of DECISIONS, empty while nobody has decided; `why` one of ERASED_BECAUSE or
    KEPT_BECAUSE. A record that is kept is not asked about before `keep_until`, and again from that
    day; `words` are the owner's to the client. Of an erased one, `words` say why it went before its
    time, where nobody had asked; `records` names the ids that were emptied (those merged into it
    too), `counts` how many rows went, by table; nothing in it is about health.
    """

    __tablename__ = "erasure"
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(String(20), default=OPEN)
    why: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(String(500), default="")
    keep_until: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    records: Mapped[list[str]] = mapped_column(default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (
        same_practice("client_id", "client"),
        CheckConstraint("decision in ('', 'erased', 'kept', 'taken_back')", "decision"),
        CheckConstraint("why in ('', 'asked', 'over', 'law', 'claim', 'care')", "why"),
        Index(None, "practice_id", "client_id"),
    )
