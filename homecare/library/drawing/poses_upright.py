"""Pictures of the exercises sitting and standing, facing right."""

from dataclasses import replace

from homecare.library.drawing.posing import FLOOR, Area, Arrow, Pose, Prop, mat
from homecare.library.drawing.skeleton import Frame, Reach, Turn

SEAT = 138.0
CHAIR = (
    mat(),
    Prop(points=((88, SEAT), (158, SEAT)), width=6),
    Prop(points=((94, SEAT), (90, FLOOR)), width=6),
    Prop(points=((152, SEAT), (156, FLOOR)), width=6),
    Prop(points=((92, SEAT), (82, 62)), width=6),
)
SITTING = Frame(
    hip=(126, 118),
    spine=(92, 90, 88),
    head=90,
    near_leg=Reach(180, 186, end=0),
    far_leg=Reach(186, 186, end=0),
    near_arm=Reach(170, 108, bend=-1),
    far_arm=Reach(174, 106, bend=-1),
)
STANDING = Frame(
    hip=(150, 97),
    spine=(90, 90, 90),
    head=90,
    near_leg=Turn(-90, -90),
    far_leg=Turn(-86, -90),
    near_arm=Reach(140, 91, bend=-1),
    scale=0.8,
)

UPRIGHT_POSES = {
    "seated_piriformis": Pose(
        title="Sitting, ankle on the other knee, leaning forward with a straight back",
        frames=(
            replace(
                SITTING,
                spine=(62, 60, 58),
                head=56,
                near_leg=Turn(-14, 22, end=-30, short=(0.7, 0.6)),
            ),
        ),
        work=("near_leg",),
        areas=(Area(118, 124, 14, 14),),
        arrows=(Arrow((196, 26), (218, 38), (226, 62)),),
        props=CHAIR,
        sided=True,
    ),
    "seated_slider": Pose(
        title="Sitting tall, knee straightening and bending",
        frames=(replace(SITTING, head=104, near_leg=Turn(-2, -6, end=80)),),
        ghost=replace(SITTING, head=66),
        ghost_parts=("near_leg", "head"),
        work=("near_leg",),
        arrows=(Arrow((232, 176), (250, 160), (252, 138), both_ways=True),),
        props=CHAIR,
        sided=True,
    ),
    "standing_extension": Pose(
        title="Standing, hands on the back of the hips, leaning back",
        frames=(replace(STANDING, spine=(98, 112, 124), head=128),),
        ghost=STANDING,
        ghost_parts=("torso", "head"),
        areas=(Area(142, 81, 10, 16),),
        arrows=(Arrow((146, 10), (130, 6), (112, 12)),),
        props=(mat(80, 240),),
    ),
}
