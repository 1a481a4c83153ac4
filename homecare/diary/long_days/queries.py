"""What decides long days, read with what is due on any day: every report asks for both."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.database import rows_of
from homecare.diary.long_days.deciding import Deciding
from homecare.diary.models import DiaryDay
from homecare.diary.projection import PlanBehindDays
from homecare.diary.queries import GROUNDS, ground_of


@dataclass(frozen=True, slots=True)
class Behind:
    """What decides what is due on some days of an episode, and what decides those of them that are
    long."""

    plan: PlanBehindDays = field(default_factory=PlanBehindDays)
    long: dict[date, Deciding] = field(default_factory=dict)


def behind(session: Session, episode_id: UUID, days: Collection[date]) -> Behind:
    """What is behind some days; of a long one that is what decides it. One statement."""
    if not days:
        return Behind()
    wanted = {"several": [episode_id], "first": min(days), "last": max(days), "days": list(days)}
    rows = rows_of(session, _statement(), wanted).all()
    kept = (each.split("=") for each in (rows[0][-1] or "").split(";") if each)
    long = {date.fromisoformat(on): _ids(json.loads(decides)) for on, decides in kept}
    return Behind(ground_of([row[1:-1] for row in rows]), long)


def _ids(decides: dict[str, str | None]) -> Deciding:
    return {UUID(one): UUID(before) if before else None for one, before in decides.items()}


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    kept = cast(DiaryDay.on, String) + "=" + cast(DiaryDay.deciding, String)
    long = select(func.aggregate_strings(kept, ";")).where(
        DiaryDay.episode_id == Episode.id,
        DiaryDay.on.in_(bindparam("days", expanding=True)),
        DiaryDay.deciding.is_not(None),
    )
    return GROUNDS.add_columns(long.scalar_subquery())
