"""What a PDF tells of people and places beside its pages, blanked where it stands.

Nothing in it is moved: every blank is as long as what was there, so that each place stays where
the file's own table says it is. What is compressed is packed again into the room it had. Each
step reads a file once, whatever a stranger has put into it.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from homecare.referrals.answers.codings import (
    behind_letters,
    codings_of,
    in_letters,
    is_in_letters,
    spelt,
    without_letters,
)
from homecare.refusals import Refusal

CANT_BE_BLANKED = (
    "We could not take out of this PDF who made it. Print it into a new PDF, and send that."
)
Change = Callable[[bytes], bytes]

_XMP = ((b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>"))
_METADATA = re.compile(rb"/Type\s{0,9}/Metadata(?![A-Za-z])")
_PICTURE = re.compile(rb"/(?:DCT|DCTDecode|JPXDecode)(?![A-Za-z])")
_KEYS = re.compile(
    rb"/(?:Author|Creator|Producer|Title|Subject|Keywords|AAPL:Keywords|Company|Manager|Category"
    rb"|Comments|LastModifiedBy|LastSavedBy|SourceModified|PTEX\.Fullbanner)\s{0,9}(?=[(<])"
)
_INFO = re.compile(rb"/Info\s{1,9}(\d{1,9})\s{1,9}\d{1,9}\s{1,9}R")
_POINTS = re.compile(rb"(?<!\d)(\d{1,9})\s{1,9}\d{1,9}\s{1,9}R")
_PACKED = re.compile(rb"/Type\s{0,9}/ObjStm")
_DIGITS = re.compile(rb"\d{1,9}")
_FIRST = re.compile(rb"/First\s{1,9}(\d{1,9})")
_MOST_OBJECTS, _LONGEST_OBJECT, _LONGEST_TEXT, _LONGEST_HEAD = 50, 20_000, 66_000, 2000
# APP2 holds colours and APP14 how they are coded: without them a picture looks otherwise.
_TELLING = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
_HEAD, _SCAN, _FILL = b"\xff\xd8\xff", 0xDA, 0xFF
_BOXES = re.compile(
    rb"(....)uuid(?:JpgTiffExif->JP2|\xbez\xcf\xcb\x97\xa9B\xe8\x9cq\x99\x94\x91\xe3\xaf\xac"
    rb"|\x33\xc7\xa4\xd2\xb8\x1dG#\xa0\xba\xf1\xa3\xe0\x97\xad8)",
    re.DOTALL,
)


def is_list(head: bytes) -> bool:
    """Whether a stream is a packed list of objects, by its dictionary."""
    return bool(_PACKED.search(spelt(head)))


def streams(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the content of each stream stands."""
    at = 0
    while (found := content.find(b"stream", at)) >= 0:
        start = found + len(b"stream")
        start += 2 if content[start : start + 2] == b"\r\n" else content[start : start + 1] == b"\n"
        end = content.find(b"endstream", start)
        if end < 0:
            return
        yield start, end
        at = end + len(b"endstream")


def without_words_about_people(content: bytes) -> bytes:
    """A PDF without its author, its XMP, and what cameras wrote into pictures. Raises Refusal
    where that can't be done."""
    told = _telling(content)
    parts, at = [], 0
    for start, end in streams(content):
        head = head_of(content, start)
        inside = _cleaned_stream(head, codings_of(head), content[start:end], told)
        parts += [_plain(content[at:start]), inside]
        at = end
    return _without_objects(b"".join([*parts, _plain(content[at:])]), told)


def _telling(content: bytes) -> set[bytes]:
    """The numbers of the objects that say who made the file, and of those they point to."""
    infos = {found[1] for found in _INFO.finditer(content)}
    if len(infos) > _MOST_OBJECTS:
        raise Refusal({"file": CANT_BE_BLANKED})
    told = set(infos)
    for info in infos:
        for start, end in _objects(content, info):
            told |= {found[1] for found in _POINTS.finditer(content, start, end)}
    for start, end in streams(content):
        head = head_of(content, start)
        if infos and is_list(head):
            part = _inflated(behind_letters(head, content[start:end])) or b""
            for number, begins, ends in _packed_objects(head, part):
                if number in infos:
                    told |= {found[1] for found in _POINTS.finditer(part[begins:ends])}
    if len(told) > _MOST_OBJECTS:
        raise Refusal({"file": CANT_BE_BLANKED})
    return told


def _packed_objects(head: bytes, part: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The objects in a packed list of them: their numbers, and where they stand."""
    found = _FIRST.search(head)
    first = int(found[1]) if found else 0
    named = part[:first].split()
    starts = [min(first + int(at), len(part)) for at in named[1::2] if _DIGITS.fullmatch(at)]
    yield from zip(named[::2], starts, [*starts[1:], len(part)], strict=False)


def _inflated(inside: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(inside)
    except zlib.error:
        return None


def head_of(content: bytes, start: int) -> bytes:
    """The dictionary before a stream, or at least all that may be it."""
    before = content[max(0, start - _LONGEST_HEAD) : start]
    return before[before.rfind(b"obj") + 1 :]


def _plain(content: bytes) -> bytes:
    return _without_notes(_without_strings(_without_xmp(content)))


def _cleaned_stream(
    head: bytes, codings: Sequence[bytes], inside: bytes, told: set[bytes]
) -> bytes:
    """A stream as long as it was. What is neither packed nor a picture stays: three bytes of a
    fax that look like the start of a picture are none."""
    if is_in_letters(codings):
        part = without_letters(codings, inside)
        clean = _cleaned_stream(head, codings[1:], part, told)
        return inside if clean == part else in_letters(codings, clean, len(inside))
    return _cleaned_bytes(head, inside, told)


def _cleaned_bytes(head: bytes, inside: bytes, told: set[bytes]) -> bytes:
    is_metadata = _METADATA.search(head)
    change: Change = _blank if is_metadata else _plain
    part = _inflated(inside)
    if part is None:
        return change(inside) if is_metadata or _PICTURE.search(head) else inside
    changed = bytearray(change(part))
    if is_list(head):
        for number, start, end in _packed_objects(head, part):
            if number in told:
                _blank_strings(changed, start, end)
    return inside if changed == part else _packed(bytes(changed), len(inside))


def _packed(part: bytes, room: int) -> bytes:
    packed = zlib.compress(part, 9)
    if len(packed) > room:
        raise Refusal({"file": CANT_BE_BLANKED})
    return packed + bytes(room - len(packed))


def _blank(part: bytes) -> bytes:
    return b" " * len(part)


def _without_xmp(content: bytes) -> bytes:
    clean = bytearray(content)
    for opens, closes in _XMP:
        at = 0
        while (start := clean.find(opens, at)) >= 0:
            end = clean.find(closes, start)
            if end < 0:
                break
            at = end + len(closes)
            clean[start:at] = b" " * (at - start)
    return bytes(clean)


def _without_objects(content: bytes, told: set[bytes]) -> bytes:
    """The same without any text in some objects."""
    clean = bytearray(content)
    for number in told:
        for start, end in _objects(content, number):
            _blank_strings(clean, start, end)
    return bytes(clean)


def _objects(content: bytes, number: bytes) -> Iterator[tuple[int, int]]:
    """Where an object stands, each time that it was written."""
    head = re.compile(rb"(?<!\d)" + number + rb"\s{1,9}\d{1,5}\s{1,9}obj")
    for found in islice(head.finditer(content), _MOST_OBJECTS):
        end = content.find(b"endobj", found.end(), found.end() + _LONGEST_OBJECT)
        if end > 0 and b"stream" not in content[found.end() : end]:
            yield found.end(), end


def _without_strings(content: bytes) -> bytes:
    clean, done = bytearray(content), 0
    for found in _KEYS.finditer(content):
        if found.start() >= done:
            done = _blank_string(clean, found.end())
    return bytes(clean)


def _blank_strings(clean: bytearray, start: int, end: int) -> None:
    at = start
    while at < end:
        at = _blank_string(clean, at) if clean[at] in b"(<" else at + 1


def _blank_string(clean: bytearray, at: int) -> int:
    """Blank the text that begins at `at`; returns where it ends. `<<` begins a dictionary."""
    if clean[at : at + 2] == b"<<":
        return at + 2
    is_hex = clean[at] == ord("<")
    closed = clean.find(b">", at, at + _LONGEST_TEXT) if is_hex else _closing(clean, at)
    if closed < 0:
        raise Refusal({"file": CANT_BE_BLANKED})
    clean[at + 1 : closed] = (b"0" if is_hex else b" ") * (closed - at - 1)
    return closed + 1


def _closing(clean: bytearray, at: int) -> int:
    """Where the text in brackets that begins at `at` is closed, brackets in it counted."""
    depth = 0
    for found in re.finditer(rb"\\.|[()]", clean[at : at + _LONGEST_TEXT], re.DOTALL):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return at + found.start()
    return -1


def _without_notes(content: bytes) -> bytes:
    """Pictures without what a camera or a program wrote into them: place, names, comments."""
    clean, at = bytearray(content), 0
    while (found := content.find(_HEAD, at)) >= 0:
        at = _blank_notes(clean, found + 2)
    at = 0
    while box := _BOXES.search(content, at):
        at = max(box.end(), min(box.start() + int.from_bytes(box[1]), len(clean)))
        clean[box.end() : at] = bytes(at - box.end())
    return bytes(clean)


def _blank_notes(clean: bytearray, at: int) -> int:
    """Blank the notes of a JPEG, up to its first dots; returns where those begin."""
    while at + 4 <= len(clean) and clean[at] == _FILL and clean[at + 1] != _SCAN:
        if clean[at + 1] == _FILL:
            at += 1
            continue
        end = min(at + 2 + max(2, int.from_bytes(clean[at + 2 : at + 4])), len(clean))
        if clean[at + 1] in _TELLING:
            clean[at + 4 : end] = bytes(max(0, end - at - 4))
        at = end
    return at
