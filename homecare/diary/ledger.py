"""One report as a device sends it: its canonical form, its hash, and whether it can be stored.

At the end stands what of it is read again once it is.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, Protocol, Self, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from homecare.diary import schemas
from homecare.diary.words import answered
from homecare.language import local_day

LOG, AMEND, VOID = "log", "amend", "void"
STORED, DUPLICATE, FLAGGED = "stored", "duplicate", "flagged"
CONFLICT, REJECTED = "conflict", "rejected"
WEB = "web"  # the device of the plain forms

KNOWN_ID = "Another report has this id already; that one was kept."
BY_ITS_PAGE = "This is answered on its own page, not sent by a device."
OTHER_DAY = "What it corrects is of another day or kind; take that back and report anew."
KEPT_ASIDE = "It is in the diary, but does not count until your therapist has looked at it."

OLDEST = timedelta(days=30)
NEWEST = timedelta(days=1)
HIGHEST_SEQ = 2**53 - 1  # the greatest whole number that JavaScript holds exactly
LONGEST_DEVICE = 64


@dataclass(frozen=True, slots=True)
class Report:
    """One thing reported, before it is stored. `id` was made by the device, once.

    `seq` grows with every report of a device. `supersedes` names the entry that an amend or a
    void speaks of; it has the same kind and local date. `done_at` is the device's own time, and
    `sent_at` that at which it was sent, where a device sent it.
    """

    id: UUID
    device: str
    seq: int
    op: str
    supersedes: UUID | None
    kind: str
    programme_version_id: UUID | None
    local_date: date
    zone: str
    done_at: datetime
    body: dict[str, Any]
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report: stored, duplicate, flagged, conflict or rejected, and why."""

    status: str
    reason: str = ""

    @property
    def kept(self) -> bool:
        """Whether the report is in the diary now, so that a device may forget it."""
        return self.status in (STORED, DUPLICATE, FLAGGED)


def canonical(report: Report) -> str:
    """The report as canonical JSON, without the times of transport: one text for one meaning."""
    said = {
        "id": str(report.id),
        "device": report.device,
        "seq": report.seq,
        "op": report.op,
        "supersedes": None if report.supersedes is None else str(report.supersedes),
        "kind": report.kind,
        "programme_version": (
            None if report.programme_version_id is None else str(report.programme_version_id)
        ),
        "local_date": report.local_date.isoformat(),
        "zone": report.zone,
        "body": report.body,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def fingerprint(report: Report) -> bytes:
    """The SHA-256 of the canonical form."""
    return sha256(canonical(report).encode()).digest()


def problem(report: Report) -> str:
    """Why the report can't be stored at all, in one line; empty where it can."""
    faults = [*_envelope(report), *schemas.problems(report.kind, report.op, report.body)]
    return "; ".join(faults)


def problem_of_sent(report: Report) -> str:
    """As `problem`, for what a device sends: what is answered on its own page can't come so."""
    return BY_ITS_PAGE if report.kind in schemas.ASKED else problem(report)


def _envelope(report: Report) -> list[str]:
    problems = {
        "op: write log, amend or void": report.op in (LOG, AMEND, VOID),
        "supersedes: only an amend or a void names another entry": (
            (report.op == LOG) == (report.supersedes is None)
        ),
        "supersedes: an entry can't name itself": report.supersedes != report.id,
        f"device: write 1 to {LONGEST_DEVICE} plain characters": (
            0 < len(report.device) <= LONGEST_DEVICE and report.device.isprintable()
        ),
        "seq: write a whole number, 0 or more": 0 <= report.seq <= HIGHEST_SEQ,
        "zone: write a time zone such as Europe/London": report.zone in zones(),
        "local_date: write a date of this century": 2000 <= report.local_date.year < 2100,
        "done_at: write the time with its zone": (
            report.done_at.tzinfo is not None and 2000 <= report.done_at.year < 2100
        ),
    }
    return [fault for fault, fits in problems.items() if not fits]


@cache
def zones() -> set[str]:
    """The names of every time zone; read once, for that walks many files."""
    return available_timezones()


def doubt(
    report: Report, now: datetime, intake_on: date, closed_on: date | None, by_staff: bool
) -> str:
    """Why a person should look at the report's date before it counts; empty where it is plain.

    Therapists are that person: what they enter from a paper sheet may be older than 30 days.
    """
    today = local_day(now, report.zone)
    if report.local_date > today + NEWEST:
        return "That day has not come yet."
    if report.local_date < today - OLDEST and not by_staff:
        return f"That day is more than {OLDEST.days} days ago."
    if report.local_date < intake_on:
        return "That day is before your care here began."
    if closed_on is not None and report.local_date > closed_on:
        return "That day is after your care here ended."
    return ""


class LedgerEntry(Protocol):
    """An entry as far as the projection looks at it; a named tuple is one."""

    def _replace(self, *, body: dict[str, Any]) -> Self: ...

    @property
    def id(self) -> UUID: ...
    @property
    def device(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def op(self) -> str: ...
    @property
    def supersedes(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def local_date(self) -> date: ...
    @property
    def zone(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def flagged(self) -> bool: ...
    @property
    def body(self) -> dict[str, Any]: ...
    @property
    def programme_version_id(self) -> UUID | None: ...


class EntryRow(NamedTuple):
    """An entry as the projection and every page looks at it, without the weight of a model."""

    id: UUID
    device: str
    seq: int
    op: str
    supersedes: UUID | None
    kind: str
    local_date: date
    zone: str
    received_at: datetime
    flagged: bool
    body: dict[str, Any]
    programme_version_id: UUID | None = None
    written_by: UUID | None = None
    struck_at: datetime | None = None

    @property
    def in_words(self) -> str:
        """What was answered when homecare asked; empty for what was reported unasked."""
        return answered(self.kind, self.body)


class LedgerRow(NamedTuple):
    """An entry as far as a report that arrives is compared with it, and its day counted."""

    id: UUID
    client_id: UUID
    episode_id: UUID
    hash: bytes
    device: str
    seq: int
    op: str
    supersedes: UUID | None
    kind: str
    local_date: date
    zone: str
    received_at: datetime
    flagged: bool
    body: dict[str, Any]
    programme_version_id: UUID | None
    struck_at: datetime | None = None


Kept = TypeVar("Kept", EntryRow, LedgerRow)
Id = TypeVar("Id", UUID, str)


def counting(entries: Iterable[Kept]) -> list[Kept]:
    """The entries that count, as if those that are struck out had never come: what corrects or
    takes back one of these speaks of what that one spoke of, or is said for the first time."""
    told = list(entries)
    struck = {entry.id: entry.supersedes for entry in told if entry.struck_at is not None}
    if not struck:
        return told
    found = []
    for entry in told:
        op, supersedes = without(struck, entry.op, entry.supersedes)
        if entry.id not in struck and (op != VOID or supersedes):
            found.append(entry._replace(op=op, supersedes=supersedes))
    return found


def without(
    struck: Mapping[Id, Id | None], op: str, supersedes: Id | None
) -> tuple[str, Id | None]:
    """What an entry does, and to which other one, where those in `struck` never came; each of them
    stands there with what it spoke of itself. A void of nothing is none."""
    seen: set[Id] = set()
    while supersedes is not None and supersedes in struck and supersedes not in seen:
        seen.add(supersedes)
        supersedes = struck[supersedes]
    if supersedes in seen:
        supersedes = None
    return (LOG if op == AMEND and supersedes is None else op), supersedes


Order = tuple[int, str, UUID]
L = TypeVar("L", bound=LedgerEntry)


def order(entry: LedgerEntry) -> Order:
    """What settles which of several entries is the newest."""
    return entry.seq, entry.device, entry.id


def line_of(entry: LedgerEntry) -> str | None:
    """The programme line an exercise entry speaks of."""
    line: str | None = entry.body.get("line")
    return line


def with_scores_of(before: L | None, entry: L) -> L:
    """An entry with the scores that it leaves open as those of the one `before` it."""
    if before is None or entry.kind != "pain":
        return entry
    if all(entry.body.get(site) is not None for site in before.body):
        return entry
    given = {site: score for site, score in entry.body.items() if score is not None}
    return entry._replace(body={**before.body, **given})


def is_lost(kind: str, said: Mapping[str, Any], stands: Mapping[str, Any]) -> bool:
    """Whether anything of the body that was `said` is not in the one that `stands`."""
    if kind != "pain":
        return said != stands
    return any(score is not None and stands.get(site) != score for site, score in said.items())
