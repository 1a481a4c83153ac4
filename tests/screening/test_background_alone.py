"""Background is no new symptom: by itself it stops nobody; and what does is one question to ask."""

from sqlalchemy.orm import Session

from homecare.screening.queries import exercises_stopped
from tests.make.diary import Care, statements
from tests.make.flags import (
    answer,
    assess,
    flags_of,
    the_flag,
)


def test_background_alone_stops_nobody_and_tells_nobody(session: Session, care: Care) -> None:
    answer(session, care, "cancer", by_staff=True, decisions={"cancer": "considered"})
    assert flags_of(session, care) == []
    assert not exercises_stopped(session, care.episode.id)
    assess(session, care, 1)
    assert flags_of(session, care) == []


def test_background_marked_gp_first_proposes_the_gp_at_once(session: Session, care: Care) -> None:
    answer(session, care, "cancer", by_staff=True, decisions={"cancer": "gp_first"})
    assert the_flag(session, care).proposes == "gp"
    assert not exercises_stopped(session, care.episode.id)


def test_whether_exercises_are_stopped_is_one_statement(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    with statements(session) as sent:
        exercises_stopped(session, care.episode.id)
    assert len(sent) == 1
