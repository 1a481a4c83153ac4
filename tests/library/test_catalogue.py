"""The shipped exercises, advice and templates, as a therapist and a client read them."""

from dataclasses import fields

import pytest

from homecare.library.catalogue.advice import ADVICE, CatalogueAdvice
from homecare.library.catalogue.exercise import STOP_RULE, CatalogueExercise
from homecare.library.catalogue.exercises import EXERCISES, by_code, steps_for
from homecare.library.catalogue.templates import TEMPLATES, ProgrammeTemplate
from homecare.library.catalogue.ways import WAYS
from homecare.library.models import Advice, Exercise

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.code)
every_advice = pytest.mark.parametrize("advice", ADVICE, ids=lambda a: a.code)
every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)


def test_each_exercise_has_its_own_code_name_and_words() -> None:
    for field in ("code", "name", "steps", "pose"):
        assert len({getattr(exercise, field) for exercise in EXERCISES}) == len(EXERCISES)


@every_exercise
def test_an_exercise_says_everything_about_itself(exercise: CatalogueExercise) -> None:
    texts = [f.name for f in fields(exercise) if f.type in (str, "str")]
    assert all(getattr(exercise, name).strip() for name in texts)
    assert 2 <= len(exercise.steps) <= 5
    assert by_code(exercise.code) is exercise


@every_exercise
def test_an_exercise_says_what_it_needs_and_how_it_is_made_easier(
    exercise: CatalogueExercise,
) -> None:
    told = WAYS[exercise.code]
    words = [getattr(told, f.name) for f in fields(told)]
    assert all(text.endswith(".") and len(text) <= 90 for text in words)
    assert len(set(words)) == len(words)
    assert "pain" not in told.harder  # nobody is told to work into it


def test_only_shipped_exercises_have_ways() -> None:
    assert set(WAYS) == {exercise.code for exercise in EXERCISES}


@every_exercise
def test_the_stop_rule_stands_first_and_the_exercise_adds_its_own(
    exercise: CatalogueExercise,
) -> None:
    assert exercise.stop.startswith(STOP_RULE)
    assert exercise.stop != STOP_RULE


@every_exercise
def test_the_dose_is_counted_in_repetitions_or_in_minutes(exercise: CatalogueExercise) -> None:
    assert (exercise.reps is None) != (exercise.minutes is None)
    assert exercise.sets >= 1
    assert 1 <= exercise.times_a_day <= 6


@every_exercise
@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_the_steps_name_the_sore_side_and_leave_no_placeholder(
    exercise: CatalogueExercise, side: str
) -> None:
    steps = steps_for(exercise, side)  # type: ignore[arg-type]
    words = " ".join(steps)
    assert "{" not in words
    assert len(steps) <= 5
    assert all(len(sentence.split()) <= 20 for sentence in words.split(". "))
    if exercise.sided and side != "both":
        assert f"your {side}" in words


def test_the_steps_turn_round_with_the_side() -> None:
    figure_four = by_code("figure_four")
    assert "Rest your left ankle on your right knee" in steps_for(figure_four, "left")[1]
    assert "Rest your right ankle on your left knee" in steps_for(figure_four, "right")[1]


def test_with_both_sides_sore_the_steps_speak_of_one_leg_and_end_with_the_other() -> None:
    steps = steps_for(by_code("figure_four"), "both")
    assert "Rest one ankle on the opposite knee" in steps[1]
    assert "other side" in steps[-1]


def test_an_exercise_for_each_side_always_ends_with_the_other_side() -> None:
    assert "other side" in steps_for(by_code("bird_dog"), "left")[-1]
    assert "other side" not in " ".join(steps_for(by_code("clam"), "left"))


def test_what_bends_the_low_back_all_the_way_is_marked() -> None:
    marked = {exercise.code for exercise in EXERCISES if exercise.end_range_flexion}
    assert {"double_knee_to_chest", "single_knee_to_chest", "childs_pose"} <= marked
    assert all("flexion" in by_code(code).bias for code in marked)


@every_exercise
def test_an_exercise_fits_its_row(exercise: CatalogueExercise) -> None:
    _fits(exercise, Exercise)


@every_advice
def test_advice_fits_its_row(advice: CatalogueAdvice) -> None:
    _fits(advice, Advice)


def _fits(entry: object, model: type[Exercise] | type[Advice]) -> None:
    for column in model.__table__.columns:
        room = getattr(column.type, "length", None)
        if room and hasattr(entry, column.name):
            assert len(getattr(entry, column.name)) <= room, column.name


@every_advice
def test_advice_is_dosed_dated_and_asked_about_and_claims_nothing(
    advice: CatalogueAdvice,
) -> None:
    words = f"{advice.title} {advice.text} {advice.reason} {advice.alternative}".lower()
    assert "proven" not in words
    assert "cure" not in words
    assert advice.question.endswith("?")
    assert advice.days > 0


def test_sitting_and_baths_are_advice_of_their_own_kind() -> None:
    kinds = {advice.kind: advice for advice in reversed(ADVICE)}
    assert kinds["sitting"].limit_minutes == 30
    assert kinds["bath"].limit_minutes == 10


def test_a_code_means_one_thing() -> None:
    for all_of_them in (ADVICE, TEMPLATES):
        assert len({one.code for one in all_of_them}) == len(all_of_them)


def test_the_three_usual_templates_are_there() -> None:
    assert {"first_days", "building_up", "keeping_well"} <= {t.code for t in TEMPLATES}


@every_template
def test_a_template_is_short_and_made_of_known_exercises_and_advice(
    template: ProgrammeTemplate,
) -> None:
    codes = [item.exercise for item in template.items]
    assert 2 <= len(codes) <= 4
    assert len(set(codes)) == len(codes)
    assert all(by_code(code) for code in codes)
    assert {advice.code for advice in ADVICE} >= set(template.advice)


@every_template
def test_a_template_without_deep_bending_holds_none(template: ProgrammeTemplate) -> None:
    bending = [i.exercise for i in template.items if by_code(i.exercise).end_range_flexion]
    assert not (template.no_end_range_flexion and bending)


@every_template
def test_a_template_says_on_which_days_and_what_stays_in_a_flare_up(
    template: ProgrammeTemplate,
) -> None:
    in_flare = [item for item in template.items if item.in_flare]
    assert 1 <= len(in_flare) < len(template.items)
    assert not any(by_code(item.exercise).end_range_flexion for item in in_flare)
    for item in template.items:
        assert item.days == tuple(sorted(set(item.days) & set(range(7))))
