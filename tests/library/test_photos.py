"""Photos of a practice's own: drawn anew from their dots, and nothing else of a file is kept."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from homecare.library.photos import cleaning
from homecare.library.photos.cleaning import LARGE, SMALL, CleanPhoto, cleaned
from homecare.library.photos.words import Shown, img, on_paper
from homecare.refusals import Refusal
from tests.chance import examples
from tests.library.photographs import photo_file, picture

pytestmark = pytest.mark.any_database

SECRET = b"Secretplace"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
DARK, LIGHT = (40, 60, 90), (236, 226, 206)


def told(content: bytes) -> str:
    """What is said of a photo that is refused."""
    with pytest.raises(Refusal) as refused:
        cleaned(content)
    return refused.value.problems["photo"]


def opened(photo: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(photo))
    found.load()
    return found


def is_near(dot: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(one - two) < 24 for one, two in zip(dot, other, strict=True))


def exif(**more: Any) -> bytes:
    """A camera's notes with a place in them."""
    notes = Image.Exif()
    notes[0x010E] = SECRET.decode()
    notes[0x0112] = more.get("held", 1)
    notes.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return notes.tobytes()


def iptc(file: bytes) -> bytes:
    """A JPEG with a place in Photoshop's notes, after its first mark."""
    notes = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET
    return file[:2] + b"\xff\xed" + struct.pack(">H", len(notes) + 2) + notes + file[2:]


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return photo_file("PNG", pnginfo=words, exif=exif())


def profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + SECRET


TELLING = {
    "jpeg": iptc(photo_file(exif=exif(), comment=SECRET, xmp=XMP, icc_profile=profile())),
    "png": png_with_words(),
    "webp": photo_file("WEBP", exif=exif(), xmp=XMP, icc_profile=profile()),
    "jpeg and zip": photo_file() + b"PK\x03\x04" + SECRET,
    "png and html": photo_file("PNG") + b"<script>" + SECRET + b"</script>",
}


@pytest.mark.parametrize("file", TELLING.values(), ids=TELLING.keys())
def test_nothing_but_the_dots_is_kept(file: bytes) -> None:
    assert SECRET in file
    kept = cleaned(file)
    for photo in (kept.large, kept.small):
        assert SECRET not in photo
        found = opened(photo)
        assert (found.format, found.mode) == ("JPEG", "RGB")
        assert not found.getexif()
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression"}  # fmt: skip
        assert photo.endswith(b"\xff\xd9")


@pytest.mark.parametrize("held", range(1, 9))
def test_it_stands_upright_however_the_camera_was_held(held: int) -> None:
    """The same picture as it would be seen: a dark corner at the top left, lying or standing."""
    back = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}  # fmt: skip
    as_taken = picture().transpose(back[held]) if held in back else picture()
    kept = cleaned(photo_file("JPEG", as_taken, exif=exif(held=held)))
    assert (kept.width, kept.height) == (640, 480)
    seen = opened(kept.large)
    assert is_near(seen.getpixel((20, 20)), DARK)
    for corner in ((620, 20), (20, 460), (620, 460)):
        assert is_near(seen.getpixel(corner), LIGHT)


def clear_ground(mode: str) -> Image.Image:
    """The dark corner on a clear ground."""
    drawn = picture()
    drawn.putalpha(drawn.convert("L").point(lambda grey: 255 if grey < 100 else 0))
    return drawn.quantize(8) if mode == "P" else drawn.convert(mode)


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        ("JPEG", picture(mode="CMYK")),
        ("JPEG", picture(mode="L")),
        ("PNG", picture().quantize(8)),
        ("PNG", picture(mode="L").point(lambda grey: grey > 100 and 255, "1")),
        ("PNG", picture(mode="LA")),
        ("PNG", clear_ground("RGBA")),
        ("PNG", clear_ground("P")),
        ("WEBP", clear_ground("RGBA")),
        ("PNG", picture(mode="L").convert("I;16")),
    ],
)
def test_every_way_of_keeping_colours_shows_the_same(kind: str, drawn: Image.Image) -> None:
    if drawn.mode == "I;16":
        drawn = drawn.point(lambda grey: grey * 257)
    seen = opened(cleaned(photo_file(kind, drawn)).large)
    dark, light = seen.getpixel((20, 20)), seen.getpixel((600, 400))
    assert sum(dark) < 260  # type: ignore[arg-type]
    assert sum(light) > 600  # type: ignore[arg-type]


def test_it_is_kept_small() -> None:
    noise = Image.effect_noise((2600, 1900), 90).convert("RGB")
    kept = cleaned(photo_file("JPEG", noise, quality=95))
    for photo, bounds in ((kept.large, LARGE), (kept.small, SMALL)):
        assert len(photo) <= bounds.most
        assert max(opened(photo).size) <= bounds.side
    plain = cleaned(photo_file("JPEG", picture((4000, 3000))))
    assert (plain.width, plain.height) == (1280, 960)


def png_of(width: int, height: int) -> bytes:
    """A PNG whose head promises so many dots, and whose body has none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))  # fmt: skip


def very_large() -> bytes:
    return photo_file("JPEG", picture((5000, 5000)), progressive=True)


def moving(kind: str) -> bytes:
    return photo_file(kind, save_all=True, append_images=[picture(mode="L").convert("RGB")])


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", cleaning.EMPTY),
        (b"\0", cleaning.NO_SUCH_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", cleaning.NO_SUCH_KIND),
        (photo_file("GIF"), cleaning.NO_SUCH_KIND),
        (photo_file("TIFF"), cleaning.NO_SUCH_KIND),
        (photo_file("BMP"), cleaning.NO_SUCH_KIND),
        (b"%PDF-1.7 " + photo_file(), cleaning.NO_SUCH_KIND),
        (b"\xff\xd8\xff" + b"\0" * 100, cleaning.BROKEN),
        (b"\xff\xd8\xff" + photo_file("PNG"), cleaning.BROKEN),
        (photo_file()[:3000], cleaning.BROKEN),
        (photo_file("PNG")[:-300], cleaning.BROKEN),
        (photo_file("WEBP")[:-100], cleaning.BROKEN),
        (png_of(60_000, 60_000), cleaning.BROKEN),
        (png_of(5_000, 5_000), cleaning.TOO_MANY_DOTS),
        (png_of(300, 300), cleaning.BROKEN),
        (very_large, cleaning.TOO_MANY_DOTS),  # drawn only for the test: every worker reads this
        (photo_file("JPEG", picture((640, 100))), cleaning.TOO_FEW_DOTS),
        (moving("PNG"), cleaning.MOVES),
        (moving("WEBP"), cleaning.MOVES),
        (photo_file() + b"\0" * (11 * 1024 * 1024), cleaning.TOO_BIG),
    ],
    ids=range(20),
)  # fmt: skip
def test_what_is_no_photo_is_refused_with_a_reason(
    file: bytes | Callable[[], bytes], says: str
) -> None:
    assert told(file() if callable(file) else file) == says


def test_a_camera_that_puts_a_second_picture_behind_the_first_may_be_used() -> None:
    kept = cleaned(photo_file("MPO", save_all=True, append_images=[picture((320, 240))]))
    assert (kept.width, kept.height) == (640, 480)


REAL = [
    *TELLING.values(),
    photo_file("JPEG", picture(mode="CMYK")),
    photo_file("PNG", picture().quantize(8)),
    photo_file("WEBP"),
    photo_file("WEBP", lossless=True),
    moving("PNG"),
    moving("WEBP"),
    photo_file("MPO", save_all=True, append_images=[picture()]),
    png_of(3000, 3000),
]


@settings(max_examples=examples(250), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_file_does_anything_but_be_refused_or_drawn_anew(data: st.DataObject) -> None:
    """Real files with bytes changed, cut out, doubled and put between."""
    file = bytearray(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, min(len(file), 800) - 1)) | st.integers(0, len(file)))
        what = data.draw(st.sampled_from(["set", "cut", "put", "end"]))
        if what == "set":
            some = data.draw(st.binary(min_size=1, max_size=4))
            file[at : at + len(some)] = some
        elif what == "cut":
            del file[at : at + data.draw(st.integers(1, 64))]
        elif what == "put":
            file[at:at] = data.draw(st.binary(max_size=16))
        else:
            del file[at:]
    try:
        kept = cleaned(bytes(file))
    except Refusal as refused:
        assert set(refused.problems) == {"photo"}  # noqa: PT017 (either is fine)
    else:
        assert is_harmless(kept)


def is_harmless(kept: CleanPhoto) -> bool:
    sizes = [(opened(photo).size, opened(photo).format) for photo in (kept.large, kept.small)]
    return (
        sizes[0] == ((kept.width, kept.height), "JPEG")
        and len(kept.large) <= LARGE.most
        and len(kept.small) <= SMALL.most
        and SECRET not in kept.large + kept.small
    )


def test_words_of_a_photo_can_not_leave_their_place() -> None:
    shown = Shown(UUID(int=7), '"><script>', 640, 480)
    said = img(shown, lambda photo, size: f"/{photo.id}/{size}?a=1&b=2")
    assert "<script>" not in said
    assert 'width="480" height="360"' in said
    assert 'loading="lazy"' in said


def test_photos_stand_two_beside_each_other_on_paper() -> None:
    kept = cleaned(photo_file())
    photos = [(Shown(UUID(int=n), "x", 640, 480), kept.small) for n in range(3)]
    assert on_paper(photos[:1]).startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">'
    )
    assert 'viewBox="0 0 640 484"' in on_paper(photos)
    assert on_paper(photos).count("<image ") == 3
