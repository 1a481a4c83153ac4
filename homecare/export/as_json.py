"""Rows of the database as JSON has them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID


def fields(row: object, names: Iterable[str]) -> dict[str, Any]:
    """Fields of a row as JSON has them: days and moments as text."""
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
