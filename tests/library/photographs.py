"""Photos for tests, drawn here: nobody's."""

import io
from functools import cache
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from homecare.acting import Act, Actor
from homecare.library.models import Exercise
from homecare.library.operations import make_new
from homecare.library.own import OwnWords
from homecare.library.photos.cleaning import cleaned
from homecare.library.photos.operations import keep
from tests.make.people import acting

WORDS = OwnWords(
    name="Towel under the heel",
    position="sitting",
    area="back of the thigh",
    bias="neutral",
    steps=("Sit tall.", "Press your {side} heel down."),
    feel="The back of your thigh working.",
    reps=8,
)


def picture(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """A dark corner at the top left of a light ground, so that one sees which way up it is."""
    drawn = Image.new("RGB", size, (236, 226, 206))
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(40, 60, 90))
    return drawn if mode == "RGB" else drawn.convert(mode)


def photo_file(kind: str = "JPEG", drawn: Image.Image | None = None, **more: Any) -> bytes:
    """A picture as a file of that kind."""
    if drawn is None and not more:
        return _plain(kind)
    to = io.BytesIO()
    quickly = {"method": 0} if kind == "WEBP" else {}
    (drawn or picture()).save(to, kind, **quickly, **more)
    return to.getvalue()


@cache
def _plain(kind: str) -> bytes:
    return photo_file(kind, picture())


def make_photographed(act: Act, many: int = 1, **changes: Any) -> Exercise:
    """An exercise of the practice's own, shown by so many photos alone, done on one side."""
    clean = cleaned(photo_file())
    photos = [keep(act, clean, f"Sitting, heel down, {place}") for place in range(1, many + 1)]
    words = OwnWords(**{**{name: getattr(WORDS, name) for name in WORDS.__slots__}, **changes})
    return make_new(act, words, photos, sided=True)


def photographed(session: Session, therapist: Actor, many: int = 1, **changes: Any) -> Exercise:
    """The same, committed."""
    made = make_photographed(acting(session, therapist), many, **changes)
    session.commit()
    return made
