"""The practice's library: its exercises, and the templates a programme starts from."""

from collections.abc import Callable, Mapping
from functools import partial
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
from homecare.library.drawing.variants import LEADS_TO, Way
from homecare.library.models import Exercise, Template
from homecare.library.words import CARE, NEEDS, asks_for, cautions, found_in, shelves

FILTERS = {"position": "Position", "area": "Area", "bias": "Bias"}
WAYS: tuple[Way, ...] = ("easier", "harder")
MORE = {"needs": "Needs", "spare": "Leave out for"}


@blueprint.route("/library")
@allow(THERAPIST)
def library() -> str:
    """Every exercise with its picture; words, position, area and bias narrow them."""
    everything = queries.exercises(scope())
    wanted = {name: request.args.get(name, "") for name in (*FILTERS, *MORE)}
    searched = request.args.get("search", "").strip()
    shown = [e for e in everything if _fits(e, wanted) and found_in(e, searched)]
    choices = {name: sorted({getattr(e, name) for e in everything}) for name in FILTERS}
    choices |= {"needs": list(NEEDS), "spare": list(CARE)}
    return render_template(
        "desk/library/library.html",
        exercises=shown,
        shelves=shelves(shown),
        archived=queries.exercises(scope(), archived=True),
        wanted=wanted,
        searched=searched,
        choices=choices,
        words={**FILTERS, **MORE},
    )


def _fits(exercise: Exercise, wanted: Mapping[str, str]) -> bool:
    """Whether an exercise is what was chosen; what asks for care is left out, not looked for."""
    if wanted["needs"] and not asks_for(exercise, wanted["needs"]):
        return False
    if wanted["spare"] and cautions(exercise, wanted["spare"]):
        return False
    return all(wanted[name] in ("", getattr(exercise, name)) for name in FILTERS)


@blueprint.route("/library/<uuid:exercise_id>")
@allow(THERAPIST)
def exercise(exercise_id: UUID) -> str:
    """One exercise whole, with its picture to either side."""
    chosen = scope().get(Exercise, exercise_id)
    leads = {way: LEADS_TO[chosen.code, way] for way in WAYS if (chosen.code, way) in LEADS_TO}
    there = queries.in_use_by_code(scope(), leads.values()) if leads else {}
    return render_template(
        "desk/library/library_exercise.html",
        exercise=chosen,
        good_sign=GOOD_SIGN,
        other_ways={way: there[code] for way, code in leads.items() if code in there},
    )


@blueprint.route("/library/<uuid:exercise_id>/favourite", methods=["POST"])
@allow(THERAPIST)
def favour_exercise(exercise_id: UUID) -> Response:
    """Let an exercise stand first, or (`favourite=no`) no longer."""
    favourite = request.form.get("favourite") != "no"
    change = partial(operations.set_favourite, favourite=favourite)
    said = "stands first now" if favourite else "stands with the others again"
    return _change_exercise(exercise_id, change, said)


@blueprint.route("/library/<uuid:exercise_id>/archive", methods=["POST"])
@allow(THERAPIST)
def archive_exercise(exercise_id: UUID) -> Response:
    """Hide an exercise; it can be brought back, and programmes that hold it keep it."""
    said = "is out of use. Programmes and templates that hold it keep it"
    return _change_exercise(exercise_id, operations.archive_exercise, said)


@blueprint.route("/library/<uuid:exercise_id>/restore", methods=["POST"])
@allow(THERAPIST)
def restore_exercise(exercise_id: UUID) -> Response:
    """Bring an exercise back into use."""
    return _change_exercise(exercise_id, operations.restore_exercise, "is in use again")


def _change_exercise(
    exercise_id: UUID, change: Callable[[Act, Exercise], None], words: str
) -> Response:
    with transaction(db.session):
        exercise = scope().get(Exercise, exercise_id)
        change(scope().act(clock.now()), exercise)
    flash(f"“{exercise.name}” {words}.")
    return redirect(url_for("desk.library"))


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
