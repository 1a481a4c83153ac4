"""What a backup says of itself: of when, of which homecare, what is in it and how much."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from homecare.accounts.trail.chain import Head, read_head
from homecare.backups.file.tables import Sum
from homecare.backups.problems import BackupError

FORMAT = 2
"""2: with where each chain of the audit trail ended. Older ones are read as well."""
DAMAGED = "Its list of contents can't be read: it is damaged, or was written by something else."


@dataclass(frozen=True, slots=True)
class Contents:
    """The columns of a table in a backup, and its rows counted and added up."""

    columns: list[str]
    rows: int
    digest: str

    @property
    def sum(self) -> Sum:
        """To compare with what was restored."""
        return Sum(self.rows, self.digest)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` is real or demonstration; `files` holds the SHA-256 of each, `settings` only names;
    `audit` where each chain of the audit trail ended."""

    taken_at: datetime
    homecare: str
    revision: str
    kind: str
    database: str
    settings: list[str]
    tables: dict[str, Contents]
    files: dict[str, str]
    audit: dict[str, str] = field(default_factory=dict)

    @property
    def heads(self) -> dict[UUID, Head]:
        """Where each chain ended; what a hand has made unreadable is found in the trail itself."""
        found = {}
        for chain, head in self.audit.items():
            with suppress(ValueError):
                found[UUID(chain)] = read_head(head)
        return found

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(contents.rows for contents in self.tables.values())

    def to_json(self) -> str:
        """As it stands in the file."""
        values = asdict(self) | {"format": FORMAT, "taken_at": self.taken_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True)


def read_manifest(text: bytes) -> Manifest:
    """Raises BackupError where it is none, or of a later format."""
    try:
        values: dict[str, Any] = json.loads(text)
        if int(values.pop("format")) > FORMAT:
            raise BackupError(
                f"It was made by a newer homecare ({values['homecare']}). Restore it with that one."
            )
        tables = {name: Contents(**kept) for name, kept in values.pop("tables").items()}
        taken_at = datetime.fromisoformat(values.pop("taken_at")).astimezone(UTC)
        return Manifest(taken_at=taken_at, tables=tables, **values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(DAMAGED) from error
