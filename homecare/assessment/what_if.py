"""What other thresholds, or today's rule, would have changed on a practice's own last year.

A replay over the diaries as they stand today: nothing is stored, and it says nothing about what
the therapists decided.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from homecare.rules.turns import LONGEST
from homecare.rules.verdict.episode_on_day import NOT_FOLLOWING
from homecare.rules.verdict.flags_asked import GRAVITY, REVIEW

LOOKED_BACK = timedelta(days=365)
MOST_EPISODES = 500
BATCH = 50
MOST_NAMED = 10

Firsts = dict[str, date]
"""The first day of each kind of flag."""
FirstRaised = Mapping[UUID, Mapping[str, tuple[date, str]]]
"""By client and kind, the day of the first flag, and the version of the rule that raised it."""


MAY_WAIT = (REVIEW, NOT_FOLLOWING)
"""Kinds that may wait for their turn before they are raised."""


class Change(NamedTuple):
    """One client's first flag of a kind, before and after; None where there is none.

    `version` is that of the rule which raised the one before, where a rule of some day did.
    """

    kind: str
    before: date | None
    after: date | None
    version: str = ""

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
            add_first(self.firsts[client_id], kind, on)


def add_first(firsts: Firsts, kind: str, on: date) -> None:
    """Note a flag where it is the first of its kind."""
    firsts[kind] = min(on, firsts.get(kind, on))


class LastYear(NamedTuple):
    """The newest episodes that began in the last 365 days; `cut` where there were more."""

    today: date
    ids: Sequence[UUID]
    cut: bool


class _Flags(NamedTuple):
    """First flags by client, and how many flags are counted in all."""

    firsts: Mapping[UUID, Firsts]
    number: int


class Walked(NamedTuple):
    """Whose episodes were walked through, by name, and how many could not be judged."""

    names: Mapping[UUID, str]
    not_judged: int


def last_year(session: Session, practice_id: UUID, today: date) -> LastYear:
    """What of a practice's last year is looked at: at most 500 episodes."""
    ids = session.scalars(_newest(practice_id, today - LOOKED_BACK)).all()
    return LastYear(today, ids[:MOST_EPISODES], len(ids) > MOST_EPISODES)


def effect_of(session: Session, year: LastYear, present: Policy, proposed: Policy) -> Effect:
    """Replay a year's episodes under both policies."""
    before, after = _Seen(present), _Seen(proposed)
    walked = _walk(session, year, (before, after))
    changed = {one: compare(before.firsts[one], after.firsts[one]) for one in walked.names}
    sides = _Flags(before.firsts, before.flags), _Flags(after.firsts, after.flags)
    return _effect(year, walked, changed, sides)


def beside_raised(
    year: LastYear, raised: FirstRaised, now: Mapping[UUID, Firsts], walked: Walked
) -> Effect:
    """Lay today's first flags of each client beside the first of each kind that was raised.

    `raised` has its day and the version of the rule. What waited for its turn, or still does, was
    asked for as early as the rule asks now.
    """
    after = {one: now.get(one, {}) for one in walked.names}
    before = {
        one: {
            **_waiting(after[one], year.today),
            **{kind: _asked(kind, on, after[one]) for kind, (on, _) in firsts.items()},
        }
        for one in walked.names
        for firsts in (raised.get(one, {}),)
    }
    changed = {
        one: [
            change._replace(version=raised[one][change.kind][1]) if change.before else change
            for change in compare(before.get(one, {}), after[one])
        ]
        for one in walked.names
    }
    sides = [_Flags(firsts, sum(map(len, firsts.values()))) for firsts in (before, after)]
    return _effect(year, walked, changed, sides)


def _asked(kind: str, raised: date, now: Firsts) -> date:
    asked = now.get(kind, raised)
    return asked if kind in MAY_WAIT and asked <= raised <= asked + LONGEST else raised


def _waiting(now: Firsts, today: date) -> Firsts:
    return {kind: on for kind, on in now.items() if kind in MAY_WAIT and today < on + LONGEST}


def _walk(session: Session, year: LastYear, seen: Iterable[_Seen]) -> Walked:
    names, not_judged = {}, 0
    for episode, history in read_year(session, year.ids, year.today):
        until = until_of(episode, history, year.today)
        try:
            for one in seen:
                one.add(episode.client_id, history, until)
        except (ValueError, ArithmeticError, LookupError):
            not_judged += 1  # it must not keep everybody else from being counted
            continue
        names[episode.client_id] = episode.client.name
    return Walked(names, not_judged)


def _effect(
    year: LastYear,
    walked: Walked,
    compared: Mapping[UUID, Sequence[Change]],
    sides: Iterable[_Flags],
) -> Effect:
    before, after = sides
    changed = {one: differences for one, differences in compared.items() if differences}
    return Effect(
        since=year.today - LOOKED_BACK,
        clients=len(walked.names),
        episodes=len(year.ids),
        cut=year.cut,
        not_judged=walked.not_judged,
        kinds=_kinds(before.firsts, after.firsts, changed),
        flags_before=before.number,
        flags_after=after.number,
        changed_clients=len(changed),
        named=[
            (one, walked.names[one], differences)
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


def read_year(
    session: Session, ids: Sequence[UUID], today: date
) -> Iterator[tuple[Episode, History]]:
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


def until_of(episode: Episode, history: History, today: date) -> date:
    """Where the walk through an episode ends: its close, or when nothing more could be said."""
    ended = local_day(episode.closed_at, episode.zone) if episode.closed_at else today
    return max(episode.intake_on, min(today, ended, last_day(history)))
