"""What is drawn over the figures: arrows, ovals, rings, numbers, letters and small signs."""

from collections.abc import Iterator
from math import atan2, cos, hypot, radians, sin

from homecare.library.drawing.camera import Lens
from homecare.library.drawing.outline import Point, n, xy

MOVE, FEEL, WRONG, INK = "#1d6f60", "#a2501c", "#932c21", "#4a4239"
MUSCLE = "#f0a964"  # light, so that it stands out of dark cloth without colour, too
RING = "M-10 0a10 10 0 0 1 20 0a10 10 0 0 1-20 0"
LETTERS = {"L": "M-3-5V5H4", "R": "M-3.5 5V-5H.5A2.8 2.8 0 0 1 .5.6H-3.5M.5.6L4 5"}
DIGITS = {
    1: "M-2.5-3.5L.5-5.5V5.5",
    2: "M-3.5-3A3.5 3 0 0 1 3.5-2.5C3.5.500-3 2.5-3.5 5.5H4",
    3: "M-3-4.5C0-7 4-5 3.5-2.5C3-.5 1-.2-.5-.2C2-.2 4 .8 3.8 3C3.5 6.5-1 6.5-3.5 4.5",
}


def shifted(look: str, path: str, x: float, y: float, size: int = 2) -> str:
    """A small sign put where it belongs, with the class and stroke that it has."""
    return f'<path {look} transform="translate({n(x)} {n(y)}) scale({size})" d="{path}"/>'


def arrow(start: Point, bow: Point, end: Point, kind: str) -> str:
    """A bowed arrow with a tip; there and back with two; short and thick to press."""
    width, size = (14.0, 22.0) if kind == "press" else (8.0, 19.0)
    tips = [_tip(bow, end, size)] + ([_tip(bow, start, size)] if kind == "glide" else [])
    shaft_end = _short_of(bow, end, size * 0.7)
    shaft_start = _short_of(bow, start, size * 0.7) if kind == "glide" else start
    path = f"M{xy(shaft_start)}Q{xy(bow)} {xy(shaft_end)}"
    halo = f'd="{path}{"".join(tips)}" stroke="#fff" stroke-width="{n(width + 8)}"'
    return (
        f'<path class="fig-halo" {halo}/>'
        f'<path class="fig-arrow" d="{path}" stroke="{MOVE}" stroke-width="{n(width)}"/>'
        f'<path class="fig-tip" d="{"".join(tips)}" fill="{MOVE}" stroke="none"/>'
    )


def _short_of(before: Point, end: Point, by: float) -> Point:
    away = hypot(end.x - before.x, end.y - before.y) or 1.0
    return Point(end.x - (end.x - before.x) / away * by, end.y - (end.y - before.y) / away * by)


def _tip(before: Point, end: Point, size: float) -> str:
    way = atan2(end.y - before.y, end.x - before.x)
    back = Point(end.x - size * 1.5 * cos(way), end.y - size * 1.5 * sin(way))
    side = Point(-sin(way) * size * 0.72, cos(way) * size * 0.72)
    return (
        f"M{xy(end)}L{xy(Point(back.x + side.x, back.y + side.y))} "
        f"{xy(Point(back.x - side.x, back.y - side.y))}Z"
    )


FEW, MANY, CROWDED = (-0.5, 0.0, 0.5), (-0.6, -0.2, 0.2, 0.6), 26  # or the lines run together
LEANS = ((-0.25, 1), (0.25, -1))  # the two ends of a line of the hatching


def oval(middle: Point, size: tuple[float, float], angle: float, kind: str) -> str:
    """Feel it here: hatched for a stretch, filled for a muscle that works."""
    long, wide = size
    cosine, sine = cos(radians(angle)), -sin(radians(angle))

    def on(x: float, y: float) -> Point:
        return Point(middle.x + x * cosine - y * sine, middle.y + x * sine + y * cosine)

    rim = (
        f"M{xy(on(-long, 0))}A{n(long)} {n(wide)} {n(-angle)} 0 1 {xy(on(long, 0))}"
        f"A{n(long)} {n(wide)} {n(-angle)} 0 1 {xy(on(-long, 0))}Z"
    )
    ground = f'<path class="fig-ground" d="{rim}" fill="#fff" stroke="#fff" stroke-width="14"/>'
    if kind == "muscle":
        look = f'fill="{MUSCLE}" stroke="{FEEL}" stroke-width="5"'
        return f'{ground}<path class="fig-feel fig-muscle" d="{rim}" {look}/>'
    hatch = ""
    for share in FEW if long < CROWDED else MANY:
        high = wide * (1 - (share * 0.9) ** 2) ** 0.5 * 0.85
        low, top = (on(long * share + wide * lean, side * high) for lean, side in LEANS)
        hatch += f"M{xy(low)}L{xy(top)}"
    return f'{ground}<path class="fig-feel" d="{rim}{hatch}" stroke="{FEEL}" stroke-width="5"/>'


def number(value: int, x: float, y: float, lens: Lens) -> str:
    """Which panel comes first; never turned round."""
    at = lens.flat(x, y)
    look = f'class="fig-number" stroke="{INK}" stroke-width="2"'
    return shifted(look, RING + DIGITS[value], at.x, at.y)


def letters(side: str, x: float, y: float, lens: Lens) -> Iterator[str]:
    """L and R as the body has them: the side that is meant filled, the other an outline."""
    for letter, name, off in (("L", "left", -24), ("R", "right", 24)):
        at = lens.flat(x, y)
        yield letter_at(letter, Point(at.x + off, at.y), meant=side in (name, "both"))


def letter_at(letter: str, at: Point, *, meant: bool) -> str:
    """L or R in its ring, filled where that side is meant."""
    ring = f'class="fig-ring fig-meant" fill="{INK}"' if meant else 'class="fig-ring"'
    glyph = 'class="fig-on" stroke="#fff"' if meant else f'class="fig-ring" stroke="{INK}"'
    return (
        f'<g class="fig-side" stroke-width="2" '
        f'transform="translate({n(at.x)} {n(at.y)}) scale(2)">'
        f'<path {ring} d="{RING}" stroke="{INK}"/>'
        f'<path {glyph} d="{LETTERS[letter]}"/></g>'
    )


CLOCK = RING + "M0-5.5V0L3.5 2.5"
PLUS = "M-9 0H9M0-9V9"
CROSS = "M-9-9L9 9M9-9L-9 9"
LOOP = "M7-6.5A9.5 9.5 0 1 0 9.5 1M8-11.5L7.5-5.5L1.5-6.5"


def sign(path: str, x: float, y: float, lens: Lens, size: int = 2) -> str:
    """A clock for a hold, a loop for again and again."""
    at = lens.flat(x, y)
    return shifted(f'class="fig-sign" stroke="{MOVE}" stroke-width="2.5"', path, at.x, at.y, size)


def spot(kind: str, at: Point) -> str:
    """A dashed ring for *to here*, a plus for *both at once*, or the hollow under a back."""
    if kind == "plus":
        look = f'class="fig-sign" stroke="{MOVE}" stroke-width="4"'
        return shifted(look, PLUS, *at)
    if kind == "ring":
        look = f'class="fig-sign" stroke="{MOVE}" stroke-width="3" stroke-dasharray="3.5 4.5"'
        ground = 'class="fig-halo" stroke="#fff" stroke-width="7"'
        return shifted(ground, RING, *at) + shifted(look, RING, *at)
    hollow = "M-26 0Q0-23 26 0Q0 7-26 0Z"
    dashes = f'stroke="{INK}" stroke-width="3" stroke-dasharray="3.5 5.5"'
    look = f'class="fig-gap" fill="#fff" {dashes}'
    return shifted(look, hollow, *at)


def box(corner: Point, opposite: Point) -> str:
    """The frame of what not to do."""
    wide, tall = round(opposite.x - corner.x), round(opposite.y - corner.y)
    return (
        f'<path class="fig-wrong" d="M{xy(corner)}h{wide}v{tall}h{-wide}z" '
        f'stroke="{WRONG}" stroke-width="5"/>'
    )


def wrong_at(at: Point) -> str:
    """A ring where it goes wrong."""
    ring = "M-15 0a15 15 0 0 1 30 0a15 15 0 0 1-30 0"
    return shifted(f'class="fig-wrong" stroke="{WRONG}" stroke-width="3.5"', ring, *at)


def wrong_way(start: Point, bow: Point, end: Point) -> str:
    """A bowed arrow with an open tip: which way it must not go."""
    way = atan2(end.y - bow.y, end.x - bow.x)
    one, other = (
        Point(end.x - 24 * cos(way + lean), end.y - 24 * sin(way + lean)) for lean in (0.6, -0.6)
    )
    path = f"M{xy(start)}Q{xy(bow)} {xy(end)}M{xy(one)}L{xy(end)} {xy(other)}"
    return (
        f'<path class="fig-halo" d="{path}" stroke="#fff" stroke-width="15"/>'
        f'<path class="fig-wrong" d="{path}" stroke="{WRONG}" stroke-width="8"/>'
    )


def cross(at: Point) -> str:
    """A cross at the corner of its frame."""
    return shifted(f'class="fig-wrong" stroke="{WRONG}" stroke-width="6"', CROSS, *at)
