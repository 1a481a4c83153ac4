"""A practice's logo: what is uploaded is drawn anew, so that nothing else comes along."""

import io

from sqlalchemy import select

from homecare.accounts import audit
from homecare.acting import Act
from homecare.referrals.models import Logo
from homecare.refusals import Refusal

KINDS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_FILE = 900_000  # bytes; what a request may bring is little more
LONGEST_SIDE = 5000  # pixels: more is no logo, and takes a server's memory
PRINTED = (900, 300)  # 76 by 25 mm at 300 dots an inch; no letter shows a logo larger
NO_PICTURE = "This is no picture that can be read. Use a PNG, JPEG, WebP or GIF file."
TOO_LARGE = "The file is too large: 900 kB at most, and 5,000 pixels on its longer side."


def keep_logo(act: Act, file: bytes, shows: str) -> None:
    """Put a picture at the top of the practice's letters from now on."""
    png = drawn_anew(file)
    logo = act.session.scalar(select(Logo).where(Logo.practice_id == act.actor.practice_id))
    if logo is None:
        logo = Logo(practice_id=act.actor.practice_id)
        act.session.add(logo)
    logo.png, logo.shows, logo.made_at = png, shows, act.now
    audit.note(act, "logo changed")


def remove_logo(act: Act) -> None:
    """Take the picture off later letters; those that were issued keep it."""
    logo = act.session.scalar(select(Logo).where(Logo.practice_id == act.actor.practice_id))
    if logo is not None:
        act.session.delete(logo)
        audit.note(act, "logo removed")


def drawn_anew(file: bytes) -> bytes:
    """The picture as a PNG of our own: without places, comments or anything else in the file.

    Raises Refusal for what is no picture, whatever its name says.
    """
    if len(file) > LARGEST_FILE:
        raise Refusal({"file": TOO_LARGE})
    # Only somebody who uploads a logo needs the library.
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(file), formats=KINDS) as found:
            if max(found.size) > LONGEST_SIDE:
                raise Refusal({"file": TOO_LARGE})
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal({"file": NO_PICTURE}) from error
    picture.thumbnail(PRINTED)
    # A new picture has the dots alone; the one that was read carries its file's notes with it.
    clean = Image.new("RGBA", picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
