"""Reading answers to letters, and which letters still wait for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Exists,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from homecare.access import Scope
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import MISTAKE, MOVED, Client, Episode
from homecare.language import local_day
from homecare.referrals.answers.models import LINK, AnswerCorrection, AnswerFile, LetterAnswer
from homecare.referrals.models import Contact, Referral
from homecare.referrals.sending.models import LetterLink

LATE = timedelta(days=14)
"""After so long without an answer a letter stands on the therapist's list (docs/rule.md)."""
LOOKED_BACK = timedelta(days=182)
MOST = 50
UNREAD, TRIED, UNANSWERED = "unread", "tried", "unanswered"


def answers_to(session: Session, referral: Referral) -> Sequence[LetterAnswer]:
    """Every answer to a letter, struck out or not, the newest first, with its corrections."""
    return session.scalars(_answers_to(referral)).all()


def standing_answers(session: Session, referral: Referral) -> Sequence[LetterAnswer]:
    """The answers to a letter that stand, the newest first; the newest is the one that holds."""
    return session.scalars(_answers_to(referral).where(LetterAnswer.stands())).all()


def _answers_to(referral: Referral) -> Select[LetterAnswer]:
    mine = select(LetterAnswer).where(
        LetterAnswer.practice_id == referral.practice_id,
        LetterAnswer.referral_id == referral.id,
    )
    newest = mine.order_by(LetterAnswer.received_at.desc(), LetterAnswer.id.desc())
    return newest.options(selectinload(LetterAnswer.corrections))


def answers_about(scope: Scope, client_id: UUID) -> Sequence[LetterAnswer]:
    """Every answer about a client, struck out or not, the newest first, with its corrections."""
    mine = scope.select(LetterAnswer, selectinload(LetterAnswer.corrections))
    newest = mine.order_by(LetterAnswer.received_at.desc())
    return scope.session.scalars(newest.where(LetterAnswer.client_id == client_id)).all()


def given_by_link(session: Session, referral: Referral) -> Sequence[LetterAnswer]:
    """What the receiver of a letter answered by its own link, struck out or not, the newest first.
    What was moved here was another one's to say: only the practice reads it."""
    came_from_elsewhere = LetterAnswer.corrections.any(AnswerCorrection.kind == MOVED)
    mine = _answers_to(referral).where(LetterAnswer.how == LINK, ~came_from_elsewhere)
    return session.scalars(mine).all()


def moved_from(session: Session, letters: Collection[UUID]) -> Sequence[AnswerCorrection]:
    """The moves of answers that stood with these letters until then, the newest first."""
    left = select(AnswerCorrection).where(
        AnswerCorrection.referral_id.in_(letters), AnswerCorrection.kind == MOVED
    )
    return session.scalars(left.order_by(AnswerCorrection.at.desc())).all() if letters else ()


def answers_of_others(
    session: Session, client_id: UUID, answers: Collection[UUID]
) -> Collection[UUID]:
    """Which of these answers stand, or once stood, with a letter about somebody else."""
    now = select(LetterAnswer.id).where(
        LetterAnswer.id.in_(answers), LetterAnswer.client_id != client_id
    )
    once = select(AnswerCorrection.answer_id).where(
        AnswerCorrection.answer_id.in_(answers), AnswerCorrection.client_id != client_id
    )
    return set(session.scalars(now.union(once))) if answers else set()


def letters_to_choose(
    scope: Scope, clients: Collection[UUID], but: UUID
) -> Sequence[Row[Referral, Client]]:
    """The issued letters about some clients that an answer can belong to, the newest first."""
    statement = (
        select(Referral, Client)
        .join(Client, Client.id == Referral.client_id)
        .options(joinedload(Referral.contact))
        .where(
            Referral.practice_id == scope.actor.practice_id,
            Referral.client_id.in_(clients),
            Referral.issued_at.is_not(None),
            Referral.id != but,
        )
    )
    return scope.session.execute(statement.order_by(Referral.issued_at.desc()).limit(MOST)).all()


def files_with(session: Session, answers: Sequence[LetterAnswer]) -> dict[UUID, AnswerFile]:
    """The files that came with some answers, without their bytes, by answer."""
    ids = [answer.id for answer in answers]
    files = select(AnswerFile).where(AnswerFile.answer_id.in_(ids))
    return {file.answer_id: file for file in session.scalars(files)} if ids else {}


def file_of(scope: Scope, answer: LetterAnswer) -> AnswerFile | None:
    """The file that came with an answer, its bytes too."""
    mine = scope.select(AnswerFile, undefer(AnswerFile.content))
    return scope.session.scalars(mine.where(AnswerFile.answer_id == answer.id)).first()


@dataclass(frozen=True, slots=True)
class LetterToLookAt:
    """A letter that asks for somebody: its answer is unread, its link was tried out, or no answer
    has come `since` then."""

    referral: Referral
    contact: str
    client: Client
    why: str
    since: datetime


def letters_to_look_at(
    scope: Scope, now: datetime, zone: str, *, mine: bool
) -> list[LetterToLookAt]:
    """The letters on a therapist's list, answers first, the oldest letter first among its like."""
    whose = {"person": scope.actor.person_id, "today": local_day(now, zone)}
    rows = scope.all(_to_look_at(mine), since=now - LOOKED_BACK, late=now - LATE, **whose)
    found = [
        LetterToLookAt(r.Referral, r.name, r.Client, _why(r.unread, r.tried), r.since) for r in rows
    ]
    return sorted(found, key=lambda one: (UNREAD, TRIED, UNANSWERED).index(one.why))


@cache
def _to_look_at(mine: bool) -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    answered, unread = _is_answered(), _is_unread()
    tried = exists().where(LetterLink.referral_id == Referral.id, LetterLink.ended_why == "tries")
    statement = (
        _issued()
        .where(unread | (~answered & ~_mistaken() & tried) | is_late(bindparam("late")))
        .add_columns(unread.label("unread"), tried.label("tried"), waits_since().label("since"))
        .order_by(Referral.issued_at)
        .limit(MOST)
    )
    return statement.where(ones_own()) if mine else statement


def _is_answered() -> Exists:
    return exists().where(LetterAnswer.referral_id == Referral.id, LetterAnswer.stands())


def _is_unread() -> Exists:
    return _is_answered().where(LetterAnswer.read_at.is_(None))


def is_late(then: Any) -> ColumnElement[bool]:
    """Whether the letter of a statement has waited since `then`, as a rule LATE before now, for
    what came of it."""
    newest = aliased(LetterAnswer)
    heard = exists().where(newest.referral_id == Referral.id, newest.says())
    return and_(~heard, ~_mistaken(), Referral.issued_at < then, waits_since() < then)


def waits_since() -> ColumnElement[datetime]:
    """Since when the letter of a statement waits for what came of it: since it was issued, sent, or
    said not to be seen yet, whichever was last."""
    sent = select(func.max(LetterLink.made_at)).where(LetterLink.referral_id == Referral.id)
    waits = select(func.max(LetterAnswer.received_at)).where(
        LetterAnswer.referral_id == Referral.id, LetterAnswer.stands()
    )
    one, other = (
        func.coalesce(of.correlate(Referral).scalar_subquery(), Referral.issued_at)
        for of in (sent, waits)
    )
    return case((one > other, one), else_=other)


def _mistaken() -> ColumnElement[bool]:
    """Of somebody entered by mistake nobody waits for an answer; one that came is read all the
    same."""
    return exists().where(Episode.id == Referral.episode_id, Episode.closed_as == MISTAKE)


def late_letter(then: Any, since: Any) -> Any:
    """The oldest letter about the Client of a statement that was issued after `since` and that no
    answer has come to since `then` (`is_late`), as a column beside their name; none where none
    is."""
    return _oldest_letter(Referral.id, since, is_late(then))


def late_since(then: Any, since: Any) -> Any:
    """Since when that letter waits."""
    return _oldest_letter(waits_since(), since, is_late(then))


def unread_letter(since: Any) -> Any:
    """The same of a letter with an answer that nobody says to have read."""
    return _oldest_letter(Referral.id, since, _is_unread())


def _oldest_letter(what: Any, since: Any, holds: ColumnElement[bool]) -> Any:
    oldest = (
        select(what)
        .where(
            Referral.client_id == Client.id,
            Referral.status == "issued",
            Referral.issued_at > since,
            Referral.id.not_in(_replaced()),
            holds,
        )
        .order_by(Referral.issued_at)
        .limit(1)
    )
    return oldest.correlate(Client).scalar_subquery()


def _issued() -> Select[Referral, str, Client]:
    """Letters of a `practice` that stand: not withdrawn, not written again, and issued `since`."""
    return (
        select(Referral, Contact.name.label("name"), Client)
        .join(Client, Client.id == Referral.client_id)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(
            Referral.practice_id == bindparam("practice"),
            Referral.status == "issued",
            Referral.issued_at > bindparam("since"),
            Client.erased_at.is_(None),
            Referral.id.not_in(_replaced()),
        )
    )


def _replaced() -> Select[UUID | None]:
    return select(Referral.replaces_id).where(
        Referral.replaces_id.is_not(None), Referral.status == "issued"
    )


def _why(unread: bool, tried: bool) -> str:
    return UNREAD if unread else TRIED if tried else UNANSWERED
