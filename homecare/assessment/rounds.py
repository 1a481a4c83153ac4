"""The rounds of the red-flag questions of many episodes, as the rule takes them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from homecare.rules.reading.history import Check, Cleared
from homecare.rules.red_flags import Level, level_of
from homecare.screening.models import BACKGROUND_NOTED, WEEKLY_CHECK, RedFlagAnswer, Screening

These = dict[str, Any]
IDS: Any = bindparam("ids", expanding=True)
UNTIL: Any = bindparam("until")


class Answered(NamedTuple):
    """One yes, with what became of it."""

    code: str
    decision: str | None
    cleared_on: date | None
    cleared_reason: str
    cleared_at: datetime | None


@dataclass(slots=True)
class Round:
    """The red-flag questions asked once, and every yes."""

    source: str
    on: date
    at: datetime
    wording: str
    answers: list[Answered] = field(default_factory=list)


def rounds_of(session: Session, these: These) -> defaultdict[UUID, list[Round]]:
    """The rounds of each episode among the `ids`, up to the day `until`, the oldest first. One
    statement."""
    of_episode: defaultdict[UUID, list[Round]] = defaultdict(list)
    for _, of_one in groupby(session.execute(_screenings(), these), itemgetter(0)):
        rows = list(of_one)
        # A round without an answer is "none of these": it still is a round.
        answers = [Answered(*row[6:]) for row in rows if row[6] is not None]
        _, episode_id, source, on, at, wording, *_ = rows[0]
        of_episode[episode_id].append(Round(source, on, at, wording, answers))
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


def checks_in(rounds: Iterable[Round], changes: dict[date, int]) -> Iterator[Check]:
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


def _check(asked: Round, change: int | None) -> Check:
    if not asked.answers:
        return Check(asked.on, change, at=asked.at)
    codes = [answer.code for answer in asked.answers]
    return Check(
        on=asked.on, change=change, at=asked.at, wording=asked.wording,
        red_flags=tuple(code for code in codes if level_of(code) >= Level.SAME_DAY),
        gp_flags=tuple(code for code in codes if level_of(code) == Level.GP),
    )  # fmt: skip


def cleared_in(rounds: Iterable[Round]) -> Iterator[Cleared]:
    """Each clearing of an answer."""
    for asked in rounds:
        for answer in asked.answers:
            if answer.cleared_on is not None:
                yield Cleared(
                    answer.cleared_on, answer.code, answer.cleared_reason,
                    answer.cleared_at, asked.at,
                )  # fmt: skip
