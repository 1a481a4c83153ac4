"""Storing answers to the red-flag questions; what follows from them is decided in `flags`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.language import local_day
from homecare.rules.red_flags import BACKGROUND, CONSIDERED, GP_FIRST
from homecare.screening.models import BACKGROUND_NOTED, RedFlagAnswer, Screening

_CODES = {question.code for question in BACKGROUND}


def note_background(act: Act, episode: Episode, code: str, decision: str) -> None:
    """Record *considered* or *GP first* about a line of the background.

    A line that was not known before is written down as of today; it is no red-flag check.
    Raises ValueError for a code or decision nobody knows.
    """
    if code not in _CODES or decision not in (CONSIDERED, GP_FIRST):
        raise ValueError("a background line is considered or gp_first")
    answer = _standing_answer(act.session, episode, code) or _write_down(act, episode, code)
    answer.decision = decision
    act.session.flush()
    audit.note(act, f"background.{decision}", episode.client_id, str(answer.id))


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
