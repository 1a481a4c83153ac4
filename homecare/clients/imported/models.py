"""An import of clients from a table, line by line. It stays when it is undone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from homecare.accounts.models import Person
from homecare.clients.models import Client
from homecare.database import Base, OfPractice, same_practice


class ClientImport(Base, OfPractice):
    """Clients who were added together from a file."""

    __tablename__ = "client_import"
    by: Mapped[UUID] = mapped_column("imported_by", ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column("imported_at")
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]

    hand: Mapped[Person] = relationship(foreign_keys=by, viewonly=True)
    lines: Mapped[list["ImportedLine"]] = relationship(
        order_by="ImportedLine.number", foreign_keys="ImportedLine.import_id", viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        Index(None, "practice_id", "imported_at"),
    )


class ImportedLine(Base, OfPractice):
    """A line of the file, by its number: the client it made, or none where it was left out."""

    __tablename__ = "imported_line"
    import_id: Mapped[UUID]
    number: Mapped[int]
    made_id: Mapped[UUID | None]

    made: Mapped[Client | None] = relationship(foreign_keys="ImportedLine.made_id", viewonly=True)

    __table_args__ = (
        same_practice("import_id", "client_import"),
        same_practice("made_id", "client"),
        Index(None, "import_id"),
    )
