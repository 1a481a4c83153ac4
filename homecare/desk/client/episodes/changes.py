"""What was changed of a record, field by field with what it said before, as lines of a timeline."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from homecare.clients.amended.models import RecordChange
from homecare.clients.amended.words import THERAPIST, field_in_words, value_in_words
from homecare.desk.client.events import Event, Folded
from homecare.desk.words import practice_day
from homecare.language import listed, starts_upper

CHANGED = "Record changed"
AT_A_GLANCE = 60
"""What is no longer than this stands in the line itself; longer texts are folded (ours)."""


def of_changes(
    changes: Sequence[RecordChange], names: Mapping[UUID | None, str]
) -> Iterator[Event]:
    """A line for each time that somebody changed the record. Whose client it is stands on the
    timeline by itself."""
    told = (one for one in changes if one.field != THERAPIST)
    for (at, by), together in groupby(told, lambda one: (one.at, one.by)):
        row = list(together)
        yield Event(
            practice_day(at), CHANGED, _text(row), "change", at, names.get(by, ""),
            folded=tuple(_folded(one) for one in row if _is_long(one)),
        )  # fmt: skip


def _text(changes: Sequence[RecordChange]) -> str:
    short = [_at_a_glance(one) for one in changes if not _is_long(one)]
    long = [field_in_words(one.field) for one in changes if _is_long(one)]
    return " ".join([*short, f"Changed: {listed(long)}." if long else ""]).strip()


def _at_a_glance(change: RecordChange) -> str:
    old, new = _values(change)
    return f"{starts_upper(field_in_words(change.field))}: {old} → {new}."


def _folded(change: RecordChange) -> Folded:
    old, new = _values(change)
    return Folded(f"{starts_upper(field_in_words(change.field))}, before and after", old, new)


def _is_long(change: RecordChange) -> bool:
    return any(len(text) > AT_A_GLANCE or "\n" in text for text in _values(change))


def _values(change: RecordChange) -> tuple[str, str]:
    field = change.field
    return value_in_words(field, change.old).strip(), value_in_words(field, change.new).strip()
