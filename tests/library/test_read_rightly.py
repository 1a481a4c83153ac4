"""What strangers misread in a drawing once, and what was drawn so that nobody does again."""

import re
from dataclasses import replace
from math import dist

import pytest

from homecare.library.catalogue.exercises import by_code, steps_for
from homecare.library.drawing import marks, panel
from homecare.library.drawing.body.joints import ANKLE_HEIGHT, joints
from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.figure import SIGNS, draw, key
from homecare.library.drawing.layout import laid_out, mistaken
from homecare.library.drawing.panel import LETTERED
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
    assert arrows >= {(joint, panel) for joint in ("skull", "near_ankle") for panel in (0, 1)}


def test_two_arrows_of_one_movement_go_the_same_way_with_a_plus_between_them() -> None:
    """Strangers asked whether head and leg move together or one after the other."""
    scene = SCENES["seated_slider"]
    for index, shown in enumerate(laid_out(scene, mirrored=False).panels):
        arrows = [arrow for arrow in _arrows(scene, index) if arrow.joint != "ribs"]
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
    both = [index for index in (0, 1) if len(_arrows(scene, index)) >= 2]
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


def test_the_crossed_ankle_stays_on_the_knee_of_the_leg_that_both_hands_draw_in() -> None:
    """Strangers could not tell whose leg the hands held, nor where the ankle lay."""
    scene = SCENES["figure_four"]
    shown = laid_out(scene, mirrored=False).panels
    for panel_of in shown:
        body, seen = panel_of.body, panel_of.lens.eye.seen
        assert (body.place("near_ankle") - body.place("far_knee")).length() <= 22
        order = panel_of.order()
        assert order.index("near_leg") < order.index("far_leg") < order.index("near_foot")
        assert seen(body.place("far_hip")).z > seen(body.place("near_hip")).z + 20
    start, end = (panel_of.body for panel_of in shown)
    assert start.place("far_ankle").y == pytest.approx(ANKLE_HEIGHT)
    assert end.place("far_ankle").y >= 4 * ANKLE_HEIGHT
    (arrow,) = scene.arrows
    assert arrow.joint == "far_knee"


def test_both_hands_are_seen_clasped_behind_the_thigh_that_they_draw_in() -> None:
    """Hands that vanished in a tangle of limbs did not tell strangers what they held."""
    shown = laid_out(SCENES["figure_four"], mirrored=False).panels[1]
    body, order = shown.body, shown.order()
    hip, knee = body.place("far_hip"), body.place("far_knee")
    wrists = [body.place(f"{side}_wrist") for side in ("near", "far")]
    for wrist in wrists:
        along, off = on_the_way(hip, knee, wrist)
        assert 0.2 <= along <= 0.6
        assert off <= 30
        assert wrist.x > (hip + (knee - hip) * along).x  # behind it, away from the chest
    assert (wrists[0] - wrists[1]).length() <= 30
    assert order.index("near_leg") < order.index("near_arm") < order.index("far_leg")
    assert order.index("far_arm") > order.index("far_leg")


def test_there_is_air_between_the_chest_and_the_thigh_that_is_drawn_in() -> None:
    shown = laid_out(SCENES["figure_four"], mirrored=False).panels[1]
    thigh, chest = shown.body.place("far_knee"), shown.body.place("throat")
    assert thigh.x - chest.x >= 40


def test_the_steps_of_the_figure_four_hold_what_its_picture_holds() -> None:
    assert "or behind the thigh" in steps_for(by_code("figure_four"), "right")[2]
    assert "behind the other thigh" in SCENES["figure_four"].tells


def on_the_way(start: Vector, end: Vector, at: Vector) -> tuple[float, float]:
    """How far along from start (0) to end (1) a place is, and how far beside."""
    way, there = (end - start).unit(), at - start
    return there.dot(way) / (end - start).length(), there.square_to(way).length()


@pytest.mark.parametrize("code", ["dead_bug", "bird_dog"])
@pytest.mark.parametrize(("side", "leg", "arm"), [("right", "R", "L"), ("left", "L", "R")])
def test_the_arm_and_the_leg_that_move_say_of_which_side_they_are(
    code: str, side: str, leg: str, arm: str
) -> None:
    """An R above a left arm that moved was read as a mistake."""
    scene, (marked, _) = SCENES[code], drawn(SCENES[code], side)
    shown = laid_out(scene, mirrored=side == "left").panels[0]
    for joint, letter in (("near_ankle", leg), ("far_wrist", arm)):
        (mark,) = [mark for mark in scene.marks if mark.kind in LETTERED and mark.joint == joint]
        at = shown.point(joint, *mark.off)
        assert dist(at, shown.point(joint)) <= 60 * shown.lens.scale
        assert marks.letter_at(letter, at, meant=True) in marked
    assert marked.count('class="fig-side"') == 2


@pytest.mark.parametrize("code", ["dead_bug", "bird_dog"])
def test_where_it_is_done_with_either_side_the_letters_stand_above(code: str) -> None:
    shown = laid_out(SCENES[code], mirrored=False).panels[0]
    both, _ = drawn(SCENES[code], "both")
    assert "".join(marks.letters("both", 108, 32, shown.lens)) in both
    assert both.count('class="fig-side"') == 2


def test_the_back_sits_up_with_an_arrow_of_its_own_and_the_pull_is_under_the_thigh() -> None:
    """Strangers asked whether the trunk or the head alone comes up, and took the knee for it."""
    scene = SCENES["seated_slider"]
    start, end = map(joints, scene.postures)
    up, down = [arrow for arrow in scene.arrows if arrow.joint == "ribs"]
    assert (up.panel, down.panel) == (0, 1)
    assert rise(up)[1] > rise(up)[0]
    assert rise(down)[1] < rise(down)[0]  # and rounds again on the way back
    assert end.place("throat").y > start.place("throat").y + 5
    (feel,) = scene.feels
    shown = laid_out(scene, mirrored=False).panels[1]
    knee, felt = shown.point("near_knee"), shown.felt(feel)
    assert felt.y > knee.y  # on the underside
    assert knee.x - felt.x >= feel.size[0] * shown.lens.scale  # and clear of the knee


def test_who_lies_face_down_is_seen_from_the_side_with_bottom_and_heels_up() -> None:
    """From the feet, and with lines for a back, strangers asked which way up the body lies."""
    scene = SCENES["prone_lying"]
    assert abs(scene.view.yaw) <= 15
    (body,) = map(joints, scene.postures)
    assert body.pelvis.front.y < -0.95
    assert body.head.front.y < -0.8  # the nose is down
    assert body.hips.y > body.waist.y > body.throat.y
    for side in ("near", "far"):
        leg = body.limbs[f"{side}_leg"]
        assert leg.end.y > leg.middle.y  # the heel is up
        assert leg.tip.y < -0.4  # and the toes point down
        assert body.place(f"{side}_wrist").x < body.place("waist").x  # arms by the sides


@pytest.mark.parametrize("code", ["clam", "side_leg_lift"])
def test_what_is_wrong_on_the_side_is_the_rolled_pelvis_alone(code: str) -> None:
    """Where the hand moved, too, and the leg was higher, strangers had to work out the fault."""
    scene = SCENES[code]
    assert scene.mistake
    right, wrong = joints(scene.postures[1]), joints(scene.mistake.posture)
    assert (right.place("near_wrist") - wrong.place("near_wrist")).length() <= 2
    for joint in ("near_knee", "near_ankle"):
        assert abs(right.place(joint).y - wrong.place(joint).y) <= 8
    assert right.pelvis.front.y < 0.1 < 0.9 < wrong.pelvis.front.y
    assert right.head.front.y < 0.1 < 0.8 < wrong.head.front.y  # the face turns up, too
    assert scene.mistake.goes
    start, _, end = scene.mistake.goes
    assert end[0] > start[0]
    assert draw(code).count(f'stroke="{marks.WRONG}" stroke-width="8"') == 1


def test_a_chest_is_pushed_up_and_no_elbow_is_waved() -> None:
    """A far elbow in the air beside an arrow of two tips was read as what moves."""
    scene = SCENES["prone_press_up"]
    start = laid_out(scene, mirrored=False).panels[0]
    assert start.point("far_elbow").y > start.point("far_shoulder").y - 20
    up, down = scene.arrows
    assert (up.joint, up.panel, down.joint, down.panel) == ("throat", 0, "throat", 1)
    assert rise(up)[1] > rise(up)[0]
    assert rise(down)[1] < rise(down)[0]
    assert "glide" not in (up.kind, down.kind)


def test_a_sore_back_is_felt_whichever_way_the_knees_roll() -> None:
    assert [feel.panel for feel in SCENES["knee_rolls"].feels] == [0, 1]


def test_the_key_names_the_signs_that_are_drawn_and_no_other() -> None:
    assert [sign.name for sign in key(["prone_lying"])] == ["Clock"]
    names = [sign.name for sign in key(["clam", "dead_bug"])]
    assert names == ["Filled letter", "Loop", "Plus", "Plain patch", "Red cross"]
    assert len(key(SCENES)) == len(SIGNS)
    for sign in key(SCENES):
        assert sign.drawn.startswith("<svg ")
