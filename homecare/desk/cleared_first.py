"""Nothing ends, begins anew or is deleted while a red-flag answer stands: it is cleared first."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.clients.models import Client, Episode
from homecare.clients.queries import latest_episode
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.refusals import Refusal
from homecare.screening.queries import uncleared

CLEAR_FIRST = "A red-flag answer is open. Speak with the client and clear it first."


class ClearFirst(NamedTuple):
    """Why care can't end yet: a red-flag answer, and the live flag on which it is cleared."""

    why: str
    flag: Flag | None


def to_clear_first(session: Session, episode: Episode) -> ClearFirst | None:
    """What forbids an end of care while a red-flag answer stands; else None."""
    if not uncleared(session, episode.id):
        return None
    return ClearFirst(CLEAR_FIRST, live_flag(session, episode.id))


def refuse_while_answers_stand(scope: Scope, client: Client) -> None:
    """Of somebody whose care has ended, where a yes stands in it. Raises Refusal."""
    last = latest_episode(scope, client.id)
    if last is not None and uncleared(scope.session, last.id):
        raise Refusal({"": CLEAR_FIRST})
