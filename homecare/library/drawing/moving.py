"""An exercise in motion: one panel that goes from start to end and back, at its own tempo.

SMIL inside the SVG, no script and no style. It is fetched when somebody asks to see it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import cos, pi
from xml.sax.saxutils import escape

from homecare.library.drawing import figure
from homecare.library.drawing.body.between import on_the_way
from homecare.library.drawing.body.joints import joints
from homecare.library.drawing.camera import SIDE
from homecare.library.drawing.figure import LINE, Side
from homecare.library.drawing.layout import alone
from homecare.library.drawing.panel import Panel
from homecare.library.drawing.scene import Scene
from homecare.library.drawing.scenes import SCENES

PATH = re.compile(r'<path([^>]*?) d="([^"]*)"([^>]*)/>')
STEPS = 5  # from start to end, both included


@lru_cache(maxsize=128)
def moving(pose_code: str, side: Side = "right") -> str | None:
    """The picture in motion, or None where nothing moves. KeyError when there is no such pose."""
    scene = SCENES[pose_code]
    if not figure.moves(pose_code):
        return None
    start, end = joints(scene.postures[0]), joints(scene.postures[-1])
    shares = [(1 - cos(pi * step / (STEPS - 1))) / 2 for step in range(STEPS)]
    bodies = [on_the_way(start, end, share) for share in shares]
    lens, height = alone(scene, bodies, mirrored=side == "left")
    frames = [Panel(scene, scene.postures[-1], lens, body, steady=True) for body in bodies]
    leaves, there, turns, whole = _moments(scene)
    marks = "".join(_moved(frames, _tempo(leaves, there, turns, whole)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {round(height)}" '
        f'role="img" class="fig" fill="none" stroke="{LINE}" stroke-width="6" '
        f'stroke-linecap="round" stroke-linejoin="round" paint-order="stroke" '
        f'data-tempo="{leaves:g} {there:g} {turns:g} {whole:g}">'
        f"<title>{escape(figure.title_of(scene, side))}, in motion</title>"
        f"{marks}</svg>"
    )


def _moments(scene: Scene) -> tuple[float, float, float, float]:
    """The seconds at which the body leaves its start, is there, turns back, and is at its start
    again. Before the first, and between the second and the third, it rests."""
    rest, way, hold, back = (0.8, 2.2, 2.2, 1.8) if scene.holds else (0.2, 1.8, 0.2, 1.8)
    return rest, rest + way, rest + way + hold, rest + way + hold + back


def _tempo(leaves: float, there: float, turns: float, whole: float) -> str:
    """How long a round takes, and when it is where."""
    steps = range(STEPS)
    on_the_way = [leaves + (there - leaves) * step / (STEPS - 1) for step in steps]
    and_back = [turns + (whole - turns) * step / (STEPS - 1) for step in steps]
    times = ";".join(f"{at / whole:.3g}" for at in (0.0, *on_the_way, *and_back))
    return f'dur="{whole:g}s" keyTimes="{times}" repeatCount="indefinite"'


def _moved(frames: Sequence[Panel], tempo: str) -> Iterator[str]:
    """What hides what is told by the end: most of it lies there as it does on the way."""
    order = frames[-1].order()
    drawn = [PATH.findall("".join(map(frame.piece, order))) for frame in frames]
    for states in zip(*drawn, strict=True):
        before, _, after = states[-1]
        ways = [way for _, way, _ in states]
        if len(set(ways)) == 1:
            yield f'<path{before} d="{ways[0]}"{after}/>'
        else:
            values = ";".join((ways[0], *ways, *reversed(ways)))
            yield (
                f'<path{before} d="{ways[0]}"{after}>'
                f'<animate attributeName="d" {tempo} values="{values}"/></path>'
            )
