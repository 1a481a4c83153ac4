"""A small jointed figure: a pose goes in, circles to draw come out.

Angles are degrees, 0 = towards the right of the picture, 90 = up. Points are picture units
(the picture is 320 × 220, y grows downwards). Every pose is written with the *right* side of the
body towards the viewer, so the front of the body lies at the spine's angle − 90.
Lengths follow usual body proportions: the legs are about half of the height.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, dist, radians, sin
from typing import NamedTuple

SPINE = (24.0, 22.0, 20.0)
NECK = 27.0
THIGH, SHIN, TOES = 57.0, 55.0, 19.0
UPPER_ARM, FOREARM, HAND = 40.0, 36.0, 10.0


class Point(NamedTuple):
    """A place in the picture."""

    x: float
    y: float


class Circle(NamedTuple):
    """A joint with the thickness of the body there."""

    x: float
    y: float
    r: float


Chain = tuple[Circle, ...]


@dataclass(frozen=True)
class Turn:
    """A limb given by the angles of its upper part, its lower part and its foot or hand.

    ``short`` shortens the parts that point towards the viewer.
    """

    upper: float
    lower: float
    end: float | None = None
    short: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True)
class Reach:
    """A limb whose wrist or ankle is at a place; ``bend`` (1 or -1) is where the joint goes."""

    x: float
    y: float
    bend: int = 1
    end: float | None = None


Limb = Turn | Reach


@dataclass(frozen=True)
class Frame:
    """One position of the whole body.

    ``spine`` holds the angles of the low, middle and upper back, from the hips to the head.
    ``broad`` is a body seen from the front or from above instead of from the side;
    ``face`` turns the face to the viewer.
    A limb that is None is not drawn.
    """

    hip: tuple[float, float]
    spine: tuple[float, float, float]
    head: float
    near_leg: Limb | None = None
    far_leg: Limb | None = None
    near_arm: Limb | None = None
    far_arm: Limb | None = None
    scale: float = 1.0
    broad: bool = False
    face: bool = False
    depth: tuple[float, float] = (0.0, 0.0)  # how far the far limbs stand off, seen from the side


def step(start: Point, angle: float, length: float) -> Point:
    """The point ``length`` away from ``start`` in the direction ``angle``."""
    return Point(start.x + length * cos(radians(angle)), start.y - length * sin(radians(angle)))


def parts(frame: Frame) -> Iterator[tuple[str, tuple[Chain, ...]]]:
    """The parts of the body by name, from the farthest to the nearest."""
    spine = _spine(frame)
    far_arm = _arm(frame, frame.far_arm, _beside(frame, spine[3], near=False))
    far_leg = _leg(frame, frame.far_leg, _beside(frame, spine[0], near=False))
    if not frame.broad:
        yield from (("far_arm", far_arm), ("far_leg", far_leg))
    yield "torso", _torso(frame, spine)
    yield "head", _head(frame, spine[3])
    if frame.broad:  # both sides lie equally near, and hands hold what lies before the body
        yield "far_leg", far_leg
    yield "near_leg", _leg(frame, frame.near_leg, _beside(frame, spine[0], near=True))
    if frame.broad:
        yield "far_arm", far_arm
    yield "near_arm", _arm(frame, frame.near_arm, _beside(frame, spine[3], near=True))


def eyes(frame: Frame) -> tuple[Point, ...]:
    """Where the eyes are, if the face is turned to the viewer."""
    if not (frame.broad or frame.face):
        return ()
    middle = step(_spine(frame)[-1], frame.head, (NECK + 4) * frame.scale)
    return tuple(step(middle, frame.head + turn, 5 * frame.scale) for turn in (-90, 90))


def _spine(frame: Frame) -> list[Point]:
    points = [Point(*frame.hip)]
    for angle, length in zip(frame.spine, SPINE, strict=True):
        points.append(step(points[-1], angle, length * frame.scale))
    return points


def _beside(frame: Frame, middle: Point, *, near: bool) -> Point:
    """Where a limb starts: at the middle seen from the side, to either side seen broadly."""
    if not frame.broad:
        return middle if near else Point(middle.x + frame.depth[0], middle.y + frame.depth[1])
    at_hip = middle == Point(*frame.hip)
    width = (11 if at_hip else 19) * frame.scale
    angle = frame.spine[0] if at_hip else frame.spine[2]
    return step(middle, angle + (90 if near else -90), width)


def _torso(frame: Frame, spine: list[Point]) -> tuple[Chain, ...]:
    radii = (20.0, 17.0, 20.0, 15.0) if frame.broad else (15.0, 12.5, 14.5, 10.0)
    trunk = _circles(spine, radii, frame.scale)
    if frame.broad:
        sides = [_beside(frame, spine[3], near=near) for near in (True, False)]
        return trunk, _circles(sides, (9.0, 9.0), frame.scale)
    seat = step(spine[0], frame.spine[0] + 110, 5 * frame.scale)
    return trunk, _circles([seat], (13.0,), frame.scale)


def _head(frame: Frame, neck: Point) -> tuple[Chain, ...]:
    scale = frame.scale
    middle = step(neck, frame.head, NECK * scale)
    throat = _circles([neck, middle], (8.0, 6.0), scale)
    if frame.broad or frame.face:
        return throat, _circles([middle, step(middle, frame.head, 6 * scale)], (11, 13.5), scale)
    front = frame.head - 90
    skull = step(middle, frame.head, 4 * scale)
    chin = step(step(middle, frame.head, -6 * scale), front, 4.5 * scale)
    nose = step(skull, front - 20, 14 * scale)
    return throat, _circles([skull, chin], (13.5, 7.5), scale), _circles([nose], (2.8,), scale)


def _leg(frame: Frame, limb: Limb | None, hip: Point) -> tuple[Chain, ...]:
    if limb is None:
        return ()
    scale = frame.scale
    knee, ankle, shin = _joints(limb, hip, (THIGH * scale, SHIN * scale))
    foot = shin + 90 if limb.end is None else limb.end
    heel = step(ankle, foot + 180, 4 * scale)
    toes = step(step(ankle, foot, TOES * scale), foot - 90, 2 * scale)
    return (
        _circles([hip, knee, ankle], (12.5, 8.5, 5.5), scale),
        _circles([heel, toes], (5.5, 3.5), scale),
    )


def _arm(frame: Frame, limb: Limb | None, shoulder: Point) -> tuple[Chain, ...]:
    if limb is None:
        return ()
    scale = frame.scale
    elbow, wrist, forearm = _joints(limb, shoulder, (UPPER_ARM * scale, FOREARM * scale))
    fingers = step(wrist, forearm if limb.end is None else limb.end, HAND * scale)
    return (_circles([shoulder, elbow, wrist, fingers], (7.5, 5.5, 4.2, 3.4), scale),)


def _joints(limb: Limb, root: Point, lengths: tuple[float, float]) -> tuple[Point, Point, float]:
    """The middle joint, the end joint and the angle of the lower part."""
    if isinstance(limb, Turn):
        middle = step(root, limb.upper, lengths[0] * limb.short[0])
        return middle, step(middle, limb.lower, lengths[1] * limb.short[1]), limb.lower
    upper, lower = lengths
    away = min(max(dist(root, (limb.x, limb.y)), abs(upper - lower) + 0.1), upper + lower - 0.1)
    towards = degrees(atan2(root.y - limb.y, limb.x - root.x))
    corner = degrees(acos((upper**2 + away**2 - lower**2) / (2 * upper * away)))
    middle = step(root, towards + limb.bend * corner, upper)
    end = step(root, towards, away)
    return middle, end, degrees(atan2(middle.y - end.y, end.x - middle.x))


def _circles(points: list[Point], radii: tuple[float, ...], scale: float) -> Chain:
    return tuple(
        Circle(point.x, point.y, radius * scale)
        for point, radius in zip(points, radii, strict=True)
    )
