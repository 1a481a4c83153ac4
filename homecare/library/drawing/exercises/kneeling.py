"""Pictures of the exercises kneeling and on hands and knees, facing right."""

from dataclasses import replace

from homecare.library.drawing.body.flesh import Ball, Part
from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.scene import Arrow, Feel, Mark, Mistake, Scene, Solid, View, mat

KNEELING = Turn((-92, 0), (182, 0), (184, 0))
ALL_FOURS = Posture(
    hips=(0, 84, 0),
    spine=(14, 11, 9),
    head=0,
    near_leg=KNEELING,
    far_leg=KNEELING,
    near_arm=Reach((84, 7, 28), (-1, 0, 0.3), (0, 0)),
    far_arm=Reach((84, 7, -28), (-1, 0, -0.3), (0, 0)),
)
REACHING = replace(
    ALL_FOURS,
    near_leg=Turn((174, 0), (176, 0), (196, 0)),
    far_arm=Turn((10, -12), (8, 0), (8, 0)),
)
PAD = Solid(Part("pad", "prop", ((Ball(Vector(-20, 6, 22), 6), Ball(Vector(22, 6, 22), 6)),)))
TALL = Posture(
    hips=(0, 93, 0),
    spine=(90, 90, 90),
    head=90,
    near_leg=Turn((-92, 0), (183, 0), (200, 0)),
    far_leg=Reach((88, 13, -15), (0.5, 1, 0), (0, 0)),
    near_arm=Reach((-16, 16, 24), (-1, 0, 0.4), (10, -40), on="far_knee"),
    far_arm=Reach((-22, 14, -12), (-1, 0, -0.4), (10, 0), on="far_knee"),
)
FORWARD = replace(
    TALL,
    hips=(31, 86, 0),
    spine=(94, 91, 90),
    near_leg=Reach((-72, 13, 15), (1, -1, 0), (200, 0)),
)
KNEELING_SCENES = {
    "cat_cow": Scene(
        title="On hands and knees: back rounded up, then back dipped",
        tells="On hands and knees. One: the back is rounded up, the head hangs. Two: the back "
        "dips, the head looks forward.",
        postures=(
            replace(ALL_FOURS, hips=(2, 82, 0), spine=(52, 14, -32), head=-70, neck=-40),
            replace(ALL_FOURS, spine=(-14, 10, 32), head=46, neck=30),
        ),
        work=("trunk",),
        props=(mat(-106, 130),),
        arrows=(
            Arrow("waist", (16, 20), (16, 32), (16, 56), panel=0),
            Arrow("waist", (8, 44), (8, 34), (8, 8), panel=1),
        ),
        feels=(Feel("ribs", "lumbar", (-8, -6, 0), (16, 6.5), 10, panel=0),),
        repeats=True,
    ),
    "bird_dog": Scene(
        title="On hands and knees, one leg reaching back and the opposite arm forward",
        tells="One: on hands and knees. Two: one leg reaches straight back and at the same time "
        "(the plus) the opposite arm straight forward, the back flat. Crossed out: the back sags.",
        postures=(ALL_FOURS, REACHING),
        view=View(-14, 18),
        header=0.8,
        work=("near_leg", "far_arm", "far_sleeve"),
        props=(mat(-98, 120, 38),),
        arrows=(
            Arrow("near_ankle", (-14, 8), (-40, 30), (-62, 66)),
            Arrow("far_wrist", (24, 6), (62, 24), (74, 66)),
        ),
        marks=(
            Mark("waist", (14, -56), "plus"),
            Mark("near_ankle", (-48, -4), "same"),
            Mark("far_wrist", (52, -4), "other"),
        ),
        feels=(Feel("near_hip", "space", (6, 2, 12), (12, 8), 0, "muscle"),),
        mistake=Mistake(
            replace(
                REACHING,
                hips=(0, 78, 0),
                spine=(-32, 8, 44),
                head=20,
                near_leg=Turn((158, 0), (166, 0), (190, 0)),
                far_arm=Turn((24, -12), (14, 0), (8, 0)),
            ),
            "waist",
            (0, -12),
        ),
        foot=200,
        sided=True,
        holds=True,
    ),
    "hip_flexor_half_kneeling": Scene(
        title="Kneeling on one knee, hips moved forward",
        tells="One: kneeling tall on one knee, a pad under it, the other foot in front. Two: the "
        "hips move forward from where the dashes are, the body stays upright. Crossed out: the "
        "back arched.",
        postures=(TALL, FORWARD),
        stacked=False,
        header=1,
        foot=284,
        work=("near_leg",),
        props=(mat(-98, 116), PAD),
        ghost=("near_leg",),
        arrows=(Arrow("hips", (14, -8), (40, -4), (76, -8)),),
        feels=(Feel("near_hip", "space", (2, -4, 10), (16, 8), 62),),
        mistake=Mistake(
            replace(FORWARD, spine=(62, 112, 130), head=108, neck=124),
            "waist",
            (0, 0),
        ),
        sided=True,
        holds=True,
    ),
    "childs_pose": Scene(
        title="Kneeling, sitting back on the heels, arms stretched forward",
        tells="One: on hands and knees. Two: the hips sit back towards the heels, the chest sinks, "
        "the arms stretch forward, the forehead rests.",
        postures=(
            ALL_FOURS,
            Posture(
                hips=(-54, 46, 0),
                spine=(22, -6, -22),
                head=-30,
                neck=-12,
                near_leg=Reach((-62, 9, 15), (1, -0.2, 0), (184, 0)),
                far_leg=Reach((-62, 9, -15), (1, -0.2, 0), (184, 0)),
                near_arm=Turn((-12, 6), (-6, 0), (0, 0)),
                far_arm=Turn((-12, -6), (-6, 0), (0, 0)),
            ),
        ),
        view=View(-14, 24),
        work=("trunk",),
        props=(mat(-100, 138, 32),),
        arrows=(Arrow("hips", (-16, 14), (-50, 24), (-66, -20)),),
        feels=(Feel("waist", "lumbar", (4, -2, 0), (18, 8), 0),),
        holds=True,
    ),
}
