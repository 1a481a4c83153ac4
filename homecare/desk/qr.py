"""A link as a QR code, for a phone in the treatment room."""

from markupsafe import Markup


def svg(url: str) -> Markup:
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
            title="QR code of the invitation link",
        )
    )
