"""The start of the rule's figures, counted anew because of an answer, and as before again."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, select

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clients.signals import complaint_amended
from homecare.language import local_day
from homecare.referrals.answers.models import SEEN, LetterAnswer
from homecare.referrals.answers.queries import standing_answers
from homecare.referrals.models import Referral
from homecare.referrals.operations import hold_episode
from homecare.refusals import Refusal

COUNTED_ANEW, COUNTED_AS_BEFORE = "start.anew", "start.as_before"
NOT_SEEN = "Nobody has answered that they saw the client, so there is nothing to count anew from."
IS_CLOSED = "This care has ended. Take the client in again first."


def count_anew(act: Act, referral: Referral, on: date) -> None:
    """Have the rule count the start of the letter's episode anew from `on`: what the receiver did
    may change what is to be expected (`homecare.rules.course.phases.with_new_starts`).

    Raises Refusal at `on` for a day outside the care so far, and where no receiver has seen them.
    """
    episode = _held_in_care(act, referral)
    answers = standing_answers(act.session, referral)
    if not answers or answers[0].next not in SEEN:
        raise Refusal({"": NOT_SEEN})
    first, today = episode.intake_on + timedelta(days=1), local_day(act.now, episode.zone)
    if not first <= on <= today:
        raise Refusal({"on": "Write a day after the first visit here, and not one to come."})
    answers[0].new_starts = sorted({*answers[0].new_starts, on.isoformat()})
    _count_from(act, episode, {*episode.new_starts, on.isoformat()})


def count_as_before(act: Act, referral: Referral, on: date) -> None:
    """Take a new start back: the one before it holds again. Nothing happens where it is gone."""
    episode = _held_in_care(act, referral)
    for answer in act.session.scalars(_answers_in(episode)):
        answer.new_starts = [one for one in answer.new_starts if one != on.isoformat()]
    _count_from(act, episode, {*episode.new_starts} - {on.isoformat()})


def starts_follow(act: Act, episode: Episode, of_answer: Collection[str]) -> None:
    """Part of putting an answer right: the starts that were counted anew because of it hold as
    long as an answer that they came of stands, and says that somebody saw the client."""
    stand = act.session.scalars(_answers_in(episode).where(LetterAnswer.saw_them()))
    holding = {on for answer in stand for on in answer.new_starts}
    _count_from(act, episode, {*episode.new_starts} - {*of_answer} | {*of_answer} & holding)


def _answers_in(episode: Episode) -> Select[LetterAnswer]:
    letters = select(Referral.id).where(Referral.episode_id == episode.id)
    return select(LetterAnswer).where(LetterAnswer.referral_id.in_(letters))


def _held_in_care(act: Act, referral: Referral) -> Episode:
    episode = hold_episode(act.session, referral.episode_id)
    if episode.closed_at is not None:
        raise Refusal({"": IS_CLOSED})
    return episode


def _count_from(act: Act, episode: Episode, starts: set[str]) -> None:
    """Let the start be counted from these days; the audit trail says which came and which went."""
    before = {*episode.new_starts}
    if starts == before:
        return
    episode.new_starts = sorted(starts)
    act.session.flush()
    complaint_amended.send(episode.client, act=act, episode=episode, changed={"new_starts"})
    for action, days in ((COUNTED_ANEW, starts - before), (COUNTED_AS_BEFORE, before - starts)):
        for on in sorted(days):
            audit.note(act, action, episode.client_id, on)
