"""Pictures of the exercises lying on the back seen from above, or from beside the feet."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.exercises.supine import LYING
from homecare.library.drawing.scene import Arrow, Feel, Mark, Scene, View, mat

WIDE = replace(
    LYING,
    near_arm=Turn((0, 86), (180, 8), (180, 6)),
    far_arm=Turn((0, -86), (180, -8), (180, -6)),
)
ONE_LEG_LONG = replace(
    LYING,
    near_leg=Reach((112, 13, 26), (-0.3, 1, 0.5), (0, 10)),
    far_leg=Turn((0, -4), (0, 0), (80, 0)),
    near_arm=Turn((0, 14), (0, 6), (0, 0)),
    far_arm=Turn((0, -14), (0, -6), (0, 0)),
)
CROSSED = replace(
    LYING,
    near_leg=Reach((-14, 10, -12), (0.2, 0, 1), (80, -45), on="far_knee"),
    far_leg=Reach((70, 13, -15), (-0.3, 1, 0), (0, 0)),
    near_arm=Turn((-4, 4), (2, -4), (0, 0)),
    far_arm=Turn((-4, -18), (2, -4), (0, 0)),
)


def rolled(side: int) -> Posture:
    """Both knees together, to the right of the body (1) or to its left (-1)."""
    return replace(
        WIDE,
        roll=(36 * side, 18 * side, 0, 0),
        near_leg=Reach((70, 13, 9), (-0.2, 0.62, side), (0, 22 * side)),
        far_leg=Reach((70, 13, -9), (-0.2, 0.62, side), (0, 22 * side)),
    )


FROM_THE_FEET = {
    "knee_rolls": Scene(
        title="Lying on the back, both knees rolled to one side",
        tells="Seen from above, lying on the back, arms out wide, knees bent and together. One: "
        "both knees rolled to one side. Two: to the other side. The shoulders and feet stay down.",
        postures=(rolled(1), rolled(-1)),
        view=View(-90, 62),
        stacked=False,
        header=1,
        even=True,
        work=("near_leg", "far_leg"),
        props=(mat(-124, 124, 56),),
        arrows=(
            Arrow("near_knee", (-4, 14), (34, 70), (112, 10)),
            Arrow("far_knee", (4, 14), (-34, 70), (-112, 10), panel=1),
        ),
        feels=(
            Feel("waist", "lumbar", (4, 8, -25), (16, 8), 90, panel=0, rim=True),
            Feel("waist", "lumbar", (4, 8, 25), (16, 8), 90, rim=True),
        ),
        over=(("neck", -30), ("hair", -40)),
        repeats=True,
    ),
    "piriformis_opposite_shoulder": Scene(
        title="Lying on the back, one knee drawn towards the opposite shoulder",
        tells="Seen from above. One: one foot flat, the knee up. Two: hands on knee and shin "
        "draw it across the body towards the opposite shoulder (dashed ring); the other leg stays "
        "down.",
        postures=(
            ONE_LEG_LONG,
            replace(
                ONE_LEG_LONG,
                near_leg=Turn((128, -38), (-6, -36), (80, -20)),
                near_arm=Reach((-1, 9, 10), (0, 0.5, 1), (6, -40), on="near_knee"),
                far_arm=Reach((27, 8, -20), (0, 0.5, -1), (-40, 56), on="near_knee"),
            ),
        ),
        view=View(-74, 50),
        stacked=False,
        header=1,
        over=(("near_leg", 90), ("near_foot", 90), ("far_arm", 150), ("near_arm", 110)),
        even=True,
        work=("near_leg",),
        props=(mat(-116, 148, 40),),
        arrows=(Arrow("near_knee", (2, 12), (6, 52), (32, 62)),),
        marks=(Mark("far_shoulder"),),
        feels=(Feel("near_hip", "pelvis", (-2, 4, 4), (12, 8), 20),),
        sided=True,
        holds=True,
    ),
    "figure_four": Scene(
        title="Lying on the back, ankle on the other knee, that leg drawn towards the chest",
        tells="Seen from the side of the other leg. One: on the back, arms down, the other foot on "
        "the floor, one ankle on that knee: the legs make a figure 4. Two: both hands, one arm "
        "through the gap, clasped behind the other thigh draw it to the chest; its foot comes off "
        "the floor.",
        postures=(
            CROSSED,
            replace(
                CROSSED,
                far_leg=Turn((118, 0), (2, 0), (58, 0)),
                near_leg=Reach((-4, 14, -10), (0.4, 0.3, 1), (80, -45), on="far_knee"),
                near_arm=Reach((42, -38, 4), (0, -1, 0.6), (80, -40), on="far_knee"),
                far_arm=Reach((26, -41, -14), (0, -1, -0.8), (12, 0), on="far_knee"),
            ),
        ),
        view=View(-147, 24),
        even=True,
        work=("near_leg",),
        props=(mat(-124, 100, 32),),
        arrows=(Arrow("far_knee", (31, -11), (60, 25), (98, 4)),),
        feels=(Feel("near_hip", "space", (3, -8, 8), (13, 8), 105),),
        sided=True,
        folded=("near_leg",),
        over=(("far_arm", 140), ("near_foot", 70)),
        holds=True,
    ),
}
