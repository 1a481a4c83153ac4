"""What an assessment knows of an episode before it reads the diary: plain rows, many at a time.

Nearly every night most episodes are judged and nothing is asked of anybody. So no row becomes an
object of the session here; whoever raises or changes a flag loads that one flag then.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from homecare.assessment.episode_facts import EpisodeFacts, KnownEpisode, last_verdicts
from homecare.flags.findings import OCCASIONS
from homecare.flags.holding import Decision
from homecare.flags.lifecycle import CLEARED, DECIDED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.next_step import LiveFlag
from homecare.language import local_day
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import uncleared_of


@dataclass(frozen=True, slots=True)
class KnownFlag:
    """The live flag: its id, how the next step is decided, and the newest transition's reason."""

    id: UUID
    standing: LiveFlag


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
    zones = {of.id: of.zone for of in episodes}
    verdicts, live, answers = (
        last_verdicts(session, list(zones)),
        _live(session, zones),
        uncleared_of(session, list(zones)),
    )
    decided = _decided(session, practice_id, zones, since)
    return [
        Case(of, verdicts.get(of.id), live.get(of.id), decided[of.id], answers.get(of.id, ()))
        for of in episodes
    ]


def _live(session: Session, zones: Mapping[UUID, str]) -> dict[UUID, KnownFlag]:
    return {
        row.episode_id: KnownFlag(row.id, _standing(row, zones[row.episode_id]))
        for row in session.execute(_live_flags(zones))
    }


def _standing(row: Row[Any], zone: str) -> LiveFlag:
    return LiveFlag(
        kind=row.kind, proposes=row.proposes, snoozed_until=row.snoozed_until,
        reasons=row.reasons, figures=row.figures, said=row.reason,
        said_on=local_day(row.at, zone),
    )  # fmt: skip


def _live_flags(ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    """The live flags, each with its newest transition."""
    newest = (
        select(FlagTransition.id)
        .where(FlagTransition.flag_id == Flag.id)
        .order_by(FlagTransition.at.desc(), FlagTransition.id.desc())
        .limit(1)
        .correlate(Flag)
        .scalar_subquery()
    )
    columns = (Flag.episode_id, Flag.id, Flag.kind, Flag.proposes, Flag.snoozed_until,
               Flag.reasons, Flag.figures, FlagTransition.reason, FlagTransition.at)  # fmt: skip
    return (
        select(*columns)
        .join(FlagTransition, FlagTransition.id == newest)
        .where(Flag.episode_id.in_(ids), Flag.closed_at.is_(None))
    )


def _decided(
    session: Session, practice_id: UUID, zones: Mapping[UUID, str], since: datetime
) -> defaultdict[UUID, list[Decision]]:
    # The practice is named because the index of closed flags begins with it.
    statement = select(
        Flag.episode_id, Flag.kind, Flag.status, Flag.figures, Flag.closed_at, Flag.holds_until
    ).where(
        Flag.practice_id == practice_id,
        Flag.status.in_((*DECIDED, CLEARED)),
        Flag.closed_at > since,
        Flag.episode_id.in_(zones),
    )
    of_episode: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for episode_id, kind, status, figures, closed_at, until in session.execute(statement):
        decision = Decision(
            kind=kind,
            on=local_day(closed_at, zones[episode_id]),
            occasions=figures.get(OCCASIONS, ()),
            figures=figures,
            until=until,
            is_clearing=status == CLEARED,
        )
        of_episode[episode_id].append(decision)
    return of_episode
