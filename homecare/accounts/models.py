"""People, practices and memberships; what they agreed to; what was done by whom."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from homecare.database import Base, OfClient, OfPractice, new_id, same_practice
from homecare.rules.urgent_advice import with_numbers

RECORDS = table(
    "client", column("id", Uuid), column("name", String), column("date_of_birth", Date),
    column("merged_into", Uuid), column("erased_at"),
)  # fmt: skip
MERGES = table(
    "record_merge", column("keeper_id", Uuid), column("duplicate_id", Uuid), column("undone_at")
)
"""Tables whose models lie downstream."""
NATIONS = ("england", "scotland", "wales", "northern_ireland", "other")


def _one_where(name: str, *columns: str, where: str) -> Index:
    """A unique index of the rows for which something holds."""
    on = text(where)
    return Index(name, *columns, unique=True, sqlite_where=on, postgresql_where=on)


class Installation(Base):
    """One row that says, for good, whether this database is a demonstration or real."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("kind in ('demonstration', 'real')", "kind"),
    )


class Practice(Base):
    """A clinic: the wall around everything its people and clients own."""

    __tablename__ = "practice"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    nation: Mapped[str] = mapped_column(String(20))
    # Its emergency number and health line where it is somewhere else, as a key holds them.
    own_numbers: Mapped[str] = mapped_column(String(50), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    letterhead: Mapped[str] = mapped_column(default="")
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The day from which everybody who works here needs two factors; None: nobody needs them.
    factors_from: Mapped[date | None]
    # So long may a shared computer stand unused before whoever works here is signed out there.
    idle_minutes: Mapped[int] = mapped_column(default=30)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def whom_to_call(self) -> str:
        """By what `rules.urgent_advice` knows whom to call: the nation, and its own numbers."""
        return with_numbers(self.nation, self.own_numbers)


class Person(Base, UserMixin):
    """Somebody who can sign in, by an address that is unique everywhere (stored in lower case)."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    # The address somebody answered from. While it differs from `email`, no health data go there.
    confirmed_email: Mapped[str | None] = mapped_column(String(254))
    # The address somebody would rather sign in with; confirmed, it takes the place of `email`.
    wanted_email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    # A new password, and signing out everywhere, end every link that was mailed for one before.
    links_ended_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.joined_at"
    )
    # What somebody may do hangs on a membership in a practice, never on a role of the login.
    roles = ()  # type: ignore[assignment]

    @property
    def address_is_confirmed(self) -> bool:
        """Whether somebody opened a link that was sent to this address, and acted on it."""
        return self.confirmed_email == self.email


class SignIn(Base):
    """A phone or computer on which somebody is signed in; signing out there deletes the row.

    While it `waits_for` something, nobody is signed in by it: "factor", "code" (from the owner or
    by mail, where no factor is set up yet) or "setup" (of a factor).
    """

    __tablename__ = "sign_in"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime] = mapped_column(index=True)
    waits_for: Mapped[str | None] = mapped_column(String(10))
    factor: Mapped[str | None] = mapped_column(String(10))  # what was shown beside a password
    proved_at: Mapped[datetime]  # when somebody last showed who they are
    kept: Mapped[bool]  # whether they chose to stay signed in on that device
    browser: Mapped[str] = mapped_column(String(60))  # in plain words
    # The name by which it sends a diary; one that is new says that its browser forgot all it kept.
    device: Mapped[str] = mapped_column(String(64), default="", server_default="")
    forgot_at: Mapped[datetime | None]


class CodeApp(Base):
    """The app with which somebody makes codes; its seed is encrypted (`homecare.keys`)."""

    __tablename__ = "code_app"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seed: Mapped[str]
    last_used: Mapped[int]  # the number of the last code that was taken: none works twice
    made_at: Mapped[datetime]


class Passkey(Base):
    """A phone, computer or key that signs for somebody."""

    __tablename__ = "passkey"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes]
    counter: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that works once in place of a factor, kept as a hash.

    One that was given out by somebody else (`given_by`: the owner, or nobody for the server and
    for a mail) ends every factor and works for a day; `identity` says how they knew who it was.
    """

    __tablename__ = "recovery_code"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]  # only of one that was given out
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    identity: Mapped[str] = mapped_column(String(200), default="")


class Tries(Base):
    """Wrong passwords of the last hour, counted in one of a fixed number of places."""

    __tablename__ = "tries"
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    failed: Mapped[int]
    free_at: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)


class NoRole(RoleMixin):
    """Flask-Security asks for a role model; memberships take its place."""


class Membership(Base, OfPractice):
    """A person's place in a practice: owner, therapist, or client of one record."""

    __tablename__ = "membership"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    client_id: Mapped[UUID | None] = mapped_column()
    # Whose record the place opens; not always the name of the person who signs in.
    record_name: Mapped[str | None] = column_property(
        select(RECORDS.c.name).where(RECORDS.c.id == client_id).scalar_subquery(), deferred=True
    )
    # Tells two of one name apart; read only for those.
    record_born: Mapped[date | None] = column_property(
        select(RECORDS.c.date_of_birth).where(RECORDS.c.id == client_id).scalar_subquery(),
        deferred=True,
    )
    registration: Mapped[str] = mapped_column(String(200), default="")
    joined_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    practice: Mapped[Practice] = relationship()

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        CheckConstraint("role in ('owner', 'therapist', 'client')", "role"),
        CheckConstraint("(role = 'client') = (client_id is not null)", "client"),
        _one_where("uq_membership_staff", "practice_id", "person_id", where="role <> 'client'"),
        # A place that was taken back stays, so that what was written there has an author.
        _one_where("uq_membership_client", "practice_id", "client_id", where="disabled_at is null"),
    )


class Invitation(Base, OfPractice):
    """A single-use link to join: only the hashes of its tokens are kept.

    What is mailed has a token of its own, so that a code scanned from a screen proves nothing
    about a mailbox.
    """

    __tablename__ = "invitation"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mailed_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    client_id: Mapped[UUID | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    practice: Mapped[Practice] = relationship()

    __table_args__ = (same_practice("client_id", "client"), Index(None, "practice_id", "client_id"))


class Consent(Base, OfClient):
    """What a client agreed to, in the words they were shown."""

    __tablename__ = "consent"
    kind: Mapped[str] = mapped_column(String(30))
    wording: Mapped[str]
    given_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        same_practice("client_id", "client"),
        CheckConstraint("kind in ('health_data', 'referral_letter', 'email')", "kind"),
        Index(None, "practice_id", "client_id"),
    )


class AuditLine(Base):
    """Who did or saw what, and when; never what it said.

    `seq` is its number in the practice's chain, and `seal` follows from it and the line before.
    """

    __tablename__ = "audit_line"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[UUID | None] = mapped_column(ForeignKey("practice.id"))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    client_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
    seq: Mapped[int | None]
    seal: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    actor: Mapped[Person | None] = relationship()

    __table_args__ = (
        Index(None, "practice_id", "at"),
        Index(None, "practice_id", "client_id", "at"),
        Index(None, "practice_id", "seq", unique=True),
        _one_where("uq_audit_line_nobodys", "seq", where="practice_id is null"),
    )
