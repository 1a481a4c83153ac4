"""Pictures of the exercises lying on the back seen from above or towards the foot end."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.exercises.supine import LYING
from homecare.library.drawing.scene import Arrow, Feel, Mark, Scene, View, mat

WIDE = replace(
    LYING,
    near_arm=Turn((0, 68), (0, 66), (0, 66)),
    far_arm=Turn((0, -68), (0, -66), (0, -66)),
)
ONE_LEG_LONG = replace(
    LYING,
    near_leg=Reach((80, 13, 18), (-0.3, 1, 0.4), (0, 10)),
    far_leg=Turn((0, -4), (0, 0), (80, 0)),
    near_arm=Turn((0, 14), (0, 6), (0, 0)),
    far_arm=Turn((0, -14), (0, -6), (0, 0)),
)
CROSSED = replace(
    LYING,
    near_leg=Reach((-8, 10, 0), (-0.1, 0.8, 1), (10, -50), on="far_knee"),
    near_arm=Turn((-4, 18), (0, 6), (0, 0)),
    far_arm=Turn((-4, -20), (0, -6), (0, 0)),
)


def rolled(side: int) -> Posture:
    """Both knees together, to the right of the body (1) or to its left (-1)."""
    return replace(
        WIDE,
        roll=(36 * side, 18 * side, 0, 0),
        near_leg=Reach((66, 16.5 - 5.5 * side, 5 * side + 5), (-0.2, 0.45, side), (0, 30 * side)),
        far_leg=Reach((66, 16.5 + 5.5 * side, 5 * side - 5), (-0.2, 0.45, side), (0, 30 * side)),
    )


FROM_THE_FEET = {
    "knee_rolls": Scene(
        title="Lying on the back, both knees rolled to one side",
        tells="Seen from above, lying on the back, arms out, knees bent and together. One: both "
        "knees rolled to one side. Two: to the other side. The shoulders and feet stay down.",
        postures=(rolled(1), rolled(-1)),
        view=View(-90, 62),
        even=True,
        work=("near_leg", "far_leg"),
        props=(mat(-124, 96, 50),),
        arrows=(
            Arrow("near_knee", (-4, 14), (34, 70), (112, 10)),
            Arrow("far_knee", (4, 14), (-34, 70), (-112, 10), panel=1),
        ),
        feels=(Feel("ribs", "chest", (2, 12, 8), (14, 8), -30),),
        over=(("neck", -30), ("hair", -40)),
        repeats=True,
    ),
    "piriformis_opposite_shoulder": Scene(
        title="Lying on the back, one knee drawn towards the opposite shoulder",
        tells="Seen from above. One: one foot flat. Two: hands on knee and shin draw it across the "
        "body towards the opposite shoulder (dashed ring); the other leg stays down.",
        postures=(
            ONE_LEG_LONG,
            replace(
                ONE_LEG_LONG,
                near_leg=Turn((128, -38), (-6, -36), (80, -20)),
                near_arm=Reach((2, 12, 8), (0, 0.5, 1), (60, -60), on="near_knee"),
                far_arm=Reach((26, 8, -18), (0, 0.5, -1), (100, 60), on="near_knee"),
            ),
        ),
        view=View(-86, 58),
        stacked=False,
        header=1,
        over=(("neck", -30), ("hair", -40)),
        even=True,
        work=("near_leg",),
        props=(mat(-140, 156, 58),),
        arrows=(Arrow("near_knee", (0, 12), (6, 63), (52, 72)),),
        marks=(Mark("far_shoulder"),),
        feels=(Feel("near_hip", "pelvis", (-2, 4, 4), (12, 8), 20),),
        sided=True,
        holds=True,
    ),
    "figure_four": Scene(
        title="Lying on the back, ankle on the other knee, thigh drawn towards the chest",
        tells="One: on the back, one ankle lies on the other knee, the legs make a figure 4. Two: "
        "both hands, one arm through the gap, hold the other thigh and draw it to the chest.",
        postures=(
            CROSSED,
            replace(
                CROSSED,
                far_leg=Turn((104, 0), (-2, 0), (82, 0)),
                near_leg=Reach((-10, 3, -6), (-0.6, 0.8, 1), (40, -60), on="far_knee"),
                near_arm=Reach((19, -36, 16), (0, -0.4, 1), (10, -70), on="far_knee"),
                far_arm=Reach((22, -44, -14), (0, -0.6, -1), (40, 70), on="far_knee"),
            ),
        ),
        view=View(-32, 12),
        header=0.2,
        even=True,
        work=("near_leg",),
        props=(mat(-128, 80, 40),),
        arrows=(Arrow("far_knee", (12, -12), (56, 36), (-16, 42)),),
        feels=(Feel("near_hip", "pelvis", (-1, -1, 6), (12.5, 8), 20),),
        sided=True,
        folded=("near_leg",),
        over=(("near_arm", 40), ("near_leg", 60), ("near_foot", 60)),
        holds=True,
    ),
}
