"""The end of care: how it ended, and the way back where it was ended by mistake.

Each takes its time and actor, and none commits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes
from homecare.clients.appointments import cancel_to_come, let_stand_again
from homecare.clients.models import ENDINGS, MERGED, MISTAKE, Episode
from homecare.clients.operations import record_away
from homecare.clients.signals import discharge_undone, episode_closed
from homecare.language import local_day
from homecare.refusals import Refusal

DAY = timedelta(days=1)
TAKEN_IN_AGAIN = "They were taken in again since, so this care stays closed."
GAP = "The care was closed by mistake"


def discharge(
    act: Act, episode: Episode, reason: str = "", *, ended: str = "other", cancelling: bool = False
) -> None:
    """Close the episode: nothing is due, judged, reminded or mailed for it any more.

    `cancelling` also cancels the appointments that are still to come.

    `ended` is one of `ENDINGS`, or MERGED where it goes on in another one; `reason` what else a
    colleague should know. Raises Refusal for another ending. An episode that is closed stays as it
    was closed.
    """
    if ended not in (*ENDINGS, MERGED):
        raise Refusal({"ended": "Choose how the care ended."})
    if episode.closed_at is not None:
        return
    if cancelling:
        cancel_to_come(act, episode, "Discharged")
    close(act, episode, ended, reason)
    audit.note(act, "client.discharge", episode.client_id, ended)
    act.session.flush()
    episode_closed.send(episode, act=act)


def close(act: Act, episode: Episode, ended: str, reason: str) -> None:
    """Write down that an episode is closed; whoever listens is told by whoever calls this."""
    episode.closed_at, episode.closed_as, episode.closed_reason = act.now, ended, reason
    act.session.flush()
    theirs = select(Episode).where(Episode.client_id == episode.client_id)
    episode.client.discharged_at = last_end(act.session.scalars(theirs).all())


def last_end(episodes: Sequence[Episode]) -> datetime | None:
    """When somebody's care ended last, where what was a mistake counts for nothing beside care
    that was not."""
    ends = [(one.closed_as != MISTAKE, one.closed_at) for one in episodes if one.closed_at]
    return max(ends)[1] if ends else None


def undo_discharge(act: Act, episode: Episode) -> None:
    """Open a closed episode again, with its programme, start and diary as they were, and the
    appointments that its ending cancelled; one that was closed as a mistake, too.

    Whole days on which it was closed count as days away: nobody could report on them. Raises
    Refusal where the client has been taken in again since.
    """
    closed_at = episode.closed_at
    if closed_at is None:
        return
    if _later(act, episode):
        raise Refusal({"": TAKEN_IN_AGAIN})
    keep_changes(act, episode.client, {"closed_reason": (episode.closed_reason, "")}, episode)
    undone = "mistake_undone" if episode.closed_as == MISTAKE else "discharge_undone"
    episode.closed_at, episode.closed_as, episode.closed_reason = None, "", ""
    episode.client.discharged_at = None
    audit.note(act, f"client.{undone}", episode.client_id)
    act.session.flush()
    let_stand_again(act, episode, closed_at)
    first = local_day(closed_at, episode.zone) + DAY
    last = local_day(act.now, episode.zone) - DAY
    if first <= last:
        record_away(act, episode, first, last, GAP)
    discharge_undone.send(episode, act=act, closed_at=closed_at)


def _later(act: Act, episode: Episode) -> bool:
    """Whether the client has care that is open, or that ended later and was no mistake."""
    others = select(Episode.id).where(
        Episode.client_id == episode.client_id,
        Episode.id != episode.id,
        Episode.closed_as != MISTAKE,
    )
    newer = others.where(or_(Episode.closed_at.is_(None), Episode.closed_at > episode.closed_at))
    return act.session.scalar(newer.limit(1)) is not None
