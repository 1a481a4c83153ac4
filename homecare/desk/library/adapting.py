"""Copying an exercise, in a practice's own words and with its own usual dose."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.desk.blueprint import blueprint
from homecare.desk.library.forms import OwnWordsForm
from homecare.desk.storing import stored
from homecare.library.catalogue.exercise import STOP_RULE
from homecare.library.models import Exercise
from homecare.library.operations import make_own
from homecare.library.own import own_words_of


@blueprint.route("/library/<uuid:exercise_id>/adapt", methods=["GET", "POST"])
@allow(THERAPIST)
def adapt_exercise(exercise_id: UUID) -> Any:
    """The words and the dose to change; nothing is stored before they are sent."""
    origin = scope().get(Exercise, exercise_id)
    if request.method == "GET":
        said = asdict(own_words_of(origin))
        form = OwnWordsForm(formdata=None, data={**said, "steps": "\n".join(said["steps"])})
        return _page(origin, form)
    form, made = OwnWordsForm(), []

    def store(session: Session, now: Any) -> None:
        act = scope().act(now)
        made.append(make_own(act, origin, form.words(), instead=bool(form.instead.data)))

    if not stored(form, store):
        return _page(origin, form), 400
    flash(f"“{made[0].name}” is in the library.")
    return redirect(url_for("desk.exercise", exercise_id=made[0].id))


def _page(origin: Exercise, form: OwnWordsForm) -> str:
    return render_template(
        "desk/library/adapt.html", exercise=origin, form=form, stop_rule=STOP_RULE
    )
