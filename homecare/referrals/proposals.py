"""Where a therapist decides otherwise than the rule proposed, a reason is asked and kept."""

from homecare.referrals.models import KINDS

# Whom a letter may go to without a word more. An emergency is never made harder.
AS_PROPOSED: dict[str, tuple[str, ...]] = {
    "gp": ("gp", "doctor"),
    "chiropractor": ("chiropractor",),
    "check": ("chiropractor",),  # proposed in its place until the questions are asked
    "carry_on": KINDS,  # "carry on or refer: you decide"
}
EMERGENCY = "emergency"


def differs(proposes: str, kind: str) -> bool:
    """Whether a letter to somebody of this kind is another step than the one proposed."""
    return kind != EMERGENCY and kind not in AS_PROPOSED.get(proposes, ())
