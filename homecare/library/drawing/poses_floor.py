"""Pictures of the exercises on the side, face down and kneeling, head to the right."""

from dataclasses import replace

from homecare.library.drawing.posing import Area, Arrow, Pose, Prop, mat
from homecare.library.drawing.skeleton import Frame, Reach, Turn

PRONE = Frame(
    hip=(170, 175),
    spine=(0, 0, 0),
    head=0,
    near_leg=Turn(183, 184, end=200),
    near_arm=Turn(176, 186),
    scale=1.1,
)
KNEELING_LEG = Turn(-90, 180, end=190)
ALL_FOURS = Frame(
    hip=(128, 126),
    spine=(16, 10, 6),
    head=-4,
    near_leg=KNEELING_LEG,
    far_leg=KNEELING_LEG,
    near_arm=Turn(-85, -87, end=0),
)
ON_SIDE = Frame(
    hip=(176, 168),
    spine=(3, 3, 3),
    head=2,
    far_leg=Turn(188, 178, end=190, short=(0.85, 0.8)),
    near_arm=Reach(214, 184, bend=1),
    broad=True,
)
SMALL = replace(ALL_FOURS, scale=0.8, far_leg=None)

FLOOR_POSES = {
    "clam": Pose(
        title="Lying on the side, feet together, top knee lifted",
        frames=(
            replace(
                ON_SIDE,
                near_leg=Reach(90, 168, bend=-1, end=190),
            ),
        ),
        ghost=replace(ON_SIDE, near_leg=Turn(192, 176, short=(0.85, 0.8))),
        ghost_parts=("near_leg",),
        work=("near_leg",),
        areas=(Area(182, 158, 15, 12),),
        arrows=(Arrow((100, 128), (106, 104), (124, 94)),),
        props=(mat(), Prop(points=((262, 186), (292, 186)), width=10)),
        sided=True,
    ),
    "prone_lying": Pose(
        title="Lying face down, arms by the sides",
        frames=(replace(PRONE, face=True),),
        areas=(Area(198, 164, 24, 9),),
        props=(mat(),),
    ),
    "sphinx": Pose(
        title="Lying face down, propped on the forearms",
        frames=(
            replace(
                PRONE,
                hip=(160, 175),
                spine=(8, 26, 44),
                head=66,
                near_arm=Turn(-90, 0),
            ),
        ),
        areas=(Area(182, 160, 22, 10),),
        props=(mat(),),
    ),
    "prone_press_up": Pose(
        title="Lying face down, chest pushed up on straight arms, hips down",
        frames=(
            replace(
                PRONE,
                hip=(160, 169),
                spine=(26, 58, 78),
                head=84,
                near_leg=Turn(186, 186, end=200),
                near_arm=Reach(239, 186, bend=-1, end=0),
            ),
        ),
        ghost=replace(PRONE, hip=(160, 175)),
        ghost_parts=("torso", "head"),
        areas=(Area(176, 156, 20, 11),),
        arrows=(Arrow((284, 152), (292, 122), (280, 94)),),
        props=(mat(),),
    ),
    "cat_cow": Pose(
        title="On hands and knees: back rounded up, then back dipped",
        frames=(
            replace(
                SMALL,
                hip=(70, 139),
                spine=(50, 10, -30),
                head=-66,
                near_arm=Turn(-84, -84, end=0),
            ),
            replace(
                SMALL,
                hip=(222, 139),
                spine=(-22, 20, 44),
                head=56,
                near_arm=Turn(-84, -84, end=0),
            ),
        ),
        arrows=(
            Arrow((94, 94), (94, 84), (94, 70)),
            Arrow((248, 84), (248, 96), (248, 110)),
        ),
        props=(mat(),),
    ),
    "bird_dog": Pose(
        title="On hands and knees, one leg reaching back and the opposite arm forward",
        frames=(
            replace(
                ALL_FOURS,
                hip=(154, 131),
                near_leg=Turn(176, 178, end=200),
                near_arm=Turn(-84, -87, end=0),
                far_arm=Turn(16, 12),
                head=-16,
                scale=0.92,
            ),
        ),
        work=("near_leg", "far_arm"),
        props=(mat(),),
        sided=True,
    ),
    "hip_flexor_half_kneeling": Pose(
        title="Kneeling on one knee, hips moved forward",
        frames=(
            Frame(
                hip=(150, 129),
                spine=(90, 92, 90),
                head=90,
                near_leg=Turn(-110, 180, end=200),
                far_leg=Reach(200, 186, end=0),
                near_arm=Reach(158, 118, bend=-1),
                far_arm=Reach(194, 122, bend=-1),
            ),
        ),
        work=("near_leg",),
        areas=(Area(161, 136, 10, 16),),
        arrows=(Arrow((92, 130), (108, 130), (126, 130)),),
        props=(mat(),),
        sided=True,
    ),
    "childs_pose": Pose(
        title="Kneeling, sitting back on the heels, arms stretched forward",
        frames=(
            Frame(
                hip=(108, 159),
                spine=(16, -8, -24),
                head=-8,
                near_leg=Turn(-20, 181, end=190),
                near_arm=Reach(262, 186, bend=1),
                scale=1.1,
            ),
        ),
        areas=(Area(134, 152, 22, 10),),
        props=(mat(),),
    ),
}
