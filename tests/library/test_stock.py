"""A practice starts with a copy of the catalogue, which it may adapt."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.library import queries
from homecare.library import words as wording
from homecare.library.catalogue.exercises import EXERCISES, OTHER_SIDE
from homecare.library.catalogue.templates import TEMPLATES
from homecare.library.models import Advice, Exercise, Template, TemplateItem
from homecare.library.operations import stock_library

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def practice(session: Session) -> Practice:
    practice = Practice(name="Clinic", nation="england", made_at=NOW)
    session.add(practice)
    session.flush()
    stock_library(session, practice.id)
    session.commit()
    return practice


def scope_of(session: Session, practice: Practice) -> Scope:
    return Scope(session, Actor(practice_id=practice.id, role="therapist", name="Tess"))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_practice_has_every_exercise_advice_and_template(
    session: Session, practice: Practice
) -> None:
    scope = scope_of(session, practice)
    assert {e.code for e in queries.exercises(scope)} == {e.code for e in EXERCISES}
    assert {a.kind for a in queries.advice(scope)} >= {"sitting", "bath"}
    assert [t.name for t in queries.templates(scope)] == [t.name for t in TEMPLATES]


def test_template_items_keep_their_order_dose_and_days(
    session: Session, practice: Practice
) -> None:
    building_up = next(
        t for t in queries.templates(scope_of(session, practice)) if t.code == "building_up"
    )
    bridge = building_up.items[2]
    assert bridge.exercise.name == "Bridge"
    assert wording.dose(bridge) == (
        "2 sets of 10, hold each for 5 seconds; once a day; Monday, Wednesday, Friday"
    )
    assert [item.place for item in building_up.items] == [1, 2, 3, 4]


def test_stocking_twice_adds_nothing(session: Session, practice: Practice) -> None:
    models = (Exercise, Advice, Template, TemplateItem)
    before = [count(session, model) for model in models]
    stock_library(session, practice.id)
    assert [count(session, model) for model in models] == before


def test_an_upgrade_brings_what_is_new_and_leaves_the_practices_own_words(
    session: Session, practice: Practice
) -> None:
    clam = session.scalars(select(Exercise).where(Exercise.code == "clam")).one()
    clam.name = "Clam shell"
    session.delete(session.scalars(select(Advice).where(Advice.code == "keep_moving")).one())
    session.flush()
    stock_library(session, practice.id)
    session.refresh(clam)
    assert clam.name == "Clam shell"
    assert count(session, Advice) == 5


def test_an_archived_exercise_is_not_offered_and_does_not_come_back(
    session: Session, practice: Practice
) -> None:
    clam = session.scalars(select(Exercise).where(Exercise.code == "clam")).one()
    clam.archived_at = NOW
    stock_library(session, practice.id)
    assert "clam" not in {e.code for e in queries.exercises(scope_of(session, practice))}


def test_another_practice_has_its_own_copy(session: Session, practice: Practice) -> None:
    other = Practice(name="Elsewhere", nation="england", made_at=NOW)
    session.add(other)
    session.flush()
    assert queries.exercises(scope_of(session, other)) == []


def test_steps_speak_of_the_sore_side(session: Session, practice: Practice) -> None:
    sided = [e for e in queries.exercises(scope_of(session, practice)) if e.sided]
    for exercise in sided:
        for side in ("left", "right", "both"):
            told = wording.steps(exercise, side)
            assert not any("{" in step for step in told)
        assert wording.steps(exercise, "both")[-1] == OTHER_SIDE


@pytest.mark.parametrize("side", ["left", "right"])
def test_no_step_speaks_against_the_side_that_is_prescribed(
    session: Session, practice: Practice, side: str
) -> None:
    told = {}
    for exercise in queries.exercises(scope_of(session, practice)):
        if exercise.sided:
            steps = " ".join(wording.steps(exercise, side)).lower()
            told[wording.which_first(exercise, side)] = steps
            goes_on = "other side" in steps or "each side" in steps
            words = f"{side} side first" if goes_on else f"{side} side"
            assert wording.which_first(exercise, side) == words, exercise.name
    assert set(told) == {f"{side} side", f"{side} side first"}
