"""What an assessment knows of an episode beside its diary, many at a time.

The episode and its live flag are the rows themselves: whoever moves a flag moves the one that was
read here. Verdicts and decisions are only read, so they stay plain.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.verdicts import KnownEpisode, last_verdicts
from homecare.clients.models import Episode
from homecare.database import rows_of
from homecare.flags.findings import answered_for
from homecare.flags.holding import Decision
from homecare.flags.lifecycle import CLEARED, DECIDED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.next_step import NO_STEP, Newest
from homecare.language import local_day
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import uncleared_of


@dataclass(frozen=True, slots=True)
class Case(KnownEpisode):
    """One episode with what is known of its flags, as loaded for an assessment."""

    live: Flag | None = None
    newest: Newest = NO_STEP
    decided: Sequence[Decision] = ()
    answers: Sequence[RedFlagAnswer] = ()


def cases(
    session: Session, practice_id: UUID, episodes: Sequence[Episode], since: datetime
) -> list[Case]:
    """Each episode with its newest verdict, its flags, its answers and what was decided since."""
    zones = {of.id: of.zone for of in episodes}
    verdicts, live, answers = (
        last_verdicts(session, list(zones)),
        _live(session, zones),
        uncleared_of(session, list(zones)),
    )
    decided = _decided(session, practice_id, zones, since)

    def case(of: Episode) -> Case:
        flag, newest = live.get(of.id, (None, NO_STEP))
        return Case(of, verdicts.get(of.id), flag, newest, decided[of.id], answers.get(of.id, ()))

    return [case(of) for of in episodes]


def _live(session: Session, zones: Mapping[UUID, str]) -> dict[UUID, tuple[Flag, Newest]]:
    return {
        flag.episode_id: (flag, Newest(reason, local_day(at, zones[flag.episode_id])))
        for flag, reason, at in session.execute(_live_flags(), {"ids": list(zones)})
    }


@cache
def _live_flags() -> Select[Flag, str, datetime]:
    """The live flags, each with its newest transition; put together once."""
    return (
        select(Flag, FlagTransition.reason, FlagTransition.at)
        .join(FlagTransition, FlagTransition.id == FlagTransition.newest())
        .where(Flag.episode_id.in_(bindparam("ids", expanding=True)), Flag.closed_at.is_(None))
    )


def _decided(
    session: Session, practice_id: UUID, zones: Mapping[UUID, str], since: datetime
) -> defaultdict[UUID, list[Decision]]:
    wanted = {"practice": practice_id, "since": since, "ids": list(zones)}
    of_episode: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for episode_id, kind, status, figures, closed_at, until, here in rows_of(
        session, _closed(), wanted
    ):
        decision = Decision(
            kind=kind,
            # Who has moved west since must not have been decided on a day sooner for that.
            on=max(local_day(closed_at, zone) for zone in (zones[episode_id], here)),
            occasions=answered_for(figures),
            figures=figures,
            until=until,
            is_clearing=status == CLEARED,
        )
        of_episode[episode_id].append(decision)
    return of_episode


@cache
def _closed() -> Select[*tuple[Any, ...]]:
    """The flags that somebody decided on or that were cleared; put together once."""
    return (
        select(Flag.episode_id, Flag.kind, Flag.status, Flag.figures, Flag.closed_at,
               Flag.holds_until, Practice.zone)
        .join(Practice, Practice.id == Flag.practice_id)
        .where(
            # The practice is named because the index of closed flags begins with it.
            Flag.practice_id == bindparam("practice"),
            Flag.status.in_((*DECIDED, CLEARED)),
            Flag.closed_at > bindparam("since"),
            Flag.episode_id.in_(bindparam("ids", expanding=True)),
        )
    )  # fmt: skip
