"""A stranger's file is kept only as what it is, and tells nothing beside its picture or pages."""

import base64
import binascii
import io
import zlib

import pytest
from PIL import Image

from homecare.referrals.answers.files import ACTS, MOST_BYTES, cleaned
from homecare.refusals import Refusal
from tests.letters.made import a_picture

SCRIPT = b"1 0 <</Type/Action/S/JavaScript/JS(app.alert(1))>>"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Author (CANARY \\) Smith)/Producer <43414E415259>>>endobj\n"
    b"4 0 obj<</Type/Metadata>>stream\n<x:xmpmeta>CANARY</x:xmpmeta>\nendstream endobj\n"
    b"trailer<</Root 1 0 R/Info 3 0 R>>\n%%EOF\n"
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_and_tells_nothing_else(kind: str) -> None:
    sent = a_picture(kind) + b"<script>CANARY</script>"
    kept = cleaned(sent)
    assert kept.kind == kind.lower()
    assert b"CANARY" in sent
    assert b"CANARY" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert (shown.size, shown.format) == ((40, 30), kind)
        assert not shown.getexif()
        assert "comment" not in shown.info


def test_a_picture_that_was_taken_sideways_stands_upright() -> None:
    exif, to = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(to, "JPEG", exif=exif)
    with Image.open(io.BytesIO(cleaned(to.getvalue()).content)) as shown:
        assert shown.size == (30, 40)


def test_a_pdf_keeps_its_length_and_loses_who_wrote_it() -> None:
    kept = cleaned(PDF).content
    assert len(kept) == len(PDF)
    assert b"CANARY" not in kept
    assert b"43414E415259" not in kept
    assert kept.startswith(b"%PDF-1.4\n1 0 obj<</Type/Catalog")


def test_a_picture_inside_a_pdf_loses_its_place() -> None:
    kept = cleaned(PDF.replace(b"%%EOF", a_picture() + b"\n%%EOF")).content
    assert b"Exif" in PDF.replace(b"%%EOF", a_picture())
    assert b"CANARY" not in kept.replace(b"CANARY", b"", kept.count(b"\xff\xfe"))


@pytest.mark.parametrize("acts", [
    b"/JavaScript", b"/JS (x)", b"/J#53 (x)", b"/Launch", b"/OpenAction", b"/AA<<>>",
    b"/EmbeddedFiles", b"/Encrypt 9 0 R", b"/XFA", b"/RichMedia",
])  # fmt: skip
def test_a_pdf_that_does_something_is_refused(acts: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        cleaned(PDF.replace(b"/Count 0", b"/Count 0" + acts))
    assert refused.value.problems == {"file": ACTS}


@pytest.mark.parametrize("acts", [
    b"/JS(x)", b"/JS<78>", b"/JS\n\t(x)", b"/JS 9 0 R", b"/JS\x009 0 R", b"/JS%c\n(x)",
    b"/AA <</O 9 0 R>>", b"/AA\r\n9 0 R", b"/#41A%c\n<<>>",
])  # fmt: skip
def test_it_is_refused_however_it_is_spaced(acts: bytes) -> None:
    with pytest.raises(Refusal):
        cleaned(PDF.replace(b"/Count 0", b"/Count 0" + acts))


def test_three_bytes_of_a_scan_run_nothing() -> None:
    dots = b"\xff\xd8\xff\xda/JS\x8f/AA\xe1/JSq/AA)/JS \xc3/AA\x00\x91/JS5"
    part = b"9 0 obj<</Filter/DCTDecode>>stream\n" + dots + b"\nendstream endobj\n%%EOF"
    assert dots in cleaned(PDF.replace(b"%%EOF", part)).content


def test_what_hides_in_a_compressed_part_is_found() -> None:
    hidden = zlib.compress(b"1 0 <</Type/Action/S/JavaScript/JS(app.alert(1))>>")
    part = b"9 0 obj<</Type/ObjStm>>stream\n" + hidden + b"\nendstream endobj\n%%EOF"
    with pytest.raises(Refusal):
        cleaned(PDF.replace(b"%%EOF", part))


@pytest.mark.parametrize(("written", "filters"), [
    (binascii.hexlify(zlib.compress(SCRIPT)) + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
    (base64.a85encode(zlib.compress(SCRIPT)) + b"~>", b"/Filter[/A85/Fl]"),
    (zlib.compress(binascii.hexlify(SCRIPT)), b"/Filter [/FlateDecode /ASCIIHexDecode]"),
    (SCRIPT[::-1], b"/Filter /LZWDecode"),
    (SCRIPT[::-1], b"/Filter /RunLengthDecode"),
    (SCRIPT[::-1], b"/Fil#74er 7 0 R"),
    (zlib.compress(SCRIPT[::-1]), b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
    (zlib.compress(SCRIPT[::-1]), b"/Filter[/FlateDecode/FlateDecode]"),
], ids=["hex", "85", "hex inside", "LZW", "runs", "named elsewhere", "predicted",
        "twice"])  # fmt: skip
def test_nothing_hides_behind_how_a_part_is_written(written: bytes, filters: bytes) -> None:
    head = b"9 0 obj<</Type/Obj#53tm" + filters + b">>stream\n"
    with pytest.raises(Refusal) as refused:
        cleaned(PDF.replace(b"%%EOF", head + written + b"\nendstream endobj\n%%EOF"))
    assert list(refused.value.problems) == ["file"]


def test_a_list_of_objects_packed_as_usual_is_taken() -> None:
    usual = zlib.compress(b"1 0 <</Type/Font/Subtype/Type1>>")
    for filters in (b"/Filter /FlateDecode", b"/Filter[/FlateDecode]/DecodeParms[null]"):
        head = b"9 0 obj<</Type/ObjStm/N 1/First 4" + filters + b">>stream\n"
        sent = PDF.replace(b"%%EOF", head + usual + b"\nendstream endobj\n%%EOF")
        assert len(cleaned(sent).content) == len(sent)


def test_a_compressed_part_without_end_is_refused() -> None:
    bomb = zlib.compress(b"<<" + bytes(60 * 1024 * 1024))
    with pytest.raises(Refusal):
        cleaned(PDF.replace(b"%%EOF", b"stream\n" + bomb + b"endstream\n%%EOF"))


@pytest.mark.parametrize("sent", [
    b"", b"GIF89a", b"<html><script>alert(1)</script>", b"PK\x03\x04", b"MZ", b"%PDF-1.4 cut",
    b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + bytes(100), b"\x89PNG\r\n\x1a\n" + bytes(50),
    a_picture()[:200], a_picture("PNG")[:60], b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"%PDF-" + bytes(MOST_BYTES),
])  # fmt: skip
def test_anything_else_is_refused_at_its_field(sent: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        cleaned(sent)
    assert list(refused.value.problems) == ["file"]


def test_a_picture_of_too_many_dots_is_not_drawn() -> None:
    to = io.BytesIO()
    Image.new("1", (5000, 5000)).save(to, "PNG")
    with pytest.raises(Refusal):
        cleaned(to.getvalue())
