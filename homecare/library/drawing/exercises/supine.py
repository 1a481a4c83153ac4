"""Pictures of the exercises lying on the back, head to the left, seen from the side."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.scene import (
    Arrow,
    Feel,
    Line,
    Mark,
    Mistake,
    Scene,
    Slab,
    View,
    mat,
)

LYING = Posture(
    hips=(0, 17, 0),
    spine=(180, 180, 180),
    head=180,
    near_leg=Reach((72, 13, 15), (-0.3, 1, 0), (0, 0)),
    far_leg=Reach((72, 13, -15), (-0.3, 1, 0), (0, 0)),
    near_arm=Turn((-4, 8), (2, 0), (0, 0)),
    far_arm=Turn((-4, -8), (2, 0), (0, 0)),
)
MAT = mat(-146, 112)
HELD_UP = replace(
    LYING,
    near_arm=Reach((0, -38, 9), (0, -1, 0.3), (20, 0), on="near_knee"),
    far_arm=Reach((0, -38, -9), (0, -1, -0.3), (20, 0), on="near_knee"),
)
HANDS_ON_CHEST = replace(
    LYING,
    near_leg=Reach((62, 13, 15), (-0.3, 1, 0), (0, 0)),
    far_leg=Reach((62, 13, -15), (-0.3, 1, 0), (0, 0)),
    near_arm=Reach((-63, 41, 12), (0.6, -0.2, 1)),
    far_arm=Reach((-57, 41, -12), (0.6, -0.2, -1)),
)
LOOPED = replace(
    LYING,
    near_arm=Turn((35, 20), (75, -14), (75, 0)),
    far_arm=Turn((35, -20), (75, 14), (75, 0)),
)
LIFTED = replace(
    LYING,
    hips=(-4, 56, 0),
    spine=(206, 206, 205),
    head=182,
    neck=184,
    near_arm=Turn((-8, 8), (-4, 4), (0, 0)),
    far_arm=Turn((-8, -8), (-4, -4), (0, 0)),
)
HANDS_ON_TUMMY = replace(
    LYING,
    near_arm=Reach((-46, 40, 12), (0.5, -0.2, 1)),
    far_arm=Reach((-40, 40, -12), (0.5, -0.2, -1)),
)
LEGS_LONG = replace(
    HANDS_ON_TUMMY,
    near_leg=Turn((0, 4), (0, 0), (80, 0)),
    far_leg=Turn((0, -4), (0, 0), (80, 0)),
)
HELD_LONG = replace(HANDS_ON_TUMMY, near_leg=Turn((-1, 4), (0, 0), (84, 0)))
RAISED = replace(HANDS_ON_TUMMY, near_leg=Turn((34, 2), (34, 0), (118, 0)))
TABLE_TOP = replace(
    LYING,
    near_leg=Turn((94, 0), (2, 0), (78, 0)),
    far_leg=Turn((94, 0), (2, 0), (78, 0)),
    near_arm=Turn((84, 14), (84, 0), (84, 0)),
    far_arm=Turn((94, -14), (94, 0), (94, 0)),
)
STRETCHED = replace(
    TABLE_TOP,
    near_leg=Turn((18, 0), (8, 0), (96, 0)),
    far_arm=Turn((150, -14), (158, 0), (160, 0)),
)


def arched(posture: Posture) -> Posture:
    """The same with a hollow back, as it should not be."""
    return replace(posture, hips=(2, 18, 0), spine=(138, 180, 214), neck=180)


SUPINE = {
    "single_knee_to_chest": Scene(
        title="Lying on the back, one knee drawn to the chest",
        tells="One: knees bent, feet flat. Two: both hands hold one thigh near the chest; the "
        "other foot stays down.",
        postures=(
            LYING,
            replace(
                LYING,
                near_leg=Turn((133, 0), (-8, 0), (70, 0)),
                near_arm=Reach((12, -14, 8), (0.2, 0, 1), (30, 0), on="near_knee"),
                far_arm=Reach((12, -14, -10), (0.2, 0, -1), (30, 0), on="near_knee"),
            ),
        ),
        work=("near_leg",),
        props=(MAT,),
        arrows=(Arrow("near_knee", (-4, 14), (-30, 40), (-78, 30)),),
        feels=(Feel("hips", "pelvis", (4, -6, 0), (14, 8), 0),),
        sided=True,
        holds=True,
    ),
    "double_knee_to_chest": Scene(
        title="Lying on the back, both knees drawn to the chest",
        tells="One: knees bent, feet flat. Two: hands on the shins draw both knees to the chest.",
        postures=(
            LYING,
            replace(
                LYING,
                hips=(0, 25, 0),
                spine=(194, 186, 180),
                near_leg=Turn((136, 2), (-12, 0), (66, 0)),
                far_leg=Turn((136, -2), (-12, 0), (66, 0)),
                near_arm=Reach((16, -8, 12), (0.2, 0, 1), (120, -20), on="near_knee"),
                far_arm=Reach((16, -8, -12), (0.2, 0, -1), (120, 20), on="far_knee"),
            ),
        ),
        view=View(-16, 16),
        work=("near_leg", "far_leg"),
        props=(MAT,),
        arrows=(Arrow("near_knee", (-4, 14), (-30, 40), (-78, 30)),),
        feels=(Feel("waist", "lumbar", (0, -5, 0), (16, 7.5), 0),),
        holds=True,
    ),
    "sciatic_slider": Scene(
        title="Lying on the back, thigh upright, knee straightening and bending",
        tells="One: hands behind the upright thigh, knee bent. Two: the foot glides up until the "
        "knee is nearly straight, and straight back again.",
        postures=(
            replace(HELD_UP, near_leg=Turn((92, 0), (2, 0), (78, 0))),
            replace(HELD_UP, near_leg=Turn((92, 0), (68, 0), (146, 0))),
        ),
        work=("near_leg",),
        props=(MAT,),
        ghost=("near_leg", "near_foot"),
        arrows=(Arrow("near_ankle", (34, 4), (78, -14), (66, -70), "glide", 1),),
        feels=(Feel("near_knee", "space", (5, -14, 12), (17, 7.5), 88),),
        sided=True,
        repeats=True,
    ),
    "pelvic_tilt": Scene(
        title="Lying on the back, the hollow of the back pressed into the floor",
        tells="Hands on the chest. One: a gap under the low back. Two: the tummy tightens, the "
        "pelvis tilts, the low back lies flat and the gap is closed.",
        postures=(
            replace(HANDS_ON_CHEST, hips=(2, 17, 0), spine=(154, 202, 180), neck=180),
            replace(HANDS_ON_CHEST, hips=(2, 24, 0), spine=(204, 184, 180)),
        ),
        view=View(0, 3),
        work=("trunk", "hips"),
        props=(Slab(((-132, 0, 0), (98, 0, 0), (98, -20, 0), (-132, -20, 0))),),
        marks=(Mark("waist", (-2, -25), "gap"),),
        arrows=(
            Arrow("hips", (8, 20), (6, 48), (-26, 42)),
            Arrow("waist", (7, -4), (7, -20), (7, -34), "press", 1),
            Arrow("waist", (-21, -4), (-21, -20), (-21, -34), "press", 1),
        ),
        feels=(Feel("waist", "lumbar", (2, 9, 0), (15, 5.5), 0, "muscle"),),
        holds=True,
    ),
    "hamstring_towel": Scene(
        title="Lying on the back, one leg raised straight with a towel round the foot",
        tells="One: a towel round the foot, knee bent. Two: the leg is raised with the knee nearly "
        "straight, the hands pull on the towel; the other foot stays down.",
        postures=(
            replace(LOOPED, near_leg=Turn((88, 0), (44, 0), (128, 0))),
            replace(LOOPED, near_leg=Turn((80, 0), (78, 0), (164, 0))),
        ),
        view=View(-16, 10),
        work=("near_leg",),
        props=(
            MAT,
            Line(
                (
                    ("near_wrist", (-14, -22, 6)),
                    ("near_wrist", (2, 12, 4)),
                    ("near_ankle", (0, 14, 9)),
                    ("near_ankle", (11, 10, 0)),
                    ("near_ankle", (0, 14, -9)),
                    ("far_wrist", (2, 12, 0)),
                    ("far_wrist", (-14, -22, 0)),
                ),
                7,
                40,
            ),
        ),
        arrows=(Arrow("near_ankle", (26, 2), (44, 20), (26, 44)),),
        feels=(Feel("near_knee", "space", (-2, -30, 12), (17, 7), 80),),
        sided=True,
        holds=True,
    ),
    "glute_bridge": Scene(
        title="Lying on the back with bent knees, hips lifted into one straight line",
        tells="One: knees bent, feet flat. Two: the hips are lifted until shoulders, hips and "
        "knees are in one line. Crossed out: lifted too high, the back arched.",
        postures=(LYING, LIFTED),
        work=("trunk", "hips"),
        props=(MAT,),
        arrows=(Arrow("hips", (-12, 18), (-12, 40), (-12, 66)),),
        feels=(Feel("hips", "pelvis", (-2, -4, 0), (12, 8), 26, "muscle"),),
        mistake=Mistake(
            replace(LIFTED, hips=(0, 80, 0), spine=(188, 216, 246), head=180, neck=200),
            "waist",
            (0, 0),
        ),
        foot=200,
        holds=True,
    ),
    "heel_slide": Scene(
        title="Lying on the back, heel drawn along the floor towards the body",
        tells="One: both legs long. Two: one heel has slid along the floor towards the bottom, so "
        "that hip and knee bend; then it slides back. The other leg stays long.",
        postures=(
            LEGS_LONG,
            replace(LEGS_LONG, near_leg=Reach((60, 13, 15), (-0.3, 1, 0), (0, 0))),
        ),
        work=("near_leg",),
        props=(mat(-146, 186),),
        arrows=(
            Arrow("near_ankle", (0, -8), (-40, -8), (-80, -8)),
            Arrow("near_ankle", (14, -8), (52, -8), (90, -8), panel=1),
        ),
        feels=(Feel("near_knee", "space", (-18, -28, 12), (15, 7), 60, "muscle"),),
        sided=True,
        repeats=True,
    ),
    "straight_leg_raise": Scene(
        title="Lying on the back, one straight leg lifted as high as the other knee",
        tells="One: one knee bent, the other leg long. Two: the long leg is lifted, its knee "
        "straight, no higher than the bent knee. Crossed out: the back arches.",
        postures=(HELD_LONG, RAISED),
        work=("near_leg",),
        props=(mat(-146, 186),),
        arrows=(Arrow("near_ankle", (6, 36), (2, 66), (-18, 92)),),
        feels=(Feel("near_knee", "space", (-30, -17, 12), (18, 7), 34, "muscle"),),
        mistake=Mistake(
            arched(
                replace(RAISED, near_arm=HANDS_ON_CHEST.near_arm, far_arm=HANDS_ON_CHEST.far_arm)
            ),
            "waist",
            (-14, -24),
        ),
        foot=200,
        sided=True,
        holds=True,
    ),
    "dead_bug": Scene(
        title="Lying on the back, one leg and the opposite arm lowered from above",
        tells="One: thighs and arms straight up, knees bent. Two: one leg stretches out low and at "
        "the same time (the plus) the opposite arm goes back over the head; the back stays flat. "
        "Then both come back. Crossed out: it arches.",
        postures=(TABLE_TOP, STRETCHED),
        view=View(12, 18),
        header=0.5,
        work=("near_leg", "far_arm", "far_sleeve"),
        props=(mat(-140, 122, 34),),
        arrows=(
            Arrow("near_ankle", (26, 4), (70, 0), (84, -46)),
            Arrow("far_wrist", (-6, 14), (-48, 20), (-76, -18)),
            Arrow("near_ankle", (26, 18), (34, 54), (2, 78), panel=1),
            Arrow("far_wrist", (-14, 14), (-16, 52), (20, 78), panel=1),
        ),
        marks=(
            Mark("waist", (-6, 106), "plus"),
            Mark("waist", (-6, 106), "plus", 1),
            Mark("near_ankle", (48, 24), "same"),
            Mark("far_wrist", (-24, -14), "other"),
        ),
        feels=(Feel("waist", "lumbar", (2, 8, 0), (15, 5.5), 0, "muscle"),),
        mistake=Mistake(
            arched(STRETCHED),
            "waist",
            (-14, -24),
        ),
        foot=200,
        sided=True,
        repeats=True,
    ),
}
