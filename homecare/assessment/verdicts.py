"""The newest verdict on each episode: written many at a time, and never by an older night."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.database import new_id, rows_of
from homecare.language import local_day
from homecare.rules.assessment import Assessment, as_json

VERDICTS = cast(Table, Verdict.__table__)
_CHANGED = (
    "judged_on", "state", "proposes", "reasons", "figures", "rule_version", "judged_at",
    "state_since",
)  # fmt: skip
_NEWEST = select(
    VERDICTS.c.episode_id, VERDICTS.c.id, VERDICTS.c.judged_on, VERDICTS.c.state
).where(VERDICTS.c.episode_id.in_(bindparam("ids", expanding=True)))
_INSERT = insert(VERDICTS)
_UPDATE = update(VERDICTS).where(VERDICTS.c.id == bindparam("of")).values(
    {name: bindparam(f"new_{name}") for name in _CHANGED}
)  # fmt: skip
_SAME_STATE = update(VERDICTS).where(VERDICTS.c.id == bindparam("of")).values(
    {name: bindparam(f"new_{name}") for name in _CHANGED if name != "state_since"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LastVerdict:
    """The newest verdict, as far as the next one depends on it."""

    id: UUID
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class KnownEpisode:
    """An episode, and the newest verdict on it."""

    episode: Episode
    verdict: LastVerdict | None


def last_verdicts(session: Session, ids: Sequence[UUID]) -> dict[UUID, LastVerdict]:
    newest = rows_of(session, _NEWEST, {"ids": ids})
    return {episode_id: LastVerdict(of, on, state) for episode_id, of, on, state in newest}


def is_newest(known: KnownEpisode, assessment: Assessment, now: datetime) -> bool:
    """Whether a verdict may be stored: a run for a day before the newest one changes nothing.

    One for the client's today always may. A day to come may have been judged already, by hand or
    in a zone further east that the client has left; it must not hide what is answered today.
    """
    if known.verdict is None or known.verdict.on <= assessment.on:
        return True
    return assessment.on >= local_day(now, known.episode.zone)


def keep_verdicts(
    session: Session, now: datetime, judged: Iterable[tuple[KnownEpisode, Assessment]]
) -> None:
    """Store the verdicts of a batch in at most three statements, however many they are.

    `state_since` is the first day of a state: it begins anew with every other one.
    """
    new, other, same = [], [], []
    for known, assessment in judged:
        if known.verdict is None:
            new.append(_row(now, known, assessment))
        elif known.verdict.state != assessment.state:
            other.append(_change(now, known.verdict.id, assessment, state_since=assessment.on))
        else:
            same.append(_change(now, known.verdict.id, assessment))
    for statement, rows in ((_INSERT, new), (_UPDATE, other), (_SAME_STATE, same)):
        if rows:
            session.execute(statement, rows)
    _forget(session, [row["of"] for row in (*other, *same)])


def _values(now: datetime, assessment: Assessment) -> dict[str, Any]:
    return {
        "judged_on": assessment.on, "state": assessment.state, "proposes": assessment.proposes,
        "reasons": as_json(assessment.reasons), "figures": assessment.figures,
        "rule_version": assessment.rule_version, "judged_at": now,
    }  # fmt: skip


def _row(now: datetime, known: KnownEpisode, assessment: Assessment) -> dict[str, Any]:
    of = known.episode
    return {
        "id": new_id(), "practice_id": of.practice_id, "client_id": of.client_id,
        "episode_id": of.id, "state_since": assessment.on, **_values(now, assessment),
    }  # fmt: skip


def _change(now: datetime, verdict_id: Any, assessment: Assessment, **more: Any) -> dict[str, Any]:
    changed = {**_values(now, assessment), **more}
    return {"of": verdict_id, **{f"new_{name}": value for name, value in changed.items()}}


def _forget(session: Session, ids: Iterable[Any]) -> None:
    """A verdict that the session has loaded is read again: these rows were written past it."""
    for one in ids:
        held = session.identity_map.get(identity_key(Verdict, one))
        if held is not None:
            session.expire(held)
