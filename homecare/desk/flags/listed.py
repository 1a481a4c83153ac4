"""The list of flags: what stands and what was decided lately, each in one statement of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from json import loads
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.accounts.queries import names_of
from homecare.assessment.models import Verdict
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import Client, Episode
from homecare.columns import as_written
from homecare.desk.flags import words as flag_words
from homecare.desk.flags.rows import (
    FlagAsRead,
    FlagRow,
    Here,
    answered,
    flag_row,
    may_be_shut,
    shut_today,
)
from homecare.flags.lifecycle import ACTED, CLEARED, DISMISSED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.queries import opened_at
from homecare.language import CASELOAD_ORDER
from homecare.rules.verdict.episode_on_day import URGENT

MOST = 200
LATELY = timedelta(days=14)
MOST_DECIDED = 20
KEPT = 512
"""So many flags are kept parsed in each process, and drawn: eight megabytes at the most (ours)."""
LAST = aliased(FlagTransition)
"""The newest step of a flag."""
READ: dict[str, tuple[Any, ...]] = {
    "flag": (
        Flag.id, Flag.episode_id, Flag.kind, Flag.proposes, Flag.status, Flag.raised_on,
        Flag.snoozed_until, Flag.closed_at, Flag.reasons, Flag.figures,
    ),
    "client": (Client.id, Client.name, Client.telephone, Client.therapist_id, Client.discharged_at),
    "episode": (Episode.intake_on, Episode.closed_at),
    "verdict": (Verdict.on, Verdict.state, Verdict.reasons, Verdict.figures),
    "last": (LAST.old, LAST.new, LAST.reason, LAST.actor_id),
}  # fmt: skip
"""What is read of each, and no more of it: the same rows are read on every view."""
WRITTEN = ("reasons", "figures")


class Part:
    """Of a row what was read of one table. Nobody changes it: it is equal to itself alone."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


@dataclass(frozen=True)
class DecidedRow:
    """A flag that was closed lately: what was decided and why, by whom."""

    flag: Flag
    client: Client
    decision: str
    who: str


def live_rows(scope: Scope, here: Here, *, mine: bool) -> list[FlagRow]:
    """The live flags in CASELOAD_ORDER, in each kind the overdue first, then the oldest;
    reviews by their rank. Of the urgent ones those for emergency help now come before the rest.

    `mine` keeps to those whom the actor looks after. An urgent flag is everybody's.
    """
    rows = _read(scope.all(_live(mine), **_whose(scope, here)).all())
    asked = answered(scope, rows)
    shut = shut_today(scope, _in_care(scope, rows), here)
    return sorted((flag_row(row, here, asked.get(row.flag.episode_id), shut) for row in rows),
                  key=_place)  # fmt: skip


def decided_rows(scope: Scope, here: Here, *, mine: bool) -> list[DecidedRow]:
    """What was decided in the last two weeks, the newest first."""
    since = here.now - LATELY
    rows = _read(scope.all(_decided(mine), since=since, **_whose(scope, here)).all())
    names = names_of(scope.session, scope.actor.practice_id, (row.last.actor_id for row in rows))
    return [
        DecidedRow(
            row.flag,
            row.client,
            flag_words.decision(row.last),
            names.get(row.last.actor_id, "homecare"),
        )
        for row in rows
    ]


def _whose(scope: Scope, here: Here) -> dict[str, Any]:
    return {"person": scope.actor.person_id, "today": here.today}


def _in_care(scope: Scope, rows: Sequence[FlagAsRead]) -> Sequence[Episode]:
    """The episodes, with their clients, of which it is to be said what keeps from what is
    proposed."""
    ids = [row.flag.episode_id for row in rows if may_be_shut(row.flag)]
    if not ids:
        return ()
    whole = scope.select(Episode, joinedload(Episode.client)).where(Episode.id.in_(ids))
    return scope.session.scalars(whole).all()


def _place(row: FlagRow) -> tuple[int, bool, bool, tuple[int, float]]:
    kind = CASELOAD_ORDER.index(row.flag.kind)
    if row.is_emergency:
        return kind, False, False, row.rank
    return kind, True, not row.is_overdue, row.rank


@cache
def _live(mine: bool) -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for, as below: every table must be known by then."""
    place = case({kind: place for place, kind in enumerate(CASELOAD_ORDER)}, value=Flag.kind)
    live = _flags().where(Flag.closed_at.is_(None)).order_by(place, Flag.raised_at, Flag.id)
    return live.where(or_(ones_own(), Flag.kind == URGENT)) if mine else live


@cache
def _decided(mine: bool) -> Select[*tuple[Any, ...]]:
    decided = _flags().where(
        Flag.status.in_((ACTED, DISMISSED, CLEARED)), Flag.closed_at > bindparam("since")
    )
    whose = decided.where(ones_own()) if mine else decided
    return whose.order_by(Flag.closed_at.desc(), Flag.id).limit(MOST_DECIDED)


def _flags() -> Select[*tuple[Any, ...]]:
    columns = [
        (as_written(column) if column.key in WRITTEN else column).label(f"{of}_{column.key}")
        for of, those in READ.items()
        for column in those
    ]
    return (
        select(Person.name, opened_at(), *columns)
        .select_from(Flag)
        .join(Client, Client.id == Flag.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .join(Episode, Episode.id == Flag.episode_id)
        .join(LAST, LAST.id == FlagTransition.newest())
        .outerjoin(Verdict, Verdict.episode_id == Flag.episode_id)
        .where(Flag.practice_id == bindparam("practice"))
        .limit(MOST)
    )


def _read(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[FlagAsRead]:
    return [_parsed(tuple(row)) for row in rows]


@lru_cache(KEPT)
def _parsed(row: tuple[Any, ...]) -> FlagAsRead:
    """A row by its parts; it follows from the argument alone, so that none is ever out of date."""
    therapist, opened, *values = row
    left = iter(values)
    parts: dict[str, Any] = {}
    for of, columns in READ.items():
        found = {column.key: next(left) for column in columns}
        texts = {key: loads(found[key]) for key in WRITTEN if found.get(key)}
        parts[of] = Part(found | texts)
    if parts["verdict"].on is None:
        parts["verdict"] = None
    return FlagAsRead(therapist=therapist, opened_at=opened, **parts)
