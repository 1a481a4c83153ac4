"""Flags and letters of a stretch of time, with what became of each, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, exists, select

from homecare.access import Scope
from homecare.assessment.courses import Begun, courses
from homecare.clients.models import MISTAKE, Episode
from homecare.flags.models import Flag
from homecare.flags.queries import counts_as_raised
from homecare.language import DAY, local_day
from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.loop.figures import (
    AFTER,
    IMPROVED,
    NOT_IMPROVED,
    TOO_EARLY,
    UNKNOWN,
    FlagOfLoop,
    LetterOfLoop,
)
from homecare.referrals.models import Contact, Referral
from homecare.rules.course.episode import Course
from homecare.rules.course.measured import has_improved, measured
from homecare.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one local day of the practice to another, both counted in; `today` is there, too."""

    first: date
    last: date
    today: date
    zone: str

    @property
    def begins(self) -> datetime:
        """The moment at which it begins."""
        return _midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The moment at which it is over."""
        return _midnight(min(self.last, self.today) + DAY, self.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def flags_of_loop(scope: Scope, stretch: Stretch) -> list[FlagOfLoop]:
    """The flags that were raised in a stretch of time, whatever became of them until now."""
    letter = exists().where(Referral.flag_id == Flag.id, Referral.issued_at.is_not(None))
    heard = exists().where(
        Referral.flag_id == Flag.id, LetterAnswer.referral_id == Referral.id, LetterAnswer.says()
    )
    statement = (
        select(Flag.kind, letter.label("referred"), heard.label("answered"))
        .join(Episode, Episode.id == Flag.episode_id)
        .where(
            Flag.practice_id == scope.actor.practice_id,
            Flag.raised_at >= stretch.begins,
            Flag.raised_at < stretch.ends,
            counts_as_raised(),
            _not_by_mistake(),
        )
    )
    return [FlagOfLoop(*row) for row in scope.session.execute(statement)]


def _not_by_mistake() -> Any:
    return Episode.closed_as.is_distinct_from(MISTAKE)


def letters_of_loop(scope: Scope, stretch: Stretch, policy: Policy) -> list[LetterOfLoop]:
    """The letters that were issued in a stretch of time. One that was written again counts once,
    from its first issue, with the answers to any of them."""
    rows = scope.session.execute(_letters(scope, stretch)).all()
    first = {row.id: row for row in rows if row.replaces_id is None and _is_in(row, stretch)}
    chains = {id: _chain(row, rows) for id, row in first.items()}
    answers = _answers(scope, [one.id for chain in chains.values() for one in chain])
    begun = {row.episode_id: _begun(row) for row in first.values()}
    laid_out = courses(scope.session, begun.values(), policy)
    return [
        _letter(chains[id], answers, stretch, _Outcome(laid_out[row.episode_id], policy))
        for id, row in first.items()
    ]


def _letters(scope: Scope, stretch: Stretch) -> Any:
    return (
        select(
            Referral.id, Referral.replaces_id, Referral.issued_at, Referral.status,
            Contact.kind.label("to"), Flag.raised_at, Episode.id.label("episode_id"),
            Episode.intake_on, Episode.onset, Episode.leg, Episode.back, Episode.new_starts,
            Episode.zone, Episode.closed_at,
        )
        .join(Contact, Contact.id == Referral.contact_id)
        .join(Episode, Episode.id == Referral.episode_id)
        .outerjoin(Flag, Flag.id == Referral.flag_id)
        .where(
            Referral.practice_id == scope.actor.practice_id,
            Referral.issued_at >= stretch.begins,
            _not_by_mistake(),
        )
        .order_by(Referral.issued_at, Referral.id)
    )  # fmt: skip


def _is_in(row: Row[Any], stretch: Stretch) -> bool:
    return bool(row.issued_at < stretch.ends)


def _begun(row: Row[Any]) -> Begun:
    return Begun(row.episode_id, row.intake_on, row.onset, row.leg, row.back, row.new_starts)


def _chain(first: Row[Any], rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """A letter and those that were written again in its place, in their order."""
    chain, ids = [first], {first.id}
    for row in rows:
        if row.replaces_id in ids:
            chain.append(row)
            ids.add(row.id)
    return chain


def _answers(scope: Scope, letters: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """What was heard of each letter and stands, in its order; "not seen yet" is nothing heard."""
    statement = (
        select(LetterAnswer.referral_id, LetterAnswer.next, LetterAnswer.received_at)
        .where(LetterAnswer.referral_id.in_(list(letters)), LetterAnswer.says())
        .order_by(LetterAnswer.received_at, LetterAnswer.id)
    )
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in scope.session.execute(statement):
        found[row.referral_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How somebody fares by the rule's own measure."""

    course: Course
    policy: Policy

    def on(self, letter: Row[Any], today: date) -> str:
        """Six weeks after the letter, or at the end of their care where that came first."""
        asked = local_day(letter.issued_at, letter.zone) + AFTER
        if letter.closed_at is not None:
            asked = min(asked, local_day(letter.closed_at, letter.zone))
        if asked > today:
            return TOO_EARLY
        better = has_improved(measured(self.course, self.course.day(asked)), self.policy)
        return UNKNOWN if better is None else IMPROVED if better else NOT_IMPROVED


def _letter(
    chain: Sequence[Row[Any]],
    answers: Mapping[UUID, Sequence[Row[Any]]],
    stretch: Stretch,
    outcome: _Outcome,
) -> LetterOfLoop:
    first, last = chain[0], chain[-1]
    heard = sorted(
        (one for letter in chain for one in answers.get(letter.id, ())),
        key=lambda one: one.received_at,
    )
    return LetterOfLoop(
        to=last.to,
        days_from_flag=_days(first.raised_at, first.issued_at, stretch.zone),
        days_to_answer=_days(
            first.issued_at, heard[0].received_at if heard else None, stretch.zone
        ),
        heard=heard[-1].next if heard else None,
        withdrawn=last.status == "withdrawn",
        outcome=outcome.on(first, stretch.today),
    )


def _days(since: datetime | None, until: datetime | None, zone: str) -> int | None:
    if since is None or until is None:
        return None
    return (local_day(until, zone) - local_day(since, zone)).days
