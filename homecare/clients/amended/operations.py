"""Keeping what a record said, in the transaction in which it says something else."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from homecare.acting import Act
from homecare.clients.amended.models import RecordChange
from homecare.clients.models import Client, Episode

EMPTY: tuple[Any, ...] = (None, "", [])
Changes = Mapping[str, tuple[Any, Any]]
"""What each field said, and what it says now."""


def keep_changes(
    act: Act, client: Client, changes: Changes, episode: Episode | None = None
) -> None:
    """Keep what each field said until now, and says from now on.

    What belongs to no complaint stands with the care that is open or newest.
    """
    changed = {field: pair for field, pair in changes.items() if differ(*pair)}
    if not changed:
        return
    told_in = {client.id: episode.id} if episode else _newest_care(act, [client.id])
    for field, pair in changed.items():
        _keep(act, told_in, field, pair)


def keep_for_all(act: Act, client_ids: Collection[UUID], field: str, pair: tuple[Any, Any]) -> None:
    """Keep one change that many records have at once."""
    _keep(act, _newest_care(act, client_ids), field, pair)


def differ(old: Any, new: Any) -> bool:
    """Whether two values say different things: nothing is nothing, however it is written."""
    return not (old == new or (old in EMPTY and new in EMPTY))


def _keep(act: Act, told_in: Mapping[UUID, UUID], field: str, pair: tuple[Any, Any]) -> None:
    """Write a row for each record; `told_in` holds the episode by the client."""
    old, new = map(_plain, pair)
    for client_id, episode_id in told_in.items():
        change = RecordChange(
            practice_id=act.actor.practice_id,
            client_id=client_id,
            episode_id=episode_id,
            field=field,
            old=old,
            new=new,
            by=act.actor.person_id,
            at=act.now,
        )
        act.session.add(change)


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _newest_care(act: Act, client_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of each of these clients the care that is open, or ended last."""
    theirs = select(Episode.client_id, Episode.id).where(Episode.client_id.in_(client_ids))
    found: dict[UUID, UUID] = {}
    for client_id, episode_id in act.session.execute(theirs.order_by(*Episode.newest())):
        found.setdefault(client_id, episode_id)
    return found
