"""What a phone reads from a screen: a QR code of a link, or of a seed for codes."""

from markupsafe import Markup


def svg(url: str, title: str = "QR code of the invitation link") -> Markup:
    """A QR code of `url` as inline SVG: dark on white with its quiet zone, in any colour scheme."""
    import segno  # noqa: PLC0415 (only a page that shows a link needs it)

    code = segno.make(url, error="m", micro=False)
    return Markup(  # noqa: S704 (segno writes numbers and colours only)
        code.svg_inline(
            scale=5,
            border=4,
            dark="#000",
            light="#fff",
            svgclass="qr",
            lineclass=None,
            title=title,
        )
    )


def plain_svg(url: str) -> str:
    """A QR code of `url` as an SVG of its own, for paper, which is white around it already."""
    import segno  # noqa: PLC0415 (the same)

    return str(segno.make(url, error="m", micro=False).svg_inline(border=1, dark="#000"))
