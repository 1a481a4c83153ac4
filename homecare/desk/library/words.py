"""Exercises in templates: their picture, dose and steps. Every page of the app may use them."""

from markupsafe import Markup

from homecare.desk.blueprint import blueprint
from homecare.library import words as wording
from homecare.library.drawing.figure import Side, digest, draw, moves
from homecare.library.models import Exercise

SIDES: dict[str | None, Side] = {"left": "left", "right": "right"}


@blueprint.app_template_global("exercise_picture")
def picture(exercise: Exercise, side: str | None = None) -> Markup:
    """The picture of an exercise, turned to a side; its title says what it shows."""
    return Markup(draw(exercise.pose, SIDES.get(side, "both")))  # noqa: S704 (our own drawing)


@blueprint.app_template_global("exercise_motion")
def motion(exercise: Exercise, side: str | None = None) -> Markup:
    """The attributes by which a script finds the picture in motion; none where nothing moves."""
    if not moves(exercise.pose):
        return Markup("")
    return Markup(' data-moves data-picture="{}"').format(
        digest(exercise.pose, SIDES.get(side, "both"))
    )


blueprint.add_app_template_filter(wording.dose, "dose_words")
blueprint.add_app_template_global(wording.steps, "exercise_steps")
blueprint.add_app_template_global(wording.ways, "exercise_ways")
blueprint.add_app_template_global(wording.said_of, "exercise_said")
