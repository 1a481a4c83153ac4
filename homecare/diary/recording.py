"""How reports get into the ledger: each is judged by what stands there, then all are stored."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, insert, or_, select
from sqlalchemy.orm import Session

from homecare.acting import Act, Actor
from homecare.clients.models import Episode
from homecare.database import new_id, rows_of
from homecare.diary import ledger, projection
from homecare.diary.days import existing, write
from homecare.diary.envelope import clock_doubt
from homecare.diary.ledger import LedgerRow, Outcome, Report, counting
from homecare.diary.long_days.deciding import Deciding, as_held, joins
from homecare.diary.long_days.queries import Behind, behind
from homecare.diary.models import Entry, RejectedEntry
from homecare.diary.projection import DAY, FLARE_REACH, Place, place_of
from homecare.diary.signals import days_changed
from homecare.language import local_day

ENTRIES = cast(Table, Entry.__table__)
REJECTED = cast(Table, RejectedEntry.__table__)
INTO_LEDGER = insert(ENTRIES)
# Put together once: that took longer than sending it, and every report sends it.
LEDGER_ROWS = select(*(getattr(Entry, name) for name in LedgerRow._fields)).where(
    or_(
        and_(
            Entry.episode_id == bindparam("of"),
            Entry.local_date.in_(bindparam("reach", expanding=True)),
            or_(Entry.kind == "flare", Entry.local_date.in_(bindparam("whole", expanding=True))),
        ),
        Entry.id.in_(bindparam("ids", expanding=True)),
    )
)
LONGEST_SENT = 8000  # characters kept of what was sent in vain


class Refused(NamedTuple):
    """What can't be stored, as text, and why."""

    entry_id: UUID
    text: str
    reason: str


class Told(NamedTuple):
    """What decides some days, once everything that was sent of them is stored."""

    days: frozenset[date]
    entries: Sequence[LedgerRow]

    def of(self, first: date, last: date) -> Sequence[LedgerRow] | None:
        """What decides days `first` to `last`; None where that was not read of each of them."""
        if any(first + DAY * i not in self.days for i in range((last - first).days + 1)):
            return None
        return [row for row in self.entries if first <= row.local_date <= last]


NOTHING_READ = Told(frozenset(), ())


@dataclass(slots=True)
class DiaryWriter:
    """Somebody writing reports into the diary of one episode, which nobody else writes to now."""

    session: Session
    actor: Actor
    now: datetime
    episode: Episode
    closed_at: datetime | None
    known: dict[UUID, LedgerRow] = field(default_factory=dict)
    _days: set[date] = field(default_factory=set)
    _behind: Behind = field(default_factory=Behind)
    _fresh: list[dict[str, Any]] = field(default_factory=list)
    _refused: list[Refused] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Raise PermissionError for anybody but the client and the practice's staff."""
        own = self.actor.is_client and self.actor.client_id == self.episode.client_id
        if self.episode.practice_id != self.actor.practice_id or not (own or self.actor.is_staff):
            raise PermissionError("a diary of somebody else")

    @property
    def _long(self) -> dict[date, Deciding]:
        """What decides the days that were not read whole."""
        return self._behind.long

    def look_up(self, days: Iterable[tuple[date, str]], ids: Collection[UUID]) -> None:
        """Read what stands for these days (each with a kind of report) and under these ids. Of a
        long day that is what decides it."""
        self._days = {
            day + DAY * ahead
            for day, kind in days
            for ahead in range(FLARE_REACH.days + 1 if kind == "flare" else 1)
        }
        self._behind = behind(self.session, self.episode.id, self._days)
        ids = {*ids, *(one for kept in self._long.values() for one in kept)}
        whole = self._days.difference(self._long)
        rows = _ledger_rows(self.session, self.episode.id, self._days, whole, ids)
        self.known = {row.id: row for row in rows}
        self._read_whole(
            on for on, kept in self._long.items() if not self.known.keys() >= kept.keys()
        )

    def _read_whole(self, days: Iterable[date]) -> None:
        """Read all that was ever told of some long days."""
        if whole := list(days):
            rows = _ledger_rows(self.session, self.episode.id, whole, whole, ())
            self.known = {row.id: row for row in rows} | self.known
            for on in whole:
                del self._long[on]

    def own(self) -> list[LedgerRow]:
        """What was read of this episode, as far as it counts: ids of somebody else's entries were
        looked up too."""
        rows = counting(r for r in self.known.values() if r.episode_id == self.episode.id)
        if not self._long:
            return rows
        fresh = {row["id"] for row in self._fresh}
        short = [r for r in rows if r.local_date not in self._long or r.id in fresh]
        return [*short, *(row for on in self._long for row in self._held(on, rows))]

    def _held(self, on: date, rows: Iterable[LedgerRow]) -> Iterable[LedgerRow]:
        kept = self._long[on]
        return as_held((row for row in rows if row.id in kept), kept)

    def standing(self, places: Collection[Place]) -> list[LedgerRow]:
        """What holds once corrections are settled, the oldest first. A long day is read whole where
        several reports of one of these places hold: one behind the newest may come forth."""
        settled = projection.settled(self.own())
        several = Counter(map(place_of, settled))
        crowded = {place[0] for place in places if several[place] > 1}
        if crowded.isdisjoint(self._long):
            return settled
        self._read_whole(crowded.intersection(self._long))
        return projection.settled(self.own())

    def record(self, reports: Sequence[Report]) -> list[Outcome]:
        """Look up what the reports touch, and store them."""
        faults = [ledger.problem_of_sent(report) for report in reports]
        sound = [r for r, fault in zip(reports, faults, strict=True) if not fault]
        if sound:
            named = {i for r in sound for i in (r.id, r.supersedes) if i}
            self.look_up({(r.local_date, r.kind) for r in sound}, named)
        return self.store(reports, faults)

    def store(self, reports: Sequence[Report], faults: Sequence[str]) -> list[Outcome]:
        """Store the reports without a fault, put the others aside, count their days again."""
        judged = zip(reports, faults, strict=True)
        outcomes = [self._judge(report, fault) for report, fault in judged]
        self._read_whole([on for on in self._long if not self._joins(on)])
        if self._fresh:
            self.session.execute(INTO_LEDGER, self._fresh)
        if days := self._days_told():
            write(self.session, self.episode, self.own(), days, self._behind)
        put_aside(self.session, self.now, self.episode, self._refused)
        return outcomes

    def told(self) -> Told:
        """What was read and stored of whole days, and of long ones that all that was sent of them
        has joined: what of it had come before may be behind what decides them."""
        fresh = {row["id"] for row in self._fresh}
        behind = {
            row.local_date
            for row in self.known.values()
            if row.local_date in self._long
            and row.id not in fresh
            and row.id not in self._long[row.local_date]
        }
        return Told(frozenset(self._days - behind), self.own())

    def _joins(self, on: date) -> bool:
        """Whether a long day counts with its new entries as it does when all of it is read."""
        new = [self.known[row["id"]] for row in self._fresh if row["local_date"] == on]
        return not new or joins(list(self._held(on, self.known.values())), new)

    def _judge(self, report: Report, fault: str) -> Outcome:
        known = self.known.get(report.id)
        if known is None:
            if fault:
                return self._refuse(report, ledger.REJECTED, fault)
            return self._take_in(report)
        mine = known.client_id == self.episode.client_id
        if mine and known.hash == ledger.fingerprint(report):
            return Outcome(ledger.DUPLICATE, ledger.KEPT_ASIDE if known.flagged else "")
        return self._refuse(report, ledger.CONFLICT, ledger.KNOWN_ID)

    def _refuse(self, report: Report, status: str, reason: str) -> Outcome:
        self._refused.append(Refused(report.id, ledger.canonical(report), reason))
        return Outcome(status, reason)

    def _take_in(self, report: Report) -> Outcome:
        """Whether it counts is no part of what is stored, but for its date: a correction may
        come before what it corrects, and the ledger is the same in either order."""
        closed_on = self.closed_at and local_day(self.closed_at, self.episode.zone)
        doubt = clock_doubt(report, self.now) or ledger.doubt(
            report, self.now, self.episode.intake_on, closed_on, self.actor.is_staff
        )
        original = self.known.get(report.supersedes) if report.supersedes else None
        self._add(report, flagged=bool(doubt))
        if doubt:
            return Outcome(ledger.FLAGGED, doubt)
        if original and original.client_id == self.episode.client_id:
            told_of = (original.episode_id, original.kind, original.local_date)
            if told_of != (self.episode.id, report.kind, report.local_date):
                return Outcome(ledger.FLAGGED, ledger.OTHER_DAY)
        return Outcome(ledger.STORED)

    def _add(self, report: Report, *, flagged: bool) -> None:
        row = LedgerRow(
            report.id, self.episode.client_id, self.episode.id, ledger.fingerprint(report),
            report.device, report.seq, report.op, report.supersedes, report.kind,
            report.local_date, report.zone, self.now, flagged, report.body,
            report.programme_version_id,
        )  # fmt: skip
        self.known[row.id] = row
        self._fresh.append(
            row._asdict()
            | {
                "practice_id": self.episode.practice_id,
                "done_at": report.done_at,
                "written_by": self.actor.person_id,
            }
        )

    def _days_told(self) -> list[date]:
        """The days that new entries change: their own, and after a flare those it reaches."""
        counted = [row for row in self._fresh if not row["flagged"]]
        days = {row["local_date"] for row in counted}
        flares = {row["local_date"] for row in counted if row["kind"] == "flare"}
        if flares:
            reached = {day + DAY * ahead for day in flares for ahead in (1, FLARE_REACH.days)}
            rows = existing(self.session, self.episode.id, min(reached), max(reached))
            days |= reached.intersection(rows)
        return sorted(days)


def announce_days(act: Act, episode: Episode, outcomes: Iterable[tuple[Report, Outcome]]) -> None:
    """Let features further down know which days now say something else."""
    stored = [report for report, outcome in outcomes if outcome.status == ledger.STORED]
    if stored:
        days, kinds = {each.local_date for each in stored}, {each.kind for each in stored}
        days_changed.send(episode, act=act, days=days, kinds=kinds)


def put_aside(
    session: Session, now: datetime, episode: Episode, refused: Sequence[Refused]
) -> None:
    """Keep what can't be stored, once, for a person to look at; never in place of anything."""
    if not refused:
        return
    before = select(RejectedEntry.entry_id, RejectedEntry.sent).where(
        RejectedEntry.entry_id.in_({each.entry_id for each in refused}),
        RejectedEntry.client_id == episode.client_id,
    )
    kept = {(row.entry_id, row.sent.get("report")) for row in session.execute(before)}
    rows = []
    for entry_id, text, reason in refused:
        text = text[:LONGEST_SENT]
        if (entry_id, text) not in kept:
            kept.add((entry_id, text))
            rows.append({
                "id": new_id(),
                "practice_id": episode.practice_id,
                "client_id": episode.client_id,
                "entry_id": entry_id,
                "reason": reason[:200],
                "sent": {"report": text},
                "received_at": now,
            })  # fmt: skip
    if rows:
        session.execute(insert(REJECTED), rows)


def _ledger_rows(
    session: Session, episode_id: UUID, days: Collection[date], whole: Collection[date],
    ids: Collection[UUID],
) -> list[LedgerRow]:  # fmt: skip
    """The flare-ups that reach into those days, all that was told of the `whole` ones, and the
    entries of these ids, whosever they are."""
    reach = {day - DAY * back for day in days for back in range(FLARE_REACH.days + 1)}
    wanted = {"of": episode_id, "reach": list(reach), "whole": list(whole), "ids": list(ids)}
    return [LedgerRow(*row) for row in rows_of(session, LEDGER_ROWS, wanted)]
