"""The one place where pages are set: fonts come with packages, and every PDF is PDF/UA-1.

What somebody typed goes into a template as data and never as markup. Under PDF/UA one character
that no font has makes the typesetter refuse the whole page; here it is spelt out instead.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import manimgx_fonts
import manimgx_fonts_cjk

from homecare.typesetting.characters import for_print, is_mark

FONTS = [Path(package.__path__[0]) for package in (manimgx_fonts, manimgx_fonts_cjk)]
STANDARD = "ua-1"
POINTS_TO_AN_INCH = 72
UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.S)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
HEIGHT = re.compile(r'<svg[^>]* height="([0-9.]+)pt"')
MOST_HEIGHTS = 1000
_heights: dict[bytes, float] = {}
PROBE = b"""#set document(title: "probe")
#for word in json(bytes(sys.inputs.said)) { par(word) }"""


class UnsettableError(ValueError):
    """A page that can't be set, in the typesetter's words."""


def version() -> str:
    """Which typesetter this is; it is kept beside every page that is frozen."""
    return f"typst {_typst().__version__}"


def pdf(template: bytes, said: Any, made_at: datetime | None = None) -> bytes:
    """A template filled with what is `said`, as a tagged PDF; it says the second it was made."""
    made_at = made_at and made_at.replace(microsecond=0)  # the typesetter takes no finer moment
    return _settled(said, lambda data: _compiled(
        template, data, format="pdf", pdf_standards=[STANDARD], timestamp=made_at
    ))[0]  # fmt: skip


def png(template: bytes, said: Any, ppi: float = POINTS_TO_AN_INCH) -> bytes:
    """A template of one page as a picture."""
    return _one(_compiled(template, said, format="png", ppi=ppi))


def height(template: bytes, said: Any) -> float:
    """How high a page grows, in points, where its template sets no height.

    A draft is measured each time it is shown or saved, and again when it is issued: the last
    heights are known by a hash of what was set, and not a word of it is kept.
    """
    data = for_print(said)
    mark = sha256(template + json.dumps(data).encode()).digest()
    known = _heights.get(mark)
    if known is None:
        known = _measured(template, data)
        if len(_heights) >= MOST_HEIGHTS:
            _heights.clear()
        _heights[mark] = known
    return known


def _measured(template: bytes, data: Any) -> float:
    drawn = _one(_compiled(template, data, format="svg"))
    found = HEIGHT.search(drawn.decode())
    if found is None:
        raise TypeError("a drawing says how high it is")
    return float(found[1])


def pages(template: bytes, said: Any) -> int:
    """How many pages a template fills, which says so at its end: `<pages>`."""
    inputs = {"said": json.dumps(for_print(said))}
    press = _typst().Compiler(template, font_paths=_fonts(), sys_inputs=inputs)
    return int(json.loads(press.query("<pages>", field="value", one=True)))


def undrawn(text: str) -> set[str]:
    """The characters of a text that no font here has, and that are spelt out in print."""
    words = sorted({word for word in text.split() if not word.isascii()})
    return _settled(words, lambda data: _compiled(
        PROBE, data, format="pdf", pdf_standards=[STANDARD]
    ))[1] if words else set()  # fmt: skip


def _settled(said: Any, make: Callable[[Any], Any]) -> tuple[bytes, set[str]]:
    """The page, and what was spelt out for it.

    A mark that no font can set on its neighbour is blamed together with it: marks go first.
    """
    spelt: set[str] = set()
    while True:
        try:
            return _one(make(for_print(said, spelt))), spelt
        except UnsettableError as refused:
            blamed = _blamed(str(refused)) - spelt
            more = {one for one in blamed if is_mark(one)} or {c for c in blamed if c > "\x7f"}
            if not more:
                raise
            spelt |= more


def _blamed(refusal: str) -> set[str]:
    found = UNDRAWN.findall(refusal)
    return set("".join(ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found))


def _compiled(template: bytes, said: Any, **how: Any) -> Any:
    typst = _typst()
    inputs = {"said": json.dumps(said)}
    # One for each page, with the fonts read once: a kept one is no faster and not for two threads.
    press = typst.Compiler(template, font_paths=_fonts(), sys_inputs=inputs)
    try:
        return press.compile(**{name: value for name, value in how.items() if value is not None})
    except typst.TypstError as refused:
        raise UnsettableError(refused.diagnostic) from refused


def _one(made: Any) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("this is more than one page")
    return made


@cache
def _fonts() -> Any:
    """Ours alone: what a machine happens to have must not change how a letter looks."""
    return _typst().Fonts(include_system_fonts=False, font_paths=list(FONTS))


def _typst() -> Any:
    # A heavy library that only letters, mails and records need: start-up goes without it.
    import typst  # noqa: PLC0415

    return typst
