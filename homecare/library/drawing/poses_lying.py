"""Pictures of the exercises lying on the back, head to the left."""

from dataclasses import replace

from homecare.library.drawing.posing import Area, Arrow, Pose, Prop, mat, mat_from_above
from homecare.library.drawing.skeleton import Frame, Reach, Turn

FLAT_FOOT = Reach(238, 185, end=0)
LYING = Frame(
    hip=(156, 173),
    spine=(180, 180, 182),
    head=183,
    near_leg=FLAT_FOOT,
    far_leg=Reach(246, 185, end=0),
    near_arm=Turn(-4, 0),
    scale=1.1,
)
FROM_ABOVE = Frame(hip=(160, 124), spine=(180, 180, 180), head=180, broad=True)

LYING_POSES = {
    "single_knee_to_chest": Pose(
        title="Lying on the back, one knee drawn to the chest",
        frames=(
            replace(
                LYING,
                near_leg=Turn(128, -14, end=60),
                near_arm=Reach(128, 132, bend=-1),
                far_arm=Reach(132, 138, bend=-1),
            ),
        ),
        work=("near_leg",),
        areas=(Area(130, 175, 21, 10),),
        arrows=(Arrow((156, 92), (132, 80), (106, 92)),),
        props=(mat(),),
        sided=True,
    ),
    "double_knee_to_chest": Pose(
        title="Lying on the back, both knees drawn to the chest",
        frames=(
            replace(
                LYING,
                hip=(156, 170),
                spine=(184, 182, 180),
                near_leg=Turn(138, -4, end=62),
                far_leg=Turn(127, 4, end=72),
                near_arm=Reach(122, 126, bend=-1),
                far_arm=Reach(132, 118, bend=-1),
            ),
        ),
        areas=(Area(130, 175, 21, 10),),
        arrows=(Arrow((150, 82), (126, 72), (100, 86)),),
        props=(mat(),),
    ),
    "piriformis_opposite_shoulder": Pose(
        title="Seen from above: lying on the back, knee drawn to the opposite shoulder",
        frames=(
            replace(
                FROM_ABOVE,
                near_leg=Turn(144, 46, end=46, short=(1.0, 0.75)),
                far_leg=Turn(3, 0, end=8),
                near_arm=Reach(118, 114, bend=-1),
                far_arm=Turn(58, 18, short=(0.6, 0.85)),
            ),
        ),
        work=("near_leg",),
        areas=(Area(167, 139, 18, 12),),
        arrows=(Arrow((132, 36), (112, 32), (96, 56)),),
        props=(mat_from_above(),),
        sided=True,
    ),
    "figure_four": Pose(
        title="Lying on the back, ankle on the other knee, thigh drawn towards you",
        frames=(
            replace(
                LYING,
                far_leg=Turn(112, 0, end=70),
                near_leg=Turn(38, 150, end=110, short=(0.75, 0.95)),
                near_arm=Reach(138, 138, bend=-1),
                far_arm=Reach(142, 132, bend=-1),
            ),
        ),
        work=("near_leg",),
        areas=(Area(168, 180, 18, 11),),
        arrows=(Arrow((140, 84), (120, 80), (104, 96)),),
        props=(mat(),),
        sided=True,
    ),
    "sciatic_slider": Pose(
        title="Lying on the back, thigh held upright, knee straightening and bending",
        frames=(
            replace(
                LYING,
                near_leg=Turn(96, 70, end=150),
                near_arm=Reach(148, 128, bend=-1),
                far_arm=Reach(152, 134, bend=-1),
            ),
        ),
        ghost=replace(LYING, near_leg=Turn(96, -10)),
        ghost_parts=("near_leg",),
        work=("near_leg",),
        arrows=(Arrow((226, 96), (216, 66), (188, 50), both_ways=True),),
        props=(mat(),),
        sided=True,
    ),
    "pelvic_tilt": Pose(
        title="Lying on the back, low back pressed to the floor",
        frames=(replace(LYING, near_arm=Turn(-8, 34, end=10, short=(0.8, 0.6))),),
        areas=(Area(124, 177, 22, 9),),
        arrows=(Arrow((116, 112), (116, 128), (116, 146)),),
        props=(mat(),),
    ),
    "knee_rolls": Pose(
        title="Seen from above: lying on the back, arms wide, knees rolling to one side",
        frames=(
            replace(
                FROM_ABOVE,
                near_leg=Turn(-48, 28, end=20, short=(0.8, 0.9)),
                far_leg=Turn(-48, 28, end=20, short=(0.8, 0.9)),
                near_arm=Turn(-64, -58, short=(0.7, 0.7)),
                far_arm=Turn(64, 58, short=(0.7, 0.7)),
            ),
        ),
        ghost=replace(
            FROM_ABOVE,
            near_leg=Turn(48, -28, end=-20, short=(0.8, 0.9)),
            far_leg=Turn(48, -28, end=-20, short=(0.8, 0.9)),
        ),
        ghost_parts=("near_leg", "far_leg"),
        areas=(Area(140, 124, 16, 13),),
        arrows=(Arrow((248, 86), (272, 124), (248, 162), both_ways=True),),
        props=(mat_from_above(),),
    ),
    "hamstring_towel": Pose(
        title="Lying on the back, straight leg raised with a towel round the foot",
        frames=(
            replace(
                LYING,
                near_leg=Turn(74, 70, end=160),
                near_arm=Reach(120, 122, bend=-1),
                far_arm=Reach(124, 118, bend=-1),
            ),
        ),
        work=("near_leg",),
        areas=(Area(180, 132, 9, 24),),
        arrows=(Arrow((214, 66), (214, 50), (204, 34)),),
        props=(mat(), Prop(points=((118, 120), (175, 39), (184, 47)), width=5, front=True)),
        sided=True,
    ),
    "glute_bridge": Pose(
        title="Lying on the back, hips lifted into a straight line",
        frames=(
            replace(
                LYING,
                hip=(150, 136),
                spine=(202, 206, 212),
                head=180,
                near_leg=Reach(214, 185, end=0),
                far_leg=Reach(220, 185, end=0),
                near_arm=Turn(-12, -4, short=(0.95, 0.9)),
            ),
        ),
        ghost=replace(LYING, near_leg=Reach(214, 185, end=0)),
        ghost_parts=("torso", "near_leg"),
        areas=(Area(156, 146, 18, 12),),
        arrows=(Arrow((150, 112), (150, 100), (150, 84)),),
        props=(mat(),),
    ),
}
