"""The rows of the day projection: written with each entry, closed by the clock, rebuilt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.clients.merged.following import refuse_moved
from homecare.clients.models import Away, Episode
from homecare.clients.signals import away_recorded
from homecare.database import rows_of
from homecare.diary import projection, queries
from homecare.diary.ledger import LedgerEntry
from homecare.diary.long_days.deciding import deciding
from homecare.diary.long_days.queries import Behind
from homecare.diary.models import DiaryDay
from homecare.diary.projection import DAY, DayFigures
from homecare.diary.signals import days_changed
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.signals import programme_assigned

DAYS = cast(Table, DiaryDay.__table__)
FIGURES = tuple(DayFigures.__dataclass_fields__)
BATCH = 200  # episodes at a time
STRETCH = 27 * DAY  # at a time, so that catching up after a long stop stays small in memory
HELD = (
    select(Episode.id, Episode.closed_at, Episode.client_id)
    .where(Episode.id.in_(bindparam("ids", expanding=True)))
    .order_by(Episode.id)
    .with_for_update()
)
ENDED_LATELY = timedelta(days=60)  # an episode's last days are closed after it ended, too


@dataclass(frozen=True, slots=True)
class Owned:
    """An episode with what its rows carry."""

    id: UUID
    practice_id: UUID
    client_id: UUID


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days `first` to `last` of one episode, both included."""

    of: Owned
    first: date
    last: date

    def days(self) -> list[date]:
        """Every day of the stretch."""
        return [self.first + DAY * i for i in range((self.last - self.first).days + 1)]


def lock_diaries(session: Session, *episode_ids: UUID) -> dict[UUID, datetime | None]:
    """Let nobody else write to these episodes' diaries until the transaction ends.

    Without it two entries for one day could each be counted without the other (SQLite has one
    writer anyway). Answers when each episode was closed, as of now. Raises CrossedError where one
    went to another record meanwhile.
    """
    episodes = rows_of(session, HELD, {"ids": episode_ids}).all()
    refuse_moved(session, {row.id: row.client_id for row in episodes})
    return {row.id: row.closed_at for row in episodes}


def write(
    session: Session, episode: Episode, entries: Sequence[LedgerEntry], days: Sequence[date],
    behind: Behind,
) -> None:  # fmt: skip
    """Write the rows of `days` from the entries near them, of long ones from those that decide
    them; a closed day stays closed."""
    of = Owned(episode.id, episode.practice_id, episode.client_id)
    rows = _rows(of, entries, behind, days, closed=False)
    _store(session, list(rows), keep_closed=True)


def refresh_days(act: Act, episode: Episode, first: date, last: date | None = None) -> None:
    """Work out existing rows again, from `first` on, after a new version or days away."""
    lock_diaries(act.session, episode.id)
    days = existing(act.session, episode.id, first, last or date.max)
    if days:
        entries = queries.entry_rows(act.session, [episode.id], days[0], days[-1])
        ground = queries.grounds(act.session, [episode.id], days[0], days[-1])[episode.id]
        write(act.session, episode, entries.get(episode.id, []), days, Behind(ground))
        days_changed.send(episode, act=act, days=days, kinds=())


@programme_assigned.connect
def _of_new_programme(version: ProgrammeVersion, *, act: Act, episode: Episode) -> None:
    """Part of assigning a programme: something else is due from its first day on."""
    refresh_days(act, episode, version.starts_on)


@away_recorded.connect
def _of_days_away(away: Away, *, act: Act, episode: Episode) -> None:
    """Part of recording days away: nothing is due on them."""
    refresh_days(act, episode, away.first_day, away.last_day)


def existing(session: Session, episode_id: UUID, first: date, last: date) -> list[date]:
    """The days from `first` to `last` that have a row, in order."""
    statement = select(DiaryDay.on).where(
        DiaryDay.episode_id == episode_id, DiaryDay.on.between(first, last)
    )
    return list(session.scalars(statement.order_by(DiaryDay.on)))


def close_days(session: Session, now: datetime, practice_id: UUID | None = None) -> int:
    """Close every local day that is over, also those nobody touched, with what was due.

    Days are closed without a gap from the intake on, so a run after a long stop catches up.
    Answers how many days were closed.
    """
    statement = select(Episode).where(or_(Episode.closed_at.is_(None), _ended_lately(now)))
    if practice_id is not None:
        statement = statement.where(Episode.practice_id == practice_id)
    return sum(_close(session, batch, now) for batch in _batches(session, statement))


def close_days_of(session: Session, now: datetime, episode_ids: Sequence[UUID]) -> int:
    """As `close_days`, for these episodes only: a night takes a batch of them at a time."""
    statement = select(Episode).where(Episode.id.in_(episode_ids))
    return sum(_close(session, batch, now) for batch in _batches(session, statement))


def ended_episodes(session: Session, now: datetime, practice_id: UUID) -> list[UUID]:
    """The episodes of a practice that ended not long ago and have a day to close; reads only."""
    statement = select(Episode).where(Episode.practice_id == practice_id, _ended_lately(now))
    rows = (row for batch in _batches(session, statement) for row in batch)
    return [row.id for row in rows if (left := _to_close(row, now)).first <= left.last]


def _ended_lately(now: datetime) -> ColumnElement[bool]:
    return Episode.closed_at > now - ENDED_LATELY


def _close(session: Session, batch: Sequence["_Row"], now: datetime) -> int:
    """Close what is open of some episodes, four weeks at a time."""
    closed = 0
    open_days = [s for s in (_to_close(row, now) for row in batch) if s.first <= s.last]
    while open_days:
        part = [Stretch(s.of, s.first, min(s.last, s.first + STRETCH)) for s in open_days]
        closed += _write_stretches(session, part)
        open_days = [
            Stretch(done.of, done.last + DAY, whole.last)
            for done, whole in zip(part, open_days, strict=True)
            if done.last < whole.last
        ]
    return closed


def every_episode(session: Session, practice_id: UUID | None = None) -> list[UUID]:
    """Whose days can be worked out again, one after the other, those in care first; of everybody
    or of one practice."""
    statement = select(Episode.id).order_by(Episode.closed_at.is_not(None), Episode.id)
    if practice_id is not None:
        statement = statement.where(Episode.practice_id == practice_id)
    return list(session.scalars(statement))


def rebuild(session: Session, episode_id: UUID) -> int:
    """Work out the days of an episode again from ledger, versions and days away; answers the rows
    made. Days that were closed are closed again."""
    lock_diaries(session, episode_id)
    of_one = _batches(session, select(Episode).where(Episode.id == episode_id))
    return sum(_rebuild_one(session, row) for batch in of_one for row in batch)


@dataclass(frozen=True, slots=True)
class _Row:
    """An episode as the nightly step reads it; `closed_through` is its last closed day."""

    id: UUID
    practice_id: UUID
    client_id: UUID
    zone: str
    intake_on: date
    closed_at: datetime | None
    closed_through: date | None

    @property
    def owned(self) -> Owned:
        return Owned(self.id, self.practice_id, self.client_id)


def _batches(session: Session, episodes: Select[Episode]) -> Iterator[list[_Row]]:
    closed_through = (
        select(DiaryDay.on)
        .where(DiaryDay.episode_id == Episode.id, DiaryDay.closed)
        .order_by(DiaryDay.on.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )
    statement = episodes.with_only_columns(
        Episode.id, Episode.practice_id, Episode.client_id, Episode.zone,
        Episode.intake_on, Episode.closed_at, closed_through,
    ).order_by(Episode.id).limit(BATCH)  # fmt: skip
    beyond = statement
    while batch := [_Row(*row) for row in rows_of(session, beyond, {})]:
        yield batch
        if len(batch) < BATCH:
            return
        beyond = statement.where(Episode.id > batch[-1].id)


def _to_close(row: _Row, now: datetime) -> Stretch:
    zone = ZoneInfo(row.zone)
    last = now.astimezone(zone).date() - DAY
    if row.closed_at is not None:
        last = min(last, row.closed_at.astimezone(zone).date())
    return Stretch(
        row.owned, row.closed_through + DAY if row.closed_through else row.intake_on, last
    )


def _write_stretches(session: Session, stretches: list[Stretch]) -> int:
    ids = [stretch.of.id for stretch in stretches]
    lock_diaries(session, *ids)
    first, last = min(s.first for s in stretches), max(s.last for s in stretches)
    entries = queries.entry_rows(session, ids, first, last)
    grounds = queries.grounds(session, ids, first, last)
    rows = [
        row
        for stretch in stretches
        for row in _rows(
            stretch.of, entries.get(stretch.of.id, []), Behind(grounds[stretch.of.id]),
            stretch.days(), closed=True,
        )
    ]  # fmt: skip
    _store(session, rows)
    return len(rows)


def _rebuild_one(session: Session, row: _Row) -> int:
    entries = queries.entry_rows(session, [row.id], date.min + 7 * DAY, date.max)[row.id]
    told_days = {entry.local_date for entry in entries if not entry.flagged}
    closed = []
    if row.closed_through is not None:
        closed = Stretch(row.owned, row.intake_on, row.closed_through).days()
    still_open = sorted(told_days.difference(closed))
    session.execute(delete(DAYS).where(DAYS.c.episode_id == row.id))
    every_day = [*closed, *still_open]
    if not every_day:
        return 0
    behind = Behind(queries.grounds(session, [row.id], min(every_day), max(every_day))[row.id])
    rows = [
        *_rows(row.owned, entries, behind, closed, closed=True),
        *_rows(row.owned, entries, behind, still_open, closed=False),
    ]
    _store(session, rows)
    return len(rows)


def _rows(
    of: Owned, entries: Sequence[LedgerEntry], behind: Behind, days: Iterable[date],
    *, closed: bool,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    told = defaultdict(list)
    for entry in entries:
        told[entry.local_date].append(entry)
    for day, figures in projection.project(entries, behind.plan, days):
        decides = deciding(told[day], was_long=day in behind.long)
        yield {
            "episode_id": of.id,
            "day": day,
            "practice_id": of.practice_id,
            "client_id": of.client_id,
            "closed": closed,
            "deciding": decides and {str(one): back and str(back) for one, back in decides.items()},
            **{name: getattr(figures, name) for name in FIGURES},
        }


def _store(session: Session, rows: list[dict[str, Any]], *, keep_closed: bool = False) -> None:
    """Insert or replace day rows, in one statement."""
    session.execute(_upsert(session.get_bind().dialect.name, keep_closed), rows)


@cache
def _upsert(dialect: str, keep_closed: bool) -> Any:
    """The statement, put together once: that took a quarter of the time of every report."""
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(DAYS)
    changed = (*FIGURES, "deciding", *(() if keep_closed else ("closed",)))
    return insert.on_conflict_do_update(
        index_elements=["episode_id", "day"],
        set_={name: insert.excluded[name] for name in changed},
    )
