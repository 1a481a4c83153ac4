"""Exercises lying on the side."""

from homecare.library.catalogue.exercise import CatalogueExercise

ON_SIDE = (
    CatalogueExercise(
        code="clam",
        name="Clam",
        position="lying on your side",
        area="side of the hip",
        bias="neutral",
        sided=True,
        steps=(
            "Lie on your side with your {side} leg on top and both knees bent.",
            "Keep your feet together and lift your top knee, like a shell opening.",
            "Stop before your hips roll back.",
            "Lower the knee slowly.",
        ),
        feel="The side of your top hip and buttock working.",
        own_stop="Stop too if your hip hurts.",
        caution="Hip pain.",
        sets=2,
        reps=10,
        dose_note="Usually 10–15 times, 2 sets.",
    ),
    CatalogueExercise(
        # Kent Community Health NHS, "Strengthening exercises" (how; found); 3 × 10 with 5 s holds
        # in BMC Musculoskeletal Disorders 2012; 13: 129 (found)
        code="side_leg_lift",
        name="Side leg lift",
        position="lying on your side",
        area="side of the hip",
        bias="neutral",
        sided=True,
        steps=(
            "Lie on your side with your {side} leg on top. Bend the lower knee.",
            "Stretch the top leg out, in line with your body, toes to the front.",
            "Lift it a little way. Keep the knee straight and your hips from rolling back.",
            "Lower the leg slowly.",
        ),
        feel="The side of your top hip working.",
        own_stop="Stop too if the side of your hip hurts, or your back does.",
        caution="Pain at the side of the hip when lying on it. After a hip replacement: ask first.",
        sets=2,
        reps=10,
        dose_note="Usually 10 times, 2–3 sets.",
    ),
)
