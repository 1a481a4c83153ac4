"""What keeps a client from being sent to somebody who treats the spine by hand."""

from datetime import datetime

from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.clients.models import Episode
from homecare.language import local_day
from homecare.rules import gate
from homecare.rules.verdict.arithmetic import Reason


def missing_for_treatment_by_hand(
    session: Session, episode: Episode, now: datetime
) -> tuple[Reason, ...]:
    """All that is missing on the client's today, the gravest first; the same gate as the rule's.

    Whoever decides by it holds the episode, so that no answer arrives meanwhile.
    """
    session.refresh(episode.client, ["contraindications"])
    on = local_day(now, episode.zone)
    practice = session.get_one(Practice, episode.practice_id)
    return gate.missing(history_of(session, episode, on), policy_of(practice), on)
