"""What was said about the past in one record is known in the care that goes on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.language import local_day
from homecare.merging.plan import lacking
from homecare.rules.red_flags import Level, level_of
from homecare.screening.models import BACKGROUND_NOTED, MERGE_UNDONE, RedFlagAnswer, Screening
from homecare.screening.operations import raise_levels


def carry_background(act: Act, other: Episode, goes_on: Episode) -> Screening | None:
    """Note what the other record's newest care knows and this one does not, with what was decided;
    None where it lacks nothing."""
    known = {answer.code for answer in _background(act.session, goes_on)}
    lines = lacking(_background(act.session, other), known, lambda answer: answer.code)
    if not lines:
        return None
    noted = Screening(
        practice_id=goes_on.practice_id,
        client_id=goes_on.client_id,
        episode_id=goes_on.id,
        source=BACKGROUND_NOTED,
        on=local_day(act.now, goes_on.zone),
        answered_at=act.now,
        answered_by=act.actor.person_id,
        answers=[
            RedFlagAnswer(practice_id=goes_on.practice_id, code=one.code, decision=one.decision)
            for one in lines
        ],
    )
    act.session.add(noted)
    act.session.flush()
    raise_levels(act.session, goes_on.id)
    return noted


def take_background_back(act: Act, noted: Screening) -> None:
    """What was brought by a merge that is undone holds no more; it stays readable."""
    for answer in noted.answers:
        if answer.cleared_at is None:
            answer.cleared_at, answer.cleared_on = act.now, max(noted.on, act.now.date())
            answer.cleared_by, answer.cleared_reason = act.actor.person_id, MERGE_UNDONE


def _background(session: Session, episode: Episode) -> list[RedFlagAnswer]:
    answers = (
        select(RedFlagAnswer)
        .join(Screening, Screening.id == RedFlagAnswer.screening_id)
        .where(Screening.episode_id == episode.id, RedFlagAnswer.cleared_at.is_(None))
        .order_by(RedFlagAnswer.id.desc())
    )
    return [one for one in session.scalars(answers) if level_of(one.code) == Level.BACKGROUND]
