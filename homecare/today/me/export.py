"""What is a client's own, to take along: every day and entry, and nobody else's.

A therapist's notes on findings and visits are the practice's own; it hands them out when asked.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.accounts.models import Consent
from homecare.clients.models import Away, Client, Episode, Visit
from homecare.diary.models import DiaryDay, Entry
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion

OF_CLIENT = ("name", "email", "telephone", "date_of_birth", "gp", "medicines", "zone")
OF_EPISODE = ("id", "complaint", "side", "onset", "intake_on", "leg", "back", "closed_at")
OF_DAY = (
    "episode_id", "on", "leg", "back", "due", "reported", "partly", "not_done", "extra", "logged",
    "sitting", "bath", "flare", "away", "noted", "better", "change", "why", "check_in", "late",
)  # fmt: skip
OF_ENTRY = (
    "id", "episode_id", "op", "supersedes", "kind", "local_date", "zone", "done_at", "received_at",
    "body", "in_words",
)  # fmt: skip


OF_VISIT = ("episode_id", "on", "next_appointment")
OF_AWAY = ("episode_id", "first_day", "last_day", "reason")
OF_CONSENT = ("kind", "wording", "given_at", "withdrawn_at")
OF_VERSION = ("episode_id", "number", "starts_on", "note", "flare_hours")
OF_ITEM = (
    "line", "side", "sets", "reps", "hold_seconds", "minutes", "times_a_day", "days", "in_flare",
)  # fmt: skip
OF_ADVICE = ("kind", "title", "text", "reason", "alternative", "question", "limit_minutes", "until")
# A spreadsheet takes a cell that begins so for a formula, and does what it says.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # by it a spreadsheet knows the letters for what they are


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
    """Record, episodes, programmes, days, entries and what was agreed to, in one document."""
    client = scope.session.scalars(scope.select(Client)).one()
    episodes = scope.session.scalars(scope.select(Episode).order_by(Episode.intake_on)).all()
    document = {
        "client": {
            **_fields(client, OF_CLIENT),
            "reminder": client.reminder,
            "weekly_email": client.weekly_email,
        },
        "episodes": [_fields(episode, OF_EPISODE) for episode in episodes],
        "programmes": [_programme(version) for version in _programmes(scope)],
        "visits": _all(scope, Visit, Visit.on, OF_VISIT),
        "away": _all(scope, Away, Away.first_day, OF_AWAY),
        "days": [_fields(day, OF_DAY) for day in days(scope)],
        "entries": [_fields(entry, OF_ENTRY) for entry in entries(scope)],
        "agreed_to": _all(scope, Consent, Consent.given_at, OF_CONSENT),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _all(scope: Scope, model: type[Any], by: Any, names: Iterable[str]) -> list[dict[str, Any]]:
    rows = scope.session.scalars(scope.select(model).order_by(by))
    return [_fields(row, names) for row in rows]


def _programmes(scope: Scope) -> Sequence[ProgrammeVersion]:
    loaded = (
        selectinload(ProgrammeVersion.items).joinedload(ProgrammeItem.exercise),
        selectinload(ProgrammeVersion.advice),
    )
    statement = scope.select(ProgrammeVersion, *loaded)
    in_order = statement.order_by(ProgrammeVersion.starts_on, ProgrammeVersion.number)
    return scope.session.scalars(in_order).all()


def _programme(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        **_fields(version, OF_VERSION),
        "exercises": [
            {"name": item.exercise.name, **_fields(item, OF_ITEM)} for item in version.items
        ],
        "advice": [_fields(given, OF_ADVICE) for given in version.advice],
    }


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
        writer.writerow([cell(value) for value in _fields(row, names).values()])
    return MARK + sheet.getvalue()


def cell(value: Any) -> Any:
    """A value as it may stand in a table: what was said as JSON, and no words as a formula."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
