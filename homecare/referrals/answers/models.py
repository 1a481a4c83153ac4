"""The receiver's answers to a letter; a later one corrects an earlier one, and both are kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from homecare.database import Base, OfClient, OfPractice, same_practice

BACK, STAYING, SENT_ON = "back", "staying", "sent_on"
NEVER_WENT, WAITING = "never_went", "waiting"
LINK, TELEPHONE, PAPER, CLIENT = "link", "telephone", "paper", "client"


class LetterAnswer(Base, OfClient):
    """What came of a letter. `how` it was heard; `by_person` typed it in, None by the link.

    `read_at`: when somebody of the practice said that they have read it.
    """

    __tablename__ = "letter_answer"
    referral_id: Mapped[UUID]
    next: Mapped[str] = mapped_column(String(20))
    seen_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")
    sent_on_to: Mapped[str] = mapped_column(String(200), default="")
    how: Mapped[str] = mapped_column(String(20))
    said_by: Mapped[str] = mapped_column(String(120))
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("referral_id", "referral"),
        CheckConstraint("next in ('back', 'staying', 'sent_on', 'never_went', 'waiting')", "next"),
        CheckConstraint("how in ('link', 'telephone', 'paper', 'client')", "how"),
        Index(None, "practice_id", "client_id"),
        Index(None, "practice_id", "referral_id"),
    )


class AnswerFile(Base, OfPractice):
    """A file that came with an answer, as it is kept; its bytes are read only to be taken along."""

    __tablename__ = "answer_file"
    answer_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]

    __table_args__ = (
        same_practice("answer_id", "letter_answer"),
        CheckConstraint("kind in ('pdf', 'jpeg', 'png')", "kind"),
    )
