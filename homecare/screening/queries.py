"""Reading red-flag answers: what is uncleared, and what stops the exercises."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Exists,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, contains_eager

from homecare.accounts.models import Person
from homecare.accounts.queries import name_in
from homecare.clients.models import Episode
from homecare.programmes.queries import stopped_in, stops_in_short
from homecare.rules.red_flags import (
    AGAIN,
    BACKGROUND,
    FIRST,
    GP_FIRST,
    Level,
    level_of,
    stops_exercise,
)
from homecare.rules.urgent_advice import UrgentAdvice, advice_for
from homecare.screening.models import (
    BACKGROUND_NOTED,
    NEVER_THEIRS,
    RedFlagAnswer,
    Screening,
    urgency_of,
)
from homecare.screening.not_theirs.queries import is_their_own
from homecare.together import Asked, rows


def is_pressing(answer: RedFlagAnswer) -> bool:
    """Whether an answer asks for somebody: any but background, and background for the GP first."""
    return answer.urgency > Level.BACKGROUND or answer.decision == GP_FIRST


_BACKGROUND_CODES = [question.code for question in BACKGROUND]


def uncleared(session: Session, episode_id: UUID) -> list[RedFlagAnswer]:
    """The answers of an episode that ask for somebody and are not cleared, with their screening.

    Background answers are among them only where the therapist recorded *GP first*.
    """
    return uncleared_of(session, [episode_id]).get(episode_id, [])


def uncleared_of(session: Session, episode_ids: Iterable[UUID]) -> dict[UUID, list[RedFlagAnswer]]:
    """As `uncleared`, for many episodes in one statement."""
    of_episode: dict[UUID, list[RedFlagAnswer]] = {}
    for answer in session.scalars(_uncleared(), {"ids": list(episode_ids)}):
        if is_pressing(answer):
            of_episode.setdefault(answer.screening.episode_id, []).append(answer)
    return of_episode


@cache
def _uncleared() -> Select[RedFlagAnswer]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(RedFlagAnswer)
        .join(RedFlagAnswer.screening)
        .options(contains_eager(RedFlagAnswer.screening))
        .where(
            Screening.episode_id.in_(bindparam("ids", expanding=True)),
            RedFlagAnswer.cleared_at.is_(None),
        )
        .order_by(Screening.on, RedFlagAnswer.code)
    )


def exercises_stopped(session: Session, episode_id: UUID) -> bool:
    """Whether a red-flag answer stops the exercises: any that is neither background nor cleared."""
    return bool(session.scalar(_stops(), {"episode": episode_id}))


@cache
def _stops() -> Select[bool]:
    """Put together once: every list of what is due today asks."""
    return select(answer_stands(bindparam("episode", type_=RedFlagAnswer.id.type)))


def answer_stands(episode_id: Any) -> Exists:
    """For a statement: whether the episode (an id, or a column of ids) has an answer that is
    neither background nor cleared."""
    return exists(_standing().where(Screening.episode_id == episode_id))


def where_answers_stand(practice_id: Any) -> Select[UUID]:
    """For a statement about many: the episodes of a practice for which `answer_stands` is true."""
    return _standing().where(RedFlagAnswer.practice_id == practice_id)


def _standing() -> Select[UUID]:
    answers = select(Screening.episode_id).join(Screening.answers)
    asks = RedFlagAnswer.code.not_in(_BACKGROUND_CODES)
    return answers.where(RedFlagAnswer.cleared_at.is_(None), asks)


def answers_in_short(episode_id: Any) -> ScalarSelect[str | None]:
    """For a statement: the uncleared answers of the episode (an id, or a column of ids), as one
    text for `gravest_in`."""
    each = RedFlagAnswer.code + ":" + cast(RedFlagAnswer.level, String)
    return (
        select(func.aggregate_strings(each, ","))
        .join(Screening, Screening.id == RedFlagAnswer.screening_id)
        .where(Screening.episode_id == episode_id, RedFlagAnswer.cleared_at.is_(None))
        .scalar_subquery()
    )


def gravest_in(short: str | None) -> Level | None:
    """The level of the gravest answer that stops the exercises, None where none does."""
    each = (one.rpartition(":") for one in (short or "").split(",") if one)
    gravest = max((urgency_of(code, int(level)) for code, _, level in each), default=None)
    return gravest if gravest is not None and gravest > Level.BACKGROUND else None


def background_that_holds(answers: Iterable[Any]) -> tuple[tuple[str, str | None], ...]:
    """Code and decision of each line of the background, without those that were never theirs."""
    return tuple(
        (answer.code, answer.decision)
        for answer in answers
        if level_of(answer.code) == Level.BACKGROUND
        and not answer.cleared_reason.startswith(NEVER_THEIRS)
    )


def rounds_of(session: Session, episode_id: UUID) -> list[tuple[Screening, str]]:
    """The red-flag questions each time they were asked, with their answers and the name of
    whoever answered, the oldest first, in one statement."""
    return list(rows(session, rounds_asked(episode_id))[0])


def rounds_asked(episode_id: UUID) -> Asked:
    """The question of `rounds_of`."""
    return Asked(_rounds_of(), {"episode": episode_id}, (Screening.answers,))


@cache
def _rounds_of() -> Select[Screening, str]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(Screening, name_in(Screening.practice_id).label("name"))
        .join(Person, Person.id == Screening.answered_by)
        .where(Screening.episode_id == bindparam("episode"))
        .order_by(Screening.answered_at, Screening.id)
    )


def last_round(session: Session, episode_id: UUID) -> Screening | None:
    """The red-flag questions as they were last answered in an episode."""
    statement = (
        select(Screening)
        .where(Screening.episode_id == episode_id, Screening.source != BACKGROUND_NOTED)
        .where(Screening.stands())
        .order_by(Screening.answered_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def answers_in(session: Session, episode_id: UUID) -> Sequence[RedFlagAnswer]:
    """Every yes of an episode that was its client's, the oldest first."""
    statement = (
        select(RedFlagAnswer)
        .join(RedFlagAnswer.screening)
        .options(contains_eager(RedFlagAnswer.screening))
        .where(Screening.episode_id == episode_id, Screening.stands())
        .order_by(Screening.answered_at, RedFlagAnswer.code)
    )
    return session.scalars(statement).all()


def is_asked(session: Session, episode_id: UUID) -> bool:
    """Whether the red-flag questions were asked in an episode, whatever the answer was."""
    asked = select(Screening.id).where(Screening.episode_id == episode_id, Screening.stands())
    return session.scalar(asked.limit(1)) is not None


def ever_asked(episode_id: Any) -> ColumnElement[bool]:
    """The same as a column beside an episode that is selected."""
    return exists().where(Screening.episode_id == episode_id, Screening.stands())


def last_asked(session: Session, episode_id: UUID) -> date | None:
    """The day on which the questions about new symptoms were last answered, None where never."""
    asked = select(func.max(Screening.on)).where(
        Screening.episode_id == episode_id,
        Screening.source != BACKGROUND_NOTED,
        Screening.stands(),
    )
    return session.scalar(asked)


def wording_since(asked_on: date | None) -> str:
    """How the questions are put to somebody who last answered them on that day, if ever."""
    return AGAIN if asked_on else FIRST


def stopping(session: Session, episode_id: UUID) -> list[RedFlagAnswer]:
    """The red-flag answers that stop the exercises, the gravest first, in one statement."""
    answers = [a for a in uncleared(session, episode_id) if a.urgency > Level.BACKGROUND]
    return sorted(answers, key=lambda answer: -answer.urgency)


def stopped_now_and_then(
    session: Session, episode: Episode
) -> tuple[Level | None, list[tuple[date, date]]]:
    """The gravest answer that stops the exercises of an episode now, and every stop of theirs
    (first and last day), in one statement."""
    of_it = bindparam("episode", episode.id, Screening.id.type)
    now, ever = session.execute(select(answers_in_short(of_it), stops_in_short(of_it))).one()
    return gravest_in(now), list(stopped_in(ever, episode.zone))


def gravest(answers: Sequence[RedFlagAnswer]) -> Level | None:
    """The level of the gravest answer, None where there is none."""
    return max((answer.urgency for answer in answers), default=None)


class Shown(NamedTuple):
    """What a client's own page told them to do when they last answered with a yes: how soon, and
    when that was."""

    level: Level
    at: datetime


def shown_to_clients(session: Session, episode_ids: Collection[UUID]) -> dict[UUID, Shown]:
    """What whoever answered by themselves was shown, by episode, as it was graded then: beside what
    was known of the background, with all that stood. Nothing where others noted every answer."""
    rows = defaultdict[UUID, list[Any]](list)
    for row in session.execute(_every_yes(), {"ids": list(episode_ids)}):
        rows[row.episode_id].append(row)
    found = {episode: _shown(of_one) for episode, of_one in rows.items()}
    return {episode: shown for episode, shown in found.items() if shown}


@cache
def _every_yes() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then.

    Whoever once signed in to another record, and was parted from this one, was shown nothing here;
    nor was anybody through a sign-in that was taken back from the wrong person.
    """
    return (
        select(
            Screening.episode_id, Screening.answered_at,
            RedFlagAnswer.code, RedFlagAnswer.cleared_at, is_their_own().label("is_theirs"),
        )
        .join(Screening, Screening.id == RedFlagAnswer.screening_id)
        .where(Screening.episode_id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip


def _shown(rows: Iterable[Any]) -> Shown | None:
    by_themselves = (
        row.answered_at for row in rows if row.is_theirs and level_of(row.code) > Level.BACKGROUND
    )
    at = max(by_themselves, default=None)
    if at is None:
        return None
    known = [row for row in rows if row.answered_at <= at]
    background = {row.code for row in known if row.code in _BACKGROUND_CODES}
    stood = (row.code for row in known if row.cleared_at is None or row.cleared_at >= at)
    return Shown(max(level_of(code, background=background) for code in stood), at)


def advice_for_unsaved(
    session: Session, episode_id: UUID, said: Collection[str], nation: str
) -> UrgentAdvice | None:
    """What to do about a yes to each code of `said`, which could not be stored yet, beside the
    background on record; None where none of them stops the exercises."""
    if not stops_exercise(said):
        return None
    noted = (
        select(RedFlagAnswer.code)
        .join(RedFlagAnswer.screening)
        .where(Screening.episode_id == episode_id, RedFlagAnswer.code.in_(_BACKGROUND_CODES))
    )
    return advice_for([*said, *session.scalars(noted)], nation)
