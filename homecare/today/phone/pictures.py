"""The pictures of the exercises in motion: an address names a drawing, and nobody."""

from flask import Response, abort

from homecare.accounts.access_rules import ANYONE, allow
from homecare.library.drawing.figure import by_digest
from homecare.library.drawing.moving import moving
from homecare.today.blueprint import blueprint

A_WEEK = 7 * 24 * 3600


@blueprint.get("/pictures/<name>.svg")
@allow(ANYONE)
def picture_in_motion(name: str) -> Response:
    """What the still picture of that name looks like in motion; 404 where nothing moves."""
    drawn = by_digest(name) or abort(404)
    answer = Response(moving(*drawn) or abort(404), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={A_WEEK}"
    return answer
