"""A link to a letter, of which only a hash is kept, and what was opened by it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, OfPractice, same_practice


class LetterLink(Base, OfPractice):
    """A link that was mailed to the receiver of a letter.

    It ends by its time (`ends_at`) or by what is written in `ended_why`; that the letter was taken
    back, agreed to no longer or written again is asked of the letter whenever the link is opened.
    """

    __tablename__ = "letter_link"
    referral_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_to: Mapped[str] = mapped_column(String(254))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_reminder: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(20), default="")
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("referral_id", "referral"),
        CheckConstraint("ended_why in ('', 'tries', 'newer', 'by_hand')", "ended_why"),
        Index(None, "practice_id", "referral_id"),
    )


class LetterOpening(Base, OfPractice):
    """One time that a letter was opened, its page taken, or an answer given by the link."""

    __tablename__ = "letter_opening"
    link_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    __table_args__ = (
        same_practice("link_id", "letter_link"),
        CheckConstraint("what in ('opened', 'page')", "what"),
        Index(None, "practice_id", "link_id"),
    )
