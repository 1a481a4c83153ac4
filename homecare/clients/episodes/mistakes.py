"""Care that was never anybody's: a client entered by mistake, or taken in again by mistake.

Nothing is deleted: it is closed, marked, counted nowhere, and can be undone.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.invitations import revoke_open
from homecare.acting import Act
from homecare.clients.appointments import cancel_to_come
from homecare.clients.episodes.discharge import close
from homecare.clients.episodes.written import written_in
from homecare.clients.models import MERGED, MISTAKE, Episode
from homecare.clients.signals import episode_closed
from homecare.refusals import Refusal

TO_UNDO = timedelta(days=1)
ENTERED, RETURNED = "client.mistake", "client.return_undone"
CANCELLED = "Entered by mistake"
LOOK = "Something was written here. Tick this if it stays here, or put it where it belongs first."
TOO_LATE = (
    "They were taken in again more than a day ago, and something was written since. "
    "Discharge them instead: the earlier care stays readable."
)


def end_as_mistake(act: Act, episode: Episode, reason: str = "", *, knowing: bool = False) -> None:
    """Close an open episode as one that should never have been: the record, or its newest care,
    counts nowhere. What was booked is cancelled, and nobody can join by an invitation.

    With care before it, that stands again as it stood, with its ending. Raises Refusal at
    `knowing` where something was written and nobody said that it stays; and a day after somebody
    was taken in again, if something was. Twice is once.
    """
    act.session.refresh(episode, with_for_update={"of": Episode})
    if episode.closed_at is not None:
        return
    again, written = earlier(act.session, episode) is not None, written_in(act.session, episode)
    if again and written and not is_fresh(episode, act.now):
        raise Refusal(TOO_LATE)
    if written and not knowing:
        raise Refusal({"knowing": LOOK})
    cancel_to_come(act, episode, CANCELLED)
    revoke_open(act, None, episode.client_id)
    close(act, episode, MISTAKE, reason.strip())
    audit.note(act, RETURNED if again else ENTERED, episode.client_id)
    act.session.flush()
    episode_closed.send(episode, act=act)


def is_fresh(episode: Episode, now: datetime) -> bool:
    """Whether care began no longer than a day ago."""
    return now - episode.opened_at <= TO_UNDO


def earlier(session: Session, episode: Episode) -> Episode | None:
    """The client's last care before this one that was no mistake, and is not part of this one."""
    before = select(Episode).where(
        Episode.client_id == episode.client_id,
        Episode.id != episode.id,
        Episode.closed_as.not_in((MISTAKE, MERGED)),
    )
    return session.scalars(before.order_by(*Episode.newest()).limit(1)).first()


def last_mistake(session: Session, client_id: object) -> Episode | None:
    """The newest stretch of a client's care that was closed as a mistake."""
    mistaken = select(Episode).where(Episode.client_id == client_id, Episode.closed_as == MISTAKE)
    return session.scalars(mistaken.order_by(*Episode.newest()).limit(1)).first()
