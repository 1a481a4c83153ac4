"""What stood in a field of a record before somebody changed it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, Json, OfClient, same_practice


class RecordChange(Base, OfClient):
    """One field of a record that was changed, never changed itself: from what to what.

    `episode_id` is the care whose timeline tells it: of a complaint its own, of the person the
    one that was open or newest. `field` is a key of `words.FIELDS`, of a line of the background
    with its code after a stop.
    """

    __tablename__ = "record_change"
    episode_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[Any] = mapped_column("old_value", Json, nullable=True)
    new: Mapped[Any] = mapped_column("new_value", Json, nullable=True)
    by: Mapped[UUID | None] = mapped_column("changed_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("changed_at")

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        Index(None, "episode_id", "changed_at"),
    )
