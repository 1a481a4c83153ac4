"""A client's whole record, for the client or the next therapist: what is theirs, and what the
practice wrote. `docs/export.md` says what each field means; a test keeps the two together."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.accounts.models import AuditLine, Membership, Person, Practice
from homecare.accounts.queries import names_of
from homecare.clients.amended.models import RecordChange
from homecare.clients.models import Client, Episode, Visit
from homecare.diary.models import Entry, RejectedEntry
from homecare.export.as_json import fields, plain
from homecare.export.letters import letters
from homecare.export.own import all_of, own
from homecare.export.put_right import Names, appointments, visit_corrections
from homecare.flags.models import Flag
from homecare.flags.queries import seen_on
from homecare.language import with_its_week
from homecare.mail.queries import mails_about
from homecare.programmes.models import ProgrammeVersion
from homecare.screening.models import Screening

FORM = "homecare-record-1"
OF_PRACTICE = ("name", "address", "telephone")
OF_CLIENT = ("id", "contraindications", "thins_nothing", "made_at", "discharged_at")
OF_EPISODE = ("findings", "background_asked_at", "against_asked_at", "closed_as", "closed_reason")
OF_VISIT = ("id", "episode_id", "on", "note", "recorded_at", "struck_at")
OF_CHANGE = ("episode_id", "field", "old", "new", "at")
OF_MAIL = ("kind", "to_name", "to_address", "status", "queued_at", "sent_at", "to_file")
OF_AUDIT = ("action", "subject", "at")
OF_NOT_STORED = ("entry_id", "reason", "received_at", "sent")
OF_SCREENING = ("episode_id", "source", "on", "answered_at", "mistaken_at", "wording")
OF_ANSWER = ("code", "question", "level", "unsure", "decision", "cleared_on", "cleared_reason")
OF_FLAG = ("episode_id", "kind", "status", "raised_on", "closed_at")
OF_STEP = ("at", "old", "new", "reason", "until")


def record(scope: Scope, client_id: UUID, now: datetime) -> dict[str, Any]:
    """Everything the practice has about a client, in one document; a 404 out of reach."""
    client = scope.get(Client, client_id)
    practice = scope.session.get_one(Practice, client.practice_id)
    therapist = scope.session.get_one(Person, client.therapist_id)
    theirs = own(scope, client_id)
    del theirs["agreements"]  # they stand with their letters
    names = _names(scope)
    return {
        "form": FORM,
        "made_at": now.isoformat(),
        "practice": fields(practice, OF_PRACTICE),
        **theirs,
        "client": {**theirs["client"], **fields(client, OF_CLIENT), "therapist": therapist.name},
        "programmes": _programmes(scope, client_id, theirs["programmes"], names),
        "entries": _entries(scope, client_id, theirs["entries"], names),
        "episodes": _episodes(scope, client_id, theirs["episodes"]),
        "record_changes": _changes(scope, client_id, names),
        "visits": _visits(scope, client_id, names),
        "visit_corrections": visit_corrections(scope, client_id, names),
        "appointments": appointments(scope, client_id, names),
        "red_flag_questions": _screenings(scope, client_id, names),
        "flags": _flags(scope, client_id, names),
        "letters": letters(scope, client_id),
        "mails": [
            fields(mail, OF_MAIL)
            for mail in mails_about(scope.session, client.practice_id, [client_id])
        ],
        "not_stored": all_of(
            scope, client_id, RejectedEntry, RejectedEntry.received_at, OF_NOT_STORED
        ),
        "audit": _audit(scope, client_id, names),
    }


def _names(scope: Scope) -> Names:
    """The names of everybody who may have written something, by id."""
    practice = scope.actor.practice_id
    places = select(Membership.person_id).where(Membership.practice_id == practice)
    return names_of(scope.session, practice, scope.session.scalars(places))


def _episodes(scope: Scope, client_id: UUID, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    more = all_of(scope, client_id, Episode, Episode.intake_on, OF_EPISODE)
    return [{**one, **other} for one, other in zip(known, more, strict=True)]


def _entries(
    scope: Scope, client_id: UUID, known: list[dict[str, Any]], names: Names
) -> list[dict[str, Any]]:
    """The entries, each with the name of whoever else entered it for the client, and whether it
    is kept aside."""
    login = select(Membership.person_id).where(Membership.client_id == client_id)
    others = scope.select(Entry).where(Entry.client_id == client_id, Entry.written_by.not_in(login))
    hands = scope.session.execute(others.with_only_columns(Entry.id, Entry.written_by))
    by = {str(row.id): names.get(row.written_by, "") for row in hands}
    doubted = scope.select(Entry).where(Entry.client_id == client_id, Entry.flagged)
    aside = set(map(str, scope.session.scalars(doubted.with_only_columns(Entry.id))))
    return [{**one, "by": by.get(one["id"], ""), "kept_aside": one["id"] in aside} for one in known]


def _programmes(
    scope: Scope, client_id: UUID, known: Sequence[dict[str, Any]], names: Names
) -> list[dict[str, Any]]:
    """The versions, each with when it was made, and by whom."""
    mine = scope.select(ProgrammeVersion).where(ProgrammeVersion.client_id == client_id)
    made = {(str(one.episode_id), one.number): one for one in scope.session.scalars(mine)}
    return [
        {**one, "made_at": plain(version.made_at), "by": names.get(version.made_by, "")}
        for one in known
        for version in [made[one["episode_id"], one["number"]]]
    ]


def _changes(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    """What the record said before it was changed, field by field, the earliest first."""
    mine = scope.select(RecordChange).where(RecordChange.client_id == client_id)
    rows = scope.session.scalars(mine.order_by(RecordChange.at, RecordChange.id))
    return [{**fields(row, OF_CHANGE), "by": names.get(row.by, "")} for row in rows]


def _visits(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    visits = scope.select(Visit).where(Visit.client_id == client_id).order_by(Visit.on, Visit.id)
    return [
        {**fields(visit, OF_VISIT), "by": names.get(visit.recorded_by, "")}
        for visit in scope.session.scalars(visits)
    ]


def _audit(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    """Who did or saw what of the record, the earliest first."""
    lines = scope.select(AuditLine).where(AuditLine.client_id == client_id)
    return [
        {**fields(line, OF_AUDIT), "by": names.get(line.actor_id, "")}
        for line in scope.session.scalars(lines.order_by(AuditLine.at, AuditLine.id))
    ]


def _screenings(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    rounds = scope.select(Screening, selectinload(Screening.answers))
    mine = rounds.where(Screening.client_id == client_id).order_by(Screening.answered_at)
    return [
        {
            **fields(one, OF_SCREENING),
            "answers": [
                {**fields(answer, OF_ANSWER), "cleared_by": names.get(answer.cleared_by, "")}
                for answer in one.answers
            ],
        }
        for one in scope.session.scalars(mine)
    ]


def _flags(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    flags = scope.select(Flag, selectinload(Flag.transitions)).where(Flag.client_id == client_id)
    rows = flags.join(Episode, Episode.id == Flag.episode_id).add_columns(Episode.intake_on)
    return [
        {
            **fields(flag, OF_FLAG),
            **_seen(flag, intake_on),
            "steps": [
                {
                    **fields(step, OF_STEP),
                    "by": names.get(step.actor_id, "") if step.actor_id else "",
                }
                for step in flag.transitions
            ],
        }
        for flag, intake_on in scope.session.execute(rows.order_by(Flag.raised_at, Flag.id))
    ]


def _seen(flag: Flag, intake_on: date) -> dict[str, Any]:
    """Why, on the day whose figures it shows: a file is read on any later day."""
    on = seen_on(flag.figures, intake_on, flag.raised_on)
    reasons = [{**one, "text": with_its_week(str(one["text"]), on)} for one in flag.reasons]
    return {"seen_on": on.isoformat(), "reasons": reasons}
