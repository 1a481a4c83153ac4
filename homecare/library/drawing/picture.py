"""Draws a scene: its panels, and the numbers, letters and signs beside them.

No ids, no style attributes, no scripts and no fonts: several can stand on one page, under a
strict Content-Security-Policy, and a typesetter drops nothing. The attributes give colours that
can be told apart on white paper, also without colour; a stylesheet refines them through the
classes. What moves has the accent colour *and* dots along its bones, so that it is never told by
colour alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from homecare.library.drawing import marks
from homecare.library.drawing.layout import Layout, laid_out, mistaken
from homecare.library.drawing.outline import Point
from homecare.library.drawing.panel import LETTERED, Panel
from homecare.library.drawing.scene import Scene


def drawn(scene: Scene, side: str) -> tuple[str, float]:
    """All that is drawn of a scene for a side (left, right or both), and how high it is."""
    layout = laid_out(scene, mirrored=side == "left")
    pieces: list[str] = []
    for index, (x, y) in enumerate(layout.corners):
        inside = "".join(_panel(layout, index, side))
        pieces.append(f'<g transform="translate({x} {y})">{inside}</g>' if x or y else inside)
    pieces += _mistake(layout, mirrored=side == "left")
    return "".join(pieces), layout.height


def _panel(layout: Layout, index: int, side: str) -> Iterator[str]:
    panel = layout.panels[index]
    last = index == len(layout.panels) - 1
    order = panel.order()
    ground = list(takewhile(lambda name: isinstance(name, int), order))
    yield from map(panel.piece, ground)
    if last:
        yield from replace(panel, posture=panel.scene.other or layout.panels[0].posture).ghost()
    yield from map(panel.piece, order[len(ground) :])
    yield from panel.over(index)
    yield from _signs(panel, index, last)
    lettered = [mark for mark in panel.scene.marks if mark.kind in LETTERED and side != "both"]
    if index == 0 and panel.scene.sided and not lettered:
        yield from marks.letters(side, 108, 32, panel.lens)
    for mark in lettered:
        if mark.panel == index:
            same = (mark.kind == "same") is (side == "right")
            at = panel.point(mark.joint, *mark.off)
            yield marks.letter_at("R" if same else "L", at, meant=True)


def _signs(panel: Panel, index: int, last: bool) -> Iterator[str]:
    scene, lens = panel.scene, panel.lens
    if scene.numbered:
        yield marks.number(index + 1, 32, 32, lens)
    after = 84 if scene.numbered else 36
    if last and scene.holds and not scene.numbered:  # nothing else says what to do
        yield marks.sign(marks.CLOCK, 60, 60, lens, 4)
    elif last and scene.holds:
        yield marks.sign(marks.CLOCK, after, 32, lens)
    elif last and scene.repeats:
        yield marks.sign(marks.LOOP, after, 34, lens)


def _mistake(layout: Layout, *, mirrored: bool) -> Iterator[str]:
    scene = layout.panels[0].scene
    if scene.mistake is None:
        return
    frame = mistaken(scene, scene.mistake, layout, mirrored=mirrored)
    x, y, wide, tall = frame.box
    yield marks.box(Point(x, y), Point(x + wide, y + tall))
    yield from frame.panel.layers()
    at, goes = scene.mistake.at, scene.mistake.goes
    if goes:
        yield marks.wrong_way(*(frame.panel.point(at, *way) for way in goes))
    else:
        yield marks.wrong_at(frame.panel.point(at, *scene.mistake.off))
    yield marks.cross(Point(x + wide - 30, y + 30))
