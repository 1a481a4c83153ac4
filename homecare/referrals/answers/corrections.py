"""What is done to an answer that is not as it was given, or stands with the wrong letter.

Whoever corrects, moves, strikes out or puts back an answer leaves what it said until then, with a
reason; nothing of it is ever lost. What followed from it follows in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import update

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import CORRECTED, MOVED, PUT_BACK, STRUCK_OUT
from homecare.clients.visits import LONGEST_REASON, WRITE_A_REASON
from homecare.referrals.answers.following import Before, follow, says_about
from homecare.referrals.answers.models import LINK, AnswerCorrection, LetterAnswer
from homecare.referrals.answers.operations import Said, days_of, problems_of
from homecare.referrals.models import Referral
from homecare.referrals.operations import hold_episode
from homecare.referrals.sending.emails import ANSWERED
from homecare.referrals.sending.operations import tell_practice
from homecare.refusals import Refusal

OF_AN_ANSWER = ("next", "seen_on", "words", "sent_on_to", "how", "said_by")
IS_STRUCK = "This answer is struck out. Put it back first."
THEIR_OWN = (
    "These are the receiver’s own words. If they say something else now, type in another answer: "
    "both are kept."
)
NO_ANSWER_TO = "This letter was not issued, so nobody can have answered it."
STANDS_THERE = "It stands with this letter already."
CORRECTED_BESIDE = "The answer of {} was corrected, and says nothing of what became of them."
STRUCK_BESIDE = "The answer of {} was struck out: {}"
MOVED_BESIDE = "The answer of {} belonged to another letter."


def correct_answer(act: Act, answer: LetterAnswer, said: Said, reason: str = "") -> None:
    """Say what was really answered, when they were seen, and by whom; for what somebody typed in.

    The same again is no correction. Raises Refusal at the fields of what is missing.
    """
    letter = act.session.get_one(Referral, answer.referral_id)
    episode = hold_episode(act.session, letter.episode_id)
    _refuse_struck(answer)
    if answer.how == LINK:
        raise Refusal(THEIR_OWN)
    if problems := problems_of(said, days_of(act, letter, episode.zone), letter):
        raise Refusal(problems)
    _refuse_long(reason)
    if all(getattr(answer, name) == value for name, value in asdict(said).items()):
        return
    before = _before(letter, answer, CORRECTED_BESIDE.format(answer.said_by))
    _keep(act, answer, CORRECTED, reason)
    first = episode.intake_on + timedelta(days=1)
    answer.new_starts = [*_starts_by(answer, said, first.isoformat())]
    for name, value in asdict(said).items():
        setattr(answer, name, value)
    audit.note(act, "letter answer corrected", letter.client_id, str(letter.id))
    follow(act, letter, answer, before)


def _starts_by(answer: LetterAnswer, said: Said, first: str) -> Iterable[str]:
    """The days counted anew from: one that was the day they were seen moves with that day."""
    if said.seen_on == answer.seen_on or said.seen_on is None or answer.seen_on is None:
        return answer.new_starts
    before, now = answer.seen_on.isoformat(), said.seen_on.isoformat()
    moved = (now if one == before else one for one in answer.new_starts)
    return sorted({one for one in moved if one >= first})


def move_answer(act: Act, answer: LetterAnswer, to: Referral, reason: str = "") -> None:
    """Put an answer to the letter that it is about, of this client or another one.

    Raises Refusal where it can't be an answer to that one.
    """
    if to.practice_id != answer.practice_id:
        raise PermissionError("an answer stays in its practice")
    letter = act.session.get_one(Referral, answer.referral_id)
    for episode_id in sorted({letter.episode_id, to.episode_id}):
        hold_episode(act.session, episode_id)
    _refuse_struck(answer)
    if to.id == letter.id:
        raise Refusal({"to": STANDS_THERE})
    if to.issued_at is None:
        raise Refusal({"to": NO_ANSWER_TO})
    _refuse_long(reason)
    before = _before(letter, answer, MOVED_BESIDE.format(answer.said_by))
    _keep(act, answer, MOVED, reason)
    _take_along(act, answer, to)
    audit.note(act, "letter answer moved away", letter.client_id, str(letter.id))
    audit.note(act, "letter answer moved here", to.client_id, str(to.id))
    follow(act, letter, answer, before)
    follow(act, to, answer)
    if to.client_id != letter.client_id:
        tell_practice(act, to, ANSWERED, f"{answer.id}:{to.id}")


def _take_along(act: Act, answer: LetterAnswer, to: Referral) -> None:
    """Let an answer and what it said before stand with another letter. Whoever answers for another
    client has not read it, and a start counted anew was that client's."""
    letter = act.session.get_one(Referral, answer.referral_id)
    if to.client_id != answer.client_id:
        answer.read_at = answer.read_by = None
    if to.episode_id != letter.episode_id:
        answer.new_starts = []
    answer.client_id, answer.referral_id = to.client_id, to.id
    act.session.flush()
    along = update(AnswerCorrection).where(
        AnswerCorrection.answer_id == answer.id, AnswerCorrection.kind != MOVED
    )
    act.session.execute(along.values(client_id=to.client_id, referral_id=to.id))


def strike_answer(act: Act, answer: LetterAnswer, reason: str) -> None:
    """Say that nobody answered so; it stays readable and counts for nothing. Raises Refusal."""
    if not reason.strip():
        raise Refusal({"reason": WRITE_A_REASON})
    _refuse_long(reason)
    letter = act.session.get_one(Referral, answer.referral_id)
    hold_episode(act.session, letter.episode_id)
    if answer.struck_at:
        return
    why = STRUCK_BESIDE.format(answer.said_by, " ".join(reason.split()))
    before = _before(letter, answer, why)
    _keep(act, answer, STRUCK_OUT, reason)
    answer.struck_at = act.now
    audit.note(act, "letter answer struck out", letter.client_id, str(letter.id))
    follow(act, letter, answer, before)


def put_answer_back(act: Act, answer: LetterAnswer, reason: str = "") -> None:
    """Let an answer that was struck out stand again, and count."""
    letter = act.session.get_one(Referral, answer.referral_id)
    hold_episode(act.session, letter.episode_id)
    if not answer.struck_at:
        return
    _refuse_long(reason)
    _keep(act, answer, PUT_BACK, reason)
    answer.struck_at = None
    audit.note(act, "letter answer put back", letter.client_id, str(letter.id))
    follow(act, letter, answer)


def _before(letter: Referral, answer: LetterAnswer, why: str) -> Before:
    return Before(says_about(answer, letter), [*answer.new_starts], why)


def _refuse_struck(answer: LetterAnswer) -> None:
    if answer.struck_at:
        raise Refusal(IS_STRUCK)


def _refuse_long(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise Refusal({"reason": f"Write at most {LONGEST_REASON} characters."})


def _keep(act: Act, answer: LetterAnswer, kind: str, reason: str) -> None:
    """Write down what an answer says until now; of one that leaves, only that it did."""
    if act.actor.person_id is None:
        raise PermissionError("an answer is put right by a person")
    words = {name: getattr(answer, name) for name in OF_AN_ANSWER} if kind != MOVED else {}
    act.session.add(AnswerCorrection(
        practice_id=answer.practice_id, client_id=answer.client_id, answer_id=answer.id,
        referral_id=answer.referral_id, kind=kind, reason=" ".join(reason.split()),
        by=act.actor.person_id, at=act.now, **words,
    ))  # fmt: skip
    act.session.flush()
    act.session.expire(answer, ["corrections"])
