"""A drawing as a picture, for mail: many mail programs show no SVG."""

import json

TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt)
#let drawing = json(bytes(sys.inputs.drawing))
#image(bytes(drawing.svg), format: "svg", width: drawing.width * 1pt)"""
POINTS_TO_AN_INCH = 72


def png(svg: str, width: int) -> bytes:
    """The drawing as a PNG of `width` pixels, drawn with typst's own fonts alone."""
    # typst is a heavy library; only mails and letters need it, so start-up goes without.
    import typst  # noqa: PLC0415

    picture = typst.compile(
        TEMPLATE,
        format="png",
        ppi=POINTS_TO_AN_INCH,
        ignore_system_fonts=True,
        sys_inputs={"drawing": json.dumps({"svg": svg, "width": width})},
    )
    if not isinstance(picture, bytes):
        raise TypeError("a chart fits on one page")
    return picture
