"""A drawing as a picture, for mail: many mail programs show no SVG."""

from io import BytesIO

from homecare.typesetting import press

TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt)
#let drawing = json(bytes(sys.inputs.said))
#image(bytes(drawing.svg), format: "svg", width: drawing.width * 1pt)"""

LEVEL = 4
"""Of 9: a little over half the work of the usual 6, for a picture larger by a tenth."""


def png(svg: str, width: int) -> bytes:
    """The drawing as a PNG of `width` pixels, drawn with fonts that come with packages alone."""
    return press.png(TEMPLATE, {"svg": svg, "width": width})


def of_few_colours(png: bytes, colours: int) -> bytes:
    """The same picture in at most 256 colours: a chart has few, and weighs less than half."""
    from PIL import Image  # noqa: PLC0415 (only where mail is made)

    packed = BytesIO()
    with Image.open(BytesIO(png)) as drawn:
        few = drawn.convert("RGB").quantize(
            colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    few.save(packed, "PNG", compress_level=LEVEL)
    return packed.getvalue()
