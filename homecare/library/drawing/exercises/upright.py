"""Pictures of the exercises sitting and standing, facing right."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.scene import (
    Arrow,
    Feel,
    Line,
    Mark,
    Mistake,
    Prop,
    Scene,
    Slab,
    View,
    mat,
)

SEAT = 66.0


def chair(x: float = 0.0) -> tuple[Prop, ...]:
    """A chair that faces right, its seat over `x`."""
    front, back, top = x + 44, x - 34, x - 38
    seat = ((back, SEAT, -32), (front, SEAT, -32), (front, SEAT, 32), (back, SEAT, 32))
    rest = ((back, SEAT + 30, -32), (top, 165, -32), (top, 165, 32), (back, SEAT + 30, 32))
    legs = (((at, SEAT, z), (at, 0, z)) for at in (back + 2, front - 2) for z in (-30, 30))
    posts = (((back, SEAT, z), (top, 165, z)) for z in (-32, 32))
    return (
        Slab(seat, -800),
        *(Line(ends, 6, -850) for ends in legs),
        Slab(rest, -820),
        *(Line(ends, 6, -830) for ends in posts),
    )


CHAIR = chair()
CHAIR_IN_FRONT = chair(84)
WALL = Slab(((84, 0, 0), (98, 0, 0), (98, 262, 0), (84, 262, 0)))
SITTING = Posture(
    hips=(0, 84, 0),
    spine=(92, 90, 88),
    head=90,
    near_leg=Reach((74, 13, 15), (0.5, 1, 0), (0, 0)),
    far_leg=Reach((74, 13, -15), (0.5, 1, 0), (0, 0)),
    near_arm=Reach((34, 17, 20), (-1, 0, 0.3), (-10, 0), on="near_hip"),
    far_arm=Reach((34, 17, -20), (-1, 0, -0.3), (-10, 0), on="far_hip"),
)
SLIDING = replace(SITTING, far_leg=Reach((52, 13, -15), (0.5, 1, 0), (0, 0)))
CROSSED = replace(
    SITTING,
    near_leg=Reach((-8, 20, -6), (0.2, 0.45, 1), (-10, -70), on="far_knee"),
    near_arm=Reach((-14, 17, 4), (-1, 0.2, 0.6), (-30, -20), on="near_knee"),
    far_arm=Reach((-16, 14, 2), (-1, 0.2, -0.6), (-20, 30), on="near_ankle"),
)
LEANT = replace(
    CROSSED,
    spine=(74, 63, 59),
    head=78,
    neck=68,
    near_arm=Reach((-4, 16, 6), (-1, -0.3, 1), (-30, -20), on="near_knee"),
    far_arm=Reach((-12, 16, 0), (-0.4, 0.3, -1), (-20, 30), on="near_ankle"),
)
STANDING = Posture(
    hips=(0, 158, 0),
    spine=(90, 90, 90),
    head=90,
    near_leg=Turn((-90, 0), (-90, 0), (0, 0)),
    far_leg=Turn((-90, 0), (-90, 0), (0, 0)),
    near_arm=Reach((-25, 8, 13), (-1, 0, 0.1), (-70, -20), on="hips"),
    far_arm=Reach((-25, 8, -13), (-1, 0, -0.5), (-70, 20), on="hips"),
)
BENT_BACK = replace(
    STANDING,
    hips=(22, 156, 0),
    spine=(96, 114, 130),
    head=104,
    neck=116,
    near_leg=Turn((-98, 0), (-100, 0), (0, 0)),
    far_leg=Turn((-98, 0), (-100, 0), (0, 0)),
)
NOSE_OVER_TOES = replace(
    SITTING,
    spine=(62, 60, 58),
    head=74,
    neck=66,
    near_leg=Reach((60, 13, 15), (0.5, 1, 0), (0, 0)),
    far_leg=Reach((60, 13, -15), (0.5, 1, 0), (0, 0)),
    near_arm=Turn((-30, 6), (-14, 0), (-10, 0)),
    far_arm=Turn((-30, -6), (-14, 0), (-10, 0)),
)
RISEN = replace(
    STANDING,
    hips=(60, 158, 0),
    near_arm=Turn((-94, 8), (-84, 4), (-84, 0)),
    far_arm=Turn((-94, -8), (-84, -4), (-84, 0)),
)
HOLDING_ON = replace(
    STANDING,
    near_arm=Reach((38, 170, 24), (-0.3, -1, 0.4), (-20, 0)),
    far_arm=Reach((38, 170, -24), (-0.3, -1, -0.4), (-20, 0)),
)
ON_TOES = Reach((10, 28, 15), (1, 0, 0), (-35, 0))
AT_THE_WALL = replace(
    STANDING,
    hips=(-30, 152, 0),
    spine=(84, 84, 84),
    head=88,
    near_leg=Reach((-70, 13, 15), (1, 0, 0), (0, 0)),
    far_leg=Reach((0, 13, -15), (1, 0, 0), (0, 0)),
    near_arm=Reach((68, 212, 24), (-0.2, -1, 0.4), (70, 0)),
    far_arm=Reach((68, 212, -24), (-0.2, -1, -0.4), (70, 0)),
)
ONE_HAND = replace(HOLDING_ON, near_arm=Turn((-96, 8), (-88, 4), (-88, 0)))
HEEL_UP = replace(
    ONE_HAND,
    near_leg=Turn((-92, 0), (118, 0), (176, 0)),
    near_arm=Reach((-2, 9, 4), (-1, 0, 0.3), (-60, 0), on="near_ankle"),
)
UPRIGHT = {
    "seated_piriformis": Scene(
        title="Sitting, ankle on the other knee, leaning forward with a straight back",
        tells="One: sitting tall, one ankle on the other knee, hands on knee and ankle. Two: "
        "leaning forward from the hips with a straight back.",
        postures=(CROSSED, LEANT),
        view=View(-38, 20),
        stacked=False,
        header=1,
        even=True,
        work=("near_leg",),
        props=CHAIR,
        arrows=(Arrow("throat", (16, 2), (48, 2), (56, -32)),),
        feels=(Feel("near_hip", "space", (2, -2, 8), (12, 8), 0),),
        sided=True,
        folded=("near_leg",),
        holds=True,
    ),
    "seated_slider": Scene(
        title="Sitting, head up as the knee straightens, head down as it bends",
        tells="One: sitting, knee bent, looking down, the upper back a little round. Two: the knee "
        "is straight, the back tall and the head up; they got there at the same time (a plus "
        "between their arrows). Then they go back at the same time.",
        postures=(
            replace(SLIDING, spine=(98, 84, 58), head=18, neck=34),
            replace(SLIDING, head=112, neck=98, near_leg=Turn((2, 0), (-8, 0), (66, 0))),
        ),
        work=("near_leg",),
        props=CHAIR,
        stacked=False,
        header=1,
        arrows=(
            Arrow("near_ankle", (32, 2), (56, 18), (50, 56)),
            Arrow("skull", (24, -2), (48, 14), (42, 52)),
            Arrow("ribs", (-22, 28), (-27, 50), (-15, 82)),
            Arrow("near_ankle", (16, -12), (32, -34), (10, -66), panel=1),
            Arrow("ribs", (-22, 36), (-35, 10), (-27, -24), panel=1),
            Arrow("skull", (26, 12), (50, -8), (36, -44), panel=1),
        ),
        marks=(
            Mark("near_knee", (30, 28), "plus"),
            Mark("near_knee", (34, 36), "plus", 1),
        ),
        feels=(Feel("near_knee", "space", (-21, -11, 12), (14, 6.5), 0, rim=True),),
        sided=True,
        repeats=True,
    ),
    "standing_extension": Scene(
        title="Standing, hands on the back of the hips, leaning back",
        tells="One: standing tall, hands on the back of the hips. Two: the hips come "
        "forward, the trunk leans back over the hands, knees straight, eyes level. "
        "Crossed out: only the neck bent back.",
        postures=(STANDING, BENT_BACK),
        view=View(6, 4),
        stacked=False,
        header=1,
        work=("trunk",),
        props=(mat(-60, 60, 30),),
        arrows=(
            Arrow("throat", (-12, 4), (-40, 12), (-58, -16)),
            Arrow("hips", (20, 4), (30, 4), (50, 4)),
        ),
        feels=(Feel("waist", "lumbar", (12, -20, 0), (15, 8), 112, rim=True),),
        mistake=Mistake(
            replace(STANDING, spine=(90, 91, 93), head=150, neck=122),
            "throat",
            (0, 8),
        ),
        aside=196,
        repeats=True,
    ),
    "sit_to_stand": Scene(
        title="Standing up from a chair without the hands",
        tells="One: at the front of the chair, feet back, leaning forward. Two: standing tall. "
        "Then slowly down to sit again.",
        postures=(NOSE_OVER_TOES, RISEN),
        stacked=False,
        header=1,
        work=("near_leg", "far_leg"),
        props=CHAIR,
        arrows=(
            Arrow("throat", (30, 16), (56, 44), (50, 92)),
            Arrow("hips", (-20, 4), (-56, -10), (-58, -56), panel=1),
        ),
        feels=(Feel("near_knee", "space", (0, 14, 12), (15, 7), 90, "muscle"),),
        repeats=True,
    ),
    "seated_knee_straightening": Scene(
        title="Sitting, one knee straightened and held",
        tells="One: sitting tall, both feet on the floor. Two: one knee is straight and held, the "
        "toes up; the back stays tall.",
        postures=(SITTING, replace(SITTING, near_leg=Turn((2, 0), (-1, 0), (86, 0)))),
        work=("near_leg",),
        props=CHAIR,
        stacked=False,
        header=1,
        arrows=(Arrow("near_ankle", (30, 2), (60, 14), (58, 52)),),
        feels=(Feel("near_knee", "space", (-19, 3, 12), (15, 7), 2, "muscle"),),
        sided=True,
        holds=True,
    ),
    "heel_raises": Scene(
        title="Standing, holding a chair, both heels lifted",
        tells="One: standing tall behind a chair, hands on its back. Two: both heels are lifted, "
        "the weight is on the front of the feet; then slowly down.",
        postures=(
            HOLDING_ON,
            replace(
                HOLDING_ON,
                hips=(10, 173, 0),
                near_leg=ON_TOES,
                far_leg=replace(ON_TOES, at=(10, 28, -15)),
            ),
        ),
        stacked=False,
        header=1,
        work=("near_leg", "far_leg"),
        props=CHAIR_IN_FRONT,
        arrows=(
            Arrow("near_ankle", (-14, -4), (-22, 20), (-16, 46)),
            Arrow("near_ankle", (-20, 34), (-28, 10), (-20, -18), panel=1),
        ),
        feels=(Feel("near_ankle", "space", (-3, 46, 12), (15, 7), 90, "muscle"),),
        repeats=True,
    ),
    "calf_stretch": Scene(
        title="Standing at a wall, back leg straight, hips moved forward",
        tells="One: hands on a wall, one foot well behind the other. Two: the front knee bends and "
        "the hips move forward; the back knee is straight, its heel pressed down.",
        postures=(
            AT_THE_WALL,
            replace(AT_THE_WALL, hips=(5, 137, 0), spine=(72, 72, 72), head=84, neck=78),
        ),
        stacked=False,
        header=1,
        work=("near_leg",),
        props=(mat(-100, 98, 30), WALL),
        arrows=(
            Arrow("hips", (16, 6), (34, 10), (58, 2)),
            Arrow("near_ankle", (-4, 14), (-5, 0), (-6, -26), "press", 1),
        ),
        feels=(Feel("near_ankle", "space", (20, 41, 12), (15, 7), 59),),
        sided=True,
        holds=True,
    ),
    "thigh_stretch": Scene(
        title="Standing on one leg, the other heel drawn to the bottom",
        tells="One: standing tall, one hand on the back of a chair. Two: the other hand holds one "
        "foot and draws the heel to the bottom; the knees stay side by side.",
        postures=(ONE_HAND, HEEL_UP),
        stacked=False,
        header=1,
        work=("near_leg",),
        props=CHAIR_IN_FRONT,
        arrows=(Arrow("near_ankle", (-12, 0), (-74, 20), (-56, 96)),),
        feels=(Feel("near_knee", "space", (4, 36, 12), (17, 7), 90),),
        sided=True,
        holds=True,
    ),
}
