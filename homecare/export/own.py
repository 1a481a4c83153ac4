"""What is a client's own, to take along: every day and entry, what they answered when they were
asked, and nobody else's.

A therapist's notes on findings and visits are the practice's own; it hands them out when asked.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.accounts.models import Consent
from homecare.clients.models import Appointment, Away, Client, Episode, Visit
from homecare.diary.models import DiaryDay, Entry
from homecare.export.answers import agreements, as_entries, rounds
from homecare.export.as_json import fields
from homecare.export.said import report_in_words
from homecare.library.words import is_for_each_side, which_first
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion

Row = TypeVar("Row", bound=Any)

OF_CLIENT = ("name", "email", "telephone", "date_of_birth", "gp", "medicines", "zone")
OF_EPISODE = (
    "id",
    "complaint",
    "side",
    "onset",
    "intake_on",
    "leg",
    "back",
    "activities",
    "closed_at",
)
OF_DAY = (
    "episode_id", "on", "leg", "back", "due", "reported", "partly", "not_done", "extra", "logged",
    "sitting", "bath", "flare", "away", "noted", "better", "change", "activities", "why",
    "check_in", "late",
)  # fmt: skip
OF_INTAKE = ("intake_leg", "intake_back")
"""The scores of the intake, on its day: they stand there, whatever the diary has."""
OF_ENTRY = (
    "id", "episode_id", "op", "supersedes", "kind", "local_date", "zone", "done_at", "received_at",
    "body", "in_words", "struck_at",
)  # fmt: skip


OF_VISIT = ("episode_id", "on")
OF_APPOINTMENT = ("episode_id", "starts", "state")
OF_AWAY = ("episode_id", "first_day", "last_day", "reason")
OF_CONSENT = ("kind", "wording", "given_at", "withdrawn_at")
OF_VERSION = ("episode_id", "number", "starts_on", "note", "flare_hours")
OF_ITEM = (
    "line", "side", "sets", "reps", "hold_seconds", "minutes", "times_a_day", "days", "in_flare",
    "note",
)  # fmt: skip
OF_ADVICE = ("kind", "title", "text", "reason", "alternative", "question", "limit_minutes", "until")
# A spreadsheet takes a cell that begins so for a formula, and does what it says.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # by it a spreadsheet knows the letters for what they are


def days(scope: Scope, client_id: UUID) -> Sequence[DiaryDay]:
    """Every day of the client's diary, in order."""
    statement = _reported(scope, DiaryDay, client_id)
    return scope.session.scalars(statement.order_by(DiaryDay.on, DiaryDay.episode_id)).all()


def entries(scope: Scope, client_id: UUID) -> Sequence[Entry]:
    """Every entry as it was reported, corrections included, in the order they came."""
    statement = _reported(scope, Entry, client_id)
    return scope.session.scalars(statement.order_by(Entry.received_at, Entry.id)).all()


def _reported(scope: Scope, model: type[Row], client_id: UUID) -> Select[Row]:
    """Days or entries of a client, by their episodes: the indexes begin with those."""
    episodes = select(Episode.id).where(Episode.client_id == client_id)
    return scope.select(model).where(model.client_id == client_id, model.episode_id.in_(episodes))


def days_csv(scope: Scope, client_id: UUID) -> str:
    """The days as a table for a spreadsheet."""
    return table((*OF_DAY, *OF_INTAKE), _days(scope, client_id))


def entries_csv(scope: Scope, client_id: UUID) -> str:
    """All that the client said as a table, in words, and in `body` as JSON: the entries, and their
    answers to the red-flag questions and about letters, in the order they came."""
    exercises = _names(_programmes(scope, client_id))
    beside = as_entries(scope, scope.get(Client, client_id))
    said = [*_entries(scope, client_id, exercises), *beside]
    said.sort(key=lambda line: str(line["received_at"]))
    return table(OF_ENTRY, ({name: line.get(name, "") for name in OF_ENTRY} for line in said))


def diary_json(scope: Scope, client_id: UUID) -> str:
    """What `own` holds, in one document."""
    return written(own(scope, client_id))


def own(scope: Scope, client_id: UUID) -> dict[str, Any]:
    """Record, episodes, programmes, days, entries, answers to the red-flag questions and about
    letters, and what was agreed to: the client's own."""
    client, versions = scope.get(Client, client_id), _programmes(scope, client_id)
    return {
        "client": {
            **fields(client, OF_CLIENT),
            "reminder": client.reminder,
            "weekly_email": client.weekly_email,
            "check_in_email": client.check_in_email,
        },
        "episodes": all_of(scope, client_id, Episode, Episode.intake_on, OF_EPISODE),
        "programmes": [_programme(version) for version in versions],
        "visits": _visits(scope, client_id),
        "appointments": all_of(scope, client_id, Appointment, Appointment.starts, OF_APPOINTMENT),
        "away": all_of(scope, client_id, Away, Away.first_day, OF_AWAY),
        "days": _days(scope, client_id),
        "entries": _entries(scope, client_id, _names(versions)),
        "red_flag_questions": rounds(scope, client_id),
        "agreements": agreements(scope, client_id),
        "agreed_to": all_of(scope, client_id, Consent, Consent.given_at, OF_CONSENT),
    }


def written(document: dict[str, Any]) -> str:
    """A document as JSON that a person can read, too."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def all_of(
    scope: Scope, client_id: UUID, model: type[Any], by: Any, names: Iterable[str]
) -> list[dict[str, Any]]:
    """The client's rows of a table, in order, as far as these fields go."""
    rows = scope.session.scalars(
        scope.select(model).where(model.client_id == client_id).order_by(by, model.id)
    )
    return [fields(row, names) for row in rows]


def _days(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    mine = scope.select(Episode).where(Episode.client_id == client_id)
    begun = {(one.id, one.intake_on): one for one in scope.session.scalars(mine)}
    return [
        {**fields(day, OF_DAY), **_of_intake(begun.get((day.episode_id, day.on)))}
        for day in days(scope, client_id)
    ]


def _of_intake(begun: Episode | None) -> dict[str, int | None]:
    scores = (begun.leg, begun.back) if begun else (None, None)
    return dict(zip(OF_INTAKE, scores, strict=True))


def _entries(scope: Scope, client_id: UUID, exercises: Mapping[str, str]) -> list[dict[str, Any]]:
    """The entries, each with what it says in words."""
    rows = (fields(entry, OF_ENTRY) for entry in entries(scope, client_id))
    return [{**row, "in_words": report_in_words(row, exercises)} for row in rows]


def _names(versions: Iterable[ProgrammeVersion]) -> dict[str, str]:
    """What each line of any programme is called, with its side where it has one."""
    items = (item for version in versions for item in version.items)
    return {
        item.line: ", ".join(filter(None, (name, which_first(item.exercise, item.side))))
        for item in items
        for name in [item.exercise.name]
    }


def _visits(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    visits = scope.select(Visit).where(Visit.client_id == client_id, Visit.stands())
    return [fields(row, OF_VISIT) for row in scope.session.scalars(visits.order_by(Visit.on))]


def _programmes(scope: Scope, client_id: UUID) -> Sequence[ProgrammeVersion]:
    loaded = (
        selectinload(ProgrammeVersion.items).joinedload(ProgrammeItem.exercise),
        selectinload(ProgrammeVersion.advice),
    )
    statement = scope.select(ProgrammeVersion, *loaded).where(
        ProgrammeVersion.client_id == client_id
    )
    in_order = statement.order_by(ProgrammeVersion.starts_on, ProgrammeVersion.number)
    return scope.session.scalars(in_order).all()


def _programme(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        **fields(version, OF_VERSION),
        "exercises": [_exercise(item) for item in version.items],
        "advice": [fields(given, OF_ADVICE) for given in version.advice],
    }


def _exercise(item: ProgrammeItem) -> dict[str, Any]:
    each = is_for_each_side(item.exercise, item.side)
    return {"name": item.exercise.name, **fields(item, OF_ITEM), "for_each_side": each}


def table(names: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """A table for a spreadsheet."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(value) for value in row.values()])
    return MARK + sheet.getvalue()


def cell(value: Any) -> Any:
    """A value as it may stand in a table: what was said as JSON, and no words as a formula."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
