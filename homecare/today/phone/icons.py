"""The app's icons as pictures, drawn from our own mark: not every phone takes an SVG."""

import re
from functools import cache

from homecare.bundles import STATIC
from homecare.progress.chart import picture

GROUND = "#1d5f53"
# How much of a picture the mark takes: a phone may cut a circle out of a maskable one, and what
# lies outside four fifths of its width can be lost.
WHOLE, SAFE = 1.0, 0.85
SIZES = {
    "icon-192": (192, WHOLE),
    "icon-512": (512, WHOLE),
    "maskable-512": (512, SAFE),
    "apple-touch-icon": (180, WHOLE),
}


@cache
def png(name: str) -> bytes:
    """The icon of that name. Raises KeyError for a name that is not in `SIZES`."""
    size, part = SIZES[name]
    return picture.png(_square(part), size)


def _square(part: float) -> str:
    """The mark on a ground that reaches into the corners: each phone rounds them as it likes."""
    mark = re.sub(r"<rect[^>]*/>", "", (STATIC / "mark.svg").read_text())
    begin, end = mark.index(">") + 1, mark.rindex("</svg>")
    off = 16 * (1 - part)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
        f'<rect width="32" height="32" fill="{GROUND}"/>'
        f'<g transform="translate({off:g} {off:g}) scale({part:g})">{mark[begin:end]}</g></svg>'
    )
