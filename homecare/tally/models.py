"""The table of counters."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base


class Tally(Base):
    """How often something was asked for within a time that began with the first time.

    No index beside the key: on PostgreSQL a row that is counted up then stays in its place.
    """

    __tablename__ = "tally"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    counted: Mapped[int]
    until: Mapped[datetime]
