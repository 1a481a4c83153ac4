"""From database rows to what the rule reads: many episodes in one statement.

This is most of what a night costs, so each episode is one row, in which the rows of its diary,
rounds, visits and days away stand as text that the database has put together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from homecare.assessment.rounds import (
    UNTIL,
    Answered,
    checks_in,
    cleared_in,
    of_episode,
    rounds_in,
)
from homecare.clients.intake import reasons_against
from homecare.clients.models import Away, Episode, Visit
from homecare.clockwork.stops import Span, unheard_in
from homecare.columns import RowsAsJson, read_rows
from homecare.database import rows_of
from homecare.diary.models import DiaryDay
from homecare.rules.reading.history import History, Intake
from homecare.screening.queries import background_that_holds

IDS: Any = bindparam("ids", expanding=True)


class Rows(NamedTuple):
    """What stands in the database about one episode, as text; nothing is read out of it yet."""

    days: str | None = None
    seldom: str | None = None
    rounds: str | None = None
    visits: str | None = None
    away: str | None = None


Basis = tuple[Any, ...]
"""All that a history is made of, to be compared: where it is the same, so is the history."""


class Read(NamedTuple):
    """An episode as the rule takes it, and what it was read from."""

    of: UUID
    basis: Basis
    history: History


def history_of(session: Session, episode: Episode, until: date) -> History:
    """What is known of one episode through `until`."""
    return histories(session, [episode], until)[episode.id]


def histories(session: Session, episodes: Sequence[Episode], until: date) -> dict[UUID, History]:
    """What is known of each episode through `until`; the statements don't grow with their number.

    The clients should be loaded with the episodes.
    """
    return {of: history for of, _, history in read_histories(session, episodes, until)}


def read_histories(session: Session, episodes: Sequence[Episode], until: date) -> Iterator[Read]:
    """As `histories`, each when it is asked for, with what `bases` says of it."""
    kept = _rows(session, episodes, until)
    began = min((of.intake_on for of in episodes), default=until)
    unheard = unheard_in(session, {of.zone for of in episodes}, began)
    for of in episodes:
        rows = kept.get(of.id, Rows())
        yield Read(of.id, _basis(of, rows), _history(of, rows, unheard[of.zone]))


def bases(session: Session, episodes: Sequence[Episode], until: date) -> dict[UUID, Basis]:
    """What the history of each episode would be made of now, cheaply: one statement, and none of
    its rows is read."""
    kept = _rows(session, episodes, until)
    return {of.id: _basis(of, kept.get(of.id, Rows())) for of in episodes}


def answered_histories(
    session: Session, episodes: Sequence[Episode], until: date
) -> dict[UUID, History]:
    """As `histories`, without diary, visits and days away: what the gate before treatment by hand
    reads. One statement."""
    found = session.execute(_asked(), _these(episodes, until))
    kept = {of: Rows(rounds=rounds) for of, rounds in found}
    return {of.id: _history(of, kept[of.id]) for of in episodes}


def _basis(of: Episode, rows: Rows) -> Basis:
    return (*_written(of), *rows)


def _written(of: Episode) -> tuple[Any, ...]:
    """What stands in the record, taken down: the record itself may be changed meanwhile."""
    client = of.client
    return (
        of.zone, of.intake_on, of.onset, of.leg, of.back, client.date_of_birth,
        reasons_against(client), tuple(of.new_starts), tuple(of.gp_answers),
        of.background_asked_at is not None,
    )  # fmt: skip


def _these(episodes: Iterable[Episode], until: date) -> dict[str, Any]:
    return {"ids": [of.id for of in episodes], "until": until}


def _rows(session: Session, episodes: Iterable[Episode], until: date) -> dict[UUID, Rows]:
    found = rows_of(session, _everything(), _these(episodes, until))
    return {of: Rows(*rows) for of, *rows in found}


# Every statement is put together once: a night sends them for every piece of it.
@cache
def _everything() -> Select[*tuple[Any, ...]]:
    """In whatever order the database finds the rows: another order is another text, no harm."""
    day = DiaryDay
    said = or_(day.better, day.flare, day.extra > 0, day.change.is_not(None),
               day.check_in.is_not(None))  # fmt: skip
    through = day.on <= UNTIL
    columns = (
        _of_one(day, day.on, day.leg, day.back, day.due, day.reported, where=through),
        # What is hardly ever said is no part of every day.
        _of_one(day, day.on, day.better, day.flare, day.extra, day.change, day.check_in,
                where=through & said),
        of_episode(),
        _of_one(Visit, Visit.on, where=Visit.stands()),
        _of_one(Away, Away.first_day, Away.last_day),
    )  # fmt: skip
    return select(Episode.id, *columns).where(Episode.id.in_(IDS))


@cache
def _asked() -> Select[UUID, str]:
    return select(Episode.id, of_episode()).where(Episode.id.in_(IDS))


def _of_one(
    table: type[Any],
    *columns: InstrumentedAttribute[Any],
    where: ColumnElement[bool] | None = None,
) -> ScalarSelect[str]:
    """The rows of one episode."""
    rows = select(RowsAsJson(*columns)).where(table.episode_id == Episode.id)
    if where is not None:
        rows = rows.where(where)
    return rows.correlate(Episode).scalar_subquery()


def _history(of: Episode, rows: Rows, unheard: Sequence[Span] = ()) -> History:
    rounds = rounds_in(rows.rounds)
    seldom = [(date.fromisoformat(day), *said) for day, *said in sorted(read_rows(rows.seldom))]
    changes = {day: change for day, _, _, _, change, _ in seldom if change is not None}
    on, leg, back, due, done = _by_column(rows.days)
    return History(
        id=str(of.id),
        intake=_intake(of, [answer for asked in rounds for answer in asked.answers]),
        pain=tuple(zip(on, leg, back, strict=True)),
        sessions=tuple(zip(on, due, done, strict=True)),
        visits=tuple(date.fromisoformat(day) for [day] in sorted(read_rows(rows.visits))),
        checks=tuple(checks_in(rounds, changes)),
        all_better=tuple(day for day, better, *_ in seldom if better),
        cleared=tuple(cleared_in(rounds)),
        away=tuple(
            (date.fromisoformat(first), date.fromisoformat(last))
            for first, last in sorted(read_rows(rows.away))
        ),
        flares=tuple((day, day) for day, _, flare, *_ in seldom if flare),
        check_ins=tuple((day, said) for day, *_, said in seldom if said),
        extra=tuple(day for day, _, _, extra, *_ in seldom if extra),
        unheard=tuple(unheard),
        new_starts=tuple(map(date.fromisoformat, of.new_starts)),
        gp_answers=tuple(map(date.fromisoformat, of.gp_answers)),
    )


def _by_column(days: str | None) -> tuple[Sequence[Any], ...]:
    """The days in order, taken apart by column: each step is one loop of the interpreter."""
    if not (rows := sorted(read_rows(days))):
        return ((),) * 5
    on, *columns = zip(*rows, strict=True)
    return tuple(map(date.fromisoformat, on)), *columns


def _intake(of: Episode, answers: Iterable[Answered]) -> Intake:
    born, on = of.client.date_of_birth, of.intake_on
    return Intake(
        on=on,
        onset=of.onset,
        leg=of.leg,
        back=of.back,
        age=on.year - born.year - ((on.month, on.day) < (born.month, born.day)),
        contraindications=reasons_against(of.client),
        background=background_that_holds(answers),
        background_asked=of.background_asked_at is not None,
    )
