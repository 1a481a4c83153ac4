"""A client's whole record, for the client or the next therapist: what is theirs, and what the
practice wrote. `docs/export.md` says what each field means; a test keeps the two together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.accounts.models import Person, Practice
from homecare.clients.models import Client, Episode, Visit
from homecare.export.own import all_of, fields, own
from homecare.flags.models import Flag
from homecare.referrals.queries import letters_about
from homecare.screening.models import Screening

FORM = "homecare-record-1"
OF_PRACTICE = ("name", "address", "telephone")
OF_CLIENT = ("id", "contraindications", "made_at", "discharged_at")
OF_EPISODE = ("findings", "closed_as", "closed_reason")
OF_VISIT = ("episode_id", "on", "note", "recorded_at", "struck_at")
OF_SCREENING = ("episode_id", "source", "on", "mistaken_at")
OF_ANSWER = ("code", "unsure", "decision", "cleared_on", "cleared_reason")
OF_FLAG = ("episode_id", "kind", "status", "raised_on", "closed_at", "reasons")
OF_STEP = ("at", "old", "new", "reason", "until")
OF_LETTER = ("episode_id", "status", "made_at", "issued_at", "withdrawn_at", "message", "letter")


def record(scope: Scope, client_id: UUID, now: datetime) -> dict[str, Any]:
    """Everything the practice has about a client, in one document; a 404 out of reach."""
    client = scope.get(Client, client_id)
    practice = scope.session.get_one(Practice, client.practice_id)
    therapist = scope.session.get_one(Person, client.therapist_id)
    theirs = own(scope, client_id)
    names = _names(scope)
    return {
        "form": FORM,
        "made_at": now.isoformat(),
        "practice": fields(practice, OF_PRACTICE),
        **theirs,
        "client": {**theirs["client"], **fields(client, OF_CLIENT), "therapist": therapist.name},
        "episodes": _episodes(scope, client_id, theirs["episodes"]),
        "visits": _visits(scope, client_id, names),
        "red_flag_questions": _screenings(scope, client_id),
        "flags": _flags(scope, client_id, names),
        "letters": [_letter(row) for row in letters_about(scope, client_id)],
    }


def _names(scope: Scope) -> dict[UUID, str]:
    """The names of everybody who may have written something, by id."""
    return {row.id: row.name for row in scope.session.execute(select(Person.id, Person.name))}


def _episodes(scope: Scope, client_id: UUID, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    more = all_of(scope, client_id, Episode, Episode.intake_on, OF_EPISODE)
    return [{**one, **other} for one, other in zip(known, more, strict=True)]


def _visits(scope: Scope, client_id: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    visits = scope.select(Visit).where(Visit.client_id == client_id).order_by(Visit.on, Visit.id)
    return [
        {**fields(visit, OF_VISIT), "by": names.get(visit.recorded_by, "")}
        for visit in scope.session.scalars(visits)
    ]


def _screenings(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    rounds = scope.select(Screening, selectinload(Screening.answers))
    mine = rounds.where(Screening.client_id == client_id).order_by(Screening.answered_at)
    return [
        {
            **fields(one, OF_SCREENING),
            "answers": [fields(answer, OF_ANSWER) for answer in one.answers],
        }
        for one in scope.session.scalars(mine)
    ]


def _flags(scope: Scope, client_id: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    flags = scope.select(Flag, selectinload(Flag.transitions)).where(Flag.client_id == client_id)
    return [
        {
            **fields(flag, OF_FLAG),
            "steps": [
                {
                    **fields(step, OF_STEP),
                    "by": names.get(step.actor_id, "") if step.actor_id else "",
                }
                for step in flag.transitions
            ],
        }
        for flag in scope.session.scalars(flags.order_by(Flag.raised_at, Flag.id))
    ]


def _letter(row: Any) -> dict[str, Any]:
    return {**fields(row, OF_LETTER), "to": row.contact.name}
