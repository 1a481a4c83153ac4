"""Programme templates that a therapist assigns and then adjusts.

Every template keeps to four exercises, because fewer are easier to keep up (found). Only
"Keeping well" holds exercises that bend the low back all the way; the others suit a suspected
disc problem too, where the default is no end-range flexion.
"""

from dataclasses import dataclass

from homecare.library.catalogue.exercises import by_code

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MONDAY_WEDNESDAY_FRIDAY = (0, 2, 4)


@dataclass(frozen=True)
class TemplateItem:
    """One exercise with its dose; ``days`` are weekdays, 0 = Monday.

    ``in_flare`` marks what stays in the minimum plan during a flare-up.
    """

    exercise: str
    sets: int
    reps: int | None
    hold_seconds: int | None
    minutes: int | None
    times_a_day: int
    days: tuple[int, ...] = EVERY_DAY
    in_flare: bool = False


@dataclass(frozen=True)
class ProgrammeTemplate:
    """A named selection of exercises and advice, and whom it is for."""

    code: str
    name: str
    for_whom: str
    description: str
    no_end_range_flexion: bool
    items: tuple[TemplateItem, ...]
    advice: tuple[str, ...]


def _item(
    code: str,
    *,
    times_a_day: int | None = None,
    days: tuple[int, ...] = EVERY_DAY,
    in_flare: bool = False,
) -> TemplateItem:
    """An item with the catalogue's own dose, save how often and on which days."""
    usual = by_code(code)
    return TemplateItem(
        exercise=code,
        sets=usual.sets,
        reps=usual.reps,
        hold_seconds=usual.hold_seconds,
        minutes=usual.minutes,
        times_a_day=times_a_day or usual.times_a_day,
        days=days,
        in_flare=in_flare,
    )


TEMPLATES = (
    ProgrammeTemplate(
        code="first_days",
        name="First days",
        for_whom="New or strong pain, in the first one or two weeks.",
        description="Small, easy movements to settle the pain and keep you moving.",
        no_end_range_flexion=True,
        items=(
            _item("prone_lying", times_a_day=2, in_flare=True),
            _item("knee_rolls", times_a_day=2, in_flare=True),
            _item("pelvic_tilt"),
        ),
        advice=("sitting_breaks", "no_long_hot_baths", "keep_moving"),
    ),
    ProgrammeTemplate(
        code="building_up",
        name="Building up",
        for_whom="Pain is settling and daily life is getting easier.",
        description="Stretches for the buttock and the nerve, and the first strength work.",
        no_end_range_flexion=True,
        items=(
            _item("piriformis_opposite_shoulder", times_a_day=2),
            _item("sciatic_slider", in_flare=True),
            _item("glute_bridge", days=MONDAY_WEDNESDAY_FRIDAY),
            _item("knee_rolls", in_flare=True),
        ),
        advice=("sitting_breaks", "no_long_hot_baths"),
    ),
    ProgrammeTemplate(
        code="keeping_well",
        name="Keeping well",
        for_whom="Little or no pain, to stay strong and loose.",
        description="Loosening and stretching, with strength work on three days a week.",
        no_end_range_flexion=False,
        items=(
            _item("knee_rolls", in_flare=True),
            _item("figure_four"),
            _item("cat_cow", times_a_day=1),
            _item("bird_dog", days=MONDAY_WEDNESDAY_FRIDAY),
        ),
        advice=("sitting_breaks", "keep_moving"),
    ),
    ProgrammeTemplate(
        code="bending_back",
        name="Bending back",
        for_whom="A suspected disc problem that eases when bending back; the therapist decides.",
        description="Gentle backward bends, from lying to standing. No deep bending forward.",
        no_end_range_flexion=True,
        items=(
            _item("prone_lying", in_flare=True),
            _item("sphinx"),
            _item("prone_press_up"),
            _item("standing_extension"),
        ),
        advice=("sitting_breaks", "no_long_hot_baths", "sleep_position"),
    ),
)
