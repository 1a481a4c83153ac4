"""Nothing is written into a record that was emptied while somebody wrote.

On PostgreSQL a report, a visit, a consent may begin before two records are merged, or parted, and
be stored after: it would name the record in which its care stood. So whoever writes holds the care
or the record until the end, and begins anew where that is another one's by then. A merge holds all
of both first. SQLite has one writer, who reads what is newest.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from homecare.busy import CrossedError
from homecare.clients.models import Client, Episode

STAY = {"audit_line", "outbox_mail", "erasure"}
"""What is told by the ids of all records that were joined, and needs not go along; or outlives
them."""


def hold_care(session: Session, client_ids: Iterable[UUID]) -> None:
    """Let nobody write into the care of these records until the transaction ends: before the
    records themselves are held, in the order in which whoever writes holds them."""
    theirs = select(Episode.id).where(Episode.client_id.in_(list(client_ids)))
    session.execute(theirs.order_by(Episode.id).with_for_update())


def refuse_moved(session: Session, now: Mapping[UUID, UUID]) -> None:
    """Raise CrossedError where the session knows care as another record's than it is by now."""
    for episode, client in now.items():
        known = session.identity_map.get(identity_key(Episode, episode))
        if known is not None and vars(known).get("client_id", client) != client:
            raise CrossedError


def _refuse_emptied(session: Session, _context: Any, _instances: Any) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    rows = [one for one in session.new if _names_a_client(one)]
    if not rows:
        return
    with session.no_autoflush:
        _check_care(session, [one for one in rows if getattr(one, "episode_id", None)])
        _check_records(session, [one for one in rows if not getattr(one, "episode_id", None)])


def _names_a_client(row: Any) -> bool:
    named = row.__tablename__ not in STAY and getattr(row, "client_id", None)
    return bool(named) and not isinstance(row, Episode)


def _check_care(session: Session, rows: list[Any]) -> None:
    ids = {row.episode_id for row in rows}
    if not ids:
        return
    held = select(Episode.id, Episode.client_id).where(Episode.id.in_(ids)).order_by(Episode.id)
    now = {row.id: row.client_id for row in session.execute(held.with_for_update(key_share=True))}
    made = {one.id for one in session.new if isinstance(one, Episode)}
    if any(now.get(row.episode_id) != row.client_id for row in rows if row.episode_id not in made):
        raise CrossedError  # it is another record's by now, or was erased with it


def _check_records(session: Session, rows: list[Any]) -> None:
    ids = {row.client_id for row in rows}
    if not ids:
        return
    held = select(Client.merged_into, Client.erased_at).where(Client.id.in_(ids))
    if any(map(any, session.execute(held.order_by(Client.id).with_for_update(key_share=True)))):
        raise CrossedError


event.listen(Session, "before_flush", _refuse_emptied)
