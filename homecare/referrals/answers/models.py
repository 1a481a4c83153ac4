"""The receiver's answers to a letter; a later one corrects an earlier one, and both are kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, same_practice

BACK, STAYING, SENT_ON = "back", "staying", "sent_on"
NEVER_WENT, WAITING = "never_went", "waiting"
SEEN = (BACK, STAYING, SENT_ON)
NOT_SEEN = (WAITING, NEVER_WENT)
LINK, TELEPHONE, PAPER, CLIENT = "link", "telephone", "paper", "client"


class LetterAnswer(Base, OfClient):
    """What came of a letter. `how` it was heard; `by_person` typed it in, None by the link.

    `read_at`: when somebody of the practice said that they have read it. One that is struck out
    stays readable and counts for nothing: whoever counts asks `stands`, `says` or `saw_them`.
    `new_starts`: the days from which the start of the figures was counted anew because of it.
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
    struck_at: Mapped[datetime | None]
    new_starts: Mapped[list[str]] = mapped_column(default=list)  # ISO days

    corrections: Mapped[list["AnswerCorrection"]] = relationship(
        order_by="AnswerCorrection.at, AnswerCorrection.id",
        foreign_keys="AnswerCorrection.answer_id",
        viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("referral_id", "referral"),
        CheckConstraint("next in ('back', 'staying', 'sent_on', 'never_went', 'waiting')", "next"),
        CheckConstraint("how in ('link', 'telephone', 'paper', 'client')", "how"),
        Index(None, "practice_id", "client_id"),
        Index(None, "practice_id", "referral_id"),
    )

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """That an answer of a statement counts: it is not struck out."""
        return cls.struck_at.is_(None)

    @classmethod
    def says(cls) -> ColumnElement[bool]:
        """That it stands and says what became of them; "not seen yet" says nothing."""
        return and_(cls.stands(), cls.next != WAITING)

    @classmethod
    def saw_them(cls) -> ColumnElement[bool]:
        """That it stands and comes of somebody who has seen the client."""
        return and_(cls.stands(), cls.next.in_(SEEN))


class AnswerCorrection(Base, OfClient):
    """One correction of an answer, never changed: who, when, why, and what it said until then.

    One that was moved leaves a row with the letter that it left, which says nothing of what the
    answer says: that went along. Every other one goes where its answer goes.
    """

    __tablename__ = "answer_correction"
    answer_id: Mapped[UUID]
    referral_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    next: Mapped[str] = mapped_column(String(20), default="")
    seen_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")
    sent_on_to: Mapped[str] = mapped_column(String(200), default="")
    how: Mapped[str] = mapped_column(String(20), default="")
    said_by: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[UUID] = mapped_column("corrected_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("corrected_at")

    __table_args__ = (
        same_practice("answer_id", "letter_answer"),
        same_practice("client_id", "client"),
        same_practice("referral_id", "referral"),
        CheckConstraint("kind in ('corrected', 'moved', 'struck_out', 'put_back')", "kind"),
        Index(None, "answer_id"),
        Index(None, "referral_id"),
        Index(None, "practice_id", "client_id"),
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
