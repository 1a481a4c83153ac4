"""What came of letters, as lines of the timeline: when they were opened, and what was answered."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import url_for

from homecare.access import Scope
from homecare.accounts.queries import names_of
from homecare.clients.models import CORRECTED, MOVED, PUT_BACK, STRUCK_OUT, Episode
from homecare.desk.client.decision_events import Names
from homecare.desk.client.events import Event
from homecare.desk.words import practice_day
from homecare.language import as_sentence, long_date
from homecare.referrals.agreement.models import PHONE, LetterAgreement
from homecare.referrals.agreement.queries import asked_about_draft
from homecare.referrals.answers.models import AnswerCorrection, LetterAnswer
from homecare.referrals.answers.queries import answers_about, moved_from
from homecare.referrals.answers.words import HEARD, in_short
from homecare.referrals.models import Referral
from homecare.referrals.queries import letters_about, open_draft
from homecare.referrals.sending.queries import sent_of_client

DONE = {
    CORRECTED: "corrected",
    MOVED: "moved here from another letter",
    STRUCK_OUT: "struck out",
    PUT_BACK: "put back",
}
GONE = "Answer moved to another letter"
OPENED = {"opened": "Letter opened by its link", "page": "Letter taken along by its link"}


class Post(NamedTuple):
    """The letters of an episode, the newest first, and every answer to them, likewise."""

    letters: Sequence[Referral]
    answers: Sequence[LetterAnswer]

    @property
    def holding(self) -> dict[UUID, LetterAnswer]:
        """The answer that holds, by letter: the newest that is not struck out."""
        return {one.referral_id: one for one in reversed(self.answers) if not one.struck_at}

    def heard_of(self, letter: UUID) -> str:
        """Who answered and what happens next, of a letter that was answered."""
        return in_short(self.holding[letter])

    @property
    def unread(self) -> set[UUID]:
        """The letters with an answer that nobody says to have read."""
        return {one.referral_id for one in self.answers if not (one.struck_at or one.read_at)}


def post_of(scope: Scope, episode: Episode) -> Post:
    """The letters of an episode with what was answered, in two statements."""
    about = letters_about(scope, episode.client_id)
    letters = [letter for letter in about if letter.episode_id == episode.id]
    issued = {letter.id for letter in letters if letter.issued_at}
    answers = answers_about(scope, episode.client_id) if issued else ()
    return Post(letters, [one for one in answers if one.referral_id in issued])


def letters_that_wait(scope: Scope, episode: Episode) -> list[str]:
    """What becomes of the letters of an episode that are still open, once its care has ended."""
    post = post_of(scope, episode)
    draft = open_draft(scope, episode.id)
    asked = asked_about_draft(scope, draft)
    said = [_of_draft(draft, asked)] if draft else []
    open_ones = (one for one in post.letters if one.status == "issued")
    return said + [_unanswered(one) for one in open_ones if one.id not in post.holding]


def _of_draft(draft: Referral, asked: LetterAgreement | None) -> str:
    waits = asked is not None and asked.how == PHONE and not (asked.answer or asked.lapsed_at)
    also = " They were asked about it, have not answered, and can still do so." if waits else ""
    return (
        f"The letter to {draft.contact.name} is begun and not issued.{also} It stays as it is: "
        "issue it or drop it on its page."
    )


def _unanswered(letter: Referral) -> str:
    on = f" on {long_date(practice_day(letter.issued_at))}" if letter.issued_at else ""
    return (
        f"The letter to {letter.contact.name}, issued{on}, has no answer yet. It stays on the list "
        "of letters, and an answer still comes to the practice."
    )


def came_of(scope: Scope, post: Post) -> Iterator[Event]:
    """Openings of these letters, and answers to them."""
    mine = {letter.id for letter in post.letters if letter.issued_at}
    for client_id in {letter.client_id for letter in post.letters if letter.issued_at}:
        yield from _openings(scope, client_id, mine)
        yield from _answers(scope, post, mine)
    yield from _moved(scope, mine)


def _openings(scope: Scope, client_id: UUID, mine: set[UUID]) -> Iterator[Event]:
    _, opened = sent_of_client(scope.session, scope.actor.practice_id, client_id)
    for one, letter in opened:
        if letter in mine:
            yield Event(practice_day(one.at), OPENED[one.what], "", "", one.at, href=_page(letter))


def _answers(scope: Scope, post: Post, mine: set[UUID]) -> Iterator[Event]:
    answers, holding = post.answers, post.holding
    corrections = [step for one in answers for step in one.corrections]
    hands = (*(one.by_person for one in answers), *(step.by for step in corrections))
    names = names_of(scope.session, scope.actor.practice_id, hands)
    for one in answers:
        holds = holding.get(one.referral_id) is one
        still = "" if holds else ", struck out" if one.struck_at else ", corrected since"
        by, page = names.get(one.by_person, ""), _answer(one)
        day, title = practice_day(one.received_at), f"Answer from {one.said_by}{still}"
        yield Event(day, title, _said(one), "change", one.received_at, by, page)
        for step in one.corrections:
            if step.kind != MOVED or step.referral_id not in mine:
                yield _of_correction(step, one, names, page)


def _of_correction(step: AnswerCorrection, answer: LetterAnswer, names: Names, page: str) -> Event:
    """That an answer was put right, by whom and why; of a correction what it said until then."""
    title = f"Answer from {answer.said_by} {DONE[step.kind]}"
    before = f"Until then: {_said(step)}" if step.kind == CORRECTED else ""
    text = " ".join(part for part in (as_sentence(step.reason), before) if part)
    return Event(
        practice_day(step.at), title, text, "change", step.at, names.get(step.by, ""), page
    )


def _moved(scope: Scope, mine: set[UUID]) -> Iterator[Event]:
    """Answers that stood with these letters, and belong to another one."""
    moves = moved_from(scope.session, mine)
    names = names_of(scope.session, scope.actor.practice_id, (step.by for step in moves))
    for step in moves:
        day, by = practice_day(step.at), names.get(step.by, "")
        page = url_for("desk.answer", referral_id=step.referral_id, answer_id=step.answer_id)
        yield Event(day, GONE, as_sentence(step.reason), "change", step.at, by, page)


def _said(one: LetterAnswer | AnswerCorrection) -> str:
    seen = f"Seen on {long_date(one.seen_on)}." if one.seen_on else ""
    to = f": {one.sent_on_to}" if one.sent_on_to else ""
    return " ".join(part for part in (f"{HEARD[one.next]}{to}.", seen, one.words) if part)


def _answer(one: LetterAnswer) -> str:
    """Where an answer is read and put right."""
    return url_for("desk.answer", referral_id=one.referral_id, answer_id=one.id)


def _page(letter: UUID) -> str:
    return url_for("desk.referral", referral_id=letter, _anchor="sending")
