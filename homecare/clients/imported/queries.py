"""Asking which imports there were, what became of each line, and who was worked with since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from homecare.access import Scope
from homecare.clients.amended.models import RecordChange
from homecare.clients.episodes.written import KINDS, Kind
from homecare.clients.imported.models import ClientImport, ImportedLine
from homecare.clients.intake import unticked_thinners
from homecare.clients.models import Client, Episode
from homecare.database import Base
from homecare.language import count, listed, local_day, long_date
from homecare.rules.red_flags import CONTRAINDICATIONS

TO_UNDO = timedelta(hours=24)
MOST = 50
NOBODYS_WORK = {
    "episode": "made with the client; what is done with it is in the audit trail",
    "diary_day": "counted from the entries, or made by the night",
    "verdict": "made by the night",
}
"""Tables with a client whose rows say nothing of anybody's work, and why."""
CALLED = {
    **KINDS,
    "audit_line": Kind("change since", "changes since"),
    "membership": Kind("sign-in", "sign-ins"),
    "invitation": Kind("invitation", "invitations"),
    "outbox_mail": Kind("mail", "mails"),
}
ONLY_LOOKED = ("client.view", "record.export")
WITH_THE_IMPORT = ("client.take_in", "consent.health_data")
MERGED, ENDED, ERASED = "merged with another record", "ended since", "erased since"


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become of a line's client, were the import undone: `stays` says why not."""

    number: int
    client: Client
    stays: str


def reasons_against(session: Session, episode: Episode) -> str:
    """The reasons against manipulation on record, and how it is known that there are none: asked
    at the intake of this care, before it, or never. A medicine that may be one is named, too."""
    said = _said_against(session, episode)
    if thinners := unticked_thinners(episode.client):
        return f"{said}. Not decided yet: {listed(thinners)}, which may thin the blood"
    return said


def _said_against(session: Session, episode: Episode) -> str:
    client = episode.client
    if client.contraindications:
        return "; ".join(CONTRAINDICATIONS.get(code, code) for code in client.contraindications)
    if episode.against_asked_at is not None:
        return "asked at intake: none"
    if _changed_in(session, episode, "contraindications"):
        return "none on the record"
    if asked := asked_before(session, episode):
        return f"none when asked on {long_date(asked)}, before this care; not asked since"
    if came_from_a_file(session, client):
        return "none noted when they were added from a file; not asked since"
    return "none noted; not asked at this intake"


def medicines_on_record(session: Session, episode: Episode) -> str:
    """What somebody takes, as a letter says it; with the day it was asked on, where that was not
    in this care."""
    said = episode.client.medicines or "none recorded"
    if episode.against_asked_at is not None or _changed_in(session, episode, "medicines"):
        return said
    asked = asked_before(session, episode)
    return f"{said} (asked on {long_date(asked)}, before this care)" if asked else said


def asked_before(session: Session, episode: Episode) -> date | None:
    """The day on which medicines and reasons against manipulation were asked last in earlier care;
    None where never."""
    earlier = select(func.max(Episode.against_asked_at)).where(
        Episode.client_id == episode.client_id, Episode.opened_at < episode.opened_at
    )
    at = session.scalar(earlier)
    return local_day(at, episode.zone) if at else None


def _changed_in(session: Session, episode: Episode, field: str) -> bool:
    """Whether somebody put that field of the record right in this care."""
    changed = select(RecordChange.id).where(
        RecordChange.client_id == episode.client_id,
        RecordChange.field == field,
        RecordChange.at >= episode.opened_at,
    )
    return session.scalar(changed.limit(1)) is not None


def came_from_a_file(session: Session, client: Client) -> bool:
    """Whether a client was added from a file, and not taken in with questions."""
    made = select(ImportedLine.id).where(ImportedLine.made_id == client.id)
    return session.scalar(made.limit(1)) is not None


def imports_of(scope: Scope) -> Sequence[ClientImport]:
    """The imports of the practice, the newest first, with their lines and who made them."""
    known = scope.select(ClientImport, joinedload(ClientImport.hand), _with_lines())
    return scope.session.scalars(known.order_by(ClientImport.at.desc()).limit(MOST)).all()


def _with_lines() -> ORMOption:
    return selectinload(ClientImport.lines).joinedload(ImportedLine.made)


def can_be_undone(imported: ClientImport, now: datetime) -> bool:
    """Whether an import is not older than a day, and stands."""
    return imported.undone_at is None and now - imported.at <= TO_UNDO


def fates(session: Session, imported: ClientImport) -> list[Fate]:
    """Of each line that made somebody, whether they would go or stay."""
    made = [(line.number, line.made) for line in imported.lines if line.made]
    worked = worked_with(session, imported, {client.id for _, client in made})
    return [Fate(number, one, _settled(one) or worked.get(one.id, "")) for number, one in made]


def _settled(client: Client) -> str:
    if client.erased_at:
        return ERASED
    return MERGED if client.merged_into else ENDED if client.discharged_at else ""


def worked_with(session: Session, imported: ClientImport, ids: Collection[UUID]) -> dict[UUID, str]:
    """Who of these was worked with since they were added, and how; asked of every table that names
    a client, so that one which is added later is asked, too."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for table in Base.metadata.sorted_tables:
        if "client_id" in table.c and table.name not in NOBODYS_WORK:
            mine = select(table.c.client_id, func.count()).where(
                table.c.practice_id == imported.practice_id, table.c.client_id.in_(ids)
            )
            since = mine.where(_since(table, imported.at)).group_by(table.c.client_id)
            for client_id, number in session.execute(since):
                found[client_id].append(_in_words(table, number))
    return {client_id: _said(words) for client_id, words in found.items()}


def _since(table: Table, at: datetime) -> ColumnElement[bool]:
    """What the import itself wrote, and who only looked, is no work."""
    if table.name == "consent":
        return (table.c.given_at > at) | table.c.withdrawn_at.is_not(None)
    if table.name == "audit_line":
        return table.c.action.not_in((*ONLY_LOOKED, *WITH_THE_IMPORT))
    return true()


def _in_words(table: Table, number: int) -> str:
    kind = CALLED.get(table.name)
    return count(number, kind.one, kind.many) if kind else ""


def _said(words: list[str]) -> str:
    """The rows themselves, if they have a name; that something was done, where that is all."""
    named = [one for one in words if one and "since" not in one]
    return ", ".join(named or [one for one in words if one][:1] or ["changed since"])
