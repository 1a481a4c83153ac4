"""How a part of a PDF is written down: as letters around what is packed, and packed by what.

Some programs write a photograph as letters (ASCII85, hexadecimal); what it tells is then to be
looked for behind them.
"""

import base64
import binascii
import re
from collections.abc import Sequence

from homecare.refusals import Refusal

CANT_BE_READ = (
    "A part of this PDF is written in a way that we can’t look into. "
    "Print it into a new PDF, and send that."
)
_FILTER = re.compile(rb"/Filter\s{0,9}(\[[^\]]{0,200}\]|/\w{1,40})")
_NAME = re.compile(rb"/(\w{1,40})")
_NAME_IN_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_PREDICTED = re.compile(rb"/Predictor\s{1,9}(?!1\b)")
_SPACE = b"\x00\t\n\x0c\r "
_BY_85, _BY_HEX = (b"ASCII85Decode", b"A85"), (b"ASCIIHexDecode", b"AHx")
_DEFLATED = (b"FlateDecode", b"Fl")


def spelt(content: bytes) -> bytes:
    """The same with names as they are meant: a letter may be written as #xx."""
    return _NAME_IN_HEX.sub(lambda found: bytes([int(found[1], 16)]), content)


def codings_of(head: bytes) -> tuple[bytes, ...]:
    """By what a part was written, the outermost first, as its dictionary says."""
    found = _FILTER.search(spelt(head))
    return tuple(_NAME.findall(found[1])) if found else ()


def is_hidden_list(head: bytes) -> bool:
    """Whether a packed list of objects is packed in a way that we would not see through."""
    inner = codings_of(head)
    while is_in_letters(inner):
        inner = inner[1:]
    named = b"/Filter" in spelt(head)
    return bool(_PREDICTED.search(head)) or (
        named and (len(inner) != 1 or inner[0] not in _DEFLATED)
    )


def is_in_letters(codings: Sequence[bytes]) -> bool:
    """Whether the outermost of these writes bytes as letters."""
    return bool(codings) and codings[0] in (*_BY_85, *_BY_HEX)


def without_letters(codings: Sequence[bytes], inside: bytes) -> bytes:
    """A part behind the letters that are outermost. Raises Refusal where they can't be read."""
    try:
        if codings[0] in _BY_85:
            text = inside.partition(b"~>")[0].strip(_SPACE).removeprefix(b"<~")
            return base64.a85decode(text, ignorechars=_SPACE)
        text = inside.partition(b">")[0].translate(None, _SPACE)
        return binascii.unhexlify(text + b"0" * (len(text) % 2))
    except ValueError as error:
        raise Refusal({"file": CANT_BE_READ}) from error


def behind_letters(head: bytes, inside: bytes) -> bytes:
    """A part without any letters around it, by its dictionary."""
    codings = codings_of(head)
    while is_in_letters(codings):
        inside, codings = without_letters(codings, inside), codings[1:]
    return inside


def in_letters(codings: Sequence[bytes], part: bytes, room: int) -> bytes:
    """The way back, as long as it was; what is left is space behind its end."""
    by_85 = codings[0] in _BY_85
    text = base64.a85encode(part) + b"~>" if by_85 else binascii.hexlify(part) + b">"
    if len(text) > room:
        raise Refusal({"file": CANT_BE_READ})
    return text + b"\n" * (room - len(text))
