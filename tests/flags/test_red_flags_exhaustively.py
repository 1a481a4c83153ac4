"""Every red-flag answer, alone and in every pair, through the database: never the chiropractor."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import decide_background, record_red_flag_answers
from homecare.rules.red_flags import BACKGROUND, CONTRAINDICATIONS, NEW_SYMPTOMS, Level, worst_level
from homecare.screening.queries import exercises_stopped
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flat_weeks, on, the_flag
from tests.make.people import acting

CODES = [question.code for question in NEW_SYMPTOMS]
DAY = 28


@pytest.fixture(autouse=True)
def chiropractor_proposed(session: Session, care: Care) -> None:
    """Every gate is open."""
    flat_weeks(session, care)
    answer(session, care, day=DAY - 1)
    assess(session, care, DAY)
    assert the_flag(session, care).proposes == "chiropractor"


def answered(session: Session, care: Care) -> Iterator[tuple[tuple[str, ...], Flag]]:
    """Each answer and each pair in turn, every other one unsure; each is taken back again."""
    every = [*((code,) for code in CODES), *combinations(CODES, 2)]
    for number, codes in enumerate(every):
        given = dict.fromkeys(codes, bool(number % 2))
        record_red_flag_answers(acting(session, care.me, at(DAY)), care.episode, "client", given)
        live = Flag.episode_id == care.episode.id, Flag.closed_at.is_(None)
        yield codes, session.scalars(select(Flag).where(*live)).one()
        session.rollback()


def test_every_answer_alone_and_in_every_pair_reaches_urgent_or_the_gp(
    session: Session, care: Care
) -> None:
    seen = 0
    for codes, flag in answered(session, care):
        gp = worst_level(codes) == Level.GP
        expected = ("gp", "gp") if gp else ("urgent", "emergency")
        verdict = session.scalars(select(Verdict)).one()
        assert (flag.kind, flag.proposes) == expected, codes
        assert (verdict.state, verdict.proposes) == expected, codes
        assert exercises_stopped(session, care.episode.id), codes
        assert {reason["code"] for reason in flag.reasons} >= set(codes)
        seen += 1
    assert seen == len(CODES) * (len(CODES) + 1) / 2


@pytest.mark.parametrize("code", [question.code for question in BACKGROUND])
def test_background_proposes_the_gp_only_where_the_therapist_says_so(
    session: Session, care: Care, code: str
) -> None:
    decide = {"episode": care.episode, "code": code}
    decide_background(acting(session, care.therapist, at(DAY)), decision="considered", **decide)
    session.commit()
    assert the_flag(session, care).proposes == "chiropractor"
    decide_background(acting(session, care.therapist, at(DAY)), decision="gp_first", **decide)
    session.commit()
    statement = select(Flag).where(Flag.closed_at.is_(None))
    assert session.scalars(statement).one().proposes == "gp"
    assert not exercises_stopped(session, care.episode.id)


@pytest.mark.parametrize("code", CONTRAINDICATIONS)
def test_a_contraindication_turns_the_chiropractor_into_the_gp_in_words(
    session: Session, care: Care, code: str
) -> None:
    care.client.contraindications = [code]
    session.commit()
    session.expire_all()
    assess(session, care, DAY + 1)
    flag = the_flag(session, care)
    assert flag.proposes == "gp"
    assert CONTRAINDICATIONS[code] in flag.reasons[-1]["text"]
    assert "never the chiropractor" in flag.reasons[-1]["text"]
    assert on(DAY) == flag.raised_on
