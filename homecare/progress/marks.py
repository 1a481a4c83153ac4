"""What a chart marks beside the scores: visits, changed programmes, and flags."""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from homecare.clients.models import Visit
from homecare.flags.lifecycle import WITHDRAWN
from homecare.flags.models import Flag
from homecare.programmes.models import ProgrammeVersion

VISIT, CHANGE = "a visit", "a change"  # any other word is the kind of a flag


class Marked(NamedTuple):
    """Parts of a Course: days in order, and flags with their kinds, the first raised first."""

    visits: tuple[date, ...]
    changes: tuple[date, ...]
    flagged: tuple[tuple[date, str], ...]


def marked(session: Session, episode_id: UUID, first: date, last: date) -> Marked:
    """The days from `first` to `last` of visits that stand and of changed programmes, and the
    flags with the days they were raised on, in one statement."""
    found = session.execute(_marks(), {"of": episode_id, "first": first, "last": last}).all()
    return Marked(
        visits=tuple(sorted({on for what, on, _ in found if what == VISIT})),
        changes=tuple(sorted({on for what, on, _ in found if what == CHANGE})),
        flagged=tuple((on, what) for what, on, _ in found if what not in (VISIT, CHANGE)),
    )


@cache
def _marks() -> CompoundSelect[str, date, datetime]:
    """Put together once. Of flags the first raised comes first; the days are put in order above."""
    of: Any = bindparam("of")
    first: Any = bindparam("first")
    last: Any = bindparam("last")
    visits = select(literal(VISIT), Visit.on, Visit.recorded_at).where(
        Visit.episode_id == of, Visit.on.between(first, last), Visit.stands()
    )
    starts = ProgrammeVersion.starts_on
    changes = select(literal(CHANGE), starts, ProgrammeVersion.made_at).where(
        ProgrammeVersion.episode_id == of, starts.between(first, last)
    )
    flags = select(Flag.kind, Flag.raised_on, Flag.raised_at).where(
        Flag.episode_id == of, Flag.raised_on.between(first, last), Flag.status != WITHDRAWN
    )
    every = union_all(visits, changes, flags)
    return every.order_by(every.selected_columns[2])
