"""What strangers misread in a drawing once, and what was drawn so that nobody does again."""

import re
from dataclasses import replace
from math import dist

import pytest

from homecare.library.drawing import marks, panel
from homecare.library.drawing.body.joints import joints
from homecare.library.drawing.figure import draw
from homecare.library.drawing.layout import laid_out, mistaken
from homecare.library.drawing.picture import drawn
from homecare.library.drawing.scene import Arrow, Line, Scene
from homecare.library.drawing.scenes import SCENES

AT_ONCE = ("seated_slider", "dead_bug", "bird_dog")
FACES_THE_VIEWER, IN_PROFILE = ("knee_rolls", "clam"), ("sphinx", "glute_bridge")


@pytest.mark.parametrize("code", ["figure_four", "seated_piriformis"])
def test_the_shin_of_a_crossed_leg_has_an_outline_of_its_own(code: str) -> None:
    """Thigh and shin were one lump: a stranger saw a short straight leg."""
    scene = SCENES[code]
    assert len(_legs(scene)) == len(_legs(replace(scene, folded=()))) + len(scene.postures)


def _legs(scene: Scene) -> list[str]:
    return re.findall(r'class="fig-work"', drawn(scene, "right")[0])


def test_both_things_that_move_at_once_have_an_arrow_there_and_an_arrow_back() -> None:
    arrows = {(arrow.joint, arrow.panel) for arrow in SCENES["seated_slider"].arrows}
    assert arrows == {(joint, panel) for joint in ("skull", "near_ankle") for panel in (0, 1)}


def test_two_arrows_of_one_movement_go_the_same_way_with_a_plus_between_them() -> None:
    """Strangers asked whether head and leg move together or one after the other."""
    scene = SCENES["seated_slider"]
    for index, shown in enumerate(laid_out(scene, mirrored=False).panels):
        arrows = [arrow for arrow in scene.arrows if arrow.panel == index]
        middles = [
            shown.point(arrow.joint, (arrow.start[0] + arrow.end[0]) / 2, sum(rise(arrow)) / 2)
            for arrow in arrows
        ]
        (plus,) = [mark for mark in scene.marks if (mark.kind, mark.panel) == ("plus", index)]
        at = shown.point(plus.joint, *plus.off)
        assert min(m.y for m in middles) < at.y < max(m.y for m in middles)
        assert len({low < high for low, high in map(rise, arrows)}) == 1
    assert draw("seated_slider").count(marks.PLUS) == 2


def rise(arrow: Arrow) -> tuple[float, float]:
    """How high an arrow starts and ends."""
    return arrow.start[1], arrow.end[1]


@pytest.mark.parametrize("code", AT_ONCE)
def test_two_parts_that_move_at_once_have_a_plus_wherever_both_have_an_arrow(code: str) -> None:
    scene = SCENES[code]
    both = [index for index in (0, 1) if len(_arrows(scene, index)) == 2]
    assert [mark.panel for mark in scene.marks if mark.kind == "plus"] == both
    assert draw(code).count(marks.PLUS) == len(both)


def _arrows(scene: Scene, index: int) -> list[Arrow]:
    return [arrow for arrow in scene.arrows if arrow.panel == index]


@pytest.mark.parametrize("code", FACES_THE_VIEWER + IN_PROFILE)
def test_a_head_has_a_face_that_says_where_it_looks(code: str) -> None:
    """Without an eye, a head in profile was a ball with a nose."""
    shown = laid_out(SCENES[code], mirrored=False).panels[-1]
    (features,) = [piece for piece in map(shown.piece, shown.order()) if 'class="fig-ink"' in piece]
    whole = code in FACES_THE_VIEWER  # both eyes and both halves of the mouth
    assert features.count("M") == (4 if whole else 2)


def test_a_face_that_looks_away_has_no_features() -> None:
    scene = SCENES["prone_leg_lift"]  # forehead on the hands
    away = replace(scene.postures[0], roll=(0, 0, 0, -90))
    shown = replace(laid_out(scene, mirrored=False).panels[0], posture=away)
    assert not [piece for piece in shown.layers() if 'class="fig-ink"' in piece]


def test_the_chin_hides_the_neck_of_who_is_seen_from_the_feet() -> None:
    for code in ("piriformis_opposite_shoulder", "figure_four", "knee_rolls"):
        order = laid_out(SCENES[code], mirrored=False).panels[0].order()
        assert order.index("neck") < order.index("face")


@pytest.mark.parametrize("code", [code for code, scene in SCENES.items() if scene.mistake])
def test_what_not_to_do_stands_on_the_same_ground(code: str) -> None:
    """A hollow under a back is none without the floor beneath it."""
    scene = SCENES[code]
    assert scene.mistake
    shown = mistaken(scene, scene.mistake, laid_out(scene, mirrored=False), mirrored=False).panel
    ground = [prop for prop in scene.props if not isinstance(prop, Line)]
    assert ground
    assert "".join(shown.layers()).count(panel.LOOK["prop"][0]) == len(ground)


def test_the_knee_that_goes_to_the_other_shoulder_is_seen_to_get_there() -> None:
    start, end = laid_out(SCENES["piriformis_opposite_shoulder"], mirrored=False).panels
    near, far = end.point("near_shoulder"), end.point("far_shoulder")
    assert dist(end.point("near_knee"), far) < dist(end.point("near_knee"), near) / 2
    assert dist(start.point("near_knee"), far) > dist(start.point("near_knee"), near)


def test_both_feet_stay_side_by_side_on_the_floor_while_the_knees_roll() -> None:
    for body in map(joints, SCENES["knee_rolls"].postures):
        near, far = body.place("near_ankle"), body.place("far_ankle")
        assert near.y == pytest.approx(far.y)
        assert near.z - far.z >= 15


@pytest.mark.parametrize("code", ["heel_slide", "straight_leg_raise"])
def test_no_arm_lies_over_the_leg_that_moves(code: str) -> None:
    for body in map(joints, SCENES[code].postures):
        assert body.place("near_wrist").x < body.place("near_hip").x - 20
