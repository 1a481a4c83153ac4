"""Letters, their answers and decisions on flags, for a law of any sequence: what was accepted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.acting import Act
from homecare.clients.models import CORRECTED, Client, Episode
from homecare.flags.decisions import dismiss, snooze, take_up
from homecare.flags.lifecycle import raise_flag
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.queries import live_flag
from homecare.language import local_day
from homecare.referrals.answers.corrections import (
    correct_answer,
    move_answer,
    put_answer_back,
    strike_answer,
)
from homecare.referrals.answers.models import SEEN, AnswerCorrection, LetterAnswer
from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.letter import LetterWords
from homecare.referrals.models import DOCTORS, Contact, Referral
from homecare.referrals.operations import (
    draft_referral,
    issue_referral,
    replace_letter,
    withdraw_referral,
)
from homecare.referrals.writing import write
from tests.make.flags import finding
from tests.make.referrals import make_contact

OF_LETTERS = (
    "draft", "issue", "issue", "issue", "answered", "answered", "answered", "unanswered",
    "unanswered", "answered_back", "answered_back", "answer_corrected", "answer_moved",
    "answer_moved", "reissue", "withdraw",
)  # fmt: skip
OF_FLAGS = ("flag", "decide", "decide", "take_up", "set_aside")
NEXT = ("back", "staying", "never_went", "waiting")


@dataclass
class Post:
    """What was accepted of letters, answers and decisions."""

    session: Session
    clients: list[Client]
    contact: Contact
    drafts: set[UUID] = field(default_factory=set)
    issued: int = 0
    answers: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def step(self, what: str, act: Act, episode: Episode, which: int) -> None:
        """One thing that somebody does with the letters and flags of an episode, or of any."""
        if what in OF_FLAGS:
            self.decide(what, act, episode, which)
        elif what in ("draft", "issue"):
            draft = draft_referral(act, episode, self.contact, "Please look.")
            if what == "issue":
                self.issue(act, draft, episode)
            self.drafts.add(draft.id)
        elif letters := self.letters():
            self.write(what, act, letters[which % len(letters)], which)

    @property
    def ids(self) -> list[UUID]:
        return [client.id for client in self.clients]

    def letters(self) -> Sequence[Referral]:
        mine = select(Referral).where(Referral.client_id.in_(self.ids))
        return self.session.scalars(mine.order_by(Referral.id.desc())).all()

    def answers_kept(self) -> Sequence[LetterAnswer]:
        mine = select(LetterAnswer).where(LetterAnswer.client_id.in_(self.ids))
        return self.session.scalars(mine.order_by(LetterAnswer.id)).all()

    def flags(self) -> Sequence[Flag]:
        mine = select(Flag).where(Flag.client_id.in_(self.ids))
        return self.session.scalars(mine.order_by(Flag.id)).all()

    def issue(self, act: Act, letter: Referral, episode: Episode) -> None:
        letter.differs_why = "They asked for it."
        words = write(act, episode, self.contact, LetterWords(message="Please look."))
        issue_referral(act, letter, words)
        self.issued += 1

    def write(self, what: str, act: Act, letter: Referral, which: int) -> None:
        episode = self.session.get_one(Episode, letter.episode_id)
        if what == "reissue":
            self.drafts.add(replace_letter(act, letter, "A wrong day").id)
        elif what == "withdraw" and letter.status != "withdrawn":
            withdraw_referral(act, letter, "It went to the wrong clinic")
        elif what == "answered":
            said = f"heard-{len(self.answers)}."
            record_answer(act, letter, self.said(act, episode, said, which))
            self.answers.append(said)
        elif what.startswith(("answer", "unanswered")):
            self.put_right(what, act, letter, which)

    def said(self, act: Act, episode: Episode, words: str, which: int) -> Said:
        seen = local_day(act.now, episode.zone)
        return Said(next=NEXT[which % 4], how="paper", said_by="Dr Hale", seen_on=seen, words=words)

    def put_right(self, what: str, act: Act, letter: Referral, which: int) -> None:
        if not (rows := self.answers_kept()):
            return
        row = rows[which % len(rows)]
        if what == "unanswered":
            strike_answer(act, row, "Nobody answered so")
        elif what == "answered_back":
            put_answer_back(act, row)
        elif what == "answer_moved":
            move_answer(act, row, letter)
        else:
            stands_with = self.session.get_one(Referral, row.referral_id)
            episode = self.session.get_one(Episode, stands_with.episode_id)
            correct_answer(act, row, self.said(act, episode, row.words, which + 1))

    def decide(self, what: str, act: Act, episode: Episode, which: int) -> None:
        reason = f"decided-{len(self.reasons)}."
        live = live_flag(self.session, episode.id)
        if what == "flag":
            if live is None and episode.closed_at is None:
                day = local_day(act.now, episode.zone)
                raise_flag(act, episode, day, finding(("stalled", "worsening", "quiet")[which % 3]))
            return
        if what == "take_up":
            if not (flags := self.flags()):
                return
            take_up(act, flags[which % len(flags)], reason)
        elif live is None:
            return
        elif what == "decide":
            dismiss(act, live, reason)
        else:
            snooze(act, live, reason, days=which + 1)
        self.reasons.append(reason)


def check_letters(post: Post) -> None:
    """Each letter, answer and decision belongs to one record and its care, and none is missing."""
    session = post.session
    episodes = {one.id: one for one in session.scalars(select(Episode))}
    letters = {one.id: one for one in post.letters()}
    assert set(letters) == post.drafts
    for row in (*letters.values(), *post.flags()):
        assert episodes[row.episode_id].client_id == row.client_id
    answers = post.answers_kept()
    assert sorted(one.words for one in answers) == sorted(post.answers)
    for answer in answers:
        assert letters[answer.referral_id].client_id == answer.client_id
    steps = select(FlagTransition.reason).where(
        FlagTransition.flag_id.in_([flag.id for flag in post.flags()]),
        FlagTransition.reason.like("decided-%"),
    )
    assert sorted(session.scalars(steps)) == sorted(post.reasons)
    for episode in (one for one in episodes.values() if one.client_id in post.ids):
        assert set(episode.gp_answers) == doctors_days(episode, letters, answers)


def doctors_days(
    episode: Episode, letters: dict[UUID, Referral], answers: Sequence[LetterAnswer]
) -> set[str]:
    """The days on which a doctor saw them, from the answers that stand alone."""
    return {
        (one.seen_on or local_day(one.received_at, episode.zone)).isoformat()
        for one in answers
        if one.struck_at is None
        and one.next in SEEN
        and letters[one.referral_id].episode_id == episode.id
        and letters[one.referral_id].contact.kind in DOCTORS
    }


def check_told(post: Post, said: str) -> None:
    """Each stands on one timeline, once; an answer once more for each time it was corrected."""
    assert said.count("Letter issued to") == post.issued
    corrected = Counter(post.session.scalars(
        select(AnswerCorrection.answer_id).where(AnswerCorrection.kind == CORRECTED)
    ))  # fmt: skip
    for answer in post.answers_kept():
        assert said.count(answer.words) == 1 + corrected[answer.id]
    for reason in post.reasons:
        assert said.count(reason) == 1
    struck = select(func.count()).where(
        AuditLine.action == "letter answer struck out", AuditLine.client_id.in_(post.ids)
    )
    assert said.count("Dr Hale struck out<") == post.session.scalar(struck)


def begin_post(session: Session, clients: list[Client], act: Act) -> Post:
    """Nothing was written yet; whom letters go to is a GP."""
    return Post(session, clients, make_contact(session, act.actor, kind="gp"))
