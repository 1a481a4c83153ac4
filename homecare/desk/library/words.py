"""Exercises in templates: their picture, dose and steps. Every page of the app may use them."""

from flask import g, url_for
from markupsafe import Markup

from homecare.desk.blueprint import blueprint
from homecare.library import words as wording
from homecare.library.drawing.figure import Side, digest, draw, draw_way, moves
from homecare.library.drawing.variants import Way
from homecare.library.film import host_of
from homecare.library.models import Exercise
from homecare.library.photos.words import Shown, img, photos_of, which_side

SIDES: dict[str | None, Side] = {"left": "left", "right": "right"}


def _address(photo: Shown, size: str) -> str:
    """Each by their own door: a client's asks whether the exercise is theirs."""
    door = "today.photo" if g.actor.is_client else "desk.photo"
    return url_for(door, photo_id=photo.id, size=size)


@blueprint.app_template_global("exercise_picture")
def picture(exercise: Exercise, side: str | None = None) -> Markup:
    """The picture of an exercise: the first of its photos, or its drawing, turned to a side, whose
    title says what it shows."""
    photos = photos_of(exercise)
    drawn = img(photos[0], _address) if photos else draw(exercise.pose, SIDES.get(side, "both"))
    return Markup(drawn)  # noqa: S704 (our own drawing, or escaped there)


@blueprint.app_template_global("exercise_photos")
def photos(exercise: Exercise, size: str = "small") -> list[Markup]:
    """All photos of an exercise in their order."""
    return [Markup(img(one, _address, size)) for one in photos_of(exercise)]  # noqa: S704 (escaped)


@blueprint.app_template_global("photo_picture")
def photo(shown: Shown) -> Markup:
    """One photo."""
    return Markup(img(shown, _address))  # noqa: S704 (escaped there)


@blueprint.app_template_global("exercise_way_picture")
def way_picture(exercise: Exercise, way: Way) -> Markup:
    """The easier or harder way of a shipped exercise, where it is another pose."""
    return Markup(draw_way(exercise.code, way))  # noqa: S704 (our own drawing)


@blueprint.app_template_global("exercise_motion")
def motion(exercise: Exercise, side: str | None = None) -> Markup:
    """The attributes by which a script finds the picture in motion; none where nothing moves."""
    if exercise.photos or not moves(exercise.pose):
        return Markup("")
    return Markup(' data-moves data-picture="{}"').format(
        digest(exercise.pose, SIDES.get(side, "both"))
    )


blueprint.add_app_template_global(which_side, "which_side")
blueprint.add_app_template_filter(host_of, "film_host")
blueprint.add_app_template_filter(wording.dose, "dose_words")
blueprint.add_app_template_global(wording.steps, "exercise_steps")
blueprint.add_app_template_global(wording.which_first, "exercise_side")
blueprint.add_app_template_global(wording.own_stop, "exercise_stop")
blueprint.add_app_template_global(wording.take_care, "exercise_care")
blueprint.add_app_template_global(wording.ways, "exercise_ways")
blueprint.add_app_template_global(wording.for_side, "exercise_words")
blueprint.add_app_template_global(wording.said_of, "exercise_said")
