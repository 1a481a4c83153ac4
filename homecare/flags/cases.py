"""What an assessment knows of an episode before it reads the diary: plain rows, many at a time.

Nearly every night most episodes are judged and nothing is asked of anybody. So no row becomes an
object of the session here; whoever raises or changes a flag loads that one flag then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from homecare.clients.models import Client, Episode
from homecare.flags.findings import OCCASIONS
from homecare.flags.models import Flag, FlagTransition, RedFlagAnswer, Verdict
from homecare.flags.queries import uncleared_of
from homecare.flags.steps import Standing
from homecare.flags.transitions import DECIDED


@dataclass(frozen=True, slots=True)
class Subject:
    """An episode under care, with what was written down at its intake."""

    id: UUID
    practice_id: UUID
    client_id: UUID
    zone: str
    intake_on: date
    onset: date
    leg: int
    back: int
    date_of_birth: date
    contraindications: Sequence[str]


@dataclass(frozen=True, slots=True)
class Known:
    """The newest verdict, as far as the next one depends on it."""

    id: UUID
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class Live:
    """The live flag: its id, how the next step is decided, and the newest transition's reason."""

    id: UUID
    standing: Standing


class Decision(NamedTuple):
    """A flag on which a therapist decided: the occasions it stood for, and when."""

    occasions: Sequence[str]
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One episode with what is known of its flags, as loaded for an assessment."""

    of: Subject
    verdict: Known | None
    live: Live | None
    decided: Sequence[Decision] = ()
    answers: Sequence[RedFlagAnswer] = ()


def subject(episode: Episode) -> Subject:
    """An episode that is loaded already, with its client."""
    of, client = episode, episode.client
    return Subject(
        of.id, of.practice_id, of.client_id, of.zone, of.intake_on, of.onset, of.leg, of.back,
        client.date_of_birth, client.contraindications,
    )  # fmt: skip


def subjects(session: Session, episode_ids: Iterable[UUID]) -> list[Subject]:
    """Those of the episodes that are still under care."""
    statement = (
        select(
            Episode.id, Episode.practice_id, Episode.client_id, Episode.zone, Episode.intake_on,
            Episode.onset, Episode.leg, Episode.back,
            Client.date_of_birth, Client.contraindications,
        )
        .join(Client, Client.id == Episode.client_id)
        .where(Episode.id.in_(list(episode_ids)), Episode.closed_at.is_(None))
        .order_by(Episode.id)
    )  # fmt: skip
    rows: Iterable[Any] = session.execute(statement)
    return [Subject(*row) for row in rows]


def cases(
    session: Session, practice_id: UUID, found: Sequence[Subject], since: datetime
) -> list[Case]:
    """Each episode with its newest verdict, its flags, its answers and what was decided since."""
    ids = [of.id for of in found]
    verdicts, live, answers = (
        _verdicts(session, ids),
        _live(session, ids),
        uncleared_of(session, ids),
    )
    decided = _decided(session, practice_id, ids, since)
    return [
        Case(of, verdicts.get(of.id), live.get(of.id), decided[of.id], answers.get(of.id, ()))
        for of in found
    ]


def _verdicts(session: Session, ids: Sequence[UUID]) -> dict[UUID, Known]:
    statement = select(Verdict.episode_id, Verdict.id, Verdict.on, Verdict.state)
    found = session.execute(statement.where(Verdict.episode_id.in_(ids)))
    return {episode_id: Known(of, on, state) for episode_id, of, on, state in found}


def _live(session: Session, ids: Sequence[UUID]) -> dict[UUID, Live]:
    return {
        episode_id: Live(flag_id, Standing(*values))
        for episode_id, flag_id, *values in session.execute(_live_flags(ids))
    }


def _live_flags(ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    newest = (
        select(FlagTransition.reason)
        .where(FlagTransition.flag_id == Flag.id)
        .order_by(FlagTransition.at.desc(), FlagTransition.id.desc())
        .limit(1)
        .correlate(Flag)
        .scalar_subquery()
    )
    columns = (Flag.episode_id, Flag.id, Flag.kind, Flag.proposes, Flag.snoozed_until,
               Flag.reasons, Flag.figures, newest)  # fmt: skip
    return select(*columns).where(Flag.episode_id.in_(ids), Flag.closed_at.is_(None))


def _decided(
    session: Session, practice_id: UUID, ids: Sequence[UUID], since: datetime
) -> defaultdict[UUID, list[Decision]]:
    # The practice is named because the index of closed flags begins with it.
    statement = select(Flag.episode_id, Flag.figures, Flag.closed_at).where(
        Flag.practice_id == practice_id,
        Flag.status.in_(DECIDED),
        Flag.closed_at > since,
        Flag.episode_id.in_(ids),
    )
    found: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for episode_id, figures, closed_at in session.execute(statement):
        found[episode_id].append(Decision(figures.get(OCCASIONS, ()), closed_at))
    return found
