"""An exercise of the practice's own: a copy in other words, or one that nobody else has."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST, Act
from homecare.desk.blueprint import blueprint
from homecare.desk.library.forms import AdaptForm, NewForm, PhotosForm
from homecare.desk.storing import stored
from homecare.library.catalogue.exercise import STOP_RULE
from homecare.library.models import Exercise
from homecare.library.operations import make_new, make_own
from homecare.library.own import own_words_of, problems_of
from homecare.library.photos.operations import keep
from homecare.library.photos.words import Shown, photos_of
from homecare.refusals import Refusal


@blueprint.route("/library/<uuid:exercise_id>/adapt", methods=["GET", "POST"])
@allow(THERAPIST)
def adapt_exercise(exercise_id: UUID) -> Any:
    """The words, the photos and the dose to change; nothing is stored before they are sent."""
    origin = scope().get(Exercise, exercise_id)
    there = photos_of(origin)
    if request.method == "GET":
        said = asdict(own_words_of(origin))
        form = AdaptForm(formdata=None, data={**said, "steps": "\n".join(said["steps"])})
        form.begin_with(there)
        return _page(form, origin, there)
    form = AdaptForm()

    def make(act: Act, photos: list[Shown]) -> Exercise:
        instead = bool(form.instead.data)
        return make_own(act, origin, form.words(), photos, instead=instead)

    return _made(form, there, make, sided=origin.sided) or (_page(form, origin, there), 400)


@blueprint.route("/library/new", methods=["GET", "POST"])
@allow(THERAPIST)
def new_exercise() -> Any:
    """An exercise that no release brings, shown by the practice's own photos."""
    form = NewForm()
    if request.method == "GET":
        return _page(NewForm(formdata=None, data={"reps": 10, "times_a_day": 1}))

    def make(act: Act, photos: list[Shown]) -> Exercise:
        return make_new(act, form.words(), photos, sided=bool(form.sided.data))

    return _made(form, [], make, sided=bool(form.sided.data)) or (_page(form), 400)


def _made(form: PhotosForm, there: list[Shown], make: Any, *, sided: bool) -> Any:
    """Where to go once it is stored; None where something was wrong, which stands at its field."""
    made: list[Exercise] = []
    if form.validate_on_submit():
        try:
            photos = form.photos(there)  # drawn anew before anything is locked
        except Refusal as refused:
            form.show(problems_of(form.words(), sided=sided) | refused.problems)
        else:

            def store(session: Session, now: datetime) -> None:
                act = scope().act(now)
                made.append(make(act, keep(act, photos)))

            stored(form, store)
    if not made:
        form.ask_again()
        return None
    flash(f"“{made[0].name}” is in the library.")
    return redirect(url_for("desk.exercise", exercise_id=made[0].id))


def _page(
    form: PhotosForm, origin: Exercise | None = None, there: list[Shown] | None = None
) -> str:
    return render_template(
        "desk/library/adapt.html",
        exercise=origin, there=there or [], form=form, stop_rule=STOP_RULE,
    )  # fmt: skip
