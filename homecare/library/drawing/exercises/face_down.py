"""Pictures of the exercises lying face down and on the side, head to the right."""

from dataclasses import replace

from homecare.library.drawing.body.joints import Posture, Reach, Turn
from homecare.library.drawing.scene import Arrow, Feel, Mistake, Scene, View, mat

MAT = mat(-170, 152)
PRONE = Posture(
    hips=(0, 16, 0),
    spine=(0, 0, 0),
    head=0,
    near_leg=Turn((180, 2), (180, 2), (184, 0)),
    far_leg=Turn((180, -2), (180, -2), (184, 0)),
    near_arm=Turn((182, 16), (180, 4), (180, 0)),
    far_arm=Turn((182, -16), (180, -4), (180, 0)),
)
FOREHEAD_DOWN = replace(
    PRONE,
    near_arm=Reach((103, 6, 40), (-0.5, 0.45, 1), (0, 0)),
    far_arm=Reach((103, 6, -40), (-0.5, 0.45, -1), (0, 0)),
)
HANDS_FLAT = replace(
    PRONE,
    head=6,
    neck=10,
    near_arm=Reach((64, 10, 56), (-0.7, 1, 0.4), (-6, 0)),
    far_arm=Reach((64, 10, -56), (-1, 0.15, -0.3), (-6, 0)),
)
RESTING = replace(
    PRONE,
    hips=(0, 18, 0),
    spine=(-2, -2, -2),
    roll=(0, 0, 0, 30),
    near_leg=Turn((184, 2), (174, 2), (218, 0)),
    far_leg=Turn((184, -2), (174, -2), (218, 0)),
    near_arm=Turn((184, 14), (181, 4), (180, 0)),
    far_arm=Turn((184, -14), (181, -4), (180, 0)),
)
ON_SIDE = Posture(
    hips=(0, 32, 0),
    spine=(0, 0, 0),
    head=-4,
    roll=(90, 90, 90, 90),
    near_leg=Reach((0, 13, 0), (-0.7, 0, 1), (200, 40), on="far_ankle"),
    far_leg=Turn((176, 45), (184, -46), (200, 40)),
    near_arm=Turn((190, 30), (262, 34), (240, 30)),
    far_arm=Turn((-2, 20), (8, -30), (10, 0)),
)
OPENED = replace(ON_SIDE, near_leg=Reach((0, 13, 0), (-0.5, 1.2, 0.7), (200, 40), on="far_ankle"))
STRAIGHT_ON_TOP = replace(
    ON_SIDE,
    near_leg=Turn((180, 2), (180, 0), (190, 70)),
    far_leg=Turn((160, 45), (190, -50), (200, 40)),
)
LEG_UP = replace(STRAIGHT_ON_TOP, near_leg=Turn((150, 2), (150, 0), (180, 70)))
LIFTED_LEG = replace(FOREHEAD_DOWN, near_leg=Turn((161, 2), (161, 0), (170, 0)))
FACE_DOWN = {
    "prone_lying": Scene(
        title="Lying face down, arms by the sides",
        tells="Seen from the side, on the front: chest, tummy and toes on the mat, bottom and "
        "heels up, the face turned down, arms by the sides, at rest for a while (the clock).",
        postures=(RESTING,),
        view=View(9, 18),
        header=1.8,
        numbered=False,
        props=(mat(-172, 140, 46),),
        holds=True,
    ),
    "sphinx": Scene(
        title="Lying face down, propped on the forearms",
        tells="One: flat on the front. Two: resting on the forearms, elbows under the shoulders, "
        "chest up; hips and legs stay down.",
        postures=(
            FOREHEAD_DOWN,
            replace(
                PRONE,
                spine=(8, 30, 50),
                head=76,
                near_arm=Turn((-92, 6), (0, 0), (0, 0)),
                far_arm=Turn((-92, -6), (0, 0), (0, 0)),
            ),
        ),
        work=("trunk",),
        props=(MAT,),
        arrows=(Arrow("throat", (0, 16), (8, 50), (-14, 74)),),
        feels=(Feel("waist", "lumbar", (12, -15, 0), (17, 8), 36, rim=True),),
        holds=True,
    ),
    "prone_press_up": Scene(
        title="Lying face down, chest pushed up on straight arms, hips down",
        tells="One: flat on the front, palms flat beside the shoulders, elbows bent. Two: on the "
        "hands alone, elbows nearly straight; hips and legs stay down. Then down again at once.",
        postures=(
            HANDS_FLAT,
            replace(
                PRONE,
                hips=(0, 21, 0),
                spine=(34, 62, 82),
                head=90,
                near_leg=Turn((186, 2), (180, 2), (184, 0)),
                far_leg=Turn((186, -2), (180, -2), (184, 0)),
                near_arm=Reach((86, 13, 46), (-0.3, 0.2, 1), (-12, 0)),
                far_arm=Reach((86, 13, -46), (-0.3, 0.2, -1), (-12, 0)),
            ),
        ),
        view=View(12, 20),
        work=("near_arm", "near_sleeve"),
        props=(MAT,),
        arrows=(
            Arrow("throat", (-4, 22), (6, 60), (-18, 94)),
            Arrow("throat", (36, 8), (62, -2), (62, -40), panel=1),
        ),
        feels=(Feel("waist", "lumbar", (10, -19, -4), (17, 8), 60, rim=True),),
        repeats=True,
    ),
    "clam": Scene(
        title="Lying on the side, feet together, top knee lifted",
        tells="One: on the side, hips and knees bent, feet together. Two: the top knee opens, the "
        "heels stay together. Crossed out: the body rolls back.",
        postures=(ON_SIDE, OPENED),
        view=View(18, 28),
        even=True,
        work=("near_leg",),
        props=(mat(-126, 148, 50),),
        arrows=(Arrow("near_knee", (0, 14), (-4, 40), (20, 66)),),
        feels=(Feel("near_hip", "space", (-4, 4, 8), (12, 7.5), 10, "muscle"),),
        mistake=Mistake(
            replace(
                OPENED,
                hips=(0, 24, 0),
                roll=(165, 160, 155, 150),
                near_leg=Reach((0, 13, 0), (-0.3, 1.2, -0.1), (200, 40), on="far_ankle"),
                near_arm=Reach((28, 16, 53), (-1, 1, 0), (240, 30)),
            ),
            "waist",
            goes=((0, -2), (-8, 33), (24, 37)),
        ),
        foot=200,
        sided=True,
        repeats=True,
    ),
    "side_leg_lift": Scene(
        title="Lying on the side, top leg lifted straight",
        tells="One: on the side, the lower knee bent, the top leg long, in line with the body. "
        "Two: the top leg is lifted straight, toes to the front. Crossed out: the body rolls back.",
        postures=(STRAIGHT_ON_TOP, LEG_UP),
        view=View(14, 22),
        header=0.6,
        even=True,
        work=("near_leg",),
        props=(mat(-164, 150, 40),),
        arrows=(Arrow("near_ankle", (0, 14), (4, 44), (22, 74)),),
        feels=(Feel("near_hip", "space", (-4, 2, 8), (12, 7.5), 10, "muscle"),),
        mistake=Mistake(
            replace(
                LEG_UP,
                hips=(0, 27, 0),
                roll=(165, 165, 160, 150),
                near_leg=Turn((140, 14), (148, 10), (90, 30)),
                near_arm=Reach((28, 16, 53), (-1, 1, 0), (240, 30)),
            ),
            "waist",
            goes=((0, -2), (-8, 33), (24, 37)),
        ),
        foot=200,
        sided=True,
        repeats=True,
    ),
    "prone_leg_lift": Scene(
        title="Lying face down, one straight leg lifted a little",
        tells="One: flat on the front, forehead on the hands. Two: one leg is lifted a little, its "
        "knee straight; the hips stay down. Crossed out: too high, the back hollows.",
        postures=(FOREHEAD_DOWN, LIFTED_LEG),
        work=("near_leg",),
        header=0.9,
        props=(mat(-184, 152),),
        arrows=(Arrow("near_ankle", (-4, 12), (-8, 36), (6, 58)),),
        feels=(Feel("near_hip", "space", (-4, 6, 10), (13, 7), -10, "muscle"),),
        mistake=Mistake(
            replace(
                LIFTED_LEG,
                hips=(0, 36, 0),
                spine=(-32, 6, 20),
                head=14,
                near_leg=Turn((136, 2), (136, 0), (150, 0)),
                far_leg=Turn((186, -2), (186, -2), (184, 0)),
            ),
            "waist",
            (0, 4),
        ),
        foot=240,
        sided=True,
        holds=True,
    ),
}
