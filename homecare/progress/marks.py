"""What a chart marks beside the scores: visits, changed programmes, and flags."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select, union_all

from homecare.clients.models import Visit
from homecare.flags.lifecycle import WITHDRAWN
from homecare.flags.models import Flag
from homecare.programmes.models import ProgrammeVersion
from homecare.together import Asked

VISIT, CHANGE = "a visit", "a change"  # any other word is the kind of a flag


class Marked(NamedTuple):
    """Parts of a Course: days in order, and flags with their kinds, the first raised first."""

    visits: tuple[date, ...]
    changes: tuple[date, ...]
    flagged: tuple[tuple[date, str], ...]


def marked(found: Iterable[tuple[str, date, datetime]]) -> Marked:
    """The parts of what `marks_asked` finds."""
    return Marked(
        visits=tuple(sorted({on for what, on, _ in found if what == VISIT})),
        changes=tuple(sorted({on for what, on, _ in found if what == CHANGE})),
        flagged=tuple((on, what) for what, on, _ in found if what not in (VISIT, CHANGE)),
    )


def marks_asked(episode_id: UUID, first: date, last: date) -> Asked:
    """The days from `first` to `last` of visits that stand and of changed programmes, and the flags
    with the days they were raised on."""
    return Asked(_marks(), {"of": episode_id, "first": first, "last": last})


@cache
def _marks() -> Select[str, date, datetime]:
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
    every = union_all(visits, changes, flags).subquery()
    return select(*every.c).order_by(every.c[2])
