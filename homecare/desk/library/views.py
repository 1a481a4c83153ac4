"""The practice's library: its exercises, and the templates a programme starts from."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST, Act
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.library import operations, queries
from homecare.library.catalogue.exercise import GOOD_SIGN
from homecare.library.models import Exercise, Template
from homecare.library.words import found_in

FILTERS = {"position": "Position", "area": "Area", "bias": "Bias"}


@blueprint.route("/library")
@allow(THERAPIST)
def library() -> str:
    """Every exercise with its picture; words, position, area and bias narrow them."""
    everything = queries.exercises(scope())
    wanted = {name: request.args.get(name, "") for name in FILTERS}
    searched = request.args.get("search", "").strip()
    shown = [
        e
        for e in everything
        if all(v in ("", getattr(e, n)) for n, v in wanted.items()) and found_in(e, searched)
    ]
    choices = {name: sorted({getattr(e, name) for e in everything}) for name in FILTERS}
    return render_template(
        "desk/library/library.html",
        exercises=shown,
        wanted=wanted,
        searched=searched,
        choices=choices,
        words=FILTERS,
    )


@blueprint.route("/library/<uuid:exercise_id>")
@allow(THERAPIST)
def exercise(exercise_id: UUID) -> str:
    """One exercise whole, with its picture to either side."""
    chosen = scope().get(Exercise, exercise_id)
    return render_template(
        "desk/library/library_exercise.html", exercise=chosen, good_sign=GOOD_SIGN
    )


@blueprint.route("/templates")
@allow(THERAPIST)
def templates() -> str:
    """The templates with their exercises and advice, and those that are out of use."""
    titles = {advice.code: advice.title for advice in queries.advice(scope())}
    return render_template(
        "desk/library/templates.html",
        templates=queries.templates(scope()),
        archived=queries.templates(scope(), archived=True),
        advice_titles=titles,
    )


@blueprint.route("/templates/<uuid:template_id>/archive", methods=["POST"])
@allow(THERAPIST)
def archive_template(template_id: UUID) -> Response:
    """Take a template out of use; it can be brought back."""
    return _change(template_id, operations.archive_template, "is out of use")


@blueprint.route("/templates/<uuid:template_id>/restore", methods=["POST"])
@allow(THERAPIST)
def restore_template(template_id: UUID) -> Response:
    """Bring a template back into use."""
    return _change(template_id, operations.restore_template, "is in use again")


def _change(template_id: UUID, change: Callable[[Act, Template], None], words: str) -> Response:
    with transaction(db.session):
        template = scope().get(Template, template_id)
        change(scope().act(clock.now()), template)
    flash(f"“{template.name}” {words}.")
    return redirect(url_for("desk.templates"))
