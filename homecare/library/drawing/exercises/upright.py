"""Pictures of the exercises sitting and standing, facing right."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.scene import Arrow, Feel, Line, Mistake, Prop, Scene, Slab, View, mat

SEAT = 66.0
CHAIR: tuple[Prop, ...] = (
    Slab(((-34, SEAT, -32), (44, SEAT, -32), (44, SEAT, 32), (-34, SEAT, 32)), -800),
    *(Line(((x, SEAT, z), (x, 0, z)), 6, -850) for x in (-32, 42) for z in (-30, 30)),
    Slab(((-34, SEAT + 30, -32), (-38, 165, -32), (-38, 165, 32), (-34, SEAT + 30, 32)), -820),
    *(Line(((-34, SEAT, z), (-38, 165, z)), 6, -830) for z in (-32, 32)),
)
SITTING = Posture(
    hips=(0, 84, 0),
    spine=(92, 90, 88),
    head=90,
    near_leg=Reach((74, 13, 15), (0.5, 1, 0), (0, 0)),
    far_leg=Reach((74, 13, -15), (0.5, 1, 0), (0, 0)),
    near_arm=Reach((44, 16, 20), (-1, 0, 0.3), (-10, 0), on="near_hip"),
    far_arm=Reach((44, 16, -20), (-1, 0, -0.3), (-10, 0), on="far_hip"),
)
SLIDING = replace(SITTING, far_leg=Reach((52, 13, -15), (0.5, 1, 0), (0, 0)))
CROSSED = replace(
    SITTING,
    near_leg=Reach((-8, 20, 4), (0.4, 0.4, 1), (-10, -70), on="far_knee"),
    near_arm=Reach((-22, 76, 34), (-1, 0, 0.3), (-90, 0)),
    far_arm=Reach((-16, 6, -2), (-1, 0, -0.6), (-20, 30), on="near_ankle"),
)
STANDING = Posture(
    hips=(0, 158, 0),
    spine=(90, 90, 90),
    head=90,
    near_leg=Turn((-90, 0), (-90, 0), (0, 0)),
    far_leg=Turn((-90, 0), (-90, 0), (0, 0)),
    near_arm=Reach((-15, 22, 14), (-1, 0, 0.5), (-84, 0), on="hips"),
    far_arm=Reach((-15, 22, -14), (-1, 0, -0.5), (-84, 0), on="hips"),
)
BENT_BACK = replace(
    STANDING,
    hips=(14, 157, 0),
    spine=(101, 116, 126),
    head=101,
    neck=116,
    near_leg=Turn((-95, 0), (-96, 0), (0, 0)),
    far_leg=Turn((-95, 0), (-96, 0), (0, 0)),
)
UPRIGHT = {
    "seated_piriformis": Scene(
        title="Sitting, ankle on the other knee, leaning forward with a straight back",
        tells="One: sitting tall, one ankle on the other knee. Two: leaning forward from the hips "
        "with a straight back.",
        postures=(CROSSED, replace(CROSSED, spine=(61, 55, 54), head=84, neck=68)),
        view=View(-32, 28),
        stacked=False,
        header=1,
        even=True,
        work=("trunk",),
        props=CHAIR,
        arrows=(Arrow("throat", (14, -6), (44, -4), (56, -40)),),
        feels=(Feel("near_hip", "space", (2, -2, 8), (12, 8), 0),),
        sided=True,
        folded=("near_leg",),
        tag=("near_hip", (-10, 6)),
        holds=True,
    ),
    "seated_slider": Scene(
        title="Sitting, head up as the knee straightens, head down as it bends",
        tells="One: sitting, knee bent, head and upper back bent down. Two: the knee is straight "
        "and the head is up; both got there at the same time. Then both go back.",
        postures=(
            replace(SLIDING, spine=(99, 80, 56), head=16, neck=36),
            replace(SLIDING, head=112, neck=98, near_leg=Turn((2, 0), (-8, 0), (80, 0))),
        ),
        work=("near_leg",),
        props=CHAIR,
        stacked=False,
        header=1,
        arrows=(
            Arrow("near_ankle", (30, 2), (60, 14), (58, 52)),
            Arrow("skull", (22, 18), (10, 44), (-34, 42)),
            Arrow("near_ankle", (14, -14), (10, -50), (-28, -58), panel=1),
            Arrow("skull", (16, 24), (54, 32), (64, -6), panel=1),
        ),
        feels=(Feel("near_knee", "space", (-4, -1, 12), (13, 6.5), 0),),
        sided=True,
        repeats=True,
    ),
    "standing_extension": Scene(
        title="Standing, hands on the back of the hips, leaning back",
        tells="One: standing tall, hands on the back of the hips. Two: leaning back over the "
        "hands, knees straight, eyes level. Crossed out: only the neck bent back.",
        postures=(STANDING, BENT_BACK),
        stacked=False,
        header=1,
        work=("trunk",),
        props=(mat(-60, 60, 30),),
        arrows=(Arrow("throat", (-12, 4), (-40, 12), (-58, -16)),),
        feels=(Feel("waist", "lumbar", (4, -5, 0), (12, 6.5), 102),),
        mistake=Mistake(
            replace(STANDING, spine=(90, 91, 93), head=150, neck=122),
            (500, 220, 132, 340),
            "throat",
            (0, 8),
        ),
        aside=140,
        repeats=True,
    ),
}
