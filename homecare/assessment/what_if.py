"""What other thresholds would have changed, on a practice's own last year's diaries.

A replay over the diaries as they stand today: nothing is stored, and it says nothing about what
the therapists decided.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from homecare.assessment.history import histories
from homecare.clients.models import MISTAKE, Episode
from homecare.language import local_day
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History
from homecare.rules.replay import last_day, replay
from homecare.rules.verdict.flags_asked import GRAVITY

LOOKED_BACK = timedelta(days=365)
MOST_EPISODES = 500
BATCH = 50
MOST_NAMED = 10

Firsts = dict[str, date]
"""The first day of each kind of flag."""


class Change(NamedTuple):
    """One client's first flag of a kind, before and after; None where there is none."""

    kind: str
    before: date | None
    after: date | None

    @property
    def what(self) -> str:
        """new, gone, earlier or later."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "earlier" if self.after < self.before else "later"


@dataclass(frozen=True, slots=True)
class KindEffect:
    """For one kind of flag: how many clients would have had one, and for how many it changes."""

    kind: str
    before: int
    after: int
    changed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """What would have changed since `since`; `named` are the first of the clients it changes."""

    since: date
    clients: int
    episodes: int
    cut: bool
    not_judged: int
    kinds: Sequence[KindEffect]
    flags_before: int
    flags_after: int
    changed_clients: int
    named: Sequence[tuple[UUID, str, Sequence[Change]]]


class _Seen:
    """First flags by client under one policy, and how many flags in all."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.firsts: defaultdict[UUID, Firsts] = defaultdict(dict)
        self.flags = 0

    def add(self, client_id: UUID, history: History, until: date) -> None:
        for on, kind, _ in replay(history, self.policy, until).flags:
            self.flags += 1
            firsts = self.firsts[client_id]
            firsts[kind] = min(on, firsts.get(kind, on))


def effect_of(
    session: Session, practice_id: UUID, present: Policy, proposed: Policy, today: date
) -> Effect:
    """Replay the newest episodes of the last 365 days under both policies, at most 500 of them."""
    since = today - LOOKED_BACK
    ids = session.scalars(_newest(practice_id, since)).all()
    before, after, not_judged = _Seen(present), _Seen(proposed), 0
    names: dict[UUID, str] = {}
    for episode, history in _read(session, ids[:MOST_EPISODES], today):
        until = _until(episode, history, today)
        try:
            before.add(episode.client_id, history, until)
            after.add(episode.client_id, history, until)
        except (ValueError, ArithmeticError, LookupError):
            not_judged += 1  # it must not keep everybody else from being counted
            continue
        names[episode.client_id] = episode.client.name
    changed = {one: differences for one in names if (differences := compare(before.firsts[one],
                                                                after.firsts[one]))}  # fmt: skip
    return Effect(
        since=since,
        clients=len(names),
        episodes=min(len(ids), MOST_EPISODES),
        cut=len(ids) > MOST_EPISODES,
        not_judged=not_judged,
        kinds=_kinds(before.firsts, after.firsts, changed),
        flags_before=before.flags,
        flags_after=after.flags,
        changed_clients=len(changed),
        named=[
            (one, names[one], differences)
            for one, differences in list(changed.items())[:MOST_NAMED]
        ],
    )


def compare(before: Firsts, after: Firsts) -> list[Change]:
    """What changes for one client, the gravest kind first."""
    pairs = (Change(kind, before.get(kind), after.get(kind)) for kind in GRAVITY)
    return [pair for pair in pairs if pair.before != pair.after]


def _kinds(
    before: Mapping[UUID, Firsts],
    after: Mapping[UUID, Firsts],
    changed: Mapping[UUID, Sequence[Change]],
) -> list[KindEffect]:
    counted = Counter(
        (one.kind, one.what) for differences in changed.values() for one in differences
    )
    return [
        KindEffect(
            kind,
            sum(kind in firsts for firsts in before.values()),
            sum(kind in firsts for firsts in after.values()),
            {what: counted[kind, what] for what in ("new", "gone", "earlier", "later")},
        )
        for kind in GRAVITY
    ]


def _newest(practice_id: UUID, since: date) -> Select[UUID]:
    return (
        select(Episode.id)
        .where(Episode.practice_id == practice_id, Episode.intake_on >= since)
        .where(Episode.closed_as != MISTAKE)
        .order_by(Episode.intake_on.desc(), Episode.id)
        .limit(MOST_EPISODES + 1)
    )


def _read(session: Session, ids: Sequence[UUID], today: date) -> Iterator[tuple[Episode, History]]:
    """The episodes with their histories, a batch at a time."""
    for first in range(0, len(ids), BATCH):
        statement = (
            select(Episode)
            .where(Episode.id.in_(ids[first : first + BATCH]))
            .options(joinedload(Episode.client))
            .order_by(Episode.intake_on.desc(), Episode.id)
        )
        episodes = session.scalars(statement).all()
        known = histories(session, episodes, today)
        yield from ((episode, known[episode.id]) for episode in episodes)


def _until(episode: Episode, history: History, today: date) -> date:
    """Where the walk through an episode ends: its close, or when nothing more could be said."""
    ended = local_day(episode.closed_at, episode.zone) if episode.closed_at else today
    return max(episode.intake_on, min(today, ended, last_day(history)))
