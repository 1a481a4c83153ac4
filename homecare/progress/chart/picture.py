"""A drawing as a picture, for mail: many mail programs show no SVG."""

from homecare.typesetting import press

TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt)
#let drawing = json(bytes(sys.inputs.said))
#image(bytes(drawing.svg), format: "svg", width: drawing.width * 1pt)"""


def png(svg: str, width: int) -> bytes:
    """The drawing as a PNG of `width` pixels, drawn with fonts that come with packages alone."""
    return press.png(TEMPLATE, {"svg": svg, "width": width})
