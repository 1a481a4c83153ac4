"""Reading the diary. Every query is one statement, however long the history."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from homecare.clients.models import Away, Episode
from homecare.database import rows_of
from homecare.diary import projection
from homecare.diary.ledger import EntryRow, counting
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.projection import FLARE_REACH, FlareUps, PlanBehindDays, T
from homecare.diary.schemas import ASKED
from homecare.diary.words import TURNS
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import stopped_in, stops_in_short
from homecare.rules.schedule import Line, Version
from homecare.together import Asked, rows

ENTRY_COLUMNS = [getattr(Entry, name) for name in EntryRow._fields]
GROUNDS = (
    select(
        Episode.id, ProgrammeVersion.number, ProgrammeVersion.starts_on,
        ProgrammeVersion.flare_hours, ProgrammeVersion.id.label("version_id"), ProgrammeItem.line,
        ProgrammeItem.days, ProgrammeItem.times_a_day, ProgrammeItem.in_flare,
        Away.first_day, Away.last_day, Episode.zone, stops_in_short(Episode.id),
    )
    .outerjoin(
        ProgrammeVersion,
        and_(
            ProgrammeVersion.episode_id == Episode.id,
            ProgrammeVersion.starts_on <= bindparam("last"),
        ),
    )
    .outerjoin(ProgrammeItem, ProgrammeItem.version_id == ProgrammeVersion.id)
    .outerjoin(
        Away,
        and_(
            Away.episode_id == Episode.id,
            Away.first_day <= bindparam("last"),
            Away.last_day >= bindparam("first"),
        ),
    )
    .where(Episode.id.in_(bindparam("several", expanding=True)))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayReports:
    """What holds for one day, each with the entry that says it; None where nothing was said."""

    pain: EntryRow | None = None
    sitting: EntryRow | None = None
    bath: EntryRow | None = None
    note: EntryRow | None = None
    better: EntryRow | None = None
    flare: EntryRow | None = None
    check: EntryRow | None = None
    why: EntryRow | None = None
    check_in: EntryRow | None = None
    activities: EntryRow | None = None
    exercises: dict[str, EntryRow] = field(default_factory=dict)
    flare_ups: FlareUps = field(default_factory=FlareUps)
    # Everything ever said of the day's scores, also what was replaced or taken back.
    rated: Sequence[EntryRow] = ()

    @property
    def entries(self) -> list[EntryRow]:
        """Everything that holds of what somebody reports unasked."""
        parts = (self.pain, self.sitting, self.bath, self.note, self.better, self.flare)
        return [*(entry for entry in parts if entry), *self.exercises.values()]


def told_about(first: Any, last: Any, reach: Any) -> ColumnElement[bool]:
    """The entries of days `first` to `last`, and flare entries from `reach` on."""
    return and_(
        Entry.local_date.between(reach, last),
        or_(Entry.local_date >= first, Entry.kind == "flare"),
    )


DAY_READ: Any = bindparam("day")
NEAR = select(*ENTRY_COLUMNS).where(
    Entry.episode_id == bindparam("of"), told_about(DAY_READ, DAY_READ, bindparam("reach"))
)
WRITTEN = select(*ENTRY_COLUMNS).where(
    Entry.episode_id == bindparam("of"),
    Entry.local_date.between(bindparam("first"), bindparam("last")),
)


def _rows(session: Session, asked: Asked) -> list[EntryRow]:
    """What a question for ENTRY_COLUMNS finds, as far as it counts."""
    return counting(EntryRow(*row) for row in rows(session, asked)[0])


def written(session: Session, episode_id: UUID, first: date, last: date) -> list[EntryRow]:
    """Everything ever written of days `first` to `last`, also what was corrected since."""
    return _rows(session, Asked(WRITTEN, {"of": episode_id, "first": first, "last": last}))


def by_day(entries: Sequence[T]) -> list[T]:
    """What holds of them once corrections are settled, by day and order."""
    return sorted(projection.settled(entries), key=lambda entry: entry.local_date)


def settled(session: Session, episode_id: UUID, first: date, last: date) -> list[EntryRow]:
    """What holds for days `first` to `last` once corrections are settled, by day and order."""
    return by_day(written(session, episode_id, first, last))


def said_of_days(
    session: Session, episode_id: UUID, first: date, last: date
) -> tuple[dict[tuple[date, str, str | None], EntryRow], Sequence[EntryRow], FlareUps]:
    """What holds for those days, by day, kind and line; all ever said of them; their flare-ups."""
    ever = entry_rows(session, [episode_id], first, last)[episode_id]
    of_days = [entry for entry in ever if entry.local_date >= first]
    return projection.newest(by_day(of_days)), of_days, FlareUps(ever)


def day_reports(session: Session, episode_id: UUID, day: date) -> DayReports:
    """What holds for one day."""
    given = {"of": episode_id, "day": day, "reach": day - FLARE_REACH}
    return reports_of(_rows(session, Asked(NEAR, given)), day)


def reports_of(entries: Sequence[EntryRow], day: date) -> DayReports:
    """The same, of what was told of that day and of flare-ups before it."""
    settled = projection.settled(entries)
    standing = projection.newest(settled)
    kinds = {
        kind: entry for (on, kind, line), entry in standing.items() if on == day and line is None
    }
    return DayReports(
        exercises={line: entry for (on, _, line), entry in standing.items() if on == day and line},
        flare_ups=FlareUps(entries, settled),
        rated=[entry for entry in entries if entry.kind == "pain"],
        **kinds,
    )


SAID = select(*ENTRY_COLUMNS).where(
    Entry.episode_id == bindparam("of"),
    Entry.local_date >= bindparam("first"),
    Entry.kind.in_(bindparam("kinds", expanding=True)),
)


def answers_of(
    session: Session, episode_id: UUID, first: date, kinds: Sequence[str] = ASKED
) -> list[EntryRow]:
    """What the client answered when homecare asked, from `first` on: checks, whys, check-ins; or
    what stands of other kinds."""
    given = {"of": episode_id, "first": first, "kinds": list(kinds)}
    return _standing(_rows(session, Asked(SAID, given)))


def _standing(said: Iterable[EntryRow]) -> list[EntryRow]:
    """The report that holds for each day and kind, by day."""
    standing = projection.newest(projection.settled(said))
    return sorted(standing.values(), key=lambda entry: entry.local_date)


OF_RECORD = select(*ENTRY_COLUMNS).where(
    Entry.episode_id == bindparam("of"),
    or_(
        and_(Entry.local_date >= bindparam("since"), Entry.kind.in_((*ASKED, *TURNS))),
        Entry.local_date.between(bindparam("first"), bindparam("last")),
    ),
)


def of_record(
    session: Session, episode_id: UUID, since: date, first: date, last: date
) -> tuple[list[EntryRow], list[EntryRow], list[EntryRow]]:
    """What a client's page tells: what stands from `since` on of what the client answered when
    homecare asked, and of flare-ups and "all better"; everything ever written of days `first` to
    `last`."""
    found, kinds = _rows(session, record_asked(episode_id, since, first, last)), (*ASKED, *TURNS)
    said = _standing(row for row in found if row.kind in kinds and row.local_date >= since)
    asked, turns = ([one for one in said if one.kind in some] for some in (ASKED, TURNS))
    return asked, turns, [row for row in found if first <= row.local_date <= last]


def record_asked(episode_id: UUID, since: date, first: date, last: date) -> Asked:
    """The question of `of_record`."""
    return Asked(OF_RECORD, {"of": episode_id, "since": since, "first": first, "last": last})


def taken_back(
    session: Session, episode_id: UUID, first: date, kinds: Sequence[str]
) -> list[tuple[EntryRow, EntryRow]]:
    """What was taken back or replaced of these kinds, each after what it speaks of."""
    width, asked = len(ENTRY_COLUMNS), replaced_asked(episode_id, first, kinds)
    return [(EntryRow(*r[:width]), EntryRow(*r[width:])) for r in rows(session, asked)[0]]


def replaced_asked(episode_id: UUID, first: date, kinds: Sequence[str]) -> Asked:
    """The question of `taken_back`."""
    return Asked(_replaced(), {"of": episode_id, "first": first, "kinds": list(kinds)})


@cache
def _replaced() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    later = aliased(Entry)
    after = (getattr(later, name) for name in EntryRow._fields)
    pairs = SAID.add_columns(*after).join(later, later.supersedes == Entry.id)
    whole = Entry.struck_at.is_(None), later.struck_at.is_(None), later.flagged.is_(False)
    return pairs.where(later.episode_id == bindparam("of"), *whole)


_BY_OTHERS = select(Entry.local_date).where(
    Entry.episode_id == bindparam("of"),
    Entry.local_date >= bindparam("first"),
    Entry.written_by.is_distinct_from(bindparam("client")),
)
BESIDE = select(*ENTRY_COLUMNS).where(
    Entry.episode_id == bindparam("of"), Entry.local_date.in_(_BY_OTHERS)
)


def entered_for(
    session: Session, episode_id: UUID, client: UUID | None, first: date
) -> dict[date, tuple[list[EntryRow], list[EntryRow]]]:
    """What stands from `first` on by somebody else than the client, by day, and beside it
    everything ever written of that day."""
    given = {"of": episode_id, "first": first, "client": client}
    entries = _rows(session, Asked(BESIDE, given))
    standing = projection.newest(projection.settled(entries))
    of_day: dict[date, list[EntryRow]] = defaultdict(list)
    for one in entries:
        of_day[one.local_date].append(one)
    entered: dict[date, tuple[list[EntryRow], list[EntryRow]]] = {}
    for (on, _, _), entry in sorted(standing.items(), key=lambda each: each[0][:2]):
        if entry.written_by != client:
            entered.setdefault(on, ([], of_day[on]))[0].append(entry)
    return entered


def last_logged() -> ScalarSelect[date]:
    """The last day on which anything was reported, beside an Episode that is selected."""
    return (
        select(DiaryDay.on)
        .where(DiaryDay.episode_id == Episode.id, DiaryDay.logged)
        .order_by(DiaryDay.on.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )


def entry_rows(
    session: Session, episode_ids: Collection[UUID], first: date, last: date
) -> dict[UUID, list[EntryRow]]:
    """The entries that decide some days, for many episodes."""
    statement = select(Entry.episode_id, *ENTRY_COLUMNS).where(
        Entry.episode_id.in_(episode_ids), told_about(first, last, first - FLARE_REACH)
    )
    of_episode: dict[UUID, list[EntryRow]] = defaultdict(list)
    for episode_id, *values in rows_of(session, statement, {}):
        of_episode[episode_id].append(EntryRow(*values))
    return defaultdict(list, {one: counting(rows) for one, rows in of_episode.items()})


def grounds(
    session: Session, episode_ids: Collection[UUID], first: date, last: date
) -> dict[UUID, PlanBehindDays]:
    """What was laid down for each episode, as far as it matters from `first` to `last`."""
    wanted = {"several": list(episode_ids), "first": first, "last": last}
    rows: dict[UUID, list[Sequence[Any]]] = defaultdict(list)
    for episode_id, *values in rows_of(session, GROUNDS, wanted):
        rows[episode_id].append(values)
    return {episode_id: ground_of(rows_of_one) for episode_id, rows_of_one in rows.items()}


def ground_of(rows: Sequence[Sequence[Any]]) -> PlanBehindDays:
    """Undo the join of GROUNDS: every version with its lines, every stretch of days away, once."""
    lines: dict[Version, set[Line]] = defaultdict(set)
    away = set()
    *_, zone, stops = rows[0]  # the same in every row
    for number, starts_on, hours, of, *dose, first_day, last_day, _, _ in rows:
        if number is not None:
            version = Version(number, starts_on, hours, (), of)
            lines[version].update([Line(*dose)] if dose[0] else [])
        if first_day is not None:
            away.add((first_day, last_day))
    versions = (replace(one, items=tuple(sorted(dose))) for one, dose in lines.items())
    stopped = frozenset(stopped_in(stops, zone))
    return PlanBehindDays(versions=tuple(versions), away=frozenset(away), stopped=stopped)
