"""The easier and the harder way of an exercise, where it is another pose: one small picture each.

It is the exercise's own last panel, drawn alone, with what differs. Where the other way is another
exercise of the library, that one's picture is shown instead (`LEADS_TO`).
"""

from dataclasses import replace
from typing import Literal

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.exercises import face_down, from_the_feet, kneeling, supine, upright
from homecare.library.drawing.scene import Arrow, Prop, Scene, mat
from homecare.library.drawing.scenes import SCENES

Way = Literal["easier", "harder"]

LEADS_TO: dict[tuple[str, Way], str] = {
    ("prone_lying", "harder"): "sphinx",
    ("sphinx", "harder"): "prone_press_up",
}
"""Codes of exercises that are a way of another one."""

LONG_MAT = (mat(-146, 186),)


def _way(
    code: str, tells: str, posture: Posture, props: tuple[Prop, ...] = (), *arrows: Arrow
) -> Scene:
    scene = SCENES[code]
    return replace(
        scene, title=tells, tells=tells, postures=(posture,), props=props or scene.props,
        arrows=arrows, feels=(), marks=(), ghost=(), mistake=None, foot=0, aside=0, header=0,
        numbered=False, sided=False, holds=False, repeats=False, stacked=True,
    )  # fmt: skip


def _by_one_leg(code: str, tells: str, posture: Posture, props: tuple[Prop, ...] = ()) -> Scene:
    """The same where one leg alone works."""
    return replace(_way(code, tells, posture, props), work=("near_leg",))


def _last(code: str) -> Posture:
    return SCENES[code].postures[-1]


STRAIGHT = Turn((0, -4), (0, 0), (80, 0))
FLAT = _last("pelvic_tilt")

VARIANTS: dict[tuple[str, Way], Scene] = {
    ("single_knee_to_chest", "easier"): _way(
        "single_knee_to_chest", "The knee only half way, held behind the thigh",
        replace(supine.HELD_UP, near_leg=Turn((104, 0), (0, 0), (76, 0))),
    ),
    ("single_knee_to_chest", "harder"): _way(
        "single_knee_to_chest", "One knee at the chest, the other leg straight on the floor",
        replace(_last("single_knee_to_chest"), far_leg=STRAIGHT), LONG_MAT,
    ),
    ("double_knee_to_chest", "easier"): _way(
        "double_knee_to_chest", "Both knees bent up, hands behind the thighs",
        replace(
            supine.LYING,
            near_leg=Turn((112, 2), (-6, 0), (70, 0)), far_leg=Turn((112, -2), (-6, 0), (70, 0)),
            near_arm=Reach((0, -38, 9), (0, -1, 0.3), (20, 0), on="near_knee"),
            far_arm=Reach((0, -38, -9), (0, -1, -0.3), (20, 0), on="far_knee"),
        ),
    ),
    ("figure_four", "easier"): _way(
        "figure_four", "One ankle on the other knee, the lower foot on the floor",
        from_the_feet.CROSSED,
    ),
    ("sciatic_slider", "easier"): _way(
        "sciatic_slider", "Thigh upright, the knee straightened only half way",
        replace(supine.HELD_UP, near_leg=Turn((92, 0), (36, 0), (114, 0))),
    ),
    ("sciatic_slider", "harder"): _way(
        "sciatic_slider", "The knee nearly straight, the toes towards the body",
        replace(supine.HELD_UP, near_leg=Turn((92, 0), (68, 0), (164, 0))),
    ),
    ("pelvic_tilt", "harder"): _way(
        "pelvic_tilt", "The back pressed flat, one foot just off the floor",
        replace(FLAT, near_leg=Reach((62, 34, 15), (-0.3, 1, 0), (0, 0))), (),
        Arrow("near_ankle", (16, -14), (18, 0), (16, 22)),
    ),
    ("hamstring_towel", "easier"): _way(
        "hamstring_towel", "The leg raised with the knee a little bent",
        replace(supine.LOOPED, near_leg=Turn((88, 0), (60, 0), (144, 0))),
    ),
    ("hamstring_towel", "harder"): _way(
        "hamstring_towel", "The leg raised straight, the other leg straight on the floor",
        replace(_last("hamstring_towel"), far_leg=STRAIGHT),
        (mat(-146, 186), SCENES["hamstring_towel"].props[1]),
    ),
    ("glute_bridge", "easier"): _way(
        "glute_bridge", "The hips lifted only half way",
        replace(supine.LIFTED, hips=(-1, 36, 0), spine=(193, 193, 192), head=181, neck=182),
    ),
    ("glute_bridge", "harder"): _way(
        "glute_bridge", "Hips lifted, one knee straightened",
        replace(supine.LIFTED, near_leg=Turn((25, 0), (22, 0), (106, 0))), LONG_MAT,
    ),
    ("clam", "easier"): _way(
        "clam", "On the side, the top knee opened only a little",
        replace(face_down.OPENED, near_leg=Reach(
            (0, 13, 0), (-0.6, 0.55, 0.85), (200, 40), on="far_ankle")),
    ),
    ("sphinx", "easier"): _way(
        "sphinx", "On the forearms, elbows further forward, the chest lower",
        replace(
            _last("sphinx"), spine=(4, 18, 30), head=56, neck=40,
            near_arm=Turn((-52, 6), (0, 0), (0, 0)), far_arm=Turn((-52, -6), (0, 0), (0, 0)),
        ),
    ),
    ("prone_press_up", "easier"): _way(
        "prone_press_up", "The chest pushed up only half way",
        replace(
            _last("prone_press_up"), hips=(0, 18, 0), spine=(12, 30, 44), head=66, neck=50,
            near_arm=Reach((88, 13, 46), (-1, 0.9, 0.2), (-12, 0)),
            far_arm=Reach((88, 13, -46), (-1, 0.9, -0.2), (-12, 0)),
        ),
    ),
    ("cat_cow", "easier"): _way(
        "cat_cow", "Sitting on a chair, the back rounded, hands on the knees",
        replace(
            upright.SITTING, spine=(104, 84, 52), head=6, neck=30,
            near_arm=Reach((-12, 17, 8), (-1, -0.3, 0.4), (-10, 0), on="near_knee"),
            far_arm=Reach((-12, 17, -8), (-1, -0.3, -0.4), (-10, 0), on="far_knee"),
        ),
        upright.CHAIR,
    ),
    ("bird_dog", "easier"): _by_one_leg(
        "bird_dog", "On hands and knees, one leg slid back with its toes on the floor",
        replace(kneeling.ALL_FOURS, near_leg=Reach((-120, 22, 15), (0, -1, 0), (-60, 0))),
        (mat(-130, 120, 38),),
    ),
    ("hip_flexor_half_kneeling", "harder"): _way(
        "hip_flexor_half_kneeling", "Hips forward, the arm of the kneeling side reaching up",
        replace(kneeling.FORWARD, near_arm=Turn((94, 8), (92, 0), (92, 0))),
    ),
    ("seated_piriformis", "easier"): _way(
        "seated_piriformis", "Sitting upright, the ankle on the other knee", upright.CROSSED,
    ),
    ("seated_slider", "easier"): _way(
        "seated_slider", "Sitting tall, the knee straightened only half way",
        replace(upright.SLIDING, near_leg=Turn((2, 0), (-42, 0), (46, 0))),
    ),
    ("seated_slider", "harder"): _way(
        "seated_slider", "Sitting, the knee straight and the toes towards the body, the head up",
        replace(upright.SLIDING, head=112, neck=98, near_leg=Turn((2, 0), (-8, 0), (94, 0))),
    ),
    ("heel_slide", "easier"): _way(
        "heel_slide", "The heel drawn in only half way",
        replace(supine.LEGS_LONG, near_leg=Reach((104, 13, 15), (-0.3, 1, 0), (14, 0))),
    ),
    ("heel_slide", "harder"): _way(
        "heel_slide", "The heel drawn in just above the floor",
        replace(supine.LEGS_LONG, near_leg=Reach((72, 36, 15), (-0.3, 1, 0), (10, 0))),
    ),
    ("straight_leg_raise", "easier"): _way(
        "straight_leg_raise", "The leg stays down, the knee is pressed to the floor",
        supine.HELD_LONG, LONG_MAT,
        Arrow("near_knee", (0, 44), (0, 32), (0, 17), "press"),
    ),
    ("dead_bug", "easier"): _way(
        "dead_bug", "Only the arm goes back, both legs stay up",
        replace(supine.TABLE_TOP, far_arm=supine.STRETCHED.far_arm),
    ),
    ("dead_bug", "harder"): _way(
        "dead_bug", "The leg stretched out close to the floor, the back flat",
        replace(supine.STRETCHED, near_leg=Turn((11, 0), (5, 0), (92, 0))),
    ),
    ("side_leg_lift", "easier"): _way(
        "side_leg_lift", "The top leg lifted just off the other one",
        replace(face_down.LEG_UP, near_leg=Turn((168, 2), (168, 0), (186, 70))),
    ),
    ("prone_leg_lift", "easier"): _way(
        "prone_leg_lift", "Face down, the leg lifted with its knee bent",
        replace(face_down.LIFTED_LEG, near_leg=Turn((168, 2), (92, 0), (176, 0))),
    ),
    ("sit_to_stand", "easier"): _way(
        "sit_to_stand", "Leaning forward, the hands pushing on the seat",
        replace(
            upright.NOSE_OVER_TOES,
            near_arm=Reach((10, -4, 22), (-1, 0, 0.4), (-30, 0), on="near_hip"),
            far_arm=Reach((10, -4, -22), (-1, 0, -0.4), (-30, 0), on="far_hip"),
        ),
    ),
    ("seated_knee_straightening", "easier"): _way(
        "seated_knee_straightening", "The knee straightened only half way",
        replace(upright.SITTING, near_leg=Turn((2, 0), (-42, 0), (46, 0))),
    ),
    ("heel_raises", "easier"): _way(
        "heel_raises", "Sitting, both heels lifted",
        replace(
            upright.SITTING,
            near_leg=Reach((66, 28, 15), (0.5, 1, 0), (-35, 0)),
            far_leg=Reach((66, 28, -15), (0.5, 1, 0), (-35, 0)),
        ),
        upright.CHAIR,
    ),
    ("heel_raises", "harder"): _by_one_leg(
        "heel_raises", "Standing on the toes of one leg, the other foot off the floor",
        replace(_last("heel_raises"), far_leg=Turn((-78, 0), (-128, 0), (-40, 0))),
    ),
    ("calf_stretch", "easier"): _way(
        "calf_stretch", "Nearer to the wall, the back foot less far behind",
        replace(
            _last("calf_stretch"), hips=(16, 142, 0), spine=(78, 78, 78), head=88, neck=82,
            near_leg=Reach((-34, 13, 15), (1, 0, 0), (0, 0)),
        ),
    ),
    ("calf_stretch", "harder"): _way(
        "calf_stretch", "The back foot further behind, its heel down",
        replace(
            _last("calf_stretch"), hips=(-4, 124, 0), spine=(66, 66, 66), head=82, neck=74,
            near_leg=Reach((-98, 13, 15), (1, 0, 0), (0, 0)),
        ),
    ),
}  # fmt: skip
"""By the exercise's code and the way."""
