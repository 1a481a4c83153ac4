"""A file that a stranger sends: taken only as what it is by its content, without what it tells
beside its picture or pages, and never opened here to be shown.

A picture is drawn anew from its dots, so that nothing else of it is kept: no place, no camera, no
comment, nothing behind its end. A PDF is kept as it is but for what tells of places and people,
which is blanked where it stands; one that could do something when it is opened is refused.
"""

import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homecare.referrals.answers.codings import (
    CANT_BE_READ,
    behind_letters,
    is_hidden_list,
    spelt,
)
from homecare.referrals.answers.pdfs import head_of, is_list, streams, without_words_about_people
from homecare.refusals import Refusal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 5 * 1024 * 1024
MOST_DOTS = {"JPEG": 30_000_000, "PNG": 12_000_000}
LONGEST_SIDE = 2400
MOST_INFLATED = 40 * 1024 * 1024
TOO_BIG = "This file is larger than 5 MB. Send a smaller one, or only the pages that matter."
NO_SUCH_KIND = "Only a PDF or a picture (JPEG or PNG) can be sent here."
BROKEN = "This picture can’t be read. Take it again, or send it as a PDF."
TOO_MANY_DOTS = "This picture is too large. Send a smaller one."
ACTS = (
    "This PDF holds something that runs or opens by itself, or it is locked. "
    "Print it into a new PDF, and send that."
)
# What runs, opens or carries something else; names may be written with #xx for a letter. The two
# short ones count where a value of theirs follows: three bytes stand in many a scan by chance.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|OpenAction|SubmitForm|ImportData|XFA"
    rb"|GoToE|GoToR|Encrypt)(?![A-Za-z])"
    rb"|/(?:JS|AA)(?=[\x00\t\n\x0c\r ]*[(<%]|[\x00\t\n\x0c\r ]+[0-9])"
)


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it is kept: pdf, jpeg or png, and its bytes."""

    kind: str
    content: bytes


def cleaned(content: bytes) -> CleanFile:
    """The file as it may be kept. Raises Refusal at `file` for anything else."""
    if len(content) > MOST_BYTES:
        raise Refusal({"file": TOO_BIG})
    if content.startswith(b"%PDF-"):
        return CleanFile("pdf", _pdf(content))
    if content.startswith(b"\xff\xd8\xff"):
        return CleanFile("jpeg", _picture(content, "JPEG"))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return CleanFile("png", _picture(content, "PNG"))
    raise Refusal({"file": NO_SUCH_KIND})


def _picture(content: bytes, kind: str) -> bytes:
    """Drawn anew from its dots. The library is asked for no other kind, whatever it guesses."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 (few files have need)

    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as found:
            if found.width * found.height > MOST_DOTS[kind]:
                raise Refusal({"file": TOO_MANY_DOTS})
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read smaller at once
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, zlib.error,
        Image.DecompressionBombError,
    ) as error:  # fmt: skip
        raise Refusal({"file": BROKEN}) from error
    return _drawn(upright, kind)


def _drawn(picture: "Image", kind: str) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.info.clear()  # a comment would be written along
    to = io.BytesIO()
    if kind == "PNG":
        picture.save(to, "PNG", optimize=False)
    else:
        picture.save(to, "JPEG", quality=85, exif=b"", comment=b"")
    return to.getvalue()


def _pdf(content: bytes) -> bytes:
    """The same number of bytes, so that every place in it stays where its table says it is."""
    if b"%%EOF" not in content[-2048:]:
        raise Refusal({"file": "This PDF is not whole. Send it again."})
    if any(_ACTIVE.search(spelt(part)) for part in (content, *_inflated(content))):
        raise Refusal({"file": ACTS})
    return without_words_about_people(content)


def _inflated(content: bytes) -> list[bytes]:
    """What stands in compressed parts, where names may hide; refused where it is too much."""
    room, found = MOST_INFLATED, []
    for start, end in streams(content):
        head, inflate = head_of(content, start), zlib.decompressobj()
        if is_list(head) and is_hidden_list(head):
            raise Refusal({"file": CANT_BE_READ})
        try:
            part = inflate.decompress(behind_letters(head, content[start:end]), room)
        except zlib.error:
            continue  # not compressed that way: a picture
        room -= len(part)
        if room <= 0 or inflate.unconsumed_tail:
            raise Refusal({"file": TOO_BIG})
        if b"/Type" in part or b"<<" in part:  # objects; what draws a page holds no names
            found.append(part)
    return found
