"""Telephone numbers as people write them, and as a phone dials them."""

import re
import unicodedata

from markupsafe import Markup, escape

WRITE_TELEPHONE = "Write a number such as 07700 900123."
LONGEST = 40
FEWEST_DIGITS, MOST_DIGITS = 6, 15

_WRITTEN = re.compile(
    r"(?P<number>\+?[\d\s().\-/]+?)\s*(?:(?:x|ext\.?)\s*(?P<extension>\d{1,6}))?", re.IGNORECASE
)
_NATIONAL_ZERO = re.compile(r"(?<=\d)\s*\(0\)\s*")


def is_telephone(text: str) -> bool:
    """Whether `text` may be a telephone number: 6 to 15 digits, with signs people put between, and
    an extension at its end."""
    return bool(dialled(text))


def dialled(text: str | None) -> str:
    """What stands behind `tel:` to dial a number, its extension kept apart (RFC 3966); empty where
    what was written can't be dialled."""
    written = _WRITTEN.fullmatch((text or "").strip())
    if written is None or len(text or "") > LONGEST:
        return ""
    number = written["number"]
    begins = "+" if number.startswith("+") else ""
    # In "+44 (0)20 …" the nought is for callers from inside the country.
    digits = _digits(_NATIONAL_ZERO.sub("", number) if begins else number)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    extension = f";ext={_digits(written['extension'])}" if written["extension"] else ""
    return f"{begins}{digits}{extension}"


def call_link(text: str | None, words: str = "", classes: str = "") -> Markup:
    """A link that calls a number, reading `words` or the number; text alone where it can't be
    dialled: a button that calls nobody is worse than none."""
    number, text = dialled(text), text or ""
    if not number:
        return escape(text if not words else words if text in words else f"{words}: {text}")
    of_class = Markup(' class="{}"').format(classes) if classes else ""
    return Markup('<a{} href="tel:{}">{}</a>').format(of_class, number, words or text)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
