"""A photo as an answer to a browser: kept by that browser alone, and nothing but a picture."""

from uuid import UUID

from flask import Response, abort

from homecare.access import Scope
from homecare.library.photos.queries import Size, photo

A_DAY = 24 * 3600
NOTHING_RUNS = "default-src 'none'; sandbox"


def photo_answer(scope: Scope, photo_id: UUID, size: Size) -> Response:
    """A photo of the actor's practice; a 404 for any other. Who may see it is asked before."""
    dots = photo(scope.session, scope.actor.practice_id, photo_id, size) or abort(404)
    answer = Response(dots, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = f"private, max-age={A_DAY}"
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Content-Disposition"] = "inline"
    return answer
