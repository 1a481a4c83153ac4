"""The parts that a record's pages are made of: a heading, lines with a label, a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from homecare.language import long_date, starts_upper

Section = dict[str, Any]
NOTHING = "Nothing is on record."


def lines_of(title: str, lines: Mapping[str, Any]) -> Section:
    """A section of lines, each with its label; those that say nothing are left out."""
    return {"title": title, "lines": pairs(lines), "head": [], "rows": []}


def pairs(lines: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Labels with their colon, and what they say."""
    return [(f"{starts_upper(label)}:", str(text)) for label, text in lines.items() if text]


def table_of(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Section:
    """A section with a table; where it has no rows, a sentence says so."""
    if not rows:
        return {"title": title, "lines": [("", NOTHING)], "head": [], "rows": []}
    return {"title": title, "lines": [], "head": list(head), "rows": [list(row) for row in rows]}


def if_any(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterable[Section]:
    """The same where there are rows, else no section."""
    return [table_of(title, head, rows)] if rows else []


def day_of(text: str | None) -> str:
    """A day of the document in words; empty where it has none."""
    return long_date(date.fromisoformat(text)) if text else ""


def by_whom(change: Mapping[str, Any]) -> str:
    """When something was done, and by whom."""
    return ", ".join(part for part in (day_of(change["at"]), change["by"]) if part)


def struck(one: Mapping[str, Any], words: str) -> str:
    """What was written, and whether it was struck out since."""
    return f"Struck out. {one[words]}" if one["struck_at"] else str(one[words])
