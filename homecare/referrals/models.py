"""The practice's address book and logo, and referrals with their letters frozen as issued."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.columns import Packed, PackedText
from homecare.database import Base, OfClient, OfPractice, same_practice

BY_HAND = ("chiropractor", "osteopath", "physiotherapist", "massage")
DOCTORS = ("gp", "doctor", "emergency")
KINDS = (*BY_HAND, "gp", "emergency", "doctor", "other")
"""What somebody does. "other" is not known, and guarded like treatment by hand."""


class Contact(Base, OfPractice):
    """A chiropractor, GP or other colleague whom the practice refers to."""

    __tablename__ = "contact"
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    clinic: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    # The address somebody answered from. While it differs from `email`, no letter goes there.
    confirmed_email: Mapped[str | None] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def treats_by_hand(self) -> bool:
        """Whether they treat the spine by hand, as far as anybody knows."""
        return self.kind in (*BY_HAND, "other")

    @property
    def address_is_confirmed(self) -> bool:
        """Whether somebody opened the link that was sent to this address, and said it is theirs."""
        return bool(self.email) and self.confirmed_email == self.email

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        CheckConstraint(f"kind in ({', '.join(map(repr, KINDS))})", "kind"),
    )


class Referral(Base, OfClient):
    """A referral. `letter` and `chart` are frozen when it is issued; a draft has neither.

    `status` is draft, issued or withdrawn.
    """

    __tablename__ = "referral"
    episode_id: Mapped[UUID]
    flag_id: Mapped[UUID | None]
    contact_id: Mapped[UUID]
    consent_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(String(20), default="draft")
    message: Mapped[str] = mapped_column(default="")
    # What is asked of the receiver, and what the therapist adds to the course.
    question: Mapped[str] = mapped_column(default="")
    course_note: Mapped[str] = mapped_column(default="")
    # The letter that this one was written again for, and why.
    replaces_id: Mapped[UUID | None]
    replaces_why: Mapped[str] = mapped_column(default="")
    # Why it goes to another than the rule proposed; and why nobody could be asked to agree.
    differs_why: Mapped[str] = mapped_column(default="")
    unasked_why: Mapped[str] = mapped_column(default="")
    letter: Mapped[dict[str, Any] | None]
    chart: Mapped[str | None] = mapped_column(PackedText)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Why, and by whose hand; letters withdrawn before both were kept have neither.
    withdrawn_why: Mapped[str] = mapped_column(default="")
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    contact: Mapped[Contact] = relationship(foreign_keys="Referral.contact_id", viewonly=True)

    @property
    def is_draft(self) -> bool:
        """Whether it was neither issued nor dropped yet."""
        return self.status == "draft"

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        same_practice("episode_id", "episode"),
        same_practice("flag_id", "flag"),
        same_practice("contact_id", "contact"),
        same_practice("consent_id", "consent"),
        same_practice("replaces_id", "referral"),
        CheckConstraint("status in ('draft', 'issued', 'withdrawn')", "status"),
        Index(None, "practice_id", "client_id"),
        Index(None, "episode_id"),
        Index(None, "flag_id"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class LetterFile(Base, OfClient):
    """The page of a letter as it was issued, byte for byte; read only where it is taken.

    `typeset_by` names the program that set it. The figures and the rule's version stand in the
    referral's `letter`. `exchange` is the same letter for other programs, with an empty place for
    the page (`homecare.referrals.fhir.written`); letters issued before that was made have none.
    """

    __tablename__ = "letter_file"
    referral_id: Mapped[UUID] = mapped_column(unique=True)
    pdf: Mapped[bytes] = mapped_column(Packed, deferred=True)
    exchange: Mapped[str | None] = mapped_column(PackedText, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    typeset_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]

    __table_args__ = (
        same_practice("client_id", "client"),
        same_practice("referral_id", "referral"),
        Index(None, "practice_id", "client_id"),
    )


class Logo(Base, OfPractice):
    """What stands at the top of a practice's letters: a picture, and what it shows in words."""

    __tablename__ = "logo"
    png: Mapped[bytes]
    shows: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("practice_id"),)
