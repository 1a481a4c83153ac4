"""Outlines as text: the rubber band round some circles, lines, and rounded numbers."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from math import acos, atan2, cos, dist, pi, sin, tau
from typing import NamedTuple

SAMPLES, HARDLY_BENT = 38, 5


class Point(NamedTuple):
    """A place in the picture; y grows downwards."""

    x: float
    y: float


class Circle(NamedTuple):
    """A ball as it is seen."""

    x: float
    y: float
    r: float


def band(circles: Sequence[Circle]) -> str:
    """The outline of a rubber band round the circles, always drawn the same way round."""
    if len(circles) == 1:
        return disc(circles[0])
    if len(circles) == 2:
        return capsule(*circles)
    return _round_many(circles)


def capsule(a: Circle, b: Circle) -> str:
    """Two circles with their common outline."""
    length = dist(a[:2], b[:2])
    if length <= abs(a.r - b.r) + 0.1:
        return disc(max(a, b, key=lambda circle: circle.r))
    way = atan2(b.y - a.y, b.x - a.x)
    lean = acos((a.r - b.r) / length)
    a1, b1, b2, a2 = (
        Point(c.x + c.r * cos(way + sign * lean), c.y + c.r * sin(way + sign * lean))
        for c, sign in ((a, -1), (b, -1), (b, 1), (a, 1))
    )
    far, near = int(lean > pi / 2), int(lean < pi / 2)
    return (
        f"M{xy(a1)}l{way_to(a1, b1)}{_arc(b.r, far, b1, b2)}"
        f"l{way_to(b2, a2)}{_arc(a.r, near, a2, a1)}z"
    )


def _arc(r: float, large: int, start: Point, end: Point) -> str:
    return f"a{n(r)} {n(r)} 0 {large} 1 {way_to(start, end)}".replace(" -", "-")


def disc(c: Circle) -> str:
    """One circle."""
    r, wide = n(c.r), 2 * round(c.r)
    return f"M{n(c.x - c.r)} {n(c.y)}a{r} {r} 0 0 1 {wide} 0a{r} {r} 0 0 1-{wide} 0z"


def _round_many(circles: Sequence[Circle]) -> str:
    rim = [
        (c.x + c.r * cos(turn), c.y + c.r * sin(turn), i)
        for i, c in enumerate(circles)
        for turn in (tau * step / SAMPLES for step in range(SAMPLES))
    ]
    runs = [list(run) for _, run in groupby(hull(rim), key=lambda point: point[2])]
    if len(runs) > 1 and runs[0][0][2] == runs[-1][0][2]:
        runs[0] = runs.pop() + runs[0]
    if len(runs) == 1:
        return disc(circles[runs[0][0][2]])
    path, last = "", Point(0, 0)
    for run in runs:
        if len(run) <= HARDLY_BENT:  # an arc that nobody sees
            run = run[len(run) // 2 :][:1]
        first, end = Point(*run[0][:2]), Point(*run[-1][:2])
        path += f"l{way_to(last, first)}" if path else f"M{xy(first)}"
        if len(run) > 1:
            path += _arc(circles[run[0][2]].r, int(len(run) - 1 > SAMPLES / 2), first, end)
        last = end
    return path + "z"


Tagged = tuple[float, float, int]


def hull(points: Iterable[Tagged]) -> list[Tagged]:
    """The outermost points, clockwise as the picture is seen."""
    ordered = sorted(set(points))
    lower, upper = _chain(ordered), _chain(reversed(ordered))
    return lower[:-1] + upper[:-1]


def _chain(points: Iterable[Tagged]) -> list[Tagged]:
    chain: list[Tagged] = []
    for p in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
            chain.pop()
        chain.append(p)
    return chain


def _turn(a: Tagged, b: Tagged, c: Tagged) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def ring(circles: Sequence[Circle], corners: int = 20) -> str:
    """A rubber band of as many corners whatever its form, so that one can become another."""
    ways = [(cos(tau * i / corners), sin(tau * i / corners)) for i in range(corners)]
    reached = [
        max((c.x * x + c.y * y + c.r, c.x + c.r * x, c.y + c.r * y) for c in circles)
        for x, y in ways
    ]
    return line(Point(x, y) for _, x, y in reached) + "z"


def line(points: Iterable[Point]) -> str:
    """A line through the points; a single one still shows, as a dot, with round line ends."""
    known = list(points)
    ways = [way_to(a, b) for a, b in pairwise(known)] or ["0 0"]
    return f"M{xy(known[0])}l{' '.join(ways)}".replace(" -", "-")


def way_to(a: Point, b: Point) -> str:
    """From one point to the next, as both are rounded."""
    right, down = round(b.x) - round(a.x), round(b.y) - round(a.y)
    return f"{right}{'' if down < 0 else ' '}{down}"


def xy(point: Point) -> str:
    """A point as text."""
    return f"{n(point.x)} {n(point.y)}"


def n(value: float) -> str:
    """To the nearest whole unit: finer than the eye can tell at the size of a page."""
    return str(round(value))
