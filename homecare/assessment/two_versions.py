"""A practice's last year by version 2 of the rule, and by today's.

Both are walked through once, and what they would have flagged is kept in this process until a
course is judged again (each night, and with each entry), is closed, or its practice has other
thresholds: days and kinds of flags by the id of a course, no names. Where the process ends, it is
worked out again.
"""

from collections import defaultdict
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.assessment.what_if import (
    Firsts,
    LastYear,
    Walked,
    add_first,
    read_year,
    until_of,
)
from homecare.clients.models import Client, Episode
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History
from homecare.rules.replay import replay
from homecare.rules.verdict.episode_on_day import GP, QUIET, STALLED, WORSENING
from homecare.rules.version_2.flags import flags_by_version_2

NEEDED = (GP, WORSENING, STALLED, QUIET)
"""What the versions are compared by: red-flag answers and visits ask for the same by both."""
SOONER, ALONE, LATER, NO_MORE, SAME, NEITHER = (
    "sooner", "alone", "later", "no_more", "same", "neither",
)  # fmt: skip


class CourseFlags(NamedTuple):
    """The first flag of each kind on a course of care, by version 2 and by today's."""

    intake_on: date
    before: Firsts
    now: Firsts


Judged = Mapping[UUID, CourseFlags | None]
"""By episode; None where a history could not be judged."""
Stamp = tuple[Policy, datetime | None, datetime | date]
"""What a course was walked through for: thresholds, when it was last judged, where it ends."""
Kept = MutableMapping[UUID, dict[UUID, tuple[Stamp, CourseFlags | None]]]
"""By practice: its courses of this year, each with its stamp."""


class Flagged(NamedTuple):
    """A first flag that was needed: its day and kind."""

    on: date
    kind: str


class Beside(NamedTuple):
    """A course of care by both versions: whose, since when, and the first flag of each."""

    episode_id: UUID
    client_id: UUID
    name: str
    intake_on: date
    before: Flagged | None
    now: Flagged | None

    @property
    def what(self) -> str:
        """Say when today's version would have flagged, beside version 2."""
        if self.before is None or self.now is None:
            if self.before is self.now:
                return NEITHER
            return ALONE if self.before is None else NO_MORE
        if self.now.on == self.before.on:
            return SAME
        return SOONER if self.now.on < self.before.on else LATER

    @property
    def days(self) -> int:
        """Return by how many days it would have been sooner or later."""
        return abs((self.now.on - self.before.on).days) if self.before and self.now else 0


def judged_year(
    session: Session, practice_id: UUID, year: LastYear, policy: Policy, kept: Kept
) -> Judged:
    """Return what both versions would have flagged on a year's courses; `kept` is asked first."""
    known, stamps = kept.get(practice_id, {}), _stamps(session, year, policy)
    courses = {one: known[one] for one in stamps if one in known and known[one][0] == stamps[one]}
    missing = [one for one in stamps if one not in courses]
    for episode, history in read_year(session, missing, year.today):
        flags = _judged(history, policy, until_of(episode, history, year.today))
        courses[episode.id] = stamps[episode.id], flags
    kept[practice_id] = courses
    return {one: flags for one, (_, flags) in courses.items()}


def _stamps(session: Session, year: LastYear, policy: Policy) -> dict[UUID, Stamp]:
    statement = (
        select(Episode.id, Verdict.judged_at, Episode.closed_at)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .where(Episode.id.in_(year.ids))
    )
    return {
        episode_id: (policy, judged_at, closed_at or year.today)
        for episode_id, judged_at, closed_at in session.execute(statement)
    }


def _judged(history: History, policy: Policy, until: date) -> CourseFlags | None:
    before: Firsts = {}
    now: Firsts = {}
    try:
        for on, kind in flags_by_version_2(history, policy, until):
            add_first(before, kind, on)
        for on, kind, _ in replay(history, policy, until).flags:
            add_first(now, kind, on)
    except (ValueError, ArithmeticError, LookupError):
        return None  # it must not keep everybody else from being counted
    return CourseFlags(history.intake.on, before, now)


def beside_each_other(session: Session, judged: Judged) -> Sequence[Beside]:
    """Return every course of care by both versions, by name; whose they are is read anew."""
    statement = (
        select(Episode.id, Client.id, Client.name)
        .join(Client, Client.id == Episode.client_id)
        .where(Episode.id.in_(judged))
        .order_by(Client.name, Episode.intake_on, Episode.id)
    )
    rows = session.execute(statement).all()
    return [
        Beside(*row, flags.intake_on, _first(flags.before), _first(flags.now))
        for row in rows
        if (flags := judged[row[0]])
    ]


def _first(firsts: Firsts) -> Flagged | None:
    needed = [Flagged(on, kind) for kind, on in firsts.items() if kind in NEEDED]
    return min(needed, key=lambda one: (one.on, NEEDED.index(one.kind)), default=None)


def by_client(judged: Judged, courses: Sequence[Beside]) -> tuple[Mapping[UUID, Firsts], Walked]:
    """Return today's first flags of each client, and who was judged."""
    firsts: defaultdict[UUID, Firsts] = defaultdict(dict)
    for one in courses:
        flags = judged[one.episode_id]
        for kind, on in flags.now.items() if flags else ():
            add_first(firsts[one.client_id], kind, on)
    names = {one.client_id: one.name for one in courses}
    return firsts, Walked(names, sum(flags is None for flags in judged.values()))
