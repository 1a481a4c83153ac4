"""The figures of a practice's month, in a few grouped statements: the practice's, nobody's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from homecare.access import Scope
from homecare.assessment.models import Verdict
from homecare.clients.models import MERGED, MISTAKE, NO_ENDINGS, Episode
from homecare.flags.decisions import DONE
from homecare.flags.lifecycle import ACTED, CLEARED, DECIDED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.queries import counts_as_raised
from homecare.language import DAY, local_day, month_and_year
from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.models import Referral
from homecare.rules.verdict.episode_on_day import IMPROVING, RESOLVED, TOO_FEW

BETTER = (IMPROVING, RESOLVED)


@dataclass(frozen=True)
class Month:
    """A calendar month where the practice is."""

    first: date
    begins: datetime
    ends: datetime
    is_over: bool

    @property
    def name(self) -> str:
        """The month in words: "March 2026"."""
        return month_and_year(self.first)

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """Whether a column's moment lies in the month."""
        return and_(moment >= self.begins, moment < self.ends)


@dataclass
class Figures:
    """What happened in a month. `better` and `untold` are of those discharged in it; by kind of
    flag `raised` counts and `days` has the median number of days until the decision."""

    in_care: int = 0
    new: int = 0
    discharged: int = 0
    better: int = 0
    untold: int = 0
    issued: int = 0
    answered: int = 0
    raised: dict[str, int] = field(default_factory=dict)
    days: dict[str, float] = field(default_factory=dict)


def month_of(day: date, now: datetime, zone: str) -> Month:
    """The month of a local day; `now` says whether it is over."""
    first = day.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    begins, ends = (_midnight(of, zone) for of in (first, after))
    return Month(first, begins, ends, is_over=ends <= now)


def month_before(month: Month, zone: str) -> Month:
    """The whole month before one."""
    return month_of(month.first - DAY, month.begins, zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def figures_of(scope: Scope, months: Sequence[Month], zone: str) -> list[Figures]:
    """The figures of each month, in five statements for all of them."""
    found = [Figures() for _ in months]
    _count_clients(scope, months, found)
    _count_flags(scope, months, found)
    _time_decisions(scope, months, found, zone)
    _count_letters(scope, months, found)
    return found


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _count_clients(scope: Scope, months: Sequence[Month], found: list[Figures]) -> None:
    columns: list[Any] = []
    began = _began()
    for month in months:
        gone = month.holds(Episode.closed_at)
        stays = or_(Episode.closed_at.is_(None), Episode.closed_at >= month.ends)
        unknown = or_(Verdict.state.is_(None), Verdict.state == TOO_FEW)
        columns += [
            _sum(and_(began < month.ends, stays)),
            _sum(month.holds(began)),
            _sum(gone),
            _sum(and_(gone, Verdict.state.in_(BETTER))),
            _sum(and_(gone, unknown)),
        ]
    statement = (
        select(*columns)
        .select_from(Episode)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .where(Episode.practice_id == scope.actor.practice_id)
        .where(Episode.closed_as.not_in(NO_ENDINGS))
    )
    counted = list(scope.session.execute(statement).one())
    for place, one in enumerate(found):
        five = counted[place * 5 : place * 5 + 5]
        one.in_care, one.new, one.discharged, one.better, one.untold = five


def _began() -> ColumnElement[datetime]:
    """When somebody's care began: of two records that were merged, in the earlier one."""
    same = aliased(Episode)
    before = select(func.min(same.opened_at)).where(
        same.practice_id == Episode.practice_id,
        same.client_id == Episode.client_id,
        same.closed_as == MERGED,
        same.closed_at >= Episode.opened_at,
        same.opened_at < Episode.opened_at,
        or_(Episode.closed_at.is_(None), same.closed_at <= Episode.closed_at),
    )
    return func.coalesce(before.scalar_subquery(), Episode.opened_at)


def _of_care_that_counts(table: Any) -> ColumnElement[bool]:
    """That a row stands in care that was not entered by mistake."""
    wrong = and_(Episode.id == table.episode_id, Episode.closed_as == MISTAKE)
    return ~exists().where(wrong)


def _count_flags(scope: Scope, months: Sequence[Month], found: list[Figures]) -> None:
    statement = (
        select(Flag.kind, *[_sum(month.holds(Flag.raised_at)) for month in months])
        .where(
            Flag.practice_id == scope.actor.practice_id,
            Flag.raised_at >= min(month.begins for month in months),
            counts_as_raised(),
            _of_care_that_counts(Flag),
        )
        .group_by(Flag.kind)
    )
    for kind, *counts in scope.session.execute(statement):
        for month, number in zip(found, counts, strict=True):
            month.raised[kind] = number


def _time_decisions(scope: Scope, months: Sequence[Month], found: list[Figures], zone: str) -> None:
    """By kind, from the day a flag was raised to the day on which somebody decided."""
    statement = select(Flag.kind, Flag.raised_at, Flag.closed_at).where(
        Flag.practice_id == scope.actor.practice_id,
        Flag.status.in_((*DECIDED, CLEARED)),
        Flag.closed_at >= min(month.begins for month in months),
        _of_care_that_counts(Flag),
    )
    taken: list[defaultdict[str, list[int]]] = [defaultdict(list) for _ in months]
    for kind, raised, closed in scope.session.execute(statement):
        for month, by_kind in zip(months, taken, strict=True):
            if closed and month.begins <= closed < month.ends:
                days = local_day(closed, zone) - local_day(raised, zone)
                by_kind[kind].append(days.days)
    for figures, by_kind in zip(found, taken, strict=True):
        figures.days = {kind: median(days) for kind, days in by_kind.items()}


class StillOpen(NamedTuple):
    """How many flags of a kind nobody has decided, set aside or not, and for how many days the
    oldest of them has stood, by the calendar."""

    kind: str
    number: int
    days: int


def still_open(scope: Scope, now: datetime, zone: str) -> list[StillOpen]:
    """What waits for a decision now, whichever month it was raised in, in one statement."""
    statement = (
        select(Flag.kind, func.count(), func.min(Flag.raised_at))
        .where(
            Flag.practice_id == scope.actor.practice_id,
            Flag.closed_at.is_(None),
            _of_care_that_counts(Flag),
        )
        .group_by(Flag.kind)
    )
    today = local_day(now, zone)
    return [
        StillOpen(kind, number, (today - local_day(oldest, zone)).days)
        for kind, number, oldest in scope.session.execute(statement)
    ]


def _count_letters(scope: Scope, months: Sequence[Month], found: list[Figures]) -> None:
    """Letters that stand, and what was heard of letters."""
    again = aliased(Referral)
    replaced = exists().where(again.replaces_id == Referral.id, again.status == "issued")
    issued = select(*[_sum(month.holds(Referral.issued_at)) for month in months]).where(
        Referral.practice_id == scope.actor.practice_id, Referral.status == "issued", ~replaced,
        _of_care_that_counts(Referral),
    )  # fmt: skip
    heard = union_all(_letters_heard_of(scope), _flags_answered_by_hand(scope)).subquery()
    answered = select(*[_sum(month.holds(heard.c.at)) for month in months])
    by_month = zip(
        scope.session.execute(issued).one(), scope.session.execute(answered).one(), strict=True
    )
    for month, (letters, answers) in zip(found, by_month, strict=True):
        month.issued, month.answered = letters, answers


def _letters_heard_of(scope: Scope) -> Select[datetime]:
    """When each letter was first answered, as the loop from flag to answer has it."""
    return (
        select(func.min(LetterAnswer.received_at).label("at"))
        .join(Referral, Referral.id == LetterAnswer.referral_id)
        .where(
            LetterAnswer.practice_id == scope.actor.practice_id,
            LetterAnswer.says(),
            _of_care_that_counts(Referral),
        )
        .group_by(LetterAnswer.referral_id)
    )


def _flags_answered_by_hand(scope: Scope) -> Select[datetime | None]:
    """When a flag was closed by an answer that stands with no letter: somebody noted it on the
    flag. A note that was taken back is none, and so is one beside an answer to a letter about the
    same care that came while the flag was open, whatever that letter was begun from."""
    step = FlagTransition
    noted = exists().where(
        step.flag_id == Flag.id, step.new == ACTED, step.at == Flag.closed_at,
        step.reason.startswith(DONE["answered"], autoescape=True),
    )  # fmt: skip
    while_open = and_(
        Referral.episode_id == Flag.episode_id,
        LetterAnswer.received_at >= Flag.raised_at,
        LetterAnswer.received_at <= Flag.closed_at,
    )
    of_a_letter = exists().where(
        or_(Referral.flag_id == Flag.id, while_open),
        LetterAnswer.referral_id == Referral.id, LetterAnswer.says(),
    )  # fmt: skip
    return select(Flag.closed_at.label("at")).where(
        Flag.practice_id == scope.actor.practice_id, Flag.status == ACTED,
        noted, ~of_a_letter, _of_care_that_counts(Flag),
    )  # fmt: skip
