"""From database rows to what the rule reads: many episodes in a handful of statements.

This is most of what a night costs, so the rows of the diary are taken apart by position and never
become objects of the session.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import compress, groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session

from homecare.assessment.rounds import (
    IDS,
    UNTIL,
    Answered,
    Round,
    These,
    checks_in,
    cleared_in,
    rounds_of,
)
from homecare.clients.intake import reasons_against
from homecare.clients.models import Away, Episode, Visit
from homecare.clockwork.stops import Span, unheard_in
from homecare.diary.models import DiaryDay
from homecare.rules.reading.history import History, Intake, PainRow, SessionRow
from homecare.screening.queries import background_that_holds

DAY_COLUMNS = (
    DiaryDay.on, DiaryDay.leg, DiaryDay.back, DiaryDay.due, DiaryDay.reported, DiaryDay.better,
    DiaryDay.flare, DiaryDay.change, DiaryDay.check_in, DiaryDay.extra,
)  # fmt: skip

# Every statement is put together once: a night sends them for every piece of it.
AWAY = select(Away.episode_id, Away.first_day, Away.last_day).where(Away.episode_id.in_(IDS))


def history_of(session: Session, episode: Episode, until: date) -> History:
    """What is known of one episode through `until`."""
    return histories(session, [episode], until)[episode.id]


def histories(session: Session, episodes: Sequence[Episode], until: date) -> dict[UUID, History]:
    """What is known of each episode through `until`; the statements don't grow with their number.

    The clients should be loaded with the episodes.
    """
    return dict(read_histories(session, episodes, until))


def read_histories(
    session: Session, episodes: Iterable[Episode], until: date
) -> Iterator[tuple[UUID, History]]:
    """As `histories`, in no particular order: the days of one at a time are in memory."""
    left = {of.id: of for of in episodes}
    these = {"ids": list(left), "until": until}
    rounds, visits, away = rounds_of(session, these), _visits(session, these), _away(session, these)
    began = min((of.intake_on for of in left.values()), default=until)
    unheard = unheard_in(session, {of.zone for of in left.values()}, began)

    def history(of: Episode, days: _Days) -> History:
        read = _history(of, days, visits[of.id], away[of.id], rounds[of.id])
        return replace(read, unheard=unheard[of.zone])

    for episode_id, of_one in groupby(session.execute(_days(), these), itemgetter(0)):
        yield episode_id, history(left.pop(episode_id), _laid_out(of_one))
    yield from ((of.id, history(of, _Days())) for of in left.values())


def answered_histories(
    session: Session, episodes: Sequence[Episode], until: date
) -> dict[UUID, History]:
    """As `histories`, without diary, visits and days away: what the gate before treatment by hand
    reads. One statement."""
    rounds = rounds_of(session, {"ids": [of.id for of in episodes], "until": until})
    return {of.id: _history(of, _Days(), (), (), rounds[of.id]) for of in episodes}


def bases(
    session: Session, episodes: Sequence[Episode], until: date
) -> dict[UUID, tuple[Any, ...]]:
    """What `read_histories` would read of each episode, cheaply, to tell whether it has changed.

    The days stay text, put together by the database: a tenth of what it costs to read them.
    """
    these = {"ids": [of.id for of in episodes], "until": until}
    rounds, visits, away = rounds_of(session, these), _visits(session, these), _away(session, these)
    days = {of: text for of, text in session.execute(_days_as_text(), these)}  # noqa: C416
    return {
        of.id: (*_written(of), days.get(of.id), visits[of.id], away[of.id], rounds[of.id])
        for of in episodes
    }


def _written(of: Episode) -> tuple[Any, ...]:
    """What stands in the record, taken down: the record itself may be changed meanwhile."""
    client = of.client
    return (
        of.zone, of.intake_on, of.onset, of.leg, of.back, client.date_of_birth,
        reasons_against(client), tuple(of.new_starts), tuple(of.gp_answers),
        of.background_asked_at is not None,
    )  # fmt: skip


@cache
def _days_as_text() -> Select[*tuple[Any, ...]]:
    """In whatever order the database finds the days: another order is another text, no harm."""
    text: ColumnElement[str] = literal("")
    for column in DAY_COLUMNS:
        text = text + func.coalesce(cast(column, String), "") + ","
    return (
        select(DiaryDay.episode_id, func.aggregate_strings(text, ";"))
        .where(DiaryDay.episode_id.in_(IDS), DiaryDay.on <= UNTIL)
        .group_by(DiaryDay.episode_id)
    )


@dataclass(slots=True)
class _Days:
    """The diary days of one episode, as the rule takes them; `changes` are of weekly checks."""

    pain: tuple[PainRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    better: tuple[date, ...] = ()
    flares: tuple[Span, ...] = ()
    changes: dict[date, int] = field(default_factory=dict)
    check_ins: tuple[tuple[date, str], ...] = ()
    extra: tuple[date, ...] = ()


@cache
def _days() -> Select[*tuple[Any, ...]]:
    return (
        select(DiaryDay.episode_id, *DAY_COLUMNS)
        .where(DiaryDay.episode_id.in_(IDS), DiaryDay.on <= UNTIL)
        .order_by(DiaryDay.episode_id, DiaryDay.on)
    )  # fmt: skip


def _laid_out(rows: Iterable[Any]) -> _Days:
    """The days of one episode, taken apart by column: each step is one loop of the interpreter."""
    _, on, leg, back, due, done, better, flare, change, check_in, extra = zip(*rows, strict=True)
    return _Days(
        pain=tuple(zip(on, leg, back, strict=True)),
        sessions=tuple(zip(on, due, done, strict=True)),
        better=tuple(compress(on, better)),
        flares=tuple((day, day) for day in compress(on, flare)),
        changes={day: said for day, said in zip(on, change, strict=True) if said is not None},
        check_ins=tuple((day, said) for day, said in zip(on, check_in, strict=True) if said),
        extra=tuple(compress(on, extra)),
    )


def _visits(session: Session, these: These) -> defaultdict[UUID, list[date]]:
    of_episode: defaultdict[UUID, list[date]] = defaultdict(list)
    for episode_id, on in session.execute(_visited(), these):
        of_episode[episode_id].append(on)
    return of_episode


@cache
def _visited() -> Select[UUID, date]:
    visits = select(Visit.episode_id, Visit.on).where(Visit.stands(), Visit.episode_id.in_(IDS))
    return visits.order_by(Visit.episode_id, Visit.on)


def _away(session: Session, these: These) -> defaultdict[UUID, list[Span]]:
    of_episode: defaultdict[UUID, list[Span]] = defaultdict(list)
    for episode_id, first, last in session.execute(AWAY, these):
        of_episode[episode_id].append((first, last))
    return of_episode


def _history(
    of: Episode,
    days: _Days,
    visits: Sequence[date],
    away: Sequence[Span],
    rounds: Sequence[Round],
) -> History:
    answers = [answer for asked in rounds for answer in asked.answers]
    return History(
        id=str(of.id),
        intake=_intake(of, answers),
        pain=days.pain,
        sessions=days.sessions,
        visits=tuple(visits),
        checks=tuple(checks_in(rounds, days.changes)),
        all_better=days.better,
        cleared=tuple(cleared_in(rounds)),
        away=tuple(away),
        flares=days.flares,
        check_ins=days.check_ins,
        extra=days.extra,
        new_starts=tuple(map(date.fromisoformat, of.new_starts)),
        gp_answers=tuple(map(date.fromisoformat, of.gp_answers)),
    )


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
