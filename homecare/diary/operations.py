"""Reporting to the diary. What is stored is never changed, and nothing typed is lost."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from homecare.accounts.actor import Actor
from homecare.clients.models import Episode
from homecare.diary import ledger, projection, queries
from homecare.diary.days import close_days, existing, hold, rebuild, refresh_days, write
from homecare.diary.ledger import AMEND, LOG, VOID, Outcome, Report
from homecare.diary.models import Entry, RejectedEntry
from homecare.diary.projection import DAY, FLARE_REACH

__all__ = [
    "close_days", "forget_rejected", "rebuild", "record_entry", "refresh_days", "report",
]  # fmt: skip

WEB = "web"  # the device of the plain forms
KEPT_FOR = timedelta(days=90)  # entries that could not be stored
LONGEST_SENT = 8000  # characters kept of what was sent in vain


def record_entry(
    session: Session, actor: Actor, now: datetime, episode: Episode, report: Report
) -> Outcome:
    """Store a report in the ledger and count its day again, in five statements.

    The same report again is a duplicate, and as good as stored; another report under a known id
    is a conflict and is put aside. A date outside the last 30 days and tomorrow, before the intake
    or after the episode's end is stored and flagged: it does not count until a therapist enters
    it. Raises PermissionError for somebody who may not write to this diary.
    """
    _refuse_strangers(actor, episode)
    if problem := ledger.problem(report):
        return _put_aside(session, now, episode, report, ledger.REJECTED, problem)
    closed_at = hold(session, episode.id)[episode.id]
    named = {report.id, report.supersedes} - {None}
    near = _near(session, episode, report.kind, report.local_date, named)
    known = next((entry for entry in near if entry.id == report.id), None)
    if known is None:
        return _store(session, actor, now, episode, report, closed_at, near)
    if known.episode_id == episode.id and known.hash == ledger.fingerprint(report):
        return Outcome(ledger.DUPLICATE)
    return _put_aside(session, now, episode, report, ledger.CONFLICT, ledger.KNOWN_ID)


def report(
    session: Session,
    actor: Actor,
    now: datetime,
    episode: Episode,
    *,
    entry_id: UUID,
    kind: str,
    day: date,
    body: dict[str, Any] | None,
    line: str | None = None,
    programme_version_id: UUID | None = None,
) -> Outcome:
    """What a plain form reports for a day: it corrects what stands there, or else is logged.

    `entry_id` is the form's one-use id: sent twice, it is recorded once. A `body` of None takes
    back what stands (of the programme line `line` for an exercise). As `record_entry` otherwise.
    """
    _refuse_strangers(actor, episode)
    closed_at = hold(session, episode.id)[episode.id]
    near = _near(session, episode, kind, day, {entry_id})
    standing = projection.newest(projection.standing(_own(near, episode)))
    before = standing.get((day, kind, (body or {}).get("line", line)))
    told = Report(
        id=entry_id,
        device=WEB,
        seq=int(now.timestamp() * 1000),
        op=VOID if body is None else AMEND if before else LOG,
        supersedes=before.id if before else None,
        kind=kind,
        programme_version_id=programme_version_id,
        local_date=day,
        zone=episode.zone,
        done_at=now,
        body=body or {},
    )
    known = next((entry for entry in near if entry.id == entry_id), None)
    if known is not None and _says_the_same(known, episode, told):
        return Outcome(ledger.DUPLICATE)
    if known is not None:
        return _put_aside(session, now, episode, told, ledger.CONFLICT, ledger.KNOWN_ID)
    if body is None and before is None:
        return Outcome(ledger.DUPLICATE, "There is nothing to take back.")
    if problem := ledger.problem(told):
        return _put_aside(session, now, episode, told, ledger.REJECTED, problem)
    return _store(session, actor, now, episode, told, closed_at, near)


def forget_rejected(session: Session, now: datetime) -> None:
    """Delete what could not be stored and has been kept for 90 days."""
    session.execute(delete(RejectedEntry).where(RejectedEntry.received_at < now - KEPT_FOR))


def _refuse_strangers(actor: Actor, episode: Episode) -> None:
    """Only the client whose episode it is and the practice's staff write to a diary."""
    own = actor.is_client and actor.client_id == episode.client_id
    if episode.practice_id != actor.practice_id or not (own or actor.is_staff):
        raise PermissionError("a diary of somebody else")


def _near(
    session: Session, episode: Episode, kind: str, day: date, ids: Iterable[UUID | None]
) -> Sequence[Entry]:
    reach = FLARE_REACH if kind == "flare" else timedelta()
    return queries.near(session, episode.id, day, day + reach, [i for i in ids if i])


def _own(entries: Iterable[Entry], episode: Episode) -> list[Entry]:
    """An id that somebody else's entry has already was read too, and must not count here."""
    return [entry for entry in entries if entry.episode_id == episode.id]


def _says_the_same(known: Entry, episode: Episode, told: Report) -> bool:
    """Whether a form was sent twice: by then its own first sending stands to be amended."""
    said = (known.episode_id, known.kind, known.local_date, known.op == VOID, known.body)
    return said == (episode.id, told.kind, told.local_date, told.op == VOID, told.body)


def _store(
    session: Session,
    actor: Actor,
    now: datetime,
    episode: Episode,
    report: Report,
    closed_at: datetime | None,
    near: Iterable[Entry],
) -> Outcome:
    own = _own(near, episode)
    original = next((entry for entry in own if entry.id == report.supersedes), None)
    if original and (original.kind, original.local_date) != (report.kind, report.local_date):
        return _put_aside(session, now, episode, report, ledger.REJECTED, ledger.OTHER_DAY)
    closed_on = closed_at and closed_at.astimezone(ZoneInfo(episode.zone)).date()
    doubt = ledger.doubt(report, now, episode.intake_on, closed_on, actor.is_staff)
    entry = _entry(actor, now, episode, report, flagged=bool(doubt))
    session.add(entry)
    session.flush()
    if doubt:
        return Outcome(ledger.FLAGGED, doubt)
    write(session, episode, [*own, entry], _days_told(session, entry))
    return Outcome(ledger.STORED)


def _days_told(session: Session, entry: Entry) -> list[date]:
    """The days that an entry changes: its own, and after a flare report those it reaches."""
    day = entry.local_date
    if entry.kind != "flare":
        return [day]
    return [day, *existing(session, entry.episode_id, day + DAY, day + FLARE_REACH)]


def _entry(
    actor: Actor, now: datetime, episode: Episode, report: Report, *, flagged: bool
) -> Entry:
    return Entry(
        id=report.id,
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        device=report.device,
        seq=report.seq,
        op=report.op,
        supersedes=report.supersedes,
        kind=report.kind,
        programme_version_id=report.programme_version_id,
        local_date=report.local_date,
        zone=report.zone,
        done_at=report.done_at,
        received_at=now,
        body=report.body,
        hash=ledger.fingerprint(report),
        flagged=flagged,
        written_by=actor.person_id,
    )


def _put_aside(
    session: Session, now: datetime, episode: Episode, report: Report, status: str, reason: str
) -> Outcome:
    """Keep what can't be stored, once, for a person to look at; never in place of anything."""
    sent = {"report": ledger.canonical(report)[:LONGEST_SENT]}
    reason = reason[:200]
    before = select(RejectedEntry.sent).where(
        RejectedEntry.entry_id == report.id, RejectedEntry.client_id == episode.client_id
    )
    if sent not in session.scalars(before).all():
        session.add(
            RejectedEntry(
                practice_id=episode.practice_id,
                client_id=episode.client_id,
                entry_id=report.id,
                reason=reason,
                sent=sent,
                received_at=now,
            )
        )
    return Outcome(status, reason)
