"""The courses that sciatica can take, and the world in which people rate theirs.

That there are such classes, and about how many people each holds, follows published leg-pain and
back-pain trajectories; so do a baseline of 5.6 ± 1.6, a daily scatter of about 1.1 with a lag-1
correlation of 0.35, and diaries about 85 % complete. Half-lives, swings and drop-out are ours.
"""

from dataclasses import dataclass, field
from random import Random

DAYS = 85
"""Days simulated, the intake's included: twelve weeks."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course of pain: it moves from the baseline towards `settles_at` times the baseline.

    Half of the way is gone in `half_life` days; `swing` is the height, in points, of a wave of
    three to four weeks on top. `baseline` and `spread` are scores, 0–10.
    """

    baseline: float
    spread: float
    settles_at: float
    half_life: float
    swing: float = 0.0


COURSES = {
    "rapid": Course(5.6, 1.6, 0.04, 7),
    "gradual": Course(5.7, 1.6, 0.02, 26),
    "incomplete": Course(5.6, 1.5, 0.62, 12),
    "plateau": Course(5.6, 1.3, 0.88, 20),
    "severe": Course(7.5, 1.0, 0.95, 20),
    "fluctuating": Course(5.6, 1.5, 0.60, 6, 1.3),
    "worsening": Course(4.8, 1.4, 1.50, 25),
}
SHARES = {
    "rapid": 0.22, "gradual": 0.30, "incomplete": 0.18, "plateau": 0.13,
    "severe": 0.07, "fluctuating": 0.07, "worsening": 0.03,
}  # fmt: skip
"""How many of a hundred people take each course (they need not add up to 1)."""


@dataclass(frozen=True, slots=True)
class World:
    """What is assumed about everybody; scores are 0–10, shares 0–1.

    `daily_sd` and `lag` describe the scatter of a person's days, `log_rate` the share of days
    rated at the start, `drop_out` multiplies the chance of leaving for good, and `check_sd` is the
    scatter of the weekly check's answer, −3…+3. `days_a_week` is how many days of a week, always
    the same ones, a person means to rate at all. `asked`: the weekly check is answered at all, and
    `kindness` is added to each answer; `slower` stretches the recovery of rapid and gradual.
    """

    shares: dict[str, float] = field(default_factory=lambda: dict(SHARES))
    daily_sd: float = 1.1
    lag: float = 0.35
    log_rate: float = 0.85
    drop_out: float = 1.0
    check_sd: float = 0.4
    days_a_week: int = 7
    redraw: bool = False
    asked: bool = True
    kindness: int = 0
    slower: float = 1.0


def redrawn(shares: dict[str, float], rng: Random) -> dict[str, float]:
    """Return other shares around these: each times a factor from about one half to two."""
    return {name: share * 2 ** rng.uniform(-1, 1) for name, share in shares.items()}
