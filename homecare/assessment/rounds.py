"""The rounds of the red-flag questions of many episodes, as the rule takes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, bindparam, func, select

from homecare.clients.models import Episode
from homecare.columns import RowsAsJson, read_moment, read_rows
from homecare.rules.reading.history import Check, Cleared
from homecare.rules.red_flags import Level, level_of
from homecare.screening.models import BACKGROUND_NOTED, WEEKLY_CHECK, RedFlagAnswer, Screening

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


def rounds_in(text: str | None) -> list[Round]:
    """The rounds that `of_episode` found, the oldest first."""
    rounds = []
    # By day, id and code: all that comes after them is the same for the same three.
    for (on, _), of_one in groupby(sorted(read_rows(text)), itemgetter(0, 1)):
        rows = list(of_one)
        # A round without an answer is "none of these": it still is a round.
        answers = [_answered(row) for row in rows if row[2]]
        _, _, _, source, at, wording, *_ = rows[0]
        rounds.append(Round(source, date.fromisoformat(on), read_moment(at), wording, answers))
    return rounds


def _answered(row: Sequence[Any]) -> Answered:
    _, _, code, _, _, _, decision, cleared_on, reason, cleared_at = row
    on = cleared_on and date.fromisoformat(cleared_on)
    return Answered(code, decision, on, reason, cleared_at and read_moment(cleared_at))


def of_episode() -> ScalarSelect[str]:
    """For a statement about episodes: every round of each up to the day `until`, as a text."""
    yes = RedFlagAnswer
    rows = RowsAsJson(
        Screening.on, Screening.id, func.coalesce(yes.code, ""),
        Screening.counts_as(), Screening.answered_at, Screening.wording,
        yes.decision, yes.cleared_on, yes.cleared_reason, yes.cleared_at,
    )  # fmt: skip
    asked = select(rows).select_from(Screening).outerjoin(yes, yes.screening_id == Screening.id)
    of_one = asked.where(Screening.episode_id == Episode.id, Screening.on <= UNTIL)
    return of_one.correlate(Episode).scalar_subquery()


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
