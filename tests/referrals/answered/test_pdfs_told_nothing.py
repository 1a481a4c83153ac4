"""A PDF as real programs make it: nobody reads who made it or where, and it looks the same."""

import base64
import binascii
import io
import subprocess
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pikepdf
import pytest
from PIL import Image

from homecare.referrals.answers.codings import CANT_BE_READ
from homecare.referrals.answers.files import cleaned
from homecare.referrals.answers.pdfs import CANT_BE_BLANKED
from homecare.refusals import Refusal
from tests.letters.made import a_picture

pytestmark = pytest.mark.any_database
CANARY = "Quixotic"
XMP = f"""<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="x">
 <dc:creator>{CANARY}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
WAYS = {
    "plain": {"compress_streams": False, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
    "packed": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
}


def photograph() -> bytes:
    """A JPEG with its place (EXIF), a caption (IPTC), a comment and XMP."""
    told = a_picture(canary=CANARY)
    iptc = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x78\x00\x08"
        + CANARY.encode()
    )
    xmp = b"http://ns.adobe.com/xap/1.0/\x00" + XMP.encode()
    parts = b""
    for marker, words in ((0xED, iptc), (0xE1, xmp)):
        parts += bytes([0xFF, marker]) + (len(words) + 2).to_bytes(2, "big") + words
    return told[:2] + parts + told[2:]


def made(
    way: str, author: str = CANARY, photo: bytes = b"", filters: Sequence[str] = ("DCTDecode",),
    **stream: Any,
) -> bytes:  # fmt: skip
    """A PDF with a page that shows a photograph, an author, a company and XMP."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    written = pikepdf.Array([pikepdf.Name(f"/{name}") for name in filters])
    picture = pikepdf.Stream(pdf, photo or photograph(), Type=pikepdf.Name.XObject,
                             Subtype=pikepdf.Name.Image, Width=40, Height=30, BitsPerComponent=8,
                             ColorSpace=pikepdf.Name.DeviceRGB, Filter=written,
                             **stream)  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
    page.Contents = pikepdf.Stream(pdf, b"q 180 0 0 135 10 10 cm /Im0 Do Q")
    pdf.docinfo["/Author"] = author
    pdf.docinfo["/Company"] = f"{CANARY} (of (that) name)"
    pdf.docinfo["/Producer"] = pdf.make_indirect(pikepdf.String(f"{CANARY} Writer"))
    pdf.docinfo["/Own"] = CANARY
    pdf.Root.Metadata = pikepdf.Stream(pdf, XMP.encode(), Type=pikepdf.Name.Metadata,
                                       Subtype=pikepdf.Name.XML)  # fmt: skip
    to = io.BytesIO()
    pdf.save(to, **WAYS[way])
    return to.getvalue()


def every_word(content: bytes) -> bytes:
    """All that stands in a PDF, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        out = [content]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                out.append(thing.read_raw_bytes())
                if "DCTDecode" not in str(thing.get("/Filter")):
                    out.append(thing.read_bytes())
            out.append(repr(thing).encode())
        return b"\n".join(out)


def drawn(content: bytes) -> bytes:
    return subprocess.run(["pdftoppm", "-r", "72", "-png", "-"], input=content,
                          capture_output=True, check=True).stdout  # fmt: skip


@pytest.mark.parametrize("author", [CANARY, f"{CANARY} Müller 張", f"a (b) \\( {CANARY}"])
@pytest.mark.parametrize("way", WAYS)
def test_nobody_reads_who_made_it_or_where(way: str, author: str) -> None:
    sent = made(way, author)
    assert every_word(sent).count(CANARY.encode()) >= 6
    kept = cleaned(sent).content
    assert len(kept) == len(sent)
    words = every_word(kept)
    assert CANARY.encode() not in words
    assert CANARY.encode("utf-16-be") not in words
    assert b"Exif" not in words
    assert drawn(kept) == drawn(sent)
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert pdf.check_pdf_syntax() == []


def letters_of(content: bytes, way: str) -> bytes:
    """As programs write a photograph that has to be made of letters."""
    if way == "hex":
        return binascii.hexlify(content).upper() + b">"
    text = base64.a85encode(content)
    return b"\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + b"~>"


@pytest.mark.parametrize(("way", "name"), [("85", "ASCII85Decode"), ("hex", "ASCIIHexDecode")])
@pytest.mark.parametrize("deflated", [False, True])
def test_a_photograph_written_as_letters_loses_its_place_too(
    way: str, name: str, deflated: bool
) -> None:
    inner = zlib.compress(photograph(), 1) if deflated else photograph()
    filters = [name, *(["FlateDecode"] if deflated else []), "DCTDecode"]
    sent = made("plain", photo=letters_of(inner, way), filters=filters)
    kept = cleaned(sent).content
    assert len(kept) == len(sent)
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        [picture] = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)
                     and one.get("/Subtype") == pikepdf.Name.Image]  # fmt: skip
        photo = base64.a85decode(bytes(picture.read_raw_bytes()).partition(b"~>")[0],
                                 ignorechars=b"\n") if way == "85" else bytes.fromhex(
            bytes(picture.read_raw_bytes()).partition(b">")[0].decode())  # fmt: skip
        photo = zlib.decompressobj().decompress(photo) if deflated else photo
    assert CANARY.encode() not in photo
    assert b"Exif" not in photo
    assert drawn(kept) == drawn(sent)


def test_letters_that_mean_nothing_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        cleaned(made("plain", photo=b"{{{{~>", filters=["ASCII85Decode", "DCTDecode"]))
    assert refused.value.problems == {"file": CANT_BE_READ}


def test_a_damaged_file_is_taken_or_refused_and_breaks_nothing() -> None:
    dice, whole = Random(1), made("packed")
    for _ in range(400):
        spoilt = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            at = dice.randrange(9, len(spoilt) - 9)
            spoilt[at : at + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        with suppress(Refusal):
            cleaned(bytes(spoilt))


def test_a_list_of_objects_that_lies_about_where_they_stand_breaks_nothing() -> None:
    for named in (b"5 9999999999999", b"5 99 6 -1", b"5 " + b"9" * 5000, b"5", b"x y"):
        packed = zlib.compress(named + b" <</Author(x)>>")
        sent = b"%%PDF-1.5\n1 0 obj<</Type/ObjStm/First 9/N 1>>stream\n%b\nendstream endobj\n%b" % (
            packed + bytes(99), b"trailer<</Info 5 0 R>>\n%%EOF")  # fmt: skip
        with suppress(Refusal):
            cleaned(sent)


def test_colours_are_kept() -> None:
    """What says how colours are meant is no word about anybody."""
    to = io.BytesIO()
    Image.new("CMYK", (40, 30), (0, 200, 200, 0)).save(to, "JPEG", icc_profile=b"profile")
    kept = cleaned(b"%PDF-1.4\n" + to.getvalue() + b"\n%%EOF").content
    assert b"profile" in kept
    assert b"Adobe" in kept


def test_bytes_that_only_look_like_a_picture_stay() -> None:
    fax = b"\xff\xd8\xff\xe1\x00\x20" + bytes(range(64))
    sent = (
        b"%PDF-1.4\n1 0 obj<</Filter/CCITTFaxDecode>>stream\n" + fax + b"\nendstream endobj\n%%EOF"
    )
    assert cleaned(sent).content == sent


def test_a_name_without_an_end_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        cleaned(b"%PDF-1.4\n1 0 obj<</Author (Quixotic>>endobj\n%%EOF")
    assert refused.value.problems == {"file": CANT_BE_BLANKED}


@pytest.mark.parametrize("part", [
    b"stream\n", b"<<", b"<x:xmpmeta", b"/Author (", b"/Author <", b"\xff\xd8\xff\xe1\xff\xff",
    b"\xff\xd8\xff", b"/Info 5 0 R 5 0 obj ", b"((((", b"1", b"1 0 obj<</Info 1 0 R/Author(x",
    b"....uuidJpgTiffExif->JP2", b"\\(",
], ids=repr)  # fmt: skip
def test_a_file_made_to_be_slow_is_read_once(part: bytes) -> None:
    """In processor time, so that a busy machine changes nothing; reading again and again for
    every place in five megabytes would take hours."""
    sent = b"%PDF-1.4\n" + part * (5_000_000 // len(part)) + b"\n%%EOF"
    began = time.process_time()
    with suppress(Refusal):
        cleaned(sent)
    assert time.process_time() - began < 15
