"""The pictures of the exercises in motion or made easier, whose address names a drawing and nobody,
and the photos of what a client was assigned."""

from uuid import UUID

from flask import Response, abort

from homecare.access import scope
from homecare.accounts.access_rules import ANYONE, allow
from homecare.acting import CLIENT
from homecare.library.drawing.figure import by_digest, easier_by_digest
from homecare.library.drawing.moving import moving
from homecare.library.photos.answers import photo_answer
from homecare.library.photos.queries import Size
from homecare.programmes.queries import is_assigned_photo
from homecare.today.blueprint import blueprint

A_WEEK = 7 * 24 * 3600


@blueprint.get("/pictures/<name>.svg")
@allow(ANYONE)
def picture_in_motion(name: str) -> Response:
    """What the still picture of that name looks like in motion, or how the exercise is made easier;
    404 where nothing moves, and for another name."""
    drawn = by_digest(name)
    found = moving(*drawn) if drawn else easier_by_digest(name)
    answer = Response(found or abort(404), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={A_WEEK}"
    return answer


@blueprint.get("/today/photos/<uuid:photo_id>/<any(small, large):size>")
@allow(CLIENT)
def photo(photo_id: UUID, size: Size) -> Response:
    """A photo of an exercise that is or was in the client's programme; 404 for any other."""
    scoped = scope()
    client_id = scoped.actor.client_id
    if client_id is None or not is_assigned_photo(scoped.session, client_id, photo_id):
        abort(404)
    return photo_answer(scoped, photo_id, size)
