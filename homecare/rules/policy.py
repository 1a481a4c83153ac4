"""Every threshold of the rule in one place, each with its source and how sure we are of it.

Standing is `found` (read in a stored copy of the source), `memory` (cited from general knowledge)
or `ours` (a design decision of this project). The bounds are ours: inside them a practice may
change a threshold; outside them the rule would no longer mean what its sentences say. What leads
to the GP or to "worsening" can only be made more careful, never less.
"""

from dataclasses import dataclass, field, fields, replace
from typing import Any

RULE_VERSION = "3"
"""Stored with every flag; raised whenever a verdict could come out differently.

docs/rule.md says what each version changed."""

EVALUATION_EVERY = 7
"""Days between evaluations, anchored to the intake's weekday (ours; not for editing)."""

DESIGN = "homecare’s design"
"""The source of what nobody but homecare decided."""

_IMPROVED = "Ostelo 2008: 30 % from baseline"
_AVERAGE = "Jensen 1993: average a week; 12 ratings over 4 days are adequate"
_MDC = "Childs 2005: one rating’s smallest detectable change is about 2 points"
_RECOVERED = "PACE trial: 0–1 on seven consecutive days"
_METHOD = "the therapist’s own method: three visits"
_HALF = "IMMPACT (Dworkin 2008): 50 % is a substantial improvement"
_ANCHOR = "global change questions anchor what counts as improved (Ostelo 2008)"


def _threshold(
    default: Any, label: str, source: str, standing: str, low: float, high: float
) -> Any:
    metadata = {"label": label, "source": source, "standing": standing, "low": low, "high": high}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Policy:
    """The thresholds. Scores are 0–10, shares 0–1, everything named `_days` or `_day` is days."""

    # The week's mean
    mean_days: int = _threshold(7, "Days in a mean", _AVERAGE, "found", 7, 7)
    rated_days: int = _threshold(3, "Rated days that make a mean valid", _AVERAGE, "ours", 3, 5)
    recent_days: int = _threshold(4, "One of them within this many days", DESIGN, "ours", 2, 6)
    thin_days: int = _threshold(
        5, "Fewer rated days than this, and the verdict says so", DESIGN, "ours", 4, 7
    )
    longer_days: int = _threshold(
        28, "Where a week holds too few, up to this many days stand in", DESIGN, "ours", 14, 28
    )
    longer_rated_days: int = _threshold(4, "… with this many of them rated", DESIGN, "ours", 4, 6)
    # The start
    baseline_days: int = _threshold(3, "Days after intake in the start mean", DESIGN, "ours", 1, 3)
    baseline_cap: float = _threshold(
        1.0, "The start is at most this far above the intake", DESIGN, "ours", 0.5, 2
    )
    # Better
    improved_share: float = _threshold(0.30, "Better by this share", _IMPROVED, "found", 0.2, 0.5)
    improved_least: float = _threshold(1.0, "… and at least this much", DESIGN, "ours", 0.5, 2)
    trend_points: float = _threshold(1.5, "Or falling by this much …", DESIGN, "ours", 1, 3)
    trend_days: int = _threshold(14, "… in this many days", DESIGN, "ours", 14, 28)
    level_mean: float = _threshold(4.0, "Better, but level, from this mean", DESIGN, "ours", 3, 6)
    level_change: float = _threshold(1.0, "… changed by less than this", DESIGN, "ours", 0.5, 2)
    level_days: int = _threshold(28, "… in this many days", DESIGN, "ours", 21, 42)
    # Stalled
    stall_day: int = _threshold(
        21,
        "First weekly look that can count",
        "Downie 2016: 36 % recovered by week 2",
        "ours",
        14,
        42,
    )
    stall_mean: float = _threshold(3.0, "A stall needs this mean or more", DESIGN, "ours", 2, 5)
    stall_worse_points: float = _threshold(
        0.5, "Worse than the start by this much: contact instead", DESIGN, "ours", 0.1, 0.5
    )
    switch_on: int = _threshold(2, "Weekly looks that switch a stall on", DESIGN, "ours", 2, 4)
    switch_off: int = _threshold(2, "Weekly looks that switch it off", DESIGN, "ours", 1, 4)
    undone_share: float = _threshold(
        0.50,
        "A week undoes what was counted only where down by this share",
        _HALF,
        "memory",
        0.3,
        0.7,
    )
    better: int = _threshold(1, "“Better” in the weekly check", _ANCHOR, "memory", 1, 2)
    agreed_bit_share: float = _threshold(
        0.20, "… half of that agrees with scores down by this share", DESIGN, "ours", 0.15, 0.3
    )
    agreed_share: float = _threshold(
        0.15, "… that agrees with scores down by this share", DESIGN, "ours", 0.1, 0.3
    )
    much_better: int = _threshold(2, "“Much better” in the weekly check", _ANCHOR, "memory", 2, 3)
    agreed_much_share: float = _threshold(
        0.10, "… agrees with scores down by this share", DESIGN, "ours", 0.1, 0.3
    )
    unasked_share: float = _threshold(
        0.25, "With no weekly check, scores down by this share", DESIGN, "ours", 0.2, 0.3
    )
    put_off_looks: int = _threshold(
        1, "… put a stall off, like such agreement, by so many looks", DESIGN, "ours", 1, 2
    )
    doubted_words: int = _threshold(
        2, "“Better” is heard so often while scores have hardly moved", DESIGN, "ours", 0, 3
    )
    # The GP
    severe_mean: float = _threshold(7.0, "Severe from this mean", DESIGN, "ours", 5, 7)
    severe_day: int = _threshold(21, "Severe twice running counts from", DESIGN, "ours", 14, 21)
    severe_evaluations: int = _threshold(
        2, "… at so many weekly looks running", DESIGN, "ours", 1, 2
    )
    severe_late_day: int = _threshold(42, "Severe once is enough from", DESIGN, "ours", 28, 42)
    long_mean: float = _threshold(3.0, "Long-standing needs this mean", DESIGN, "ours", 2, 3)
    long_onset_days: int = _threshold(84, "Long-standing: since onset", DESIGN, "ours", 42, 84)
    long_intake_days: int = _threshold(42, "Long-standing: since intake", DESIGN, "ours", 28, 42)
    worse_late_day: int = _threshold(42, "Worsening goes to the GP from", DESIGN, "ours", 28, 42)
    gp_answer_days: int = _threshold(
        28, "After a GP’s answer scores alone ask for the GP again after", DESIGN, "ours", 14, 28
    )
    # Worsening
    worse_points: float = _threshold(2.0, "Worse by this much", _MDC, "found", 1.5, 2)
    worse_mean: float = _threshold(4.0, "… and this mean or more", DESIGN, "ours", 3, 4)
    half_again_share: float = _threshold(
        0.5, "Or, at a weekly look, worse by this share", DESIGN, "ours", 0.3, 0.5
    )
    half_again_points: float = _threshold(1.5, "… and by this much", DESIGN, "ours", 1, 1.5)
    rebound_points: float = _threshold(3.0, "Or this far above the best", DESIGN, "ours", 2, 3)
    rebound_evaluations: int = _threshold(
        2, "… at so many weekly looks running", DESIGN, "ours", 1, 2
    )
    worse_change: int = _threshold(-2, "Or this in the weekly check, twice", DESIGN, "ours", -2, -1)
    worse_check_days: int = _threshold(10, "… the latest this recent", DESIGN, "ours", 10, 14)
    worse_days: int = _threshold(
        2, "… between weekly looks, on this many days running", DESIGN, "ours", 1, 2
    )
    worse_fast_points: float = _threshold(
        3.0, "Worse by this much is told on the first day", DESIGN, "ours", 2, 3
    )
    very_much_worse: int = _threshold(
        -3, "Or this in one weekly check, for as long", DESIGN, "ours", -3, -2
    )
    spread_from: float = _threshold(
        1.0,
        "Spreading: a leg at this or less at the start …",
        "centralisation: pain that moves down the leg is a sign to stop",
        "ours",
        1,
        2,
    )
    spread_mean: float = _threshold(2.0, "… and at this mean or more now", DESIGN, "ours", 1.5, 2)
    # Gone, and back again
    resolved_score: float = _threshold(1.0, "Gone: leg and back at most", _RECOVERED, "found", 0, 2)
    resolved_days: int = _threshold(5, "… rated so on this many of 7 days", DESIGN, "ours", 4, 7)
    all_better_score: float = _threshold(
        2.0, "“All better” needs the last scores at most", DESIGN, "ours", 1, 3
    )
    all_better_scores: int = _threshold(2, "… this many of them", DESIGN, "ours", 1, 4)
    recurrent_score: float = _threshold(3.0, "Back again from this score", DESIGN, "ours", 2, 4)
    recurrent_days: int = _threshold(2, "… on this many of 7 days", DESIGN, "ours", 2, 4)
    recurrent_hold_days: int = _threshold(14, "… and lasts", DESIGN, "ours", 14, 28)
    recurrence_after_days: int = _threshold(
        30,
        "A recurrence, not a flare, after this many days free of pain",
        "a usual definition of a new episode of back pain",
        "memory",
        28,
        90,
    )
    # Silence
    quiet_days: int = _threshold(7, "Quiet after this many days", DESIGN, "ours", 5, 14)
    quiet_mean: float = _threshold(3.0, "… with the last scores averaging", DESIGN, "ours", 2, 5)
    quiet_scores: int = _threshold(3, "… this many of them", DESIGN, "ours", 2, 5)
    quiet_check_days: int = _threshold(
        14, "A weekly check counts for this long before the last score", DESIGN, "ours", 7, 28
    )
    early_word_days: int = _threshold(
        14, "Before this day “better” alone keeps silence from being quiet", DESIGN, "ours", 0, 14
    )
    quiet_share: float = _threshold(
        0.40, "After “no better” only a fall by this share does", DESIGN, "ours", 0.3, 0.5
    )
    early_silence_days: int = _threshold(
        7,
        "Silence from before this day, with nothing said, is too few scores",
        DESIGN,
        "ours",
        0,
        7,
    )
    unscored_checks: int = _threshold(
        5,
        "Quiet too, after this many weekly checks of “worse” without scores",
        DESIGN,
        "ours",
        3,
        5,
    )
    stale_days: int = _threshold(28, "No verdict on scores older than this", DESIGN, "ours", 21, 28)
    too_few_day: int = _threshold(10, "Too few scores is said from day", DESIGN, "ours", 7, 14)
    chance_days: int = _threshold(4, "… if this many of 7 days were not away", DESIGN, "ours", 3, 7)
    frozen_days: int = _threshold(
        14, "What scores made grave ends in silence after this many days", DESIGN, "ours", 14, 28
    )
    unrated_days: int = _threshold(
        14, "A site not rated for this many days leaves the other to decide", DESIGN, "ours", 14, 28
    )
    # Exercise
    follow_share: float = _threshold(
        0.5,
        "Following the programme, from this share reported",
        "BJSM 2018 calls 80–99 % satisfactory",
        "ours",
        0.3,
        0.8,
    )
    follow_days: int = _threshold(14, "… over this many days", DESIGN, "ours", 7, 28)
    delay_days: int = _threshold(
        14, "Not following delays a stall once, by at most", DESIGN, "ours", 7, 14
    )
    # What is proposed
    review_visits: int = _threshold(3, "Visits before the review", _METHOD, "ours", 2, 6)
    review_wait_days: int = _threshold(
        5, "… and this many days after the last of them", DESIGN, "ours", 2, 10
    )
    review_day: int = _threshold(
        21, "Before this day it asks to look, not to decide", DESIGN, "ours", 14, 28
    )
    always_propose: bool = _threshold(
        False, "Always propose the chiropractor at the review", _METHOD, "ours", 0, 1
    )
    check_days: int = _threshold(7, "A red-flag check counts as fresh for", DESIGN, "ours", 1, 7)
    gp_too_day: int = _threshold(42, "“Consider the GP too” from", DESIGN, "ours", 28, 56)


DEFAULT = Policy()


def problems(policy: Policy) -> tuple[str, ...]:
    """Return a sentence for each threshold outside its safe bounds; empty when all are inside."""
    return tuple(
        f"{item.metadata['label']}: {getattr(policy, item.name)} is not between "
        f"{item.metadata['low']} and {item.metadata['high']}"
        for item in fields(policy)
        if not item.metadata["low"] <= getattr(policy, item.name) <= item.metadata["high"]
    )


def adjusted(policy: Policy, **changes: Any) -> Policy:
    """Return `policy` with `changes`; raises ValueError where one leaves its safe bounds."""
    changed = replace(policy, **changes)
    if wrong := problems(changed):
        raise ValueError("; ".join(wrong))
    return changed
