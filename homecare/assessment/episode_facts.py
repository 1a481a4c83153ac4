"""What is known of an episode before its diary is read: plain rows, many at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.models import Client, Episode


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
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
class LastVerdict:
    """The newest verdict, as far as the next one depends on it."""

    id: UUID
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class KnownEpisode:
    """An episode's facts, and the newest verdict on it."""

    of: EpisodeFacts
    verdict: LastVerdict | None


def facts_of(episode: Episode) -> EpisodeFacts:
    """An episode that is loaded already, with its client."""
    of, client = episode, episode.client
    return EpisodeFacts(
        of.id, of.practice_id, of.client_id, of.zone, of.intake_on, of.onset, of.leg, of.back,
        client.date_of_birth, client.contraindications,
    )  # fmt: skip


def facts_under_care(session: Session, episode_ids: Iterable[UUID]) -> list[EpisodeFacts]:
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
    return [EpisodeFacts(*row) for row in rows]


def last_verdicts(session: Session, ids: Sequence[UUID]) -> dict[UUID, LastVerdict]:
    statement = select(Verdict.episode_id, Verdict.id, Verdict.on, Verdict.state)
    newest = session.execute(statement.where(Verdict.episode_id.in_(ids)))
    return {episode_id: LastVerdict(of, on, state) for episode_id, of, on, state in newest}
