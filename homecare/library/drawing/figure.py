"""Draws a pose as a small, clean SVG that stands in a page, an email or a printed sheet.

No ids, no style attributes, no scripts and no fonts: several can stand on one page, under a
strict Content-Security-Policy. The attributes give colours that can be told apart on light and
dark; a stylesheet refines them through the classes ``fig-body``, ``fig-torso``, ``fig-far``,
``fig-work``, ``fig-mark``, ``fig-prop``, ``fig-arrow`` and ``fig-ghost``. What works or stretches
has the accent colour *and* a dashed mark, so that it is never told by colour alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import acos, atan2, cos, degrees, dist, pi, sin
from typing import Literal
from xml.sax.saxutils import escape

from homecare.language import SIDES_OF_PICTURE
from homecare.library.drawing.poses import POSES
from homecare.library.drawing.posing import Pose
from homecare.library.drawing.skeleton import Chain, Circle, Point, eyes, parts, step

Side = Literal["left", "right", "both"]

WIDTH, HEIGHT = 320, 220
BODY, TORSO, FAR, PROP, WORK = "#6f665b", "#a2988b", "#c9c0b3", "#b0a698", "#1d6f60"
FILLS = {"torso": ("fig-torso", TORSO), "far_arm": ("fig-far", FAR), "far_leg": ("fig-far", FAR)}
RING = "M-16 0a16 16 0 0 1 32 0a16 16 0 0 1-32 0"
LETTERS = {
    "L": "M-4-8V8H6",
    "R": "M-5 8V-8H1A4 4 0 0 1 1 1H-5M0 1L6 8",
}


@dataclass(frozen=True)
class _Mirror:
    """Turns the picture round for the left side; the letters are never turned."""

    on: bool

    def point(self, x: float, y: float) -> Point:
        return Point(WIDTH - x if self.on else x, y)

    def circles(self, circles: Chain) -> Chain:
        return tuple(Circle(*self.point(c.x, c.y), c.r) for c in circles)


@lru_cache(maxsize=256)
def draw(pose_code: str, side: Side = "right", title: str | None = None) -> str:
    """The picture of a pose as SVG text, at most 3 kB, with the sore side towards the viewer.

    For the left side the picture is mirrored. A pose done with one leg carries the letter of
    that side, or both letters. KeyError when there is no such pose.
    """
    pose = POSES[pose_code]
    mirror = _Mirror(side == "left")
    layers = (
        _props(pose, mirror, front=False),
        _ghost(pose, mirror),
        _frames(pose, mirror),
        _props(pose, mirror, front=True),
        _areas(pose, mirror),
        _arrows(pose, mirror),
        _letters(pose, side, mirror),
    )
    marks = "".join(chain.from_iterable(layers))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'class="fig" color="{BODY}" fill="none" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round" paint-order="stroke">'
        f"<title>{escape(title or _title(pose, side))}</title>{marks}</svg>"
    )


def _title(pose: Pose, side: Side) -> str:
    return f"{pose.title}, {SIDES_OF_PICTURE[side]}" if pose.sided else pose.title


def _props(pose: Pose, mirror: _Mirror, *, front: bool) -> Iterator[str]:
    lines: dict[float, str] = {}
    for prop in (prop for prop in pose.props if prop.front is front):
        line = _polyline(mirror.point(*at) for at in prop.points)
        lines[prop.width] = lines.get(prop.width, "") + line
    for width, path in lines.items():
        yield f'<path class="fig-prop" d="{path}" stroke="{PROP}" stroke-width="{_n(width)}"/>'


def _ghost(pose: Pose, mirror: _Mirror) -> Iterator[str]:
    """The starting position, pale and flat, behind the figure."""
    if pose.ghost is None:
        return
    widths: dict[float, list[str]] = {}
    for name, chains in parts(pose.ghost):
        for line in chains if name in pose.ghost_parts else ():
            width = round(2 * min(c.r for c in line) + 3 * (len(line) > 2))
            widths.setdefault(width, []).append(_polyline(mirror.circles(line)))
    lines = "".join(f'<path d="{"".join(d)}" stroke-width="{w}"/>' for w, d in widths.items())
    yield f'<g class="fig-ghost" stroke="currentColor" opacity=".28">{lines}</g>'


def _frames(pose: Pose, mirror: _Mirror) -> Iterator[str]:
    for frame in pose.frames:
        for name, chains in parts(frame):
            if chains:
                yield from _part(name, [mirror.circles(c) for c in chains], name in pose.work)
            if name == "head":
                yield from _eyes([mirror.point(*eye) for eye in eyes(frame)])


def _eyes(places: list[Point]) -> Iterator[str]:
    if places:
        dots = "".join(_polyline([place]) for place in places)
        yield f'<path class="fig-mark" d="{dots}" stroke="#fff" stroke-width="3.5"/>'


def _part(name: str, chains: list[Chain], works: bool) -> Iterator[str]:
    kind, fill = FILLS.get(name, ("fig-body", "currentColor"))
    if works:
        kind, fill = "fig-work", WORK
    outline = "".join(_capsules(line) for line in chains)
    # the pale edge tells a hand from the leg that it lies on
    edge = f' stroke="{TORSO}"' if kind == "fig-body" else ""
    yield f'<path class="{kind}" d="{outline}" fill="{fill}"{edge}/>'
    if works:
        yield (
            f'<path class="fig-mark" d="{_polyline(chains[0])}" stroke="#fff" '
            'stroke-width="2.5" stroke-dasharray="1 6"/>'
        )


def _areas(pose: Pose, mirror: _Mirror) -> Iterator[str]:
    for area in pose.areas:
        middle = mirror.point(area.x, area.y)
        yield (
            f'<ellipse class="fig-work" cx="{_n(middle.x)}" cy="{_n(middle.y)}" rx="{area.rx}" '
            f'ry="{area.ry}" fill="{WORK}" fill-opacity=".35" stroke="{WORK}" stroke-width="2.5" '
            'stroke-dasharray="4 5"/>'
        )


def _arrows(pose: Pose, mirror: _Mirror) -> Iterator[str]:
    for arrow in pose.arrows:
        start, bow, end = (mirror.point(*at) for at in (arrow.start, arrow.bow, arrow.end))
        tips = [_tip(bow, end)] + ([_tip(bow, start)] if arrow.both_ways else [])
        yield (
            f'<path class="fig-arrow" d="M{_xy(start)}Q{_xy(bow)} {_xy(end)}{"".join(tips)}" '
            f'stroke="{WORK}" stroke-width="3.5"/>'
        )


def _tip(before: Point, end: Point) -> str:
    back = degrees(atan2(before.y - end.y, end.x - before.x)) + 180
    return f"M{_xy(step(end, back + 32, 10))}L{_xy(end)} {_xy(step(end, back - 32, 10))}"


def _letters(pose: Pose, side: Side, mirror: _Mirror) -> Iterator[str]:
    """The letter of the side in a ring, drawn as lines because a machine may have no font."""
    if not pose.sided:
        return
    letters = {"left": "L", "right": "R", "both": "LR"}[side]
    x, y = mirror.point(*pose.letter)
    marks = "".join(
        f'<path transform="translate({_n(x - 38 * place)} {_n(y)})" d="{RING}{LETTERS[letter]}"/>'
        for place, letter in enumerate(reversed(letters))
    )
    yield f'<g class="fig-side" stroke="currentColor" stroke-width="3">{marks}</g>'


def _capsules(circles: Chain) -> str:
    if len(circles) == 1:
        return _disc(circles[0])
    return "".join(_capsule(a, b) for a, b in pairwise(circles))


def _capsule(a: Circle, b: Circle) -> str:
    """Two circles with their common outline, drawn clockwise so that pieces melt together."""
    length = dist(a[:2], b[:2])
    if length <= abs(a.r - b.r) + 0.1:
        return _disc(max(a, b, key=lambda circle: circle.r))
    way = atan2(b.y - a.y, b.x - a.x)
    lean = acos((a.r - b.r) / length)
    a1, b1, b2, a2 = (
        Point(c.x + c.r * cos(way + sign * lean), c.y + c.r * sin(way + sign * lean))
        for c, sign in ((a, -1), (b, -1), (b, 1), (a, 1))
    )
    far, near = int(lean > pi / 2), int(lean < pi / 2)
    return (
        f"M{_xy(a1)}L{_xy(b1)}A{_n(b.r)} {_n(b.r)} 0 {far} 1 {_xy(b2)}"
        f"L{_xy(a2)}A{_n(a.r)} {_n(a.r)} 0 {near} 1 {_xy(a1)}Z"
    )


def _disc(c: Circle) -> str:
    r = _n(c.r)
    return (
        f"M{_n(c.x - c.r)} {_n(c.y)}a{r} {r} 0 0 1 {_n(2 * c.r)} 0a{r} {r} 0 0 1 {_n(-2 * c.r)} 0Z"
    )


def _polyline(points: Iterable[Point | Circle]) -> str:
    steps = [_xy(Point(p.x, p.y)) for p in points]
    # a single point still shows, as a dot, with round line ends
    return "M" + "L".join(steps if len(steps) > 1 else steps * 2)


def _xy(point: Point) -> str:
    return f"{_n(point.x)} {_n(point.y)}"


def _n(value: float) -> str:
    """To the nearest half: finer than the eye can tell at the size of a page, and shorter."""
    return f"{round(value * 2) / 2:g}"
