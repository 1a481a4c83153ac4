"""Where the panels of a scene lie: one scale and one floor for all, and no room wasted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from homecare.library.drawing.body.flesh import parts
from homecare.library.drawing.body.joints import Joints, joints
from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.camera import SIDE, TALLEST, Eye, Lens, extent
from homecare.library.drawing.outline import Circle
from homecare.library.drawing.panel import Panel
from homecare.library.drawing.scene import Line, Mistake, Prop, Scene, Slab, Solid

EDGE, HEADER = 16.0, 56.0  # around a panel; and above it, for numbers
FRAME, CROSS = 6.0, 48.0  # around the box of what not to do; and in it, for its cross


@dataclass(frozen=True)
class Layout:
    """The panels of a picture, where the corner of each lies, and how high the whole is.

    A panel is drawn from its own corner, so that what stays as it is reads the same in both: that
    is what makes pictures small on the wire.
    """

    panels: list[Panel]
    corners: list[tuple[int, int]]
    height: float


def laid_out(scene: Scene, *, mirrored: bool) -> Layout:
    """The panels beside each other or one above the other, as large as there is room."""
    eye, count = Eye(scene.view), len(scene.postures)
    left, low, right, high = _around([extent(_seen(scene, index, eye)) for index in range(count)])
    width, height = SIDE - scene.aside, (TALLEST if scene.foot else SIDE) - scene.foot
    wide = width if scene.stacked else width / count
    most = height / count if scene.stacked else height
    header = scene.header * HEADER
    scale = min((wide - 2 * EDGE) / (right - left), (most - 2 * EDGE - header) / (high - low))
    tall = round((high - low) * scale + 2 * EDGE + header)
    found, corners, down = [], [], 0
    for index, posture in enumerate(scene.postures):
        corners.append((0, down) if scene.stacked else (round(index * wide), 0))
        middle = wide / 2 - (left + right) / 2 * scale
        axis = wide / 2 if mirrored else None
        lens = Lens(eye, scale, middle, tall - EDGE + low * scale, axis)
        found.append(Panel(scene, posture, lens))
        down = down + tall if scene.stacked else tall
    return Layout(found, corners, down + scene.foot)


def alone(scene: Scene, bodies: Sequence[Joints], *, mirrored: bool) -> tuple[Lens, float]:
    """The lens of a single panel in which all the bodies find room, and how high it is."""
    eye = Eye(scene.view)
    circles = [c for body in bodies for c in _body_seen(body, eye)]
    circles += [c for prop in scene.props for c in _prop_seen(prop, eye)]
    left, low, right, high = extent(circles)
    scale = (SIDE - 2 * EDGE) / max(right - left, high - low)
    tall = (high - low) * scale + 2 * EDGE
    axis = SIDE / 2 if mirrored else None
    x = SIDE / 2 - (left + right) / 2 * scale
    return Lens(eye, scale, x, tall - EDGE + low * scale, axis), tall


@dataclass(frozen=True)
class Frame:
    """The crossed panel of what not to do, and the box it stands in, in the picture's units."""

    panel: Panel
    box: tuple[float, float, float, float]  # left, top, width, height


def mistaken(scene: Scene, mistake: Mistake, layout: Layout, *, mirrored: bool) -> Frame:
    """What not to do, as large as the room beside or below the panels lets it be and never
    larger than what to do: at less than that, strangers could not read it."""
    ground = tuple(prop for prop in scene.props if not isinstance(prop, Line))
    alone = replace(
        scene, postures=(mistake.posture,), work=(), arrows=(), feels=(), marks=(), props=ground
    )
    eye = Eye(scene.view)
    left, low, right, high = extent(_seen(alone, 0, eye))
    beside = bool(scene.aside)
    most_wide = scene.aside if beside else SIDE
    most_tall = layout.height if beside else scene.foot
    across, along = (EDGE, EDGE + CROSS) if beside else (EDGE + 2 * CROSS, EDGE)
    scale = min(
        layout.panels[0].lens.scale,
        (most_wide - FRAME - across) / (right - left),
        (most_tall - FRAME - along) / (high - low),
    )
    wide, tall = (right - left) * scale + across, (high - low) * scale + along
    x = SIDE - FRAME / 2 - wide if beside else (SIDE - wide) / 2
    y = layout.height - FRAME / 2 - tall
    middle = x + wide / 2 - (left + right) / 2 * scale
    axis = x + wide / 2 if mirrored else None
    lens = Lens(eye, scale, middle, y + tall - EDGE / 2 + low * scale, axis)
    return Frame(Panel(alone, mistake.posture, lens), (x, y, wide, tall))


def _around(rims: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    left, low, right, high = zip(*rims, strict=True)
    return min(left), min(low), max(right), max(high)


def _seen(scene: Scene, index: int, eye: Eye) -> Iterator[Circle]:
    """Every ball, corner and arrow that has to find room in a panel."""
    body = joints(scene.postures[index])
    yield from _body_seen(body, eye)
    for arrow in scene.arrows:
        if arrow.panel == index:
            at = eye.seen(body.place(arrow.joint))
            (x, y), (bow_x, bow_y), (to_x, to_y) = arrow.start, arrow.bow, arrow.end
            crest = ((x + 2 * bow_x + to_x) / 4, (y + 2 * bow_y + to_y) / 4)
            for right, up in (arrow.start, crest, arrow.end):
                yield Circle(at.x + right, at.y + up, 8)
    for prop in scene.props:
        yield from _prop_seen(prop, eye)


def _body_seen(body: Joints, eye: Eye) -> Iterator[Circle]:
    for part in parts(body):
        for ball in chain.from_iterable(part.skins):
            yield _circle(eye, ball.at, ball.r + 2)


def _prop_seen(prop: Prop, eye: Eye) -> Iterator[Circle]:
    if isinstance(prop, Slab):
        for corner in prop.corners:
            yield _circle(eye, Vector(*corner), 1)
    elif not isinstance(prop, Solid):
        for at in prop.points:
            if not isinstance(at[0], str):
                yield _circle(eye, Vector(*at), prop.width / 2)


def _circle(eye: Eye, at: Vector, r: float) -> Circle:
    found = eye.seen(at)
    return Circle(found.x, found.y, r)
