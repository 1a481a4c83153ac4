"""An exercise of the practice's own: a copy in other words, or one that nobody else has."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST, Act
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.library.forms import AdaptForm, NewForm, PhotosForm
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.library.catalogue.exercise import STOP_RULE
from homecare.library.models import Exercise
from homecare.library.operations import make_new, make_own
from homecare.library.own import own_words_of, problems_of
from homecare.library.photos.operations import keep
from homecare.library.photos.queries import held
from homecare.library.photos.words import Shown, photos_of


@blueprint.route("/library/<uuid:exercise_id>/adapt", methods=["GET", "POST"])
@allow(THERAPIST)
def adapt_exercise(exercise_id: UUID) -> Any:
    """The words, the photos and the dose to change; nothing is stored before they are sent."""
    origin = scope().get(Exercise, exercise_id)
    there = dict(enumerate(photos_of(origin), 1))
    if request.method == "GET":
        said = asdict(own_words_of(origin))
        form = AdaptForm(formdata=None, data={**said, "steps": "\n".join(said["steps"])})
        form.begin_with(there)
        return _page(form, there, origin)
    form = AdaptForm()
    there |= _held(form)

    def make(act: Act, photos: list[Shown]) -> Exercise:
        instead = bool(form.instead.data)
        return make_own(act, origin, form.words(), photos, instead=instead)

    return _made(form, there, make, sided=origin.sided) or (_page(form, there, origin), 400)


@blueprint.route("/library/new", methods=["GET", "POST"])
@allow(THERAPIST)
def new_exercise() -> Any:
    """An exercise that no release brings, shown by the practice's own photos."""
    if request.method == "GET":
        return _page(NewForm(formdata=None, data={"reps": 10, "times_a_day": 1}), {})
    form = NewForm()
    there = _held(form)

    def make(act: Act, photos: list[Shown]) -> Exercise:
        return make_new(act, form.words(), photos, sided=bool(form.sided.data))

    return _made(form, there, make, sided=bool(form.sided.data)) or (_page(form, there), 400)


def _held(form: PhotosForm) -> dict[int, Shown]:
    """The photos that were sent with this form before, when something else in it was wrong."""
    session, practice_id = scope().session, scope().actor.practice_id
    found = {place: held(session, practice_id, id) for place, id in form.held().items()}
    return {place: photo for place, photo in found.items() if photo}


def _made(form: PhotosForm, there: dict[int, Shown], make: Any, *, sided: bool) -> Any:
    """Where to go once it is stored; None where something was wrong, which stands at its field.
    Photos that came along are held then, and join those that are `there`."""
    is_fine = form.validate_on_submit()
    clean, problems = form.sent()  # drawn anew before anything is locked
    if clean:
        with transaction(db.session):
            act = scope().act(clock.now())
            there |= {place: keep(act, photo) for place, photo in clean.items()}
    for place in clean:
        form.hold(place, there[place])
    photos, unsaid = form.photos(there)
    if problems := unsaid | problems:
        form.show(problems_of(form.words(), sided=sided) | problems)
        return None
    made: list[Exercise] = []

    def store(_session: Session, now: datetime) -> None:
        made.append(make(scope().act(now), photos))

    if not is_fine or not stored(form, store):
        return None
    flash(f"“{made[0].name}” is in the library.")
    return redirect(url_for("desk.exercise", exercise_id=made[0].id))


def _page(form: PhotosForm, there: dict[int, Shown], origin: Exercise | None = None) -> str:
    return render_template(
        "desk/library/adapt.html", exercise=origin, there=there, form=form, stop_rule=STOP_RULE
    )
