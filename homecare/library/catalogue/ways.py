"""What else there is to say of each shipped exercise: its things, and its easier and harder ways.

Kept beside the catalogue and read by an exercise's code, so that practices that copied an exercise
long ago have it too. Common practice in physiotherapy (from memory), in our own words; a therapist
decides who does which.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ways:
    """`needs`: what has to be at hand. `not_feel`: what should not be felt. `easier` and `harder`:
    the same exercise with less and with more."""

    needs: str
    not_feel: str
    easier: str
    harder: str


MAT = "A mat or a firm bed."
CHAIR = "A firm chair without wheels."

WAYS = {
    "single_knee_to_chest": Ways(
        needs=MAT,
        not_feel="A pinch at the front of your hip, or anything down your leg.",
        easier="Bring the knee only half way, or hold a towel behind the thigh.",
        harder="Let the other leg lie straight on the floor.",
    ),
    "double_knee_to_chest": Ways(
        needs=MAT,
        not_feel="Pressure in your knees, or anything down your legs.",
        easier="Hold behind your thighs, and rock gently instead of holding.",
        harder="Breathe out and let your tailbone lift a little off the floor.",
    ),
    "piriformis_opposite_shoulder": Ways(
        needs=MAT,
        not_feel="A pinch at the front of your hip, or tingling.",
        easier="Draw the knee only as far as your navel.",
        harder="Draw the knee a little higher, and keep both shoulders down.",
    ),
    "figure_four": Ways(
        needs=MAT,
        not_feel="Strain in the knee of the crossed leg.",
        easier="Leave the lower foot on the floor, and press the crossed knee gently away.",
        harder="Draw the thigh nearer, with your tailbone down.",
    ),
    "sciatic_slider": Ways(
        needs=MAT,
        not_feel="Tingling or numbness that stays.",
        easier="Straighten the knee less.",
        harder="Point your toes towards you at the top, without a hold.",
    ),
    "pelvic_tilt": Ways(
        needs=MAT,
        not_feel="Your legs pushing, or your breath stopping.",
        easier="Tilt only half way, and hold for two breaths.",
        harder="Keep the tilt while you lift one foot just off the floor.",
    ),
    "knee_rolls": Ways(
        needs=MAT,
        not_feel="A catch in your back, or anything down your leg.",
        easier="Roll only a hand’s width to each side.",
        harder="Let your knees go nearer to the floor, as long as both shoulders stay down.",
    ),
    "hamstring_towel": Ways(
        needs="A mat or a firm bed, and a long towel or a belt.",
        not_feel="Tingling in your foot, or a pull behind the knee alone.",
        easier="Keep the knee a little bent.",
        harder="Let the other leg lie straight on the floor.",
    ),
    "glute_bridge": Ways(
        needs=MAT,
        not_feel="Your low back working hard, or cramp behind the thigh.",
        easier="Lift your hips only half way, for two seconds.",
        harder="At the top, straighten one knee for a moment, then the other.",
    ),
    "clam": Ways(
        needs="A mat or a firm bed, and a cushion for your head.",
        not_feel="Your back twisting, or the front of your thigh doing the work.",
        easier="Open the knee only a little, with your back against a wall.",
        harder="Tie a light band round both thighs.",
    ),
    "prone_lying": Ways(
        needs="A mat or a firm bed; a flat cushion.",
        not_feel="Aching or heavy legs.",
        easier="Put a flat cushion under your tummy.",
        harder="Go on to the sphinx, if your therapist agrees.",
    ),
    "sphinx": Ways(
        needs=MAT,
        not_feel="Aching legs, or a sharp pain in your back.",
        easier="Move your elbows forward, so that your chest is lower.",
        harder="Go on to the press-up with hips down, if your therapist agrees.",
    ),
    "prone_press_up": Ways(
        needs=MAT,
        not_feel="Pain that spreads down your leg.",
        easier="Stop at the height of your forearms.",
        harder="Breathe out and let your tummy sag at the top.",
    ),
    "cat_cow": Ways(
        needs="A mat; something soft under your knees.",
        not_feel="Sharp pain at either end.",
        easier="Do it sitting on a chair, with your hands on your knees.",
        harder="Move slower, one part of your back after the other.",
    ),
    "bird_dog": Ways(
        needs="A mat; something soft under your knees.",
        not_feel="Your low back sagging or pinching.",
        easier="Slide only the leg back, with the toes on the floor.",
        harder="Draw small squares with your hand and foot while you hold.",
    ),
    "hip_flexor_half_kneeling": Ways(
        needs="A cushion, and something to hold on to.",
        not_feel="Your low back arching, or pressure in your knee.",
        easier="Stand instead, one foot well behind the other, and tuck your tail under.",
        harder="Reach up with the arm of the side you kneel on.",
    ),
    "childs_pose": Ways(
        needs="A mat; a cushion for your heels or your forehead.",
        not_feel="Pressure in your knees.",
        easier="Put a cushion between your heels and your bottom.",
        harder="Walk both hands to one side, then to the other.",
    ),
    "seated_piriformis": Ways(
        needs=CHAIR,
        not_feel="Strain in the knee, or tingling down the leg.",
        easier="Stay upright, and press the crossed knee gently down.",
        harder="Lean further, with your back still straight.",
    ),
    "seated_slider": Ways(
        needs=CHAIR,
        not_feel="Tingling or numbness that stays.",
        easier="Leave your head still, and straighten the knee less.",
        harder="Point your toes towards you at the top, without a hold.",
    ),
    "standing_extension": Ways(
        needs="Something near to hold on to.",
        not_feel="Dizziness, aching legs, or your neck thrown back.",
        easier="Do it with your bottom against the edge of a table.",
        harder="Go a little further each time, as long as it feels easier.",
    ),
    "heel_slide": Ways(
        needs="A mat or a firm bed; a sock or a cloth under the heel.",
        not_feel="A pinch in your hip, or pain behind the knee.",
        easier="Slide only half way, or help with a towel round the foot.",
        harder="Lift the heel just off the floor and move it the same way.",
    ),
    "straight_leg_raise": Ways(
        needs=MAT,
        not_feel="A pull down the back of the leg, or your back arching.",
        easier="Only tighten the thigh and press the knee down, without lifting.",
        harder="Take five seconds to lower the leg.",
    ),
    "dead_bug": Ways(
        needs=MAT,
        not_feel="Your back arching, or your breath stopping.",
        easier="Move only the arm, or put one foot down at a time with the knee bent.",
        harder="Stretch the leg lower, as long as your back stays flat.",
    ),
    "side_leg_lift": Ways(
        needs="A mat or a firm bed, and a cushion for your head.",
        not_feel="Your back twisting, or the front of your hip doing the work.",
        easier="Lift it just off the other leg, with your back against a wall.",
        harder="Hold it up for five seconds.",
    ),
    "prone_leg_lift": Ways(
        needs="A mat or a firm bed; a flat cushion under your tummy.",
        not_feel="Your low back hollowing or pinching.",
        easier="Only squeeze the buttock, or lift with the knee bent.",
        harder="Hold it for ten seconds, no higher than before.",
    ),
    "sit_to_stand": Ways(
        needs="A firm chair without wheels, against a wall.",
        not_feel="Sharp pain in your knees, or dizziness.",
        easier="Push up with your hands, or put a cushion on the seat.",
        harder="Cross your arms, and take five seconds to sit down.",
    ),
    "seated_knee_straightening": Ways(
        needs=CHAIR,
        not_feel="Tingling, or a pull behind the knee that stays.",
        easier="Straighten the knee only half way.",
        harder="Hold it for ten seconds.",
    ),
    "heel_raises": Ways(
        needs="A firm chair without wheels, or a worktop.",
        not_feel="Sharp pain at the back of your heel.",
        easier="Lift the heels only a little, or do it sitting.",
        harder="Do it on one leg.",
    ),
    "calf_stretch": Ways(
        needs="A wall.",
        not_feel="Tingling in your foot, or pain in the front knee.",
        easier="Stand nearer to the wall.",
        harder="Put the back foot further behind, its heel still down.",
    ),
    "thigh_stretch": Ways(
        needs="A firm chair without wheels, or a wall; a towel if the foot is hard to reach.",
        not_feel="Pressure in your knee, or your low back arching.",
        easier="Loop a towel round the ankle, or lie on your side instead.",
        harder="Squeeze your buttock while you hold.",
    ),
}
"""By the exercise's code."""
