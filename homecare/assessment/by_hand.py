"""What keeps a client from being sent to somebody who treats the spine by hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.history import answered_histories, history_of
from homecare.assessment.thresholds import policy_of
from homecare.clients.models import Episode
from homecare.language import local_day
from homecare.rules import gate
from homecare.rules.policy import Policy
from homecare.rules.verdict.arithmetic import Reason


def missing_for_treatment_by_hand(
    session: Session, episode: Episode, now: datetime
) -> tuple[Reason, ...]:
    """All that is missing on the client's today, the gravest first; the same gate as the rule's.

    Whoever decides by it holds the episode, so that no answer arrives meanwhile.
    """
    session.refresh(episode.client, ["contraindications", "medicines", "thins_nothing"])
    on = local_day(now, episode.zone)
    practice = session.get_one(Practice, episode.practice_id)
    return gate.missing(history_of(session, episode, on), policy_of(practice), on)


def missing_today(
    session: Session, episodes: Sequence[Episode], policy: Policy, now: datetime
) -> dict[UUID, tuple[Reason, ...]]:
    """The same of many episodes, for a page that nobody decides by, by id; `policy` is their
    practice's. One statement, where their clients are loaded; what scores found for the GP is not
    among it: the newest verdict beside it says that."""
    today = {of.id: local_day(now, of.zone) for of in episodes}
    if not today:
        return {}
    read = answered_histories(session, episodes, max(today.values()))
    return {of: gate.missing_beside_scores(read[of], policy, on) for of, on in today.items()}


def for_a_doctor_first(session: Session, client_id: UUID, now: datetime) -> tuple[Reason, ...]:
    """What a doctor has to look at before anybody goes on treating a client by hand, by their
    newest care. When they were asked last counts for nothing here, nor do scores alone: whoever
    has the letter already may read and answer it."""
    newest = select(Episode).where(Episode.client_id == client_id).order_by(*Episode.newest())
    episode = session.scalars(newest.limit(1)).one()
    missing = missing_for_treatment_by_hand(session, episode, now)
    return tuple(reason for reason in missing if reason.code in gate.SAID)
