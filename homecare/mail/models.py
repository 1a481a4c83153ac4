"""The outbox: every mail as it was written, and how far it got."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.database import Base, new_id

# What nobody has dealt with yet, in the words of an index.
UNDELIVERED = "settled_at is null and status in ('failed', 'uncertain')"
# Links for a new password, of which nobody may ask for one right after another.
LINKS = "kind = 'password_reset'"
# The last mail to somebody whose record is gone: a few, which every night looks for.
GOODBYES = "kind = 'erasure-done'"
# What has not left yet: a few rows, however many have.
WAITING = "status = 'queued'"


class OutboxMail(Base):
    """One mail. `key`, where given, is unique: the same mail can't be queued twice.

    What it says is kept beside it, as it was queued, and goes some time after it was sent. SQLite
    uses the room of a row again once it is deleted; a row that shrinks keeps its own.

    Status: queued → sending → sent, failed, or uncertain (the connection died after the
    server began to take it, so it may have arrived).
    """

    __tablename__ = "outbox_mail"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[UUID | None] = mapped_column(ForeignKey("practice.id"))
    client_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # Without a mail server a mail is written into a folder, which nobody calls sent.
    to_file: Mapped[bool] = mapped_column(default=False, server_default=false())
    error: Mapped[str] = mapped_column(String(300), default="")
    # Its words hold a link that lets somebody in: they are forgotten as soon as it has left.
    has_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Reminders and weekly mails come by the thousand, and let everything else go first.
    bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    forgotten_at: Mapped[datetime | None]
    # Somebody saw that it failed, or may not have arrived, and dealt with that.
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    words: Mapped["MailWords | None"] = relationship(cascade="all, delete-orphan")
    parts: Mapped[list["MailPart"]] = relationship(
        order_by="MailPart.cid", cascade="all, delete-orphan"
    )

    @property
    def subject(self) -> str:
        """Its subject; empty once it is forgotten."""
        return self.words.subject if self.words else ""

    @property
    def text(self) -> str:
        """Its plain text; empty once it is forgotten."""
        return self.words.text if self.words else ""

    @property
    def html(self) -> str:
        """Its page; empty where it has none, and once it is forgotten."""
        return self.words.html if self.words else ""

    __table_args__ = (
        CheckConstraint("status in ('queued', 'sending', 'sent', 'failed', 'uncertain')", "status"),
        Index(None, "practice_id", "client_id"),
        Index(
            "ix_outbox_mail_waiting",
            "bulk",
            "not_before",
            sqlite_where=sql(WAITING),
            postgresql_where=sql(WAITING),
        ),
        Index(
            "ix_outbox_mail_undelivered",
            "practice_id",
            sqlite_where=sql(UNDELIVERED),
            postgresql_where=sql(UNDELIVERED),
        ),
        Index(
            "ix_outbox_mail_links",
            "to_address",
            "queued_at",
            sqlite_where=sql(LINKS),
            postgresql_where=sql(LINKS),
        ),
        Index(
            "ix_outbox_mail_goodbyes",
            "queued_at",
            sqlite_where=sql(GOODBYES),
            postgresql_where=sql(GOODBYES),
        ),
        Index(
            "ix_outbox_mail_remembered",
            "status",
            "queued_at",
            sqlite_where=sql("forgotten_at is null"),
            postgresql_where=sql("forgotten_at is null"),
        ),
    )


class MailWords(Base):
    """What a mail says, until it is forgotten."""

    __tablename__ = "mail_words"
    mail_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_mail.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")


class MailPart(Base):
    """A picture inside a mail, referred to from its HTML by `cid:`."""

    __tablename__ = "mail_part"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mail_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_mail.id"), index=True)
    cid: Mapped[str] = mapped_column(String(60))
    content_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes]
    alt: Mapped[str] = mapped_column(default="")
