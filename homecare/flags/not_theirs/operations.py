"""The red-flag answers of somebody who signed in to another person's record."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from homecare.accounts import audit
from homecare.accounts.operations import refuse_ones_own_record
from homecare.acting import Act
from homecare.clients.models import Client, Episode
from homecare.diary.not_theirs import operations as reports
from homecare.flags.assessing import reconsider
from homecare.flags.lifecycle import annotate
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import WHAT_WAS_WRONG, settle_cleared
from homecare.language import local_day
from homecare.refusals import Refusal
from homecare.screening.models import CORRECTED, NOT_THEIRS, Screening
from homecare.screening.not_theirs.queries import rounds_not_theirs

SIGN_IN_WAS_WRONG = (
    "The sign-in through which this was answered was taken back, as the wrong person’s."
)
NOTHING_LEFT = "None of these answers came through a sign-in that was taken back."


def follow_taken_back(act: Act, client: Client) -> None:
    """Part of taking a sign-in back from the wrong person: their "none of these" is no check of
    this client's, and a flag that their yes raised says whose word it is. The yes stands."""
    for episode in act.session.scalars(select(Episode).where(Episode.client_id == client.id)):
        rounds = rounds_not_theirs(act.session, [episode.id]).get(episode.id, [])
        for one in rounds:
            if not one.screening.answers:
                _strike(act, one.screening)
        flag = live_flag(act.session, episode.id)
        if flag is not None and any(one.presses for one in rounds):
            annotate(act, flag, SIGN_IN_WAS_WRONG)


def count_none_of(act: Act, client: Client, person_id: UUID) -> bool:
    """Let nothing count that somebody reported through a sign-in which was taken back: days are
    counted and verdicts judged anew. Their answers to the red-flag questions are a decision of
    their own (`strike_not_theirs`). Answers whether anything changed; raises Refusal as
    `diary.not_theirs.operations.count_none_of`."""
    return _judge(act, reports.count_none_of(act, client, person_id))


def count_again(act: Act, client: Client, person_id: UUID) -> bool:
    """Take that back."""
    return _judge(act, reports.count_again(act, client, person_id))


def _judge(act: Act, changed: Sequence[reports.Changed]) -> bool:
    """Days that are over are judged again as they are counted; of today alone what counts at once
    is judged here."""
    for episode, first in changed:
        if episode.closed_at is None and first >= local_day(act.now, episode.zone):
            reconsider(act, episode)
    return bool(changed)


def strike_not_theirs(act: Act, episode: Episode, reason: str) -> None:
    """Strike out what was answered through a sign-in that was taken back: it stays in the history,
    under the name of whoever answered, and counts as no check; each yes is cleared with the reason.

    Raises Refusal without a reason, where there is nothing of that kind, and for one's own record.
    """
    refuse_ones_own_record(act, episode.client_id)
    if not reason.strip():
        raise Refusal(WHAT_WAS_WRONG)
    rounds = rounds_not_theirs(act.session, [episode.id]).get(episode.id, [])
    if not rounds:
        raise Refusal(NOTHING_LEFT)
    answers = [answer for one in rounds for answer in one.screening.answers]
    for one in rounds:
        _strike(act, one.screening)
    settle_cleared(act, episode, answers, f"{CORRECTED} {reason.strip()}", None)


def _strike(act: Act, screening: Screening) -> None:
    screening.source = NOT_THEIRS
    screening.mistaken_at = screening.mistaken_at or act.now
    audit.note(act, "red_flags.strike", screening.client_id, str(screening.id))
    act.session.flush()
