"""What an assessment knows of an episode before it reads the diary: plain rows, many at a time.

Nearly every night most episodes are judged and nothing is asked of anybody. So no row becomes an
object of the session here; whoever raises or changes a flag loads that one flag then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from homecare.assessment.episode_facts import EpisodeFacts, KnownEpisode, last_verdicts
from homecare.flags.findings import OCCASIONS
from homecare.flags.lifecycle import DECIDED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.next_step import LiveFlag
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import uncleared_of


@dataclass(frozen=True, slots=True)
class KnownFlag:
    """The live flag: its id, how the next step is decided, and the newest transition's reason."""

    id: UUID
    standing: LiveFlag


class Decision(NamedTuple):
    """A flag on which a therapist decided: the occasions it stood for, and when."""

    occasions: Sequence[str]
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Case(KnownEpisode):
    """One episode with what is known of its flags, as loaded for an assessment."""

    live: KnownFlag | None
    decided: Sequence[Decision] = ()
    answers: Sequence[RedFlagAnswer] = ()


def cases(
    session: Session, practice_id: UUID, episodes: Sequence[EpisodeFacts], since: datetime
) -> list[Case]:
    """Each episode with its newest verdict, its flags, its answers and what was decided since."""
    ids = [of.id for of in episodes]
    verdicts, live, answers = (
        last_verdicts(session, ids),
        _live(session, ids),
        uncleared_of(session, ids),
    )
    decided = _decided(session, practice_id, ids, since)
    return [
        Case(of, verdicts.get(of.id), live.get(of.id), decided[of.id], answers.get(of.id, ()))
        for of in episodes
    ]


def _live(session: Session, ids: Sequence[UUID]) -> dict[UUID, KnownFlag]:
    return {
        episode_id: KnownFlag(flag_id, LiveFlag(*values))
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
    of_episode: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for episode_id, figures, closed_at in session.execute(statement):
        of_episode[episode_id].append(Decision(figures.get(OCCASIONS, ()), closed_at))
    return of_episode
