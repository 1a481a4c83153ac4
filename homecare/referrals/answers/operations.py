"""Writing down what came of a letter, and what follows from it."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clients.signals import complaint_amended
from homecare.flags.decisions import DONE, record_action
from homecare.flags.lifecycle import annotate
from homecare.flags.models import Flag
from homecare.language import local_day
from homecare.referrals.answers.files import CleanFile
from homecare.referrals.answers.models import (
    BACK,
    CLIENT,
    LINK,
    NEVER_WENT,
    PAPER,
    SENT_ON,
    STAYING,
    TELEPHONE,
    WAITING,
    AnswerFile,
    LetterAnswer,
)
from homecare.referrals.answers.queries import answers_to
from homecare.referrals.models import DOCTORS, Referral
from homecare.referrals.operations import hold_episode
from homecare.referrals.sending.emails import ANSWERED
from homecare.referrals.sending.operations import tell_practice
from homecare.refusals import Problems, Refusal

NEXT = {
    BACK: "Back to you",
    STAYING: "Staying with me",
    SENT_ON: "Sent on to somebody else",
    WAITING: "Not seen yet",
    NEVER_WENT: "They never came",
}
HEARD = {
    BACK: "Coming back to us",
    STAYING: "Staying with them",
    SENT_ON: "Sent on to somebody else",
    WAITING: "Not seen yet",
    NEVER_WENT: "The client never went",
}
HOW = {
    LINK: "by the link",
    TELEPHONE: "On the telephone",
    PAPER: "By a letter on paper",
    CLIENT: "From the client",
}
SEEN = (BACK, STAYING, SENT_ON)
MOST_WORDS = 4000
TWICE_WITHIN = timedelta(minutes=10)
COUNTED_ANEW, COUNTED_AS_BEFORE = "start.anew", "start.as_before"
NOT_SEEN = "Nobody has answered that they saw the client, so there is nothing to count anew from."
IS_CLOSED = "This care has ended. Take the client in again first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as somebody gave it; `how` it was heard, `said_by` whom."""

    next: str
    how: str
    said_by: str
    seen_on: date | None = None
    words: str = ""
    sent_on_to: str = ""


def record_answer(
    act: Act, referral: Referral, said: Said, file: CleanFile | None = None
) -> LetterAnswer:
    """Keep an answer to an issued letter beside earlier ones, tell the practice, and move on the
    flag that the letter was about. The same answer pressed twice is kept once.

    Raises Refusal at the fields of what is missing.
    """
    episode = hold_episode(act.session, referral.episode_id)
    act.session.refresh(referral)
    if problems := problems_of(said, local_day(act.now, episode.zone), referral):
        raise Refusal(problems)
    earlier = answers_to(act.session, referral)
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
    _move_on_flag(act, referral, answer, episode)
    if said.next in SEEN and referral.contact.kind in DOCTORS:
        _heard_of_a_doctor(act, episode)
    tell_practice(act, referral, ANSWERED, str(answer.id))
    return answer


def problems_of(said: Said, today: date, referral: Referral) -> Problems:
    """What is missing from an answer, or can't be."""
    found: Problems = {}
    if referral.issued_at is None:
        found[""] = "This letter was not issued, so there is nothing to answer."
    if said.next not in NEXT:
        found["next"] = "Choose what happens next."
    if said.next in SEEN and said.seen_on is None:
        found["seen_on"] = "Write the day on which they were seen."
    if said.seen_on is not None and not date(2000, 1, 1) <= said.seen_on <= today:
        found["seen_on"] = "Write a day that is over, or today."
    if said.next in SEEN and not said.words.strip():
        found["words"] = "Write what you found, in a line or two."
    if len(said.words) > MOST_WORDS:
        found["words"] = f"Write at most {MOST_WORDS:,} characters."
    if said.next == SENT_ON and not said.sent_on_to.strip():
        found["sent_on_to"] = "Write to whom they were sent on."
    return found


def _is_the_same(act: Act, last: LetterAnswer, said: Said) -> bool:
    same = all(getattr(last, name) == value for name, value in asdict(said).items())
    return same and act.now - last.received_at < TWICE_WITHIN


def _keep(act: Act, answer: LetterAnswer, file: CleanFile) -> None:
    act.session.add(AnswerFile(
        practice_id=answer.practice_id, answer_id=answer.id, kind=file.kind, content=file.content,
        sha256=sha256(file.content).hexdigest(), size=len(file.content),
    ))  # fmt: skip


def _move_on_flag(act: Act, referral: Referral, answer: LetterAnswer, episode: Episode) -> None:
    """The flag that the letter was about is answered; what was held back for the answer is asked
    again as after any other decision. Red-flag answers stay until a therapist clears them."""
    flag = act.session.get(Flag, referral.flag_id) if referral.flag_id else None
    if flag is None or answer.next == WAITING:
        return
    said = f"{answer.said_by}: {HEARD[answer.next].lower()}"
    if flag.closed_at is None:
        record_action(act, flag, "answered", said)
        return
    today = local_day(act.now, episode.zone)
    flag.holds_until = min(flag.holds_until, today) if flag.holds_until else None
    annotate(act, flag, f"{DONE['answered']}: {said}")


def _heard_of_a_doctor(act: Act, episode: Episode) -> None:
    """What scores alone had found for the GP ends with the GP's answer, so it is judged again."""
    today = local_day(act.now, episode.zone).isoformat()
    if today not in episode.gp_answers and episode.closed_at is None:
        episode.gp_answers = sorted([*episode.gp_answers, today])
        act.session.flush()
        complaint_amended.send(episode.client, act=act, episode=episode, changed={"gp_answers"})


def mark_read(act: Act, referral: Referral) -> None:
    """Write down that somebody of the practice has read the answers to a letter."""
    for answer in answers_to(act.session, referral):
        if answer.read_at is None:
            answer.read_at, answer.read_by = act.now, act.actor.person_id
    audit.note(act, "letter answer read", referral.client_id, str(referral.id))


def count_anew(act: Act, referral: Referral, on: date) -> None:
    """Have the rule count the start of the letter's episode anew from `on`: what the receiver did
    may change what is to be expected (`homecare.rules.course.phases.with_new_starts`).

    Raises Refusal at `on` for a day outside the care so far, and where no receiver has seen them.
    """
    episode = _held_in_care(act, referral)
    answers = answers_to(act.session, referral)
    if not answers or answers[0].next not in SEEN:
        raise Refusal({"": NOT_SEEN})
    first, today = episode.intake_on + timedelta(days=1), local_day(act.now, episode.zone)
    if not first <= on <= today:
        raise Refusal({"on": "Write a day after the first visit here, and not one to come."})
    if on.isoformat() not in episode.new_starts:
        _judge_by(act, episode, [*episode.new_starts, on.isoformat()])
        audit.note(act, COUNTED_ANEW, episode.client_id, on.isoformat())


def count_as_before(act: Act, referral: Referral, on: date) -> None:
    """Take a new start back: the one before it holds again. Nothing happens where it is gone."""
    episode = _held_in_care(act, referral)
    if on.isoformat() in episode.new_starts:
        _judge_by(act, episode, [one for one in episode.new_starts if one != on.isoformat()])
        audit.note(act, COUNTED_AS_BEFORE, episode.client_id, on.isoformat())


def _held_in_care(act: Act, referral: Referral) -> Episode:
    episode = hold_episode(act.session, referral.episode_id)
    if episode.closed_at is not None:
        raise Refusal({"": IS_CLOSED})
    return episode


def _judge_by(act: Act, episode: Episode, starts: list[str]) -> None:
    episode.new_starts = sorted(starts)
    act.session.flush()
    complaint_amended.send(episode.client, act=act, episode=episode, changed={"new_starts"})
