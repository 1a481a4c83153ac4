"""Care that goes on after all, with what was written where somebody was taken in again by mistake.

Whoever was discharged by mistake is opened again. Some take them in again instead, notice, and end
that as a mistake: what was reported and written meanwhile belongs to the care that goes on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select, update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.episodes.written import KINDS
from homecare.clients.merged.queries import joined
from homecare.clients.models import MISTAKE, Episode
from homecare.clients.signals import discharge_undone, visits_changed
from homecare.database import Base
from homecare.diary.days import lock_diaries, rebuild
from homecare.language import count
from homecare.merging import rows
from homecare.merging.along import bring_along
from homecare.merging.background import carry_background
from homecare.referrals.answers.following import doctors_follow

BROUGHT = "client.brought_along"
WHOLE = ("entry", "away", "referral", "letter_agreement")
"""Tables whose rows all go along. Visits and what is known of the past go as with a merge; the
programme, the flags, the questions asked and what was changed of the record stay to be read."""


def returned_meanwhile(session: Session, episode: Episode, closed_at: datetime) -> list[Episode]:
    """The stretches begun since this one was closed, in the record it stood in, that were ended as
    a mistake."""
    known = joined(session, episode.practice_id, episode.client_id)
    mistaken = select(Episode).where(
        Episode.client_id == episode.client_id,
        Episode.closed_as == MISTAKE,
        Episode.opened_at >= closed_at,
        Episode.id != episode.id,
    )

    def record_of(one: Episode) -> UUID:
        return known.record_at("episode", one.id, one.closed_at or closed_at)

    found = session.scalars(mistaken.order_by(Episode.opened_at)).all()
    return [
        one
        for one in found
        if record_of(one) == known.record_at("episode", episode.id, one.closed_at or closed_at)
    ]


@discharge_undone.connect
def bring(episode: Episode, *, act: Act, closed_at: datetime, **_rest: Any) -> None:
    """Part of opening care again: what was written meanwhile goes on in it."""
    for mistaken in returned_meanwhile(act.session, episode, closed_at):
        if brought := _bring(act, mistaken, episode):
            doctors_follow(act, episode)
            audit.note(act, BROUGHT, episode.client_id, " ".join(brought))
            act.session.flush()
            visits_changed.send(episode, act=act)


def _bring(act: Act, mistaken: Episode, episode: Episode) -> list[str]:
    """Move the rows; answers how many of which table came."""
    session = act.session
    lock_diaries(session, mistaken.id, episode.id)
    along = bring_along(session, mistaken.id, episode)
    came = {"visit": len(along["visits"])}
    for name in WHOLE:
        came[name] = _give(session, Base.metadata.tables[name], mistaken.id, episode.id)
    rows.read_anew(session)
    carry_background(act, mistaken, episode)
    for one in (mistaken.id, episode.id):
        rebuild(session, one)
    rows.read_anew(session)
    return [f"{name}:{number}" for name, number in came.items() if number and name in KINDS]


def _give(session: Session, table: Table, mistaken: UUID, to: UUID) -> int:
    theirs: ColumnElement[bool] = table.c.episode_id == mistaken
    number = session.scalar(select(func.count()).select_from(table).where(theirs)) or 0
    session.execute(update(table).where(theirs).values(episode_id=to))
    return number


def brought_in_words(subject: str) -> Sequence[str]:
    """What came along, as its line of the audit trail counts it: "2 reports in the diary"."""
    pairs = (one.split(":") for one in subject.split())
    return [count(int(number), *KINDS[name]) for name, number in pairs]
