"""What follows when an answer to a letter comes, goes or becomes another one: the doctor's word for
the rule, the start of its figures, and the flag that the letter was about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clients.signals import complaint_amended
from homecare.flags.decisions import Heard, answer_came, answer_went
from homecare.flags.models import Flag
from homecare.language import local_day
from homecare.referrals.answers.models import WAITING, AnswerCorrection, LetterAnswer
from homecare.referrals.answers.new_starts import starts_follow
from homecare.referrals.answers.words import in_short
from homecare.referrals.models import DOCTORS, Contact, Referral

_WITH_CORRECTIONS = selectinload(LetterAnswer.corrections)


@dataclass(frozen=True, slots=True)
class Before:
    """What an answer was until now: whether it stood with the letter and `said` what became of
    them, the `starts` counted anew because of it, and `why` it is not so any more."""

    said: bool = False
    starts: Collection[str] = ()
    why: str = ""


def follow(act: Act, letter: Referral, answer: LetterAnswer, before: Before | None = None) -> None:
    """Bring everything up to date with the answers to a letter whose episode is held."""
    before = before or Before(starts=answer.new_starts)
    act.session.flush()
    episode = act.session.get_one(Episode, letter.episode_id)
    doctors_follow(act, episode)
    starts_follow(act, episode, {*before.starts, *answer.new_starts})
    flag = act.session.get(Flag, letter.flag_id) if letter.flag_id else None
    says_now = says_about(answer, letter)
    if flag is None or says_now == before.said:
        return
    if says_now:
        answer_came(act, flag, in_short(answer), local_day(answer.received_at, episode.zone))
    else:
        answer_went(act, flag, before.why, _heard(act.session, flag))


def says_about(answer: LetterAnswer, letter: Referral) -> bool:
    """Whether an answer stands with this letter, and says what became of them."""
    stands = answer.struck_at is None and answer.referral_id == letter.id
    return stands and answer.next != WAITING


def doctors_follow(act: Act, episode: Episode) -> None:
    """Part of whatever moves an answer: what scores alone had found for the GP ends with the GP's
    answer, so it is judged again where those that stand are others now.

    It counts from the day on which the doctor saw them, not from that on which it came: nobody has
    looked into what was found in between, however late the answer is written down.
    """
    of_doctors = (
        select(LetterAnswer.seen_on, LetterAnswer.received_at)
        .join(Referral, Referral.id == LetterAnswer.referral_id)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(Referral.episode_id == episode.id, Contact.kind.in_(DOCTORS))
        .where(LetterAnswer.saw_them())
    )
    days = {
        (seen or local_day(received, episode.zone)).isoformat()
        for seen, received in act.session.execute(of_doctors)
    }
    if days != {*episode.gp_answers}:
        episode.gp_answers = sorted(days)
        act.session.flush()
        complaint_amended.send(episode.client, act=act, episode=episode, changed={"gp_answers"})


def _heard(session: Session, flag: Flag) -> Heard:
    """What is on record about the letters of a flag."""
    letters = select(Referral).where(Referral.flag_id == flag.id, Referral.issued_at.is_not(None))
    ids = letters.with_only_columns(Referral.id)
    left = select(AnswerCorrection.answer_id).where(AnswerCorrection.referral_id.in_(ids))
    answers = select(LetterAnswer).where(
        or_(LetterAnswer.referral_id.in_(ids), LetterAnswer.id.in_(left))
    )
    withdrawn = [one.withdrawn_at for one in session.scalars(letters) if one.withdrawn_at]
    came = [(one, _times(one)) for one in session.scalars(answers.options(_WITH_CORRECTIONS))]
    says = session.scalars(answers.where(LetterAnswer.referral_id.in_(ids), LetterAnswer.says()))
    standing = {one.id for one in says}
    return Heard(
        came={at for _, times in came for at in times},
        stands=[max(times) for one, times in came if one.id in standing],
        withdrawn=withdrawn,
    )


def _times(answer: LetterAnswer) -> list[datetime]:
    """When an answer came, and when it was put right."""
    return [answer.received_at, *(one.at for one in answer.corrections)]
