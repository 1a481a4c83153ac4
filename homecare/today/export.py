"""A client's own diary, to take along: every day and every entry, and nobody else's."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from homecare.access import Scope
from homecare.clients.models import Client, Episode
from homecare.diary.models import DiaryDay, Entry

OF_CLIENT = ("name", "email", "telephone", "date_of_birth", "gp", "medicines", "zone")
OF_EPISODE = ("id", "complaint", "side", "onset", "intake_on", "leg", "back", "closed_at")
OF_DAY = (
    "episode_id", "on", "leg", "back", "due", "reported", "partly", "not_done", "sitting", "bath",
    "flare", "away", "noted", "better", "change", "why", "check_in", "late",
)  # fmt: skip
OF_ENTRY = (
    "id", "episode_id", "op", "supersedes", "kind", "local_date", "zone", "done_at", "received_at",
    "body", "in_words",
)  # fmt: skip


def days(scope: Scope) -> Sequence[DiaryDay]:
    """Every day of the client's diary, in order."""
    return scope.session.scalars(scope.select(DiaryDay).order_by(DiaryDay.on)).all()


def entries(scope: Scope) -> Sequence[Entry]:
    """Every entry as it was reported, corrections included, in the order they came."""
    statement = scope.select(Entry).order_by(Entry.received_at, Entry.id)
    return scope.session.scalars(statement).all()


def days_csv(scope: Scope) -> str:
    """The days as a table for a spreadsheet."""
    return _table(OF_DAY, days(scope))


def entries_csv(scope: Scope) -> str:
    """The entries as a table; what was said stands in `body`, as JSON."""
    return _table(OF_ENTRY, entries(scope))


def diary_json(scope: Scope) -> str:
    """Record, episodes, days and entries in one document."""
    client = scope.session.scalars(scope.select(Client)).one()
    episodes = scope.session.scalars(scope.select(Episode).order_by(Episode.intake_on)).all()
    document = {
        "client": _fields(client, OF_CLIENT),
        "episodes": [_fields(episode, OF_EPISODE) for episode in episodes],
        "days": [_fields(day, OF_DAY) for day in days(scope)],
        "entries": [_fields(entry, OF_ENTRY) for entry in entries(scope)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _fields(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _table(names: Sequence[str], rows: Iterable[object]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(value) for value in _fields(row, names).values()])
    return sheet.getvalue()


def _cell(value: Any) -> Any:
    """JSON for what was said: it begins with a brace, so no spreadsheet takes it for a formula."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
