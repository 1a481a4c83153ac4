"""The practice's library: its exercises, and the templates a programme starts from."""

from uuid import UUID

from flask import render_template, request

from homecare.access import allow, scope
from homecare.accounts.models import THERAPIST
from homecare.desk.blueprint import blueprint
from homecare.library import queries
from homecare.library.catalogue import GOOD_SIGN
from homecare.library.models import Exercise

FILTERS = {"position": "Position", "area": "Area", "bias": "Bias"}


@blueprint.route("/library")
@allow(THERAPIST)
def library() -> str:
    """Every exercise with its picture; position, area and bias narrow them."""
    everything = queries.exercises(scope())
    wanted = {name: request.args.get(name, "") for name in FILTERS}
    shown = [e for e in everything if all(v in ("", getattr(e, n)) for n, v in wanted.items())]
    choices = {name: sorted({getattr(e, name) for e in everything}) for name in FILTERS}
    return render_template(
        "desk/library.html", exercises=shown, wanted=wanted, choices=choices, words=FILTERS
    )


@blueprint.route("/library/<uuid:exercise_id>")
@allow(THERAPIST)
def exercise(exercise_id: UUID) -> str:
    """One exercise whole, with its picture to either side."""
    found = scope().get(Exercise, exercise_id)
    return render_template("desk/library_exercise.html", exercise=found, good_sign=GOOD_SIGN)


@blueprint.route("/templates")
@allow(THERAPIST)
def templates() -> str:
    """The templates with their exercises and advice."""
    titles = {advice.code: advice.title for advice in queries.advice(scope())}
    return render_template(
        "desk/templates.html", templates=queries.templates(scope()), advice_titles=titles
    )
