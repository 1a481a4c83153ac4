"""Writing down what came of a letter, and what follows from it."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.acting import Act
from homecare.language import local_day, long_date
from homecare.referrals.answers.files import CleanFile
from homecare.referrals.answers.following import follow
from homecare.referrals.answers.models import (
    NOT_SEEN,
    SEEN,
    SENT_ON,
    AnswerFile,
    LetterAnswer,
)
from homecare.referrals.answers.queries import answers_to, standing_answers
from homecare.referrals.answers.words import NEXT
from homecare.referrals.models import Referral
from homecare.referrals.operations import hold_episode
from homecare.referrals.sending.emails import ANSWERED
from homecare.referrals.sending.operations import tell_practice
from homecare.refusals import Problems, Refusal

MOST_WORDS = 4000
TWICE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as somebody gave it; `how` it was heard, `said_by` whom."""

    next: str
    how: str
    said_by: str
    seen_on: date | None = None
    words: str = ""
    sent_on_to: str = ""


class Days(NamedTuple):
    """A stretch of days, both ends with it."""

    first: date
    last: date


def record_answer(
    act: Act, referral: Referral, said: Said, file: CleanFile | None = None
) -> LetterAnswer:
    """Keep an answer to an issued letter beside earlier ones, tell the practice, and move on the
    flag that the letter was about. The same answer pressed twice is kept once.

    Raises Refusal at the fields of what is missing.
    """
    episode = hold_episode(act.session, referral.episode_id)
    act.session.refresh(referral)
    if problems := problems_of(said, days_of(act, referral, episode.zone), referral):
        raise Refusal(problems)
    earlier = standing_answers(act.session, referral)
    if earlier and file is None and _is_the_same(act, earlier[0], said):
        return earlier[0]
    answer = LetterAnswer(
        **asdict(said), practice_id=referral.practice_id, client_id=referral.client_id,
        referral_id=referral.id, by_person=act.actor.person_id, received_at=act.now,
        read_at=act.now if act.actor.person_id else None, read_by=act.actor.person_id,
    )  # fmt: skip
    act.session.add(answer)
    act.session.flush()
    if file is not None:
        _keep(act, answer, file)
    audit.note(act, "letter answered", referral.client_id, str(referral.id))
    follow(act, referral, answer)
    tell_practice(act, referral, ANSWERED, str(answer.id))
    return answer


def days_of(act: Act, letter: Referral, zone: str) -> Days:
    """From the day a letter was first issued to today, as the practice counts days or as is
    counted in the client's `zone`: the longer of both."""
    zones = {zone, act.session.get_one(Practice, letter.practice_id).zone}
    first = letter
    while first.replaces_id:  # whoever was seen for the letter before has been seen
        first = act.session.get_one(Referral, first.replaces_id)
    issued = first.issued_at or first.made_at
    return Days(
        min(local_day(issued, one) for one in zones), max(local_day(act.now, one) for one in zones)
    )


def problems_of(said: Said, days: Days, referral: Referral) -> Problems:
    """What is missing from an answer, or can't be; `days` are those on which somebody can have
    been seen for the letter."""
    found: Problems = {}
    if referral.issued_at is None:
        found[""] = "This letter was not issued, so there is nothing to answer."
    if said.next not in NEXT:
        found["next"] = "Choose what happens next."
    if said.next in SEEN and said.seen_on is None:
        found["seen_on"] = "Write the day on which they were seen."
    if said.seen_on is not None and said.seen_on > days.last:
        found["seen_on"] = "Write a day that is over, or today."
    if said.seen_on is not None and said.seen_on < days.first:
        found["seen_on"] = (
            f"The letter was issued on {long_date(days.first)}. Write that day or a later one."
        )
    if said.next in SEEN and not said.words.strip():
        found["words"] = "Write what you found, in a line or two."
    if len(said.words) > MOST_WORDS:
        found["words"] = f"Write at most {MOST_WORDS:,} characters."
    if said.next == SENT_ON and not said.sent_on_to.strip():
        found["sent_on_to"] = "Write to whom they were sent on."
    return {**_contradictions(said), **found}


def _contradictions(said: Said) -> Problems:
    """What does not go with what is said to happen next: nobody can tell which of the two is so."""
    chosen = f"You chose “{NEXT.get(said.next)}” above."
    found: Problems = {}
    if said.next in NOT_SEEN and said.seen_on is not None:
        found["seen_on"] = f"{chosen} Leave the day empty, or choose another line."
    if said.next in NEXT and said.next != SENT_ON and said.sent_on_to.strip():
        found["sent_on_to"] = f"{chosen} Leave this empty, or choose another line."
    return found


def _is_the_same(act: Act, last: LetterAnswer, said: Said) -> bool:
    same = all(getattr(last, name) == value for name, value in asdict(said).items())
    return same and act.now - last.received_at < TWICE_WITHIN


def _keep(act: Act, answer: LetterAnswer, file: CleanFile) -> None:
    act.session.add(AnswerFile(
        practice_id=answer.practice_id, answer_id=answer.id, kind=file.kind, content=file.content,
        sha256=sha256(file.content).hexdigest(), size=len(file.content),
    ))  # fmt: skip


def mark_read(act: Act, referral: Referral) -> None:
    """Write down that somebody of the practice has read the answers to a letter."""
    for answer in answers_to(act.session, referral):
        if answer.read_at is None:
            answer.read_at, answer.read_by = act.now, act.actor.person_id
    audit.note(act, "letter answer read", referral.client_id, str(referral.id))
