"""The body in the pictures: its lengths stay, its joints keep their limits, the frame is kept."""

from collections.abc import Iterator
from itertools import chain, combinations, pairwise
from math import acos, cos, degrees, dist, radians, sin

import pytest

from homecare.library.drawing.body.flesh import parts
from homecare.library.drawing.body.joints import (
    FOREARM,
    SHIN,
    THIGH,
    UPPER_ARM,
    Joints,
    LimbJoints,
    Posture,
    Reach,
    joints,
)
from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.camera import SIDE, Eye, extent
from homecare.library.drawing.layout import HEADER, Layout, laid_out
from homecare.library.drawing.outline import Circle, Point
from homecare.library.drawing.panel import Panel
from homecare.library.drawing.scene import Arrow, Feel, Scene
from homecare.library.drawing.scenes import SCENES
from homecare.library.drawing.variants import VARIANTS

LIMBS = {"leg": (THIGH, SHIN), "arm": (UPPER_ARM, FOREARM)}

ALL = {**SCENES, **{f"{code}, {way}": scene for (code, way), scene in VARIANTS.items()}}
every_scene = pytest.mark.parametrize("scene", ALL.values(), ids=ALL.keys())
both_ways = pytest.mark.parametrize("mirrored", [False, True], ids=["right", "left"])


def postures(scene: Scene) -> Iterator[Posture]:
    yield from scene.postures
    if scene.mistake:
        yield scene.mistake.posture


def limbs(body: Joints, kind: str) -> list[LimbJoints]:
    return [body.limbs[f"{side}_{kind}"] for side in ("near", "far")]


@every_scene
def test_limbs_keep_their_length(scene: Scene) -> None:
    for body in map(joints, postures(scene)):
        for kind, lengths in LIMBS.items():
            for limb in limbs(body, kind):
                found = ((limb.middle - limb.root).length(), (limb.end - limb.middle).length())
                assert found == pytest.approx(lengths, abs=0.1)


@every_scene
def test_hands_and_feet_get_where_they_are_put(scene: Scene) -> None:
    """A limb that can't reach its place only stretches: the hand would hold nothing."""
    for posture in postures(scene):
        body = joints(posture)
        for name, limb in body.limbs.items():
            wanted = getattr(posture, name)
            if isinstance(wanted, Reach):
                place = Vector(*wanted.at)
                place = place + body.place(wanted.on) if wanted.on else place
                assert (limb.end - place).length() <= 4, name


@every_scene
def test_joints_keep_to_their_limits(scene: Scene) -> None:
    for posture in scene.postures:
        body = joints(posture)
        for leg in limbs(body, "leg"):
            thigh, shin = leg.middle - leg.root, leg.end - leg.middle
            assert angle_between(thigh, shin) <= 160  # a knee, with soft flesh behind it
            hip = angle_between(thigh, body.pelvis.up * -1)
            forward = thigh.dot(body.pelvis.front) > 0
            assert hip <= (135 if forward else 30)
        for arm in limbs(body, "arm"):
            assert angle_between(arm.middle - arm.root, arm.end - arm.middle) <= 150
        bends = (body.pelvis, body.lumbar, body.chest, body.head)
        assert all(angle_between(a.up, b.up) <= 62 for a, b in pairwise(bends))


def test_a_press_up_is_on_the_hands_and_a_sphinx_on_the_forearms() -> None:
    ends = {code: joints(SCENES[code].postures[1]) for code in ("prone_press_up", "sphinx")}
    off_the_mat = {code: body.place("near_elbow").y for code, body in ends.items()}
    assert off_the_mat["prone_press_up"] >= 40
    assert off_the_mat["sphinx"] <= 15
    arm = ends["prone_press_up"].limbs["near_arm"]
    assert angle_between(arm.middle - arm.root, arm.end - arm.middle) <= 60
    assert joints(SCENES["prone_press_up"].postures[0]).place("near_elbow").y >= 40


@every_scene
def test_knees_bend_the_way_that_knees_bend(scene: Scene) -> None:
    for body in map(joints, scene.postures):
        for leg in limbs(body, "leg"):
            thigh, shin = (leg.middle - leg.root).unit(), (leg.end - leg.middle).unit()
            if angle_between(thigh, shin) > 20:
                assert (thigh - shin).unit().dot(body.pelvis.front) > -0.3


def circles(panel: Panel) -> Iterator[Circle]:
    for part in parts(panel.body):
        for ball in chain.from_iterable(part.skins):
            yield panel.lens.circle(ball.at, ball.r)


def seen(scene: Scene, panel: Panel) -> Iterator[Circle]:
    """The body and its arrows, their crests included."""
    yield from circles(panel)
    for arrow in scene.arrows:
        if scene.postures[arrow.panel] is panel.posture:
            start, bow, end = arrow.start, arrow.bow, arrow.end
            crest = ((start[0] + 2 * bow[0] + end[0]) / 4, (start[1] + 2 * bow[1] + end[1]) / 4)
            for way in (start, crest, end):
                yield Circle(*panel.point(arrow.joint, *way), 8)


@every_scene
@both_ways
def test_nothing_leaves_the_frame_and_the_frame_is_filled(scene: Scene, mirrored: bool) -> None:
    layout = laid_out(scene, mirrored=mirrored)
    high = layout.height
    found = [
        Circle(c.x + corner[0], c.y + corner[1], c.r)
        for panel, corner in zip(layout.panels, layout.corners, strict=True)
        for c in seen(scene, panel)
    ]
    left, top, right, foot = extent(found)
    assert left >= 0
    assert right <= SIDE
    assert top >= 0
    assert foot <= high
    assert max(_shares(layout)) >= 0.8


def _shares(layout: Layout) -> tuple[float, float]:
    """How much of a panel's width and height its figures take, laid over each other."""
    count, scene = len(layout.panels), layout.panels[0].scene
    wide = (SIDE - scene.aside) / (1 if scene.stacked else count)
    high = (layout.height - scene.foot) / (count if scene.stacked else 1) - scene.header * HEADER
    found = [c for panel in layout.panels for c in seen(scene, panel)]
    left, top, right, foot = extent(found)
    return (right - left) / wide, (foot - top) / high


@every_scene
def test_panels_share_scale_and_floor(scene: Scene) -> None:
    layout = laid_out(scene, mirrored=False)
    assert len({panel.lens.scale for panel in layout.panels}) == 1
    floors = [panel.lens.point(Vector(0, 0, 0)).y for panel in layout.panels]
    assert floors == pytest.approx([floors[0]] * len(floors))


@every_scene
def test_left_is_the_mirror_image_of_right_by_numbers(scene: Scene) -> None:
    right, left = (laid_out(scene, mirrored=mirrored) for mirrored in (False, True))
    for one, other in zip(right.panels, left.panels, strict=True):
        axis = other.lens.axis
        assert axis is not None
        for a, b in zip(circles(one), circles(other), strict=True):
            assert (a.x + b.x) / 2 == pytest.approx(axis)
            assert a[1:] == pytest.approx(b[1:])


@every_scene
def test_where_it_is_felt_lies_inside_the_body(scene: Scene) -> None:
    layout = laid_out(scene, mirrored=False)
    for feel in scene.feels:
        panel = layout.panels[feel.panel]
        outside = [at for at in _round_of(feel, panel) if not _inside(at, panel)]
        assert bool(outside) is feel.rim, feel


@pytest.mark.parametrize("code", ["sphinx", "prone_press_up"])
def test_the_low_back_is_marked_across_its_contour(code: str) -> None:
    """Within a trunk seen from the side, strangers could not tell the back from the stomach."""
    (panel,) = laid_out(SCENES[code], mirrored=False).panels[1:]
    (feel,) = SCENES[code].feels
    middle, back = panel.felt(feel), panel.body.lumbar.front * -1
    outside = [at for at in _round_of(feel, panel) if not _inside(at, panel)]
    assert 3 <= len(outside) <= 7
    assert all((at.x - middle.x) * back.x - (at.y - middle.y) * back.y > 0 for at in outside)


def _round_of(feel: Feel, panel: Panel) -> Iterator[Point]:
    """Places round the edge of an oval."""
    middle, (long, wide), lean = panel.felt(feel), feel.size, radians(feel.angle)
    for turn in range(0, 360, 30):
        x, y = long * cos(radians(turn)), wide * sin(radians(turn))
        yield Point(
            middle.x + (x * cos(lean) - y * sin(lean)) * panel.lens.scale,
            middle.y - (x * sin(lean) + y * cos(lean)) * panel.lens.scale,
        )


def _inside(at: Point, panel: Panel) -> bool:
    """Whether a place lies on the body, or hardly beside it."""
    for part in parts(panel.body):
        for skin in part.skins:
            known = [panel.lens.circle(ball.at, ball.r) for ball in skin]
            if any(_beside(at, a, b) <= 2 for a, b in combinations(known, 2)):
                return True
    return False


def _beside(at: Point, a: Circle, b: Circle) -> float:
    """How far outside a limb a place is."""
    shares = [step / 12 for step in range(13)]
    return min(
        dist(at, (a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s)) - (a.r + (b.r - a.r) * s)
        for s in shares
    )


@every_scene
def test_an_arrow_starts_on_what_moves(scene: Scene) -> None:
    for arrow in scene.arrows:
        most = 95 if arrow.kind == "glide" else 45
        assert min(_starts_from(scene, arrow)) <= most, arrow
        assert dist(arrow.start, arrow.end) >= 15


def _starts_from(scene: Scene, arrow: Arrow) -> Iterator[float]:
    """How far it starts from its joint, or from where dashes say that the joint came from."""
    eye, known = Eye(scene.view), scene.postures
    here = eye.seen(joints(known[arrow.panel]).place(arrow.joint))
    for posture in known if scene.ghost else (known[arrow.panel],):
        there = eye.seen(joints(posture).place(arrow.joint))
        yield dist((here.x + arrow.start[0], here.y + arrow.start[1]), (there.x, there.y))


def angle_between(a: Vector, b: Vector) -> float:
    """The angle of two directions in degrees, 0 to 180."""
    return degrees(acos(max(-1.0, min(1.0, a.unit().dot(b.unit())))))
