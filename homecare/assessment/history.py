"""From database rows to what the rule reads: many episodes in a handful of statements.

This is most of what a night costs, so the rows of the diary are taken apart by position and never
become objects of the session.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import compress, groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from homecare.clients.intake import reasons_against
from homecare.clients.models import Away, Episode, Visit
from homecare.clockwork.stops import Span, unheard_in
from homecare.diary.models import DiaryDay
from homecare.rules.reading.history import Check, Cleared, History, Intake, PainRow, SessionRow
from homecare.rules.red_flags import Level, level_of
from homecare.screening.models import BACKGROUND_NOTED, WEEKLY_CHECK, RedFlagAnswer, Screening
from homecare.screening.queries import background_that_holds

DAY_COLUMNS = (
    DiaryDay.on, DiaryDay.leg, DiaryDay.back, DiaryDay.due, DiaryDay.reported, DiaryDay.better,
    DiaryDay.flare, DiaryDay.change, DiaryDay.check_in, DiaryDay.extra,
)  # fmt: skip

# Every statement is put together once: a night sends them for every piece of it.
These = dict[str, Any]
IDS: Any = bindparam("ids", expanding=True)
UNTIL: Any = bindparam("until")
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
    rounds, visits, away = _rounds(session, these), _visits(session, these), _away(session, these)
    began = min((of.intake_on for of in left.values()), default=until)
    unheard = unheard_in(session, {of.zone for of in left.values()}, began)

    def history(of: Episode, days: _Days) -> History:
        read = _history(of, days, visits[of.id], away[of.id], rounds[of.id])
        return replace(read, unheard=unheard[of.zone])

    for episode_id, of_one in groupby(session.execute(_days(), these), itemgetter(0)):
        yield episode_id, history(left.pop(episode_id), _laid_out(of_one))
    yield from ((of.id, history(of, _Days())) for of in left.values())


def bases(
    session: Session, episodes: Sequence[Episode], until: date
) -> dict[UUID, tuple[Any, ...]]:
    """What `read_histories` would read of each episode, cheaply, to tell whether it has changed.

    The days stay text, put together by the database: a tenth of what it costs to read them.
    """
    these = {"ids": [of.id for of in episodes], "until": until}
    rounds, visits, away = _rounds(session, these), _visits(session, these), _away(session, these)
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


class _Answer(NamedTuple):
    """One yes, with what became of it."""

    code: str
    decision: str | None
    cleared_on: date | None
    cleared_reason: str
    cleared_at: datetime | None


@dataclass(slots=True)
class _Round:
    """The red-flag questions asked once, and every yes."""

    source: str
    on: date
    at: datetime
    wording: str
    answers: list[_Answer] = field(default_factory=list)


def _rounds(session: Session, these: These) -> defaultdict[UUID, list[_Round]]:
    of_episode: defaultdict[UUID, list[_Round]] = defaultdict(list)
    for _, of_one in groupby(session.execute(_screenings(), these), itemgetter(0)):
        rows = list(of_one)
        # A round without an answer is "none of these": it still is a round.
        answers = [_Answer(*row[6:]) for row in rows if row[6] is not None]
        _, episode_id, source, on, at, wording, *_ = rows[0]
        of_episode[episode_id].append(_Round(source, on, at, wording, answers))
    return of_episode


@cache
def _screenings() -> Select[*tuple[Any, ...]]:
    yes = RedFlagAnswer
    return (
        select(
            type_coerce(Screening.id, NullType()), Screening.episode_id,
            Screening.counts_as(), Screening.on, Screening.answered_at, Screening.wording,
            yes.code, yes.decision, yes.cleared_on, yes.cleared_reason, yes.cleared_at,
        )
        .outerjoin(yes, yes.screening_id == Screening.id)
        .where(Screening.episode_id.in_(IDS), Screening.on <= UNTIL)
        .order_by(Screening.episode_id, Screening.on, Screening.id, yes.code)
    )  # fmt: skip


def _history(
    of: Episode,
    days: _Days,
    visits: Sequence[date],
    away: Sequence[Span],
    rounds: Sequence[_Round],
) -> History:
    answers = [answer for asked in rounds for answer in asked.answers]
    return History(
        id=str(of.id),
        intake=_intake(of, answers),
        pain=days.pain,
        sessions=days.sessions,
        visits=tuple(visits),
        checks=tuple(_checks(rounds, days.changes)),
        all_better=days.better,
        cleared=tuple(_cleared(rounds)),
        away=tuple(away),
        flares=days.flares,
        check_ins=days.check_ins,
        extra=days.extra,
        new_starts=tuple(map(date.fromisoformat, of.new_starts)),
        gp_answers=tuple(map(date.fromisoformat, of.gp_answers)),
    )


def _intake(of: Episode, answers: Iterable[_Answer]) -> Intake:
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


def _checks(rounds: Iterable[_Round], changes: dict[date, int]) -> Iterator[Check]:
    """Each round of the questions; the change since the start stands with its weekly check.

    What a therapist noted about the background is no such round.
    """
    for asked in rounds:
        if asked.source == BACKGROUND_NOTED:
            continue
        change = changes.pop(asked.on, None) if asked.source == WEEKLY_CHECK else None
        yield _check(asked, change)
    # The questions are asked with every weekly check, but "much worse" must be heard whatever
    # became of them. Without them it is no red-flag check.
    yield from (Check(on=on, change=change, asked=False) for on, change in changes.items())


def _check(asked: _Round, change: int | None) -> Check:
    if not asked.answers:
        return Check(asked.on, change, at=asked.at)
    codes = [answer.code for answer in asked.answers]
    return Check(
        on=asked.on, change=change, at=asked.at, wording=asked.wording,
        red_flags=tuple(code for code in codes if level_of(code) >= Level.SAME_DAY),
        gp_flags=tuple(code for code in codes if level_of(code) == Level.GP),
    )  # fmt: skip


def _cleared(rounds: Iterable[_Round]) -> Iterator[Cleared]:
    for asked in rounds:
        for answer in asked.answers:
            if answer.cleared_on is not None:
                yield Cleared(
                    answer.cleared_on, answer.code, answer.cleared_reason,
                    answer.cleared_at, asked.at,
                )  # fmt: skip
