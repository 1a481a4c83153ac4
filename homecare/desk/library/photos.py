"""The photos of an exercise in the library: as they are sent, and as they are shown."""

from typing import Any
from uuid import UUID

from flask import Response, request

from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.desk.blueprint import blueprint
from homecare.library.photos.answers import photo_answer
from homecare.library.photos.cleaning import MOST_BYTES
from homecare.library.photos.queries import Size
from homecare.library.photos.words import MOST

MOST_SENT = (MOST + 1) * MOST_BYTES - MOST_BYTES // 2
"""A form with its photos; one that is too large is told at its field, not cut off."""


@blueprint.url_value_preprocessor
def let_photos_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: an exercise of one's own may come with photos."""
    if endpoint in ("desk.adapt_exercise", "desk.new_exercise"):
        request.max_content_length = MOST_SENT


@blueprint.get("/library/photos/<uuid:photo_id>/<any(small, large):size>")
@allow(THERAPIST)
def photo(photo_id: UUID, size: Size) -> Response:
    """A photo of the practice's own."""
    return photo_answer(scope(), photo_id, size)
