"""How everything in the catalogue was ever shipped, so that a correction finds what is still as it
came, and touches no word of a practice's own.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from uuid import UUID

from homecare.library.catalogue.advice import CatalogueAdvice
from homecare.library.models import Advice, Exercise, Template

Shipped = Exercise | Advice | Template

DOSE = ("sets", "reps", "hold_seconds", "minutes", "times_a_day")
WORDS = ("name", "position", "area", "bias", "sided", "feel", "stop", "caution", "pose")
_COLUMNS: dict[type[Shipped], tuple[str, ...]] = {
    Exercise: (*WORDS, "steps", *DOSE),
    Advice: tuple(field.name for field in fields(CatalogueAdvice) if field.name != "code"),
    Template: ("name", "for_whom", "description", "advice_codes", "items"),
}


def columns(row: Shipped) -> tuple[str, ...]:
    """What of it a release brings."""
    return _COLUMNS[type(row)]


def digest(row: Shipped, codes: Mapping[UUID, str]) -> str:
    """Sixteen hex digits over all that a release brings of it; `codes` names exercises by id."""
    says = {name: getattr(row, name) for name in columns(row)}
    if isinstance(row, Template):
        says["items"] = [
            [
                codes.get(item.exercise_id),
                item.days,
                item.in_flare,
                *(getattr(item, n) for n in DOSE),
            ]
            for item in row.items
        ]
    return sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()[:16]


DIGESTS: dict[str, tuple[str, ...]] = {
    "single_knee_to_chest": ("438bc4281a762067",),
    "double_knee_to_chest": ("887364452bb7157e",),
    "piriformis_opposite_shoulder": ("a90c3f30a9380ce7",),
    "figure_four": ("950542676248b3b0", "60f8011de64695a5"),
    "sciatic_slider": ("6771dce57a61ab6b",),
    "pelvic_tilt": ("65faf05f6f5ede37",),
    "knee_rolls": ("b165f159c43cebc7",),
    "hamstring_towel": ("38ee9dd93f0fa505",),
    "glute_bridge": ("0e903b870de6f044",),
    "clam": ("18d4d2c0ba1a0533",),
    "prone_lying": ("6cd4190f03c5925a",),
    "sphinx": ("b92077c594913ebb",),
    "prone_press_up": ("3765ffb3f88227ec",),
    "cat_cow": ("d5d7d08bc9242a7a",),
    "bird_dog": ("9bd5848c94a50672",),
    "hip_flexor_half_kneeling": ("df6d72520fe63ad1",),
    "childs_pose": ("97867044fb9e3ff8",),
    "seated_piriformis": ("d04437884789c841",),
    "seated_slider": ("68318abd37fa8d2e", "fcf6ecf68fb6410a"),
    "standing_extension": ("3234a6f2e4baeaa9",),
    "heel_slide": ("c104d0d6b7409d05",),
    "straight_leg_raise": ("2ba4f5acdb22728e",),
    "dead_bug": ("b30349d689756ab7",),
    "side_leg_lift": ("43c26c4cb9bad804",),
    "prone_leg_lift": ("4743c2268a37409d",),
    "sit_to_stand": ("020265aca70f0b6b",),
    "seated_knee_straightening": ("1fabf19b4eb924b1",),
    "heel_raises": ("9242a83f6f49a490",),
    "calf_stretch": ("60db61c401383be4",),
    "thigh_stretch": ("11607a5e36b94bb5",),
    "sitting_breaks": ("f9a936150f08804a",),
    "no_long_hot_baths": ("461fa8e3bbb43441",),
    "short_warmth": ("86c3ac44ffb8cf0f",),
    "keep_moving": ("2f834401fe4591cc",),
    "sleep_position": ("60465af5c09cd070",),
    "first_days": ("c083172b2a7a87d5",),
    "building_up": ("235657c5981b8e14",),
    "keeping_well": ("65110ec482fcec5f",),
    "bending_back": ("62fa54cb76158405",),
}
"""By code, the oldest first; the last of each is today's. A line is only ever added to: what is
taken out would never be corrected again where a practice has it."""
