"""Exercises lying face down."""

from homecare.library.catalogue.exercise import CatalogueExercise

FACE_DOWN = (
    CatalogueExercise(
        code="prone_lying",
        name="Lying face down",
        position="lying face down",
        area="low back",
        bias="mild extension",
        sided=False,
        steps=(
            "Lie on your front on a bed or a mat, with your arms by your sides.",
            "Turn your head to whichever side is comfortable.",
            "Let your back and your legs go heavy. Breathe slowly and rest there.",
        ),
        feel="Your low back letting go. Leg pain may ease or draw back up.",
        own_stop="Stop too if lying like this makes your legs ache or feel heavy.",
        caution="Spinal stenosis.",
        minutes=2,
        dose_note="Usually 2–5 minutes.",
    ),
    CatalogueExercise(
        code="sphinx",
        name="Sphinx",
        position="lying face down",
        area="low back",
        bias="extension",
        sided=False,
        steps=(
            "Lie on your front with your elbows under your shoulders.",
            "Rest on your forearms so that your chest comes up. Look straight ahead.",
            "Leave your hips and tummy heavy on the floor and hold.",
            "Lower your chest slowly.",
        ),
        feel="A gentle arch and light pressure in your low back.",
        own_stop="Stop too if your legs ache or your back pain gets sharper.",
        caution="Spinal stenosis or spondylolisthesis.",
        reps=3,
        hold_seconds=30,
        dose_note="Usually 30 seconds, 3–5 times.",
    ),
    CatalogueExercise(
        code="prone_press_up",
        name="Press-up, hips down",
        position="lying face down",
        area="low back",
        bias="extension",
        sided=False,
        steps=(
            "Lie on your front with your hands beside your shoulders.",
            "Push your chest up with your arms. Leave your hips and legs on the floor.",
            "Go only as far as your back lets you, and breathe out at the top.",
            "Lower yourself at once, then go again.",
        ),
        feel="A bend in your low back that gets a little easier each time.",
        own_stop="Stop too if your legs ache or your back pain gets sharper.",
        caution="Spinal stenosis or spondylolisthesis.",
        reps=10,
        times_a_day=3,
        dose_note="Usually 10 times, 3–6 times a day.",
    ),
)
