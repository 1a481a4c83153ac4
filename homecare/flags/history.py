"""From database rows to what the rule reads: many episodes in a handful of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from homecare.clients.models import Away, Episode, Visit
from homecare.diary.models import DiaryDay
from homecare.flags.models import BACKGROUND_NOTED, WEEKLY_CHECK, RedFlagAnswer, Screening
from homecare.rules.history import Check, Cleared, History, Intake, PainDay, SessionDay
from homecare.rules.red_flags import Level, level_of


def history_of(session: Session, episode: Episode, until: date) -> History:
    """What is known of one episode through `until`."""
    return histories(session, [episode], until)[episode.id]


def histories(session: Session, episodes: Sequence[Episode], until: date) -> dict[UUID, History]:
    """What is known of each episode through `until`; the statements don't grow with their number.

    The clients should be loaded with the episodes.
    """
    ids = [episode.id for episode in episodes]
    days = _rows(session, _days(ids, until))
    visits = _rows(session, select(Visit.episode_id, Visit.on).where(Visit.episode_id.in_(ids)))
    away = _rows(
        session,
        select(Away.episode_id, Away.first_day, Away.last_day).where(Away.episode_id.in_(ids)),
    )
    screenings = _screenings(session, ids, until)
    return {
        episode.id: _history(
            episode,
            days[episode.id],
            visits[episode.id],
            away[episode.id],
            screenings[episode.id],
        )
        for episode in episodes
    }


def _days(ids: Sequence[UUID], until: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DiaryDay.episode_id,
            DiaryDay.on,
            DiaryDay.leg,
            DiaryDay.back,
            DiaryDay.due,
            DiaryDay.reported,
            DiaryDay.better,
            DiaryDay.flare,
            DiaryDay.change,
            DiaryDay.check_in,
        )
        .where(DiaryDay.episode_id.in_(ids), DiaryDay.on <= until)
        .order_by(DiaryDay.episode_id, DiaryDay.on)
    )


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        found[row[0]].append(row)
    return found


def _screenings(session: Session, ids: Sequence[UUID], until: date) -> dict[UUID, list[Screening]]:
    statement = (
        select(Screening)
        .where(Screening.episode_id.in_(ids), Screening.on <= until)
        .options(selectinload(Screening.answers))
        .order_by(Screening.on, Screening.id)
    )
    found: dict[UUID, list[Screening]] = defaultdict(list)
    for screening in session.scalars(statement):
        found[screening.episode_id].append(screening)
    return found


def _history(
    episode: Episode,
    days: Sequence[Any],
    visits: Sequence[Any],
    away: Sequence[Any],
    screenings: Sequence[Screening],
) -> History:
    answers = [answer for screening in screenings for answer in screening.answers]
    return History(
        id=str(episode.id),
        intake=_intake(episode, answers),
        pain=tuple(PainDay(day.on, day.leg, day.back) for day in days),
        sessions=tuple(SessionDay(day.on, day.due, day.reported) for day in days),
        visits=tuple(visit[1] for visit in visits),
        checks=tuple(_checks(screenings, {d.on: d.change for d in days if d.change is not None})),
        all_better=tuple(day.on for day in days if day.better),
        cleared=tuple(_cleared(answers)),
        away=tuple((row.first_day, row.last_day) for row in away),
        flares=tuple((day.on, day.on) for day in days if day.flare),
        check_ins=tuple((day.on, day.check_in) for day in days if day.check_in),
    )


def _intake(episode: Episode, answers: Iterable[RedFlagAnswer]) -> Intake:
    born, on = episode.client.date_of_birth, episode.intake_on
    return Intake(
        on=on,
        onset=episode.onset,
        leg=episode.leg,
        back=episode.back,
        age=on.year - born.year - ((on.month, on.day) < (born.month, born.day)),
        contraindications=tuple(episode.client.contraindications),
        background=tuple(
            (answer.code, answer.decision)
            for answer in answers
            if level_of(answer.code) == Level.BACKGROUND
        ),
    )


def _checks(screenings: Iterable[Screening], changes: dict[date, int]) -> Iterator[Check]:
    """Each round of the questions; the change since the start stands with its weekly check.

    What a therapist noted about the background is no such round.
    """
    for screening in screenings:
        if screening.source == BACKGROUND_NOTED:
            continue
        change = changes.pop(screening.on, None) if screening.source == WEEKLY_CHECK else None
        yield _check(screening, change)
    # The questions are asked with every weekly check, but "much worse" must be heard whatever
    # became of them.
    yield from (Check(on=on, change=change) for on, change in changes.items())


def _check(screening: Screening, change: int | None) -> Check:
    codes = [answer.code for answer in screening.answers]
    return Check(
        on=screening.on,
        change=change,
        red_flags=tuple(code for code in codes if level_of(code) >= Level.SAME_DAY),
        gp_flags=tuple(code for code in codes if level_of(code) == Level.GP),
    )


def _cleared(answers: Iterable[RedFlagAnswer]) -> Iterable[Cleared]:
    for answer in answers:
        if answer.cleared_on is not None:
            yield Cleared(answer.cleared_on, answer.code, answer.cleared_reason)
