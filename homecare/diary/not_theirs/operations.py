"""Letting what came through a wrong sign-in count for nothing, or count again."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from homecare.accounts import audit
from homecare.accounts.operations import refuse_ones_own_record
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.models import Client, Episode
from homecare.diary.days import lock_diaries, refresh_days
from homecare.diary.models import Entry
from homecare.diary.not_theirs.queries import entries_of, through_ended_sign_ins
from homecare.diary.projection import FLARE_REACH
from homecare.refusals import Refusal

NOTHING_THERE = "Nothing in this diary came through a sign-in that was taken back."


class Changed(NamedTuple):
    """An episode whose days were counted anew, from which day on."""

    episode: Episode
    first: date


def count_none_of(act: Act, client: Client, person_id: UUID) -> list[Changed]:
    """Let nothing count that somebody reported through a sign-in which was taken back from them;
    it stays readable. What others said, which that had corrected or taken back, stands again.

    Pressed twice, it is done once. Raises Refusal where there is nothing of that kind, and for
    one's own record.
    """
    refuse_ones_own_record(act, client.id)
    known = {one.person_id for one in through_ended_sign_ins(act.session, client)}
    login = login_of(act.session, client.practice_id, client.id)
    if person_id not in known or (login and login.person_id == person_id):
        raise Refusal(NOTHING_THERE)
    return _mark(act, client, person_id, strike=True)


def count_again(act: Act, client: Client, person_id: UUID) -> list[Changed]:
    """Take that back. Raises Refusal for one's own record."""
    refuse_ones_own_record(act, client.id)
    return _mark(act, client, person_id, strike=False)


def _mark(act: Act, client: Client, person_id: UUID, *, strike: bool) -> list[Changed]:
    episodes = act.session.scalars(
        select(Episode).where(Episode.client_id == client.id).order_by(Episode.id)
    ).all()
    lock_diaries(act.session, *(one.id for one in episodes))
    is_other = Entry.struck_at.is_(None) if strike else Entry.struck_at.is_not(None)
    found = act.session.scalars(
        entries_of(client, person_id).where(is_other).order_by(Entry.episode_id)
    ).all()
    if not found:
        return []
    theirs = entries_of(client, person_id).where(is_other).with_only_columns(Entry.id)
    marked = update(Entry).where(Entry.id.in_(theirs)).values(struck_at=act.now if strike else None)
    act.session.execute(marked)
    audit.note(act, f"diary.{'strike' if strike else 'count_again'}", client.id, str(person_id))
    by_id = {one.id: one for one in episodes}
    return [
        _count_anew(act, by_id[episode_id], [one.local_date for one in entries])
        for episode_id, entries in groupby(found, attrgetter("episode_id"))
    ]


def _count_anew(act: Act, episode: Episode, days: Iterable[date]) -> Changed:
    """A flare-up reaches further than the day it was told of."""
    told = sorted(days)
    refresh_days(act, episode, told[0], told[-1] + FLARE_REACH)
    return Changed(episode, told[0])
