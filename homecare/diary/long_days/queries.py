"""What decides long days: read with what is due on any day, as every report asks for both, and in
place of all that was told of such a day."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.database import rows_of
from homecare.diary.ledger import EntryRow, counting
from homecare.diary.long_days.deciding import Deciding, as_held, ids_of
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.projection import FLARE_REACH, PlanBehindDays
from homecare.diary.queries import (
    DAY_READ,
    GROUNDS,
    NEAR,
    DayReports,
    day_reports,
    ground_of,
    reports_of,
)
from homecare.together import Asked, rows

KEPT: Any = (
    select(cast(DiaryDay.deciding, String))
    .where(DiaryDay.episode_id == bindparam("of"), DiaryDay.on == DAY_READ)
    .scalar_subquery()
)
IN_SHORT = NEAR.add_columns(KEPT.label("kept")).where(
    or_(
        Entry.local_date < DAY_READ,
        KEPT.is_(None),
        func.replace(KEPT, "-", "").contains(func.replace(cast(Entry.id, String), "-", "")),
    )
)
"""An id is written with dashes in one database and without in the other."""


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
    found = rows_of(session, _statement(), wanted).all()
    kept = (each.split("=") for each in (found[0][-1] or "").split(";") if each)
    long = {date.fromisoformat(on): ids_of(json.loads(decides)) for on, decides in kept}
    return Behind(ground_of([row[1:-1] for row in found]), long)


def short_day_asked(episode_id: UUID, day: date) -> Asked:
    """The question of `short_day_reports`."""
    return Asked(IN_SHORT, {"of": episode_id, "day": day, "reach": day - FLARE_REACH})


def short_day_reports(
    session: Session, episode_id: UUID, day: date, client: UUID | None
) -> DayReports:
    """As `day_reports`, of a long day by what decides it: so it is read no longer, the more was
    told of it. Where somebody else than the `client`, a person, has a say it is read whole: then
    it matters who gave which score before."""
    found = rows(session, short_day_asked(episode_id, day))[0]
    decides = ids_of(json.loads(next((row[-1] for row in found if row[-1]), "{}")))
    told = [EntryRow(*row[:-1]) for row in found]
    if not decides:
        return reports_of(counting(told), day)
    of_day = [one for one in told if one.id in decides]
    if len(of_day) < len(decides) or {one.written_by for one in of_day} - {client, None}:
        return day_reports(session, episode_id, day)
    before = [one for one in told if one.local_date < day]
    return reports_of(counting([*before, *as_held(of_day, decides)]), day)


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    kept = cast(DiaryDay.on, String) + "=" + cast(DiaryDay.deciding, String)
    long = select(func.aggregate_strings(kept, ";")).where(
        DiaryDay.episode_id == Episode.id,
        DiaryDay.on.in_(bindparam("days", expanding=True)),
        DiaryDay.deciding.is_not(None),
    )
    return GROUNDS.add_columns(long.scalar_subquery())
