"""The photos of an exercise as a page or a sheet shows them."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from homecare.language import SIDES_OF_EXERCISE
from homecare.library.models import Exercise
from homecare.library.photos.cleaning import SMALL

MOST = 4
LONGEST = 200  # letters of what a photo shows
WIDE, GAP = 640, 16  # of the photos on a sheet, in its own units
NOT_TURNED = "Photos are not turned to your side. Do it on your {side}."


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo of an exercise: what it shows in words, and its larger size in dots."""

    id: UUID
    shows: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """By which a phone knows it again; it tells nobody what it shows."""
        return f"p_{self.id.hex}"

    def row(self) -> dict[str, Any]:
        """As an exercise keeps it."""
        return {
            "id": str(self.id), "shows": self.shows, "width": self.width, "height": self.height,
        }  # fmt: skip


def photos_of(exercise: Exercise) -> list[Shown]:
    """The photos of an exercise in their order; none where it is drawn."""
    return [Shown(**{**one, "id": UUID(one["id"])}) for one in exercise.photos]


def which_side(exercise: Exercise, side: str | None) -> str:
    """That a photo may show the other leg; empty where that can't mislead anybody."""
    if not exercise.photos or side not in ("left", "right"):
        return ""
    return NOT_TURNED.format(side=SIDES_OF_EXERCISE[side])


def img(photo: Shown, address: Callable[[Shown, str], str], size: str = "small") -> str:
    """A photo in HTML, fetched once it is about to be seen; its place is kept meanwhile."""
    return _img(photo, address(photo, size), address(photo, "large"))


def img_of(photo: Shown, small: bytes, address: Callable[[Shown, str], str]) -> str:
    """The same with its dots in it, for a phone without signal."""
    inside = f"data:image/jpeg;base64,{b64encode(small).decode()}"
    return _img(photo, inside, address(photo, "large"))


def _img(photo: Shown, source: str, large: str) -> str:
    scale = min(1, SMALL.side / max(photo.width, photo.height))
    return (
        f'<img class="photo" src="{escape(source)}" data-large="{escape(large)}" '
        f'alt="{escape(photo.shows)}" width="{round(photo.width * scale)}" '
        f'height="{round(photo.height * scale)}" loading="lazy" decoding="async">'
    )


def on_paper(photos: Iterable[tuple[Shown, bytes]]) -> str:
    """Photos with their dots as one SVG for a sheet, two beside each other."""
    several = list(photos)
    each = WIDE if len(several) == 1 else (WIDE - GAP) / 2
    drawn, top = [], 0.0
    for row in (several[at : at + 2] for at in range(0, len(several), 2)):
        high = max(each * photo.height / photo.width for photo, _ in row)
        for place, (_, dots) in enumerate(row):
            drawn.append(
                f'<image x="{place * (each + GAP):g}" y="{top:g}" width="{each:g}" '
                f'height="{high:g}" href="data:image/jpeg;base64,{b64encode(dots).decode()}"/>'
            )
        top += high + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {round(top - GAP)}">'
        f"{''.join(drawn)}</svg>"
    )
