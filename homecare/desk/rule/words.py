"""The rule in words: its thresholds with their groups, units and how sure we are of them; and what
the means of a verdict are called."""

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from datetime import date
from typing import Any

from homecare.assessment.models import Verdict
from homecare.assessment.thresholds import is_fixed
from homecare.desk.blueprint import blueprint
from homecare.language import DAY, STATES, short_day_and_month
from homecare.rules.policy import DEFAULT, DESIGN, EVALUATION_EVERY, Policy
from homecare.rules.verdict.episode_on_day import NOT_FOLLOWING, QUIET, STALLED, WORSENING

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "The start": (
        "What every later week is compared with.",
        ("baseline_days", "baseline_cap"),
    ),
    "The week’s mean": (
        "One score is too noisy; the rule compares weeks.",
        (
            "mean_days", "rated_days", "recent_days", "thin_days", "longer_days",
            "longer_rated_days",
        ),
    ),
    "Better": (
        "What counts as a meaningful improvement.",
        (
            "improved_share", "improved_least",
            "trend_points", "trend_days", "level_mean", "level_change", "level_days",
        ),
    ),
    STATES[STALLED]: (
        "When too little has changed for too long.",
        (
            "stall_day", "stall_mean", "stall_worse_points", "switch_on", "switch_off",
            "undone_share", "better", "agreed_bit_share", "agreed_share", "much_better",
            "agreed_much_share", "unasked_share", "put_off_looks", "doubted_words",
        ),
    ),
    "To the GP": (
        "These can only be made more careful.",
        (
            "severe_mean", "severe_day", "severe_evaluations", "severe_late_day",
            "long_mean", "long_onset_days", "long_intake_days", "worse_late_day",
            "gp_answer_days", "gp_too_day",
        ),
    ),
    STATES[WORSENING]: (
        "These can only be made more careful.",
        (
            "worse_points", "worse_mean", "half_again_share", "half_again_points",
            "rebound_points", "rebound_evaluations",
            "worse_change", "worse_check_days", "worse_days", "worse_fast_points",
            "very_much_worse", "spread_from", "spread_mean",
        ),
    ),
    "Gone, and back again": (
        "When the pain is over, and when it has returned.",
        (
            "resolved_score", "resolved_days", "all_better_score", "all_better_scores",
            "recurrent_score", "recurrent_days", "recurrent_hold_days", "recurrence_after_days",
        ),
    ),
    STATES[QUIET]: (
        "When silence asks for a check-in. Missing is never zero.",
        (
            "quiet_days", "quiet_mean", "quiet_scores", "quiet_check_days",
            "early_word_days", "quiet_share", "early_silence_days", "unscored_checks",
            "stale_days", "too_few_day", "chance_days", "unrated_days",
            "frozen_days",
        ),
    ),
    STATES[NOT_FOLLOWING]: (
        "Not logged is not undone; it may only delay a stall, once.",
        ("follow_share", "follow_days", "delay_days"),
    ),
    "The visit review, and what is proposed": (
        "A proposal is a suggestion; you decide.",
        ("review_visits", "review_wait_days", "review_day", "always_propose", "check_days"),
    ),
}  # fmt: skip
OTHERS = "Other thresholds"
STANDINGS = {"found": "found", "memory": "from memory", "ours": "ours"}
_UNITS = {
    "_share": "%", "_days": "days", "_day": "day", "_visits": "visits",
    "_evaluations": "looks", "_scores": "scores", "_checks": "checks", "_words": "times",
}  # fmt: skip
_LOOKS = {"switch_on", "switch_off", "put_off_looks"}
_CHANGES = {"better", "much_better", "worse_change", "very_much_worse"}


@dataclass(frozen=True)
class Threshold:
    """One threshold as the page shows it; `led_by` is the label that a "…" goes on from.

    `source` is empty where the number is homecare's own design.
    """

    name: str
    label: str
    led_by: str
    unit: str
    now: str
    default: str
    bounds: str
    source: str
    standing: str
    fixed: bool

    @property
    def is_own(self) -> bool:
        """Whether the practice uses another number than the usual one."""
        return self.now != self.default

    @property
    def unit_of_now(self) -> str:
        """The unit beside the number that holds: "1 point", "2 points"."""
        number = self.now.split()[0]
        return self.unit.removesuffix("s") if number == "1" else self.unit

    @property
    def whole_label(self) -> str:
        """The label where it stands alone, without the one before it."""
        return f"{self.led_by} {self.label}".strip()


def grouped(policy: Policy) -> list[tuple[str, str, Sequence[Threshold]]]:
    """Every threshold in groups of heading, lead and lines, in the rule's own order."""
    known = thresholds(policy)
    named = {name for _, names in GROUPS.values() for name in names}
    rest = tuple(name for name in known if name not in named)
    groups = {**GROUPS, OTHERS: ("", rest)} if rest else GROUPS
    return [
        (heading, lead, [known[name] for name in names if name in known])
        for heading, (lead, names) in groups.items()
    ]


def thresholds(policy: Policy) -> dict[str, Threshold]:
    """Every threshold by name, and the one that is none of the policy's."""
    places, led_by = {}, ""
    for item in fields(Policy):
        label = item.metadata["label"]
        if not label.startswith("…"):
            led_by = label
        places[item.name] = Threshold(
            name=item.name,
            label=label,
            led_by=led_by if label.startswith("…") else "",
            unit=unit_of(item.name),
            now=in_words(item.name, getattr(policy, item.name)),
            default=in_words(item.name, getattr(DEFAULT, item.name)),
            bounds=_bounds(item),
            source="" if item.metadata["source"] == DESIGN else item.metadata["source"],
            standing=STANDINGS[item.metadata["standing"]],
            fixed=is_fixed(item),
        )
    return places


ALWAYS = (
    ("Days between two looks", f"{EVALUATION_EVERY} days, on the intake’s weekday", "ours"),
    ("A red-flag answer", "acts at once, and stays until a therapist clears it", "ours"),
    ("“I’m not sure”", "counts as yes", "ours"),
    ("Reasons against manipulation", "the GP is proposed, never the chiropractor", "found"),
)
"""What no practice can change and is not a number, as (what, how it is, standing)."""


def in_words(name: str, value: Any) -> str:
    """A value with its unit: 30 %, 14 days, day 21, 2 points, yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _CHANGES:
        return f"{value:+d}".replace("-", "−")
    shown, unit = f"{shown_number(name, value):g}", unit_of(name)
    if unit == "day":
        return f"day {shown}"
    return f"{shown} {unit.removesuffix('s') if shown == '1' else unit}"


def unit_of(name: str) -> str:
    """The unit of a threshold, by its name."""
    if name in _CHANGES:
        return "of −3 to +3"
    if name in _LOOKS:
        return "looks"
    if isinstance(getattr(DEFAULT, name), bool):
        return ""
    return next((unit for end, unit in _UNITS.items() if name.endswith(end)), "points")


def shown_number(name: str, value: float) -> float:
    """The number as it is typed: shares are shown in per cent."""
    return round(value * 100, 4) if unit_of(name) == "%" else value


def _bounds(item: "Field[Any]") -> str:
    low, high = (shown_number(item.name, item.metadata[end]) for end in ("low", "high"))
    if isinstance(item.default, bool):
        return "no or yes"
    return f"{low:g} to {high:g}".replace("-", "−")


@blueprint.app_template_filter("means_called")
def means_called(verdict: Verdict, told_on: date, *, ended: bool) -> tuple[str, str]:
    """What the means of a verdict are called, those of a week and those of more. They say to which
    day, where the page is told as on another morning than the rule looked: before the night, or
    where it missed the last day of care that has ended."""
    if verdict.on != told_on:
        until = short_day_and_month(verdict.on - DAY)
        return f"7 days to {until}", f"Mean to {until}"
    return (
        ("Last 7 days of their care", "Mean at the end") if ended else ("Last 7 days", "Mean now")
    )


@blueprint.app_template_filter("seen_of_care")
def seen_of_care(figures: dict[str, Any], *, ended: bool) -> dict[str, Any]:
    """The figures of a verdict; of care that has ended without a look that comes next."""
    return {key: figures[key] for key in figures if not (ended and key == "next_evaluation")}
