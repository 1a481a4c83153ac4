"""A photo that somebody sends, drawn anew: nothing of the file is kept but its dots.

No place, no camera, no date, no comment, no second picture and nothing behind its end comes along.
The kind is that of the content, whatever a name says; the library is asked for no other kind.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from homecare.refusals import Refusal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 10 * 1024 * 1024
# A JPEG is read smaller at once, but one that comes in passes is held whole, as are the others.
MOST_DOTS = {"JPEG": 64_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
MOST_DOTS_IN_PASSES = 24_000_000
SMALLEST_SIDE = 160
TURNED = 0x0112  # the place in EXIF that says how the camera was held
QUALITIES = (84, 76, 68, 58, 48)

FIELD = "photo"
EMPTY = "This file is empty. Choose the photo again."
TOO_BIG = "This photo is larger than 10 MB. Choose a smaller one."
NO_SUCH_KIND = "Only a JPEG, PNG or WebP photo can be used here."
BROKEN = "This photo can’t be read: it may be cut off. Take it again, or save it as a JPEG."
TOO_MANY_DOTS = "This photo has too many dots. Save it smaller: 4,000 dots a side are plenty."
TOO_FEW_DOTS = f"This photo is too small to show anything: {SMALLEST_SIDE} dots a side at least."
MOVES = "This picture moves. Choose one that stands still, or link to a film."

_ONE_AT_A_TIME = Lock()
"""Dots take many times the memory of their file."""


class Bounds(NamedTuple):
    """How large a photo is kept: dots of its longer side, and bytes."""

    side: int
    most: int


LARGE = Bounds(1280, 150_000)
SMALL = Bounds(480, 30_000)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo as it may be kept: two JPEGs, and width and height of the larger one in dots."""

    large: bytes
    small: bytes
    width: int
    height: int


def cleaned(content: bytes) -> CleanPhoto:
    """The photo as it may be kept, upright. Raises Refusal at `photo` for anything else."""
    kind = _kind(content)
    with _ONE_AT_A_TIME:
        upright = _upright(content, kind)
        if min(upright.size) < SMALLEST_SIDE:
            raise Refusal({FIELD: TOO_FEW_DOTS})
        large, (width, height) = _within(upright, LARGE)
        small, _ = _within(upright, SMALL)
    return CleanPhoto(large, small, width, height)


def _kind(content: bytes) -> str:
    if not content:
        raise Refusal({FIELD: EMPTY})
    if len(content) > MOST_BYTES:
        raise Refusal({FIELD: TOO_BIG})
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    raise Refusal({FIELD: NO_SUCH_KIND})


def _upright(content: bytes, kind: str) -> "Image":
    """The dots as they were seen, in red, green and blue; what was clear is white."""
    from PIL import Image  # noqa: PLC0415 (only somebody who sends a photo needs the library)

    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as found:
            _check(found, kind)
            found.draft("RGB", (LARGE.side * 2, LARGE.side * 2))
            turned = _held(found)
            found.load()
            return _turned(_opaque(found), turned)
    except Refusal:
        raise
    except (
        OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, OverflowError,
        zlib.error, struct.error, Image.DecompressionBombError,
    ) as error:  # fmt: skip
        raise Refusal({FIELD: BROKEN}) from error


def _check(found: "Image", kind: str) -> None:
    """What its head says, before a single dot is read."""
    dots = found.width * found.height
    in_passes = found.info.get("progressive") or found.info.get("progression")
    if dots > MOST_DOTS[kind] or (in_passes and dots > MOST_DOTS_IN_PASSES):
        raise Refusal({FIELD: TOO_MANY_DOTS})
    # Some cameras put a second, smaller picture behind the first into a JPEG: that one is left.
    if kind != "JPEG" and getattr(found, "n_frames", 1) > 1:
        raise Refusal({FIELD: MOVES})


def _held(found: "Image") -> int:
    """How the camera was held, 1 to 8; 1 where it does not say, or not so that one can read it."""
    try:
        turned = found.getexif().get(TURNED, 1)
    except (OSError, ValueError, SyntaxError, TypeError, LookupError, OverflowError, struct.error):
        return 1
    return turned if isinstance(turned, int) and turned in range(1, 9) else 1


def _turned(picture: "Image", held: int) -> "Image":
    from PIL.Image import Transpose  # noqa: PLC0415 (as above)

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }  # fmt: skip
    return picture.transpose(ways[held]) if held in ways else picture


def _opaque(found: "Image") -> "Image":
    from PIL import Image  # noqa: PLC0415 (as above)

    if found.mode.startswith("I"):  # sixteen bits of grey, of which eight are seen
        found = found.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    clean = Image.new("RGB", found.size, "white")
    if found.has_transparency_data:
        layer = found.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(found.convert("RGB"))
    return clean


def _within(picture: "Image", bounds: Bounds) -> tuple[bytes, tuple[int, int]]:
    """A JPEG of so many dots and bytes at most, and its size."""
    fitting, side = picture.copy(), bounds.side
    while True:
        fitting.thumbnail((side, side))
        for quality in QUALITIES:
            to = io.BytesIO()
            fitting.save(to, "JPEG", quality=quality, optimize=True, progressive=True)
            if to.tell() <= bounds.most:
                return to.getvalue(), fitting.size
        side = side * 4 // 5


def size_of(photo: bytes) -> tuple[int, int]:
    """Width and height of a photo that is kept, in dots."""
    from PIL import Image  # noqa: PLC0415 (as above)

    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as found:
        return found.size
