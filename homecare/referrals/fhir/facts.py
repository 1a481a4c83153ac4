"""The figures of a letter as figures: gathered with it, so that both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from homecare.activities.words import Followed
from homecare.progress.over import exercise_span
from homecare.progress.queries import BACK, DAY, LEG, Course, exercise_of
from homecare.referrals.letter import Sources
from homecare.referrals.models import Contact
from homecare.rules.verdict.arithmetic import number


@dataclass(frozen=True, slots=True)
class Pain:
    """The scores of a site, each with the decimals that the page prints.

    `mean` is over `days` that end with `until`; None where there were not enough.
    """

    site: str
    first: int
    start: Decimal
    mean: Decimal | None
    days: int
    until: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter says, as far as a program can reckon with it. No more than the page says."""

    kind: str  # what the receiver does
    zone: str
    born: date
    onset: date
    intake_on: date
    started_on: date
    side: str
    findings: str  # empty where none were written
    pain: tuple[Pain, ...]
    reported: int
    due: int
    due_between: tuple[date, date] | None  # the first and the last day
    visits: tuple[date, ...]
    exercises: tuple[str, ...]
    matters: tuple[Followed, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the client agreed to, and when."""

    id: UUID
    wording: str
    at: datetime


def facts_of(basis: Sources, contact: Contact) -> Facts:
    """The figures of a letter to `contact`."""
    episode, course = basis.episode, basis.course
    done = exercise_of(course.over())
    return Facts(
        kind=contact.kind,
        zone=basis.practice.zone,
        born=episode.client.date_of_birth,
        onset=episode.onset,
        intake_on=episode.intake_on,
        started_on=course.start.since or episode.intake_on,
        side=episode.side,
        findings=episode.findings,
        pain=tuple(_pain(course, site, getattr(episode, site)) for site in (LEG, BACK)),
        reported=done.reported,
        due=done.due,
        due_between=exercise_span(course.over()),
        visits=tuple(basis.visits),
        exercises=_exercises(basis),
        matters=tuple(basis.matters),
    )


def _pain(course: Course, site: str, first: int) -> Pain:
    mean = course.mean(site)
    return Pain(
        site=site,
        first=first,
        start=Decimal(number(getattr(course.start, site))),
        mean=None if mean is None else Decimal(number(mean)),
        days=course.span(site),
        until=course.asked_on - DAY,
    )


def _exercises(basis: Sources) -> tuple[str, ...]:
    items: Sequence[str] = [i.exercise.name for i in basis.version.items] if basis.version else []
    return tuple(items)
