"""Every picture on one sheet, to be judged by somebody who has not seen them before."""

import random
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from homecare.library.drawing.camera import SIDE, TALLEST
from homecare.library.drawing.figure import Side, draw, key
from homecare.library.drawing.scenes import SCENES

CELL, GAP, LINE = 320, 24, 34
SIGN, LETTER, KEY = 30, 7.4, 48  # a sign of the key, about the width of a letter, and its line
TALL = CELL * TALLEST // SIDE
COLUMNS = 4


def contact_sheet(
    words: Iterable[tuple[str, str]],
    *,
    sides: tuple[Side, ...] = ("right", "left"),
    shuffled: int | None = None,
) -> str:
    """Pictures by code and what stands above each as one SVG, numbered: to the `sides` what is
    done with one, once what has none.

    `shuffled` is the seed of another order, so that the sheet gives no hint.
    """
    known = list(words)
    if shuffled is not None:
        random.Random(shuffled).shuffle(known)
    across = max(COLUMNS // len(sides), 1)
    rows = -(-len(known) // across)
    wide = across * len(sides) * (CELL + GAP) + GAP
    signs, top = _key([code for code, _ in known], wide)
    high = top + rows * (TALL + LINE + GAP) + GAP
    cells = "".join(_cells(known, sides, across, top))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}"><rect width="{wide}" height="{high}" fill="#fff"/>'
        f"{signs}{cells}</svg>"
    )


def _key(codes: Iterable[str], wide: int) -> tuple[str, int]:
    """What the signs mean, in lines as wide as the sheet, and how high they are together."""
    pieces, x, y = "", GAP, GAP
    for sign in key(codes):
        room = SIGN + 8 + round(len(sign.means) * LETTER) + GAP
        if x + room > wide:
            x, y = GAP, y + KEY
        where = f'<svg x="{x}" y="{y}" width="{SIGN}" height="{SIGN}" '
        pieces += sign.drawn.replace("<svg ", where, 1) + _words(x + SIGN + 8, y + 21, sign.means)
        x += room
    return pieces, y + KEY - GAP


def _words(x: int, y: int, words: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="sans-serif" font-size="18" '
        f'fill="#2b2722">{escape(words)}</text>'
    )


def _cells(
    known: list[tuple[str, str]], sides: tuple[Side, ...], across: int, top: int
) -> Iterator[str]:
    for index, (code, words) in enumerate(known):
        row, column = divmod(index, across)
        x, y = GAP + column * len(sides) * (CELL + GAP), top + GAP + row * (TALL + LINE + GAP)
        yield _words(x, y + 22, f"{index + 1}. {words}")
        for place, side in enumerate(sides if SCENES[code].sided else sides[:1]):
            left = x + place * (CELL + GAP)
            where = f'<svg x="{left}" y="{y + LINE}" width="{CELL}" height="{TALL}" '
            yield draw(code, side, words).replace("<svg ", where, 1)
