"""Storing answers to the red-flag questions; what follows from them is decided in `flags`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.operations import refuse_ones_own_record
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes
from homecare.clients.amended.words import BACKGROUND_LINE
from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.diary.days import refresh_days
from homecare.language import local_day
from homecare.refusals import Refusal
from homecare.rules.red_flags import (
    BACKGROUND,
    CONSIDERED,
    GP_FIRST,
    QUESTIONS,
    level_of,
    stops_exercise,
)
from homecare.screening.models import (
    BACKGROUND_NOTED,
    BY_THERAPIST,
    INTAKE,
    SOURCES,
    RedFlagAnswer,
    Screening,
)
from homecare.screening.queries import last_asked, wording_since

_CODES = {question.code for question in BACKGROUND}
_OF_ANSWER = (
    "code", "level", "unsure", "decision",
    "cleared_at", "cleared_on", "cleared_by", "cleared_reason",
)  # fmt: skip


def note_background(act: Act, episode: Episode, code: str, decision: str) -> None:
    """Record *considered* or *GP first* about a line of the background.

    A line that was not known before is written down as of today; it is no red-flag check.
    Raises ValueError for a code or decision nobody knows, and Refusal for one's own record.
    """
    refuse_ones_own_record(act, episode.client_id)
    if code not in _CODES or decision not in (CONSIDERED, GP_FIRST):
        raise ValueError("a background line is considered or gp_first")
    answer = _standing_answer(act.session, episode, code)
    if answer:
        pair = answer.decision, decision
        keep_changes(act, episode.client, {f"{BACKGROUND_LINE}.{code}": pair}, episode)
    else:
        answer = _write_down(act, episode, code)
    answer.decision = decision
    act.session.flush()
    raise_levels(act.session, episode.id)
    audit.note(act, f"background.{decision}", episode.client_id, str(answer.id))


def raise_levels(session: Session, episode_id: UUID) -> None:
    """Raise what nobody has cleared and is graver beside what is now known of the background.

    Nothing is ever lowered, also where a line of the background turns out to be wrong.
    """
    of_episode = select(RedFlagAnswer).join(RedFlagAnswer.screening)
    answers = session.scalars(of_episode.where(Screening.episode_id == episode_id)).all()
    background = {answer.code for answer in answers} & _CODES
    for answer in answers:
        if answer.cleared_at is None:
            answer.level = max(answer.level, level_of(answer.code, background=background))


def _standing_answer(session: Session, episode: Episode, code: str) -> RedFlagAnswer | None:
    statement = (
        select(RedFlagAnswer)
        .join(RedFlagAnswer.screening)
        .where(
            Screening.episode_id == episode.id,
            RedFlagAnswer.code == code,
            RedFlagAnswer.cleared_at.is_(None),
        )
        .order_by(RedFlagAnswer.id.desc())
    )
    return session.scalars(statement).first()


def _write_down(act: Act, episode: Episode, code: str) -> RedFlagAnswer:
    answer = RedFlagAnswer(practice_id=episode.practice_id, code=code)
    act.session.add(
        Screening(
            practice_id=episode.practice_id,
            client_id=episode.client_id,
            episode_id=episode.id,
            source=BACKGROUND_NOTED,
            on=local_day(act.now, episode.zone),
            answered_at=act.now,
            answered_by=act.actor.person_id,
            answers=[answer],
        )
    )
    return answer


class Round(NamedTuple):
    """The red-flag questions asked once: every yes and whether it was "I'm not sure", what was
    decided about each line of the background, and the id that the page was made with.

    `with_background`: the background was asked as well, as it is at every intake."""

    source: str
    answers: Mapping[str, bool]
    decisions: Mapping[str, str]
    id: UUID | None
    with_background: bool = False


def store_answers(act: Act, episode: Episode, said: Round) -> tuple[Screening, bool]:
    """Store one round of answers; answers it, and whether it was not stored before.

    The same answers sent again under one id are one round, while they stand; others are a new
    one, and so are the same once somebody has cleared them or called them a mistake.
    Raises ValueError for a source, code or decision nobody knows, and Refusal where somebody at
    work notes no red flag about themselves: that would be a check that nobody else made.
    """
    _refuse_unknown(said)
    if said.source in (BY_THERAPIST, INTAKE) and not stops_exercise(said.answers):
        refuse_ones_own_record(act, episode.client_id)
    known = act.session.get(Screening, said.id) if said.id else None
    if known and known.episode_id == episode.id and _still_says(known, said):
        return known, False
    screening = Screening(
        id=new_id() if known else said.id or new_id(),
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        source=said.source,
        on=local_day(act.now, episode.zone),
        answered_at=act.now,
        answered_by=act.actor.person_id,
        wording=wording_since(last_asked(act.session, episode.id)),
        answers=_rows(episode, said),
    )
    act.session.add(screening)
    if said.with_background or said.source == INTAKE:
        episode.background_asked_at = act.now
    if said.source == INTAKE:
        episode.against_asked_at = act.now  # on the same form
    act.session.flush()
    if said.answers:
        raise_levels(act.session, episode.id)
        refresh_days(act, episode, screening.on)
    audit.note(act, "red_flags.answer", episode.client_id, str(screening.id))
    return screening, True


def repeat_round(act: Act, screening: Screening, episode: Episode) -> Screening:
    """Write a round down in another stretch of care too, word for word, with what became of it."""
    same = ("source", "on", "answered_at", "answered_by", "wording", "mistaken_at")
    repeated = Screening(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        **{name: getattr(screening, name) for name in same},
        answers=[
            RedFlagAnswer(
                practice_id=episode.practice_id,
                **{name: getattr(answer, name) for name in _OF_ANSWER},
            )
            for answer in screening.answers
        ],
    )
    act.session.add(repeated)
    act.session.flush()
    raise_levels(act.session, episode.id)
    audit.note(act, "red_flags.repeat", episode.client_id, str(repeated.id))
    return repeated


def _rows(episode: Episode, said: Round) -> list[RedFlagAnswer]:
    """A row for each yes."""
    return [
        RedFlagAnswer(
            practice_id=episode.practice_id,
            code=code,
            unsure=unsure,
            decision=said.decisions.get(code),
        )
        for code, unsure in sorted(said.answers.items())
    ]


def _still_says(known: Screening, said: Round) -> bool:
    """Whether a round says this, and nothing of it was cleared or called a mistake since."""
    settled = known.mistaken_at or any(answer.cleared_at for answer in known.answers)
    says = {answer.code: answer.unsure for answer in known.answers}
    return not settled and says == dict(said.answers)


def _refuse_unknown(said: Round) -> None:
    if said.source not in SOURCES:
        raise ValueError(f"no such source: {said.source}")
    if unknown := sorted({*said.answers, *said.decisions} - QUESTIONS.keys()):
        raise ValueError(f"no such questions: {', '.join(unknown)}")
    if not set(said.decisions.values()) <= {CONSIDERED, GP_FIRST}:
        raise ValueError("a background answer is considered or gp_first")


def store_clearing(
    act: Act,
    episode: Episode,
    answers: Sequence[RedFlagAnswer],
    reason: str,
    on: date | None,
) -> None:
    """Write down that answers are cleared as of `on` (the client's today), with a reason.

    Raises Refusal without a reason, with a date outside the days from the answers to today, and
    for one's own answers.
    """
    refuse_ones_own_record(act, episode.client_id)
    today, reason = local_day(act.now, episode.zone), reason.strip()
    on = on or today
    _refuse_clearing(answers, reason, on, today)
    for answer in answers:
        if answer.cleared_at is None:
            answer.cleared_at, answer.cleared_on = act.now, on
            answer.cleared_by, answer.cleared_reason = act.actor.person_id, reason
    act.session.flush()
    refresh_days(act, episode, today)
    audit.note(act, "red_flags.clear", episode.client_id)


def _refuse_clearing(answers: Sequence[RedFlagAnswer], reason: str, on: date, today: date) -> None:
    if not reason:
        raise Refusal({"reason": "Write why these answers can be cleared."})
    if on > today or any(on < answer.screening.on for answer in answers):
        raise Refusal({"on": "Write a date from the day of the answers to today."})
