"""What a phone sends after a time without signal: many reports at once, in any order."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, select

from homecare.accounts.models import Membership
from homecare.acting import Act
from homecare.busy import CrossedError, is_the_databases
from homecare.clients.merged.queries import came_from
from homecare.clients.models import Episode
from homecare.diary import ledger
from homecare.diary.envelope import Arrival
from homecare.diary.ledger import Outcome, Report
from homecare.diary.recording import (
    NOTHING_READ,
    DiaryWriter,
    Refused,
    Told,
    announce_days,
    put_aside,
)
from homecare.language import local_day

UNSTORABLE = "This could not be stored. Please tell your therapist what you wrote."
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Care:
    """A client's episodes, the earliest first; `meant` are those that a phone wrote for, where its
    record was merged into this one."""

    all: Sequence[Episode]
    meant: Collection[UUID] = ()

    def of_day(self, day: date) -> int:
        """Which episode had begun by then: what happened before a discharge belongs to it. Where
        two overlap since records were merged, the one that is meant, or the one that goes on."""
        begun = [at for at, episode in enumerate(self.all) if episode.intake_on <= day]
        lasting = [at for at in begun if _lasts(self.all[at], day)]
        if len(lasting) > 1:
            return max(lasting, key=self._fits)
        return (lasting or begun or [0])[-1]

    def _fits(self, at: int) -> tuple[bool, bool, int]:
        episode = self.all[at]
        return episode.id in self.meant, episode.closed_at is None, at


def _lasts(episode: Episode, day: date) -> bool:
    return episode.closed_at is None or day <= local_day(episode.closed_at, episode.zone)


@dataclass(frozen=True, slots=True)
class Received:
    """One outcome for each of a batch, in order; the care that goes on, if any; and what was read
    of the days of each episode on the way."""

    outcomes: list[Outcome]
    goes_on: Episode | None = None
    read: Mapping[UUID, Told] = field(default_factory=dict)

    @property
    def told(self) -> Told:
        """What was read of the care that goes on."""
        return self.read.get(self.goes_on.id, NOTHING_READ) if self.goes_on else NOTHING_READ


def receive(act: Act, arrivals: Sequence[Arrival], owner: UUID | None = None) -> Received:
    """Store what a client's phone sent into their own diary; one outcome for each, in order.

    All are tried in one savepoint, because that is cheap; if anything breaks, each entry gets a
    savepoint of its own, so that a poisonous one is put aside and never blocks the rest. What is
    no fault of an entry (a lock, a full disk, a lost connection) is raised: nothing is stored.
    `owner` is the record a phone names; care that came from it by a merge takes what was written
    for it.
    Raises PermissionError for anybody but a client, LookupError for one who was never in care,
    CrossedError where the record is another one since the phone was let in.
    """
    episodes = _hold_episodes(act, owner)
    outcomes, read = _received(act, episodes, arrivals)
    answered: dict[int, list[tuple[Report, Outcome]]] = defaultdict(list)
    for arrival, outcome in zip(arrivals, outcomes, strict=True):
        if arrival.report is not None:
            answered[episodes.of_day(arrival.report.local_date)].append((arrival.report, outcome))
    for at, of_one in answered.items():
        announce_days(act, episodes.all[at], of_one)
    goes_on = next((one for one in episodes.all if one.closed_at is None), None)
    return Received(outcomes, goes_on, read)


Stored = tuple[list[Outcome], dict[UUID, Told]]


def _received(act: Act, episodes: Care, arrivals: Sequence[Arrival]) -> Stored:
    try:
        with act.session.begin_nested():
            return _store(act, episodes, arrivals)
    except Exception as error:
        _raise_if_ours(error)
    return [_store_alone(act, episodes, arrival) for arrival in arrivals], {}


def _hold_episodes(act: Act, owner: UUID | None) -> Care:
    """The client's episodes, the earliest first, which nobody else writes to meanwhile."""
    actor = act.actor
    if not actor.is_client:
        raise PermissionError("a phone's diary is the client's own")
    theirs = {"practice": actor.practice_id, "client": actor.client_id}
    episodes = act.session.scalars(_held(), theirs).all()
    if not _is_theirs_still(act):
        raise CrossedError
    if not episodes:
        raise LookupError("never in care")
    if owner in (None, actor.client_id):
        return Care(episodes)
    return Care(episodes, frozenset(came_from(act.session, actor.practice_id, owner)))


@cache
def _held() -> Select[Episode]:
    """Put together once, like the next: every report sends both."""
    return (
        select(Episode)
        .where(
            Episode.practice_id == bindparam("practice"), Episode.client_id == bindparam("client")
        )
        .order_by(Episode.intake_on, Episode.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _is_theirs_still(act: Act) -> bool:
    """Whether the person opens this record now that nobody can merge or part it."""
    actor = act.actor
    this = {"practice": actor.practice_id, "client": actor.client_id, "person": actor.person_id}
    return act.session.scalar(_place(), this) is not None


@cache
def _place() -> Select[UUID]:
    return select(Membership.id).where(
        Membership.practice_id == bindparam("practice"),
        Membership.client_id == bindparam("client"),
        Membership.person_id == bindparam("person"),
        Membership.disabled_at.is_(None),
    )


def _store(act: Act, episodes: Care, arrivals: Sequence[Arrival]) -> Stored:
    outcomes: dict[int, Outcome] = {}
    readable: dict[int, list[tuple[int, Report]]] = defaultdict(list)
    refused, read = [], {}
    for place, arrival in enumerate(arrivals):
        if arrival.report is None:
            refused.append(Refused(arrival.id, arrival.text, arrival.reason))
            outcomes[place] = Outcome(ledger.REJECTED, arrival.reason)
        else:
            at = episodes.of_day(arrival.report.local_date)
            readable[at].append((place, arrival.report))
    for at, placed in readable.items():
        episode = episodes.all[at]
        writing = DiaryWriter(act.session, act.actor, act.now, episode, episode.closed_at)
        recorded = writing.record([report for _, report in placed])
        outcomes.update(zip((place for place, _ in placed), recorded, strict=True))
        read[episode.id] = writing.told()
    put_aside(act.session, act.now, episodes.all[-1], refused)
    return [outcomes[place] for place in range(len(arrivals))], read


def _store_alone(act: Act, episodes: Care, arrival: Arrival) -> Outcome:
    try:
        with act.session.begin_nested():
            outcomes, _ = _store(act, episodes, [arrival])
            return outcomes[0]
    except Exception as error:
        _raise_if_ours(error)
        log.error("entry put aside", error=type(error).__name__)
    with act.session.begin_nested():
        put_aside(
            act.session, act.now, episodes.all[-1], [Refused(arrival.id, arrival.text, UNSTORABLE)]
        )
    return Outcome(ledger.REJECTED, UNSTORABLE)


def _raise_if_ours(error: Exception) -> None:
    """An entry is to blame for bad data only, never for a database that can't write now."""
    if is_the_databases(error):
        raise error
