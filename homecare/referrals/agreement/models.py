"""What a client was asked about a letter, and what they answered; nothing of it is overwritten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from homecare.columns import PackedText
from homecare.database import Base, OfClient, same_practice

AGREED, ASKED_CHANGE, REFUSED, WITHDRAWN = "agreed", "asked_change", "refused", "withdrawn"
PHONE, ROOM = "phone", "room"


class LetterAgreement(Base, OfClient):
    """One time that a client was asked about a letter, and the answer; the newest one holds.

    `letter` and `chart` are the letter as it was shown on the phone, `mark` what of it is agreed
    to (see `text`), `wording` the sentence. `answer` is empty while nobody has answered.
    `lapsed_at`: the letter was changed after it was shown, so that the question stands no more.
    `seen_at`: when somebody of the practice took the answer off their list.
    """

    __tablename__ = "letter_agreement"
    episode_id: Mapped[UUID]
    referral_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    consent_id: Mapped[UUID | None]
    how: Mapped[str] = mapped_column(String(20))
    mark: Mapped[str] = mapped_column(String(24))
    wording: Mapped[str]
    letter: Mapped[dict[str, Any] | None]
    chart: Mapped[str | None] = mapped_column(PackedText)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lapsed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        same_practice("referral_id", "referral"),
        same_practice("contact_id", "contact"),
        same_practice("consent_id", "consent"),
        CheckConstraint(
            "answer in ('', 'agreed', 'asked_change', 'refused', 'withdrawn')", "answer"
        ),
        CheckConstraint("how in ('phone', 'room')", "how"),
        Index(None, "practice_id", "client_id"),
        Index(None, "practice_id", "referral_id"),
    )
