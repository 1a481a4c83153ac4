"""The newest verdict on an episode, as the caseload and the client's page show it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, OfClient, same_practice


class Verdict(Base, OfClient):
    """The newest assessment of an episode, as the caseload and the client's page show it."""

    __tablename__ = "verdict"
    episode_id: Mapped[UUID] = mapped_column(unique=True)
    on: Mapped[date] = mapped_column("judged_on")
    state: Mapped[str] = mapped_column(String(20))
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
