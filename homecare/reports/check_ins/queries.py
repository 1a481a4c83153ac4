"""Reading who is quiet: the spell an episode is in, and whether it is over already."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.addresses import contact_with
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.mail.models import OutboxMail
from homecare.reports.check_ins.email import login_of_episode
from homecare.rules.verdict.episode_on_day import QUIET, TOO_FEW

CARE_OVER = "Their care has ended. There is nothing to ask."
HEARD_OF = "They have been heard of since, or were asked anew. There is nothing to ask."
STOPPED = "They want no check-in emails. Call them."
ELSEWHERE = "Nobody signs in with this address now, or it is not confirmed. Call them."


class Spell(NamedTuple):
    """A quiet spell that somebody is asked about: its episode, the state, and its first day."""

    episode_id: UUID
    zone: str
    state: str
    since: date


def spells() -> Select[*tuple[Any, ...]]:
    """The quiet spells of everybody in care, as a `Spell` each."""
    return (
        select(Episode.id, Episode.zone, Verdict.state, Verdict.state_since)
        .join(Verdict, Verdict.episode_id == Episode.id)
        .where(
            # Who only rates the other site has been heard of.
            or_(Verdict.state == QUIET, and_(Verdict.state == TOO_FEW, Verdict.proposes != "none")),
            Verdict.state_since.is_not(None),
            Episode.closed_at.is_(None),
        )
    )


def is_heard_of(session: Session, spell: Spell) -> bool:
    """Whether somebody who was quiet has reported something since: a check-in that says "worse"
    after the pain was gone is what began it, and nobody is asked again for having answered."""
    if spell.state != QUIET:
        return False
    logged = select(DiaryDay.on).where(
        DiaryDay.episode_id == spell.episode_id,
        DiaryDay.on >= spell.since,
        or_(DiaryDay.logged, DiaryDay.check_in.is_not(None)),
    )
    return session.scalar(logged.limit(1)) is not None


def asked_by(session: Session, mail: OutboxMail) -> tuple[Episode, date] | None:
    """The open episode, and the first day of the spell, that a check-in is about: its key says."""
    try:
        _, episode_id, since, *_ = (mail.key or "").split(":")
        episode, day = session.get(Episode, UUID(episode_id)), date.fromisoformat(since)
    except ValueError:
        return None
    if episode is None or episode.closed_at or episode.practice_id != mail.practice_id:
        return None
    return episode, day


def why_not_again(session: Session, mail: OutboxMail) -> str:
    """Why a check-in that did not get through is not to be asked again; empty where it may be."""
    asked = asked_by(session, mail)
    if asked is None:
        return CARE_OVER
    episode, since = asked
    if not episode.client.check_in_email:
        return STOPPED
    row = session.execute(spells().where(Episode.id == episode.id)).one_or_none()
    spell = Spell._make(row) if row else None
    if spell is None or spell.since != since or is_heard_of(session, spell):
        return HEARD_OF
    place = login_of_episode(session, episode.id)
    there = contact_with(episode.client, place).mailable if place else None
    return "" if there == mail.to_address else ELSEWHERE
