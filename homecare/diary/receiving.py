"""What a phone sends after a time without signal: many reports at once, in any order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import Act, Actor
from homecare.busy import is_the_databases
from homecare.clients.models import Episode
from homecare.diary import ledger
from homecare.diary.envelope import Arrival
from homecare.diary.ledger import Outcome, Report
from homecare.diary.recording import DiaryWriter, Refused, announce_days, put_aside

UNSTORABLE = "This could not be stored. Please tell your therapist what you wrote."
log = structlog.get_logger()


def receive(act: Act, arrivals: Sequence[Arrival]) -> list[Outcome]:
    """Store what a client's phone sent into their own diary; one outcome for each, in order.

    All are tried in one savepoint, because that is cheap; if anything breaks, each entry gets a
    savepoint of its own, so that a poisonous one is put aside and never blocks the rest. What is
    no fault of an entry (a lock, a full disk, a lost connection) is raised: nothing is stored.
    Raises PermissionError for anybody but a client, LookupError for one who was never in care.
    """
    episodes = _hold_episodes(act.session, act.actor)
    outcomes = _received(act, episodes, arrivals)
    answered: dict[int, list[tuple[Report, Outcome]]] = defaultdict(list)
    for arrival, outcome in zip(arrivals, outcomes, strict=True):
        if arrival.report is not None:
            answered[_episode_of(arrival.report.local_date, episodes)].append(
                (arrival.report, outcome)
            )
    for at, of_one in answered.items():
        announce_days(act, episodes[at], of_one)
    return outcomes


def _received(act: Act, episodes: Sequence[Episode], arrivals: Sequence[Arrival]) -> list[Outcome]:
    try:
        with act.session.begin_nested():
            return _store(act, episodes, arrivals)
    except Exception as error:
        _raise_if_ours(error)
    return [_store_alone(act, episodes, arrival) for arrival in arrivals]


def _hold_episodes(session: Session, actor: Actor) -> Sequence[Episode]:
    """The client's episodes, the earliest first, which nobody else writes to meanwhile."""
    if not actor.is_client:
        raise PermissionError("a phone's diary is the client's own")
    statement = (
        select(Episode)
        .where(Episode.practice_id == actor.practice_id, Episode.client_id == actor.client_id)
        .order_by(Episode.intake_on, Episode.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    episodes = session.scalars(statement).all()
    if not episodes:
        raise LookupError("never in care")
    return episodes


def _store(
    act: Act,
    episodes: Sequence[Episode],
    arrivals: Sequence[Arrival],
) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {}
    readable: dict[int, list[tuple[int, Report]]] = defaultdict(list)
    refused = []
    for place, arrival in enumerate(arrivals):
        if arrival.report is None:
            refused.append(Refused(arrival.id, arrival.text, arrival.reason))
            outcomes[place] = Outcome(ledger.REJECTED, arrival.reason)
        else:
            at = _episode_of(arrival.report.local_date, episodes)
            readable[at].append((place, arrival.report))
    for at, placed in readable.items():
        writing = DiaryWriter(act.session, act.actor, act.now, episodes[at], episodes[at].closed_at)
        recorded = writing.record([report for _, report in placed])
        outcomes.update(zip((place for place, _ in placed), recorded, strict=True))
    put_aside(act.session, act.now, episodes[-1], refused)
    return [outcomes[place] for place in range(len(arrivals))]


def _episode_of(day: date, episodes: Sequence[Episode]) -> int:
    """The episode that had begun by then: what happened before a discharge belongs to it."""
    begun = [at for at, episode in enumerate(episodes) if episode.intake_on <= day]
    return begun[-1] if begun else 0


def _store_alone(act: Act, episodes: Sequence[Episode], arrival: Arrival) -> Outcome:
    try:
        with act.session.begin_nested():
            return _store(act, episodes, [arrival])[0]
    except Exception as error:
        _raise_if_ours(error)
        log.error("entry put aside", error=type(error).__name__)
    with act.session.begin_nested():
        put_aside(
            act.session, act.now, episodes[-1], [Refused(arrival.id, arrival.text, UNSTORABLE)]
        )
    return Outcome(ledger.REJECTED, UNSTORABLE)


def _raise_if_ours(error: Exception) -> None:
    """An entry is to blame for bad data only, never for a database that can't write now."""
    if is_the_databases(error):
        raise error
