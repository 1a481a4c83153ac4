"""Fills a practice's library from the shipped catalogue, and puts right there what was put right in
it; keeps the practice's own templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.accounts.operations import hold_practice
from homecare.acting import Act, the_clock
from homecare.database import new_id
from homecare.library import shipped
from homecare.library.catalogue.advice import ADVICE, CatalogueAdvice
from homecare.library.catalogue.exercise import CatalogueExercise
from homecare.library.catalogue.exercises import EXERCISES, OTHER_SIDE
from homecare.library.catalogue.templates import TEMPLATES, ProgrammeTemplate
from homecare.library.models import Advice, Exercise, Template, TemplateItem
from homecare.library.own import OwnWords, problems_of
from homecare.library.photos.words import Shown
from homecare.library.shipped import DOSE, WORDS, Shipped
from homecare.library.words import Dosed
from homecare.refusals import Refusal

TAKEN = "Another exercise in your library has this name."
NO_PICTURE = "Add at least one photo: clients go by the picture."


class Chosen(Dosed, Protocol):
    """An exercise with its dose, as a plan or a template holds it."""

    @property
    def exercise_id(self) -> UUID: ...
    @property
    def in_flare(self) -> bool: ...


def stock_library(session: Session, practice_id: UUID) -> int:
    """Copy what the practice does not have yet, by its code; answers how much. What is there stays
    as it is, changed or taken out of use.

    Runs when a practice is made, and after each upgrade: it adds only what is missing.
    """
    exercises = _ids_by_code(session, practice_id, Exercise)
    made: list[Any] = [_exercise(practice_id, e) for e in EXERCISES if e.code not in exercises]
    session.add_all(made)
    session.flush()
    exercises = _ids_by_code(session, practice_id, Exercise)
    advice = _ids_by_code(session, practice_id, Advice)
    made += [_advice(practice_id, one) for one in ADVICE if one.code not in advice]
    templates = _ids_by_code(session, practice_id, Template)
    made += [_template(practice_id, t, exercises) for t in TEMPLATES if t.code not in templates]
    session.add_all(made)
    session.flush()
    return len(made)


def stock_every_library(session: Session, now: datetime) -> int:
    """What a release brings reaches every practice; answers how many it was new to."""
    reached = 0
    for practice_id in session.scalars(select(Practice.id).order_by(Practice.id)).all():
        act = Act(session, the_clock(practice_id), now)
        if new := stock_library(session, practice_id):
            audit.note(act, "library.stock", subject=str(new))
        if corrected := correct_library(session, practice_id):
            audit.note(act, "library.correct", subject=str(corrected))
        reached += bool(new or corrected)
    return reached


def correct_library(session: Session, practice_id: UUID) -> int:
    """Put today's words and doses where a practice still has those of an earlier release, to the
    letter; answers how many. What the practice changed, made or took out of use stays as it is.
    """
    codes = {id: code for code, id in _ids_by_code(session, practice_id, Exercise).items()}
    corrected = 0
    for row, fresh in _pairs(session, practice_id, codes):
        now, then = shipped.digest(fresh, codes), shipped.digest(row, codes)
        if then != now and then in shipped.DIGESTS.get(row.code, ()):
            for name in shipped.columns(fresh):
                setattr(row, name, getattr(fresh, name))
            corrected += 1
    session.flush()
    return corrected


def _pairs(
    session: Session, practice_id: UUID, codes: Mapping[UUID, str]
) -> Iterator[tuple[Shipped, Shipped]]:
    """What a practice has in use, each beside how it would come today."""
    ids = {code: id for id, code in codes.items()}
    today: dict[type[Any], dict[str, Any]] = {
        Exercise: {one.code: _exercise(practice_id, one) for one in EXERCISES},
        Advice: {one.code: _advice(practice_id, one) for one in ADVICE},
        Template: {one.code: _template(practice_id, one, ids) for one in TEMPLATES},
    }
    for model, fresh in today.items():
        in_use = select(model).where(model.practice_id == practice_id, model.archived_at.is_(None))
        for row in session.scalars(in_use):
            if row.code in fresh:
                yield row, fresh[row.code]


def _ids_by_code(session: Session, practice_id: UUID, model: type[Any]) -> dict[str, UUID]:
    """The ids of what the practice has, archived or not, by code."""
    rows = session.execute(select(model.code, model.id).where(model.practice_id == practice_id))
    return {row.code: row.id for row in rows}


def _exercise(practice_id: UUID, item: CatalogueExercise) -> Exercise:
    steps = [*item.steps, OTHER_SIDE] if item.sided and item.each_side else [*item.steps]
    words = {name: getattr(item, name) for name in ("code", *WORDS)}
    dose = {name: getattr(item, name) for name in DOSE}
    return Exercise(practice_id=practice_id, steps=steps, **words, **dose)


def _advice(practice_id: UUID, item: CatalogueAdvice) -> Advice:
    return Advice(practice_id=practice_id, **{f.name: getattr(item, f.name) for f in fields(item)})


def _template(
    practice_id: UUID, template: ProgrammeTemplate, exercises: Mapping[str, UUID]
) -> Template:
    return Template(
        practice_id=practice_id,
        code=template.code,
        name=template.name,
        for_whom=template.for_whom,
        description=template.description,
        advice_codes=list(template.advice),
        items=[
            TemplateItem(
                practice_id=practice_id,
                place=place,
                exercise_id=exercises[item.exercise],
                days=sum(1 << day for day in item.days),
                in_flare=item.in_flare,
                **{name: getattr(item, name) for name in DOSE},
            )
            for place, item in enumerate(template.items, start=1)
        ],
    )


class TemplateWords(NamedTuple):
    """What a template is called, for whom it is, and what it is about."""

    name: str
    for_whom: str = ""
    description: str = ""


def make_template(
    act: Act,
    items: Sequence[Chosen],
    advice_codes: Sequence[str],
    words: TemplateWords,
) -> Template:
    """Keep a selection of exercises with their doses as a template of the practice's own.

    Sides and notes belong to a client and are left out, and so an exercise that stood on both
    sides apart stands in the template once. The same pressed twice is kept once.
    """
    hold_practice(act.session, act.actor.practice_id)
    once = {item.exercise_id: item for item in reversed(items)}
    template = Template(
        practice_id=act.actor.practice_id,
        code=f"own-{new_id().hex}",
        name=words.name,
        for_whom=words.for_whom,
        description=words.description,
        advice_codes=list(advice_codes),
        items=[
            TemplateItem(
                practice_id=act.actor.practice_id,
                place=place,
                exercise_id=item.exercise_id,
                days=item.days,
                in_flare=item.in_flare,
                **{measure: getattr(item, measure) for measure in DOSE},
            )
            for place, item in enumerate(reversed(once.values()), start=1)
        ],
    )
    like = select(Template).where(Template.archived_at.is_(None)).filter_by(**words._asdict())
    for known in act.session.scalars(like.filter_by(practice_id=act.actor.practice_id)):
        if _held_by(known) == _held_by(template):
            return known
    act.session.add(template)
    act.session.flush()
    audit.note(act, "template.make", subject=str(template.id))
    return template


def _held_by(template: Template) -> list[Any]:
    measures = ("exercise_id", "days", "in_flare", *DOSE)
    return [template.advice_codes, *([getattr(i, m) for m in measures] for i in template.items)]


def make_own(
    act: Act, origin: Exercise, words: OwnWords, photos: Sequence[Shown] = (), *,
    instead: bool = False,
) -> Exercise:  # fmt: skip
    """Copy an exercise in the practice's own words, with its drawing or with `photos`; with
    `instead`, the first one goes out of use. Raises Refusal for words that can't stand, a name that
    two would bear, or an exercise that nobody could see."""
    problems = problems_of(words, sided=origin.sided) | _unseen(origin.pose, photos)
    bears = in_use_by_name(act).get(words.name.casefold())
    if bears is not None and not (instead and bears is origin):
        problems.setdefault("name", TAKEN)
    if problems:
        raise Refusal(problems)
    own = add_own(act, origin.pose, words, photos, sided=origin.sided)
    if instead:
        own.is_favourite = origin.is_favourite
        archive_exercise(act, origin)
    return own


def make_new(act: Act, words: OwnWords, photos: Sequence[Shown], *, sided: bool) -> Exercise:
    """Add an exercise that is nobody's copy; its photos show it. Raises Refusal as `make_own`."""
    problems = problems_of(words, sided=sided) | _unseen("", photos)
    if words.name.casefold() in in_use_by_name(act):
        problems.setdefault("name", TAKEN)
    if problems:
        raise Refusal(problems)
    return add_own(act, "", words, photos, sided=sided)


def _unseen(pose: str, photos: Sequence[Shown]) -> dict[str, str]:
    return {} if pose or photos else {"photo_1": NO_PICTURE}


def in_use_by_name(act: Act) -> dict[str, Exercise]:
    """The exercises that the practice is offered, by name; capitals make no other name."""
    in_use = select(Exercise).where(
        Exercise.practice_id == act.actor.practice_id, Exercise.archived_at.is_(None)
    )
    return {one.name.casefold(): one for one in act.session.scalars(in_use)}


def add_own(
    act: Act, pose: str, words: OwnWords, photos: Sequence[Shown] = (), *, sided: bool
) -> Exercise:
    """Add an exercise in words that were checked; `pose` draws it where there are no photos."""
    said = {one.name: getattr(words, one.name) for one in fields(words) if one.name != "own_stop"}
    exercise = Exercise(
        practice_id=act.actor.practice_id,
        code=f"own-{new_id().hex}",
        pose=pose,
        sided=sided,
        stop=words.stop,
        photos=[one.row() for one in photos],
        **{**said, "steps": list(words.steps)},
    )
    act.session.add(exercise)
    act.session.flush()
    audit.note(act, "exercise.make", subject=str(exercise.id))
    if photos:
        audit.note(act, "exercise.photos", subject=str(exercise.id))
    return exercise


def set_favourite(act: Act, exercise: Exercise, *, favourite: bool) -> None:
    """Let an exercise stand first wherever the practice chooses one, or no longer."""
    if exercise.is_favourite != favourite:
        exercise.is_favourite = favourite
        audit.note(act, "exercise.favourite", subject=str(exercise.id))


def archive_exercise(act: Act, exercise: Exercise) -> None:
    """Offer the exercise no longer; programmes and templates that hold it stay as they are."""
    exercise.archived_at = act.now
    audit.note(act, "exercise.archive", subject=str(exercise.id))


def restore_exercise(act: Act, exercise: Exercise) -> None:
    """Offer an archived exercise again."""
    exercise.archived_at = None
    audit.note(act, "exercise.restore", subject=str(exercise.id))


def archive_template(act: Act, template: Template) -> None:
    """Offer the template no longer; programmes made from it stay as they are."""
    template.archived_at = act.now
    audit.note(act, "template.archive", subject=str(template.id))


def restore_template(act: Act, template: Template) -> None:
    """Offer an archived template again."""
    template.archived_at = None
    audit.note(act, "template.restore", subject=str(template.id))
