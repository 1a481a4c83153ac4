"""The caseload as a table for a spreadsheet: the caseload's own rows, in its own words, and beside
them what a spreadsheet is asked for besides: the record's first facts, and who is discharged."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from homecare.access import Scope
from homecare.accounts.models import Person, Practice
from homecare.acting import OWNER
from homecare.clients.covers.queries import answered_for_by
from homecare.clients.models import Client, Episode
from homecare.clients.queries import is_mistake
from homecare.desk.caseload.case_row import CaseRow
from homecare.desk.caseload.marks import NO_VISIT
from homecare.desk.caseload.rows import case_rows
from homecare.diary.queries import last_logged
from homecare.export.as_json import plain
from homecare.export.own import table
from homecare.language import STATES, UNREAD_ANSWER, local_day, one_decimal
from homecare.rules.urgent_advice import emergency_now

OF_RECORD = (
    "name", "date of birth", "telephone", "email", "therapist", "complaint", "side", "since",
    "taken in", "first leg pain", "first back pain", "last logged",
)  # fmt: skip
OF_CASELOAD = (
    "state", "overdue", "why", "now", "set aside until", "also", "judged by", "pain at the start",
    "mean pain", "mean over days", "rated of 7 days", "mean to", "other site",
    "other site at the start", "other site mean", "next visit",
)  # fmt: skip
COLUMNS = (*OF_RECORD, *OF_CASELOAD, "discharged")
NEW, DISCHARGED = "New", "Discharged"
"""What the caseload calls whom nobody has looked at yet, and those who are on it no more."""


def caseload_csv(scope: Scope, now: datetime, today: date, *, practice: Practice) -> str:
    """Everybody in care and discharged whom the reader looks after; for an owner, everybody of
    the practice. Each client is one line, with their last episode."""
    mine = scope.actor.role != OWNER
    on_it = case_rows(scope, now, today, practice=practice, mine=mine, all_of_them=True)
    of_client = {row.client_id: row for row in on_it}
    rows = (_line(row, of_client, practice) for row in scope.session.execute(_who(scope, today)))
    return table(COLUMNS, rows)


def _who(scope: Scope, today: date) -> Any:
    last = (
        select(Episode.id)
        .where(Episode.client_id == Client.id)
        .order_by(*Episode.newest())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    statement = (
        scope.select(Client)
        .join(Person, Person.id == Client.therapist_id)
        .join(Episode, Episode.id == last)
        .where(Client.stands(), ~is_mistake())
        .with_only_columns(
            Client.id, Client.discharged_at,
            Client.name, Client.date_of_birth, Client.telephone, Client.email,
            Person.name.label("therapist"), Episode.complaint, Episode.side, Episode.onset,
            Episode.intake_on, Episode.leg, Episode.back, last_logged(),
            maintain_column_froms=True,
        )
        .order_by(Client.found_by, Client.id)
    )  # fmt: skip
    if scope.actor.role != OWNER:
        statement = statement.where(answered_for_by(scope.actor.person_id, today))
    return statement


def _line(row: Any, of_client: dict[UUID, CaseRow], practice: Practice) -> dict[str, Any]:
    client_id, discharged_at, *record = row
    case = of_client.get(client_id)
    on_it = _of_case(case, practice.whom_to_call) if case else {"state": DISCHARGED}
    gone = local_day(discharged_at, practice.zone).isoformat() if discharged_at else ""
    facts = zip(OF_RECORD, map(plain, record), strict=True)
    return {**dict.fromkeys(COLUMNS, ""), **dict(facts), **on_it, "discharged": gone}


def _of_case(row: CaseRow, nation: str) -> dict[str, Any]:
    """What the caseload shows of a client."""
    pain, other, has_mean = row.pain, row.other, row.pain.mean is not None
    badge = emergency_now(nation) if row.is_emergency else row.badge
    return {
        "state": badge or STATES.get(row.state or "", row.state) or NEW,
        "overdue": row.overdue,
        "why": row.said,
        "now": row.now,
        "set aside until": plain(row.snoozed_until),
        "also": "; ".join(_also(row)),
        "judged by": pain.site,
        "pain at the start": one_decimal(pain.start),
        "mean pain": one_decimal(pain.mean) if pain.mean is not None else "",
        "mean over days": pain.days if has_mean else "",
        "rated of 7 days": pain.rated,
        "mean to": plain(row.pain_until),
        "other site": other.site if other else "",
        "other site at the start": one_decimal(other.start) if other else "",
        "other site mean": one_decimal(other.mean) if other and other.mean is not None else "",
        "next visit": row.next_visit.isoformat(" ", "minutes") if row.next_visit else "",
    }


def _also(row: CaseRow) -> list[str]:
    """Every line that stands below the reason."""
    said = [
        row.no_programme,
        row.decided if not row.snoozed_until else "",
        f"Matters: {row.matters}" if row.matters else "",
        row.not_asked,
        UNREAD_ANSWER if row.unread_letter else "",
        row.letter_late,
        *(mark for mark in row.marks if mark != NO_VISIT),
    ]
    return [one.rstrip(".") for one in said if one]
