"""The clients of the year: the courses of the cohort, lived for as long as they are in care.

What somebody does on a day is drawn from the seed, their number and the day alone, so that the
same people live on whatever the app or a therapist does: two builds can be compared.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from math import exp
from random import Random
from uuid import UUID

from benchmarks.cohort.courses import COURSES, SHARES, World
from benchmarks.cohort.people import BETTER, FEW, felt, scores_of, true_pain
from homecare.acting import Actor

LONGEST = 400
DAILY, TWICE, CHECKS, NEVER = "daily", "twice a week", "weekly check", "never"
HABITS = {DAILY: 0.6, TWICE: 0.2, CHECKS: 0.12, NEVER: 0.08}
FORGOTTEN = 0.12  # of those whom nobody thinks of discharging
RELAPSE = 0.12  # of those who have recovered
REMINDED = 0.6


@dataclass
class Resident:
    """Somebody in care: their pain day by day, their habits, and where they stand in the app."""

    number: int
    seed: int
    course: str
    pain: list[float]
    leg: list[int]
    back: list[int]
    habit: str
    keenness: float
    adherence: float
    days_a_week: frozenset[int]
    forgotten: bool
    stays: bool
    reminded: bool
    zone: str
    practice: str = ""
    therapist: Actor | None = None
    me: Actor | None = None
    client_id: UUID | None = None
    episode_id: UUID | None = None
    intake_on: date | None = None
    discharged_on: date | None = None
    left_on: date | None = None
    wrote: list[datetime] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    asked_on: date | None = None
    outbox: list[tuple[date, str, dict[str, object], datetime]] = field(default_factory=list)
    seq: int = 0

    @property
    def name(self) -> str:
        """An invented name, in another order than people came."""
        return f"{'ABCDEFGHKLMNPRST'[self.number * 7 % 16]}. Client {self.number:03d}"

    def dice(self, *of: object) -> Random:
        """Chance of its own for a day and a purpose."""
        return Random(f"{self.seed}:{self.number}:{':'.join(map(str, of))}")

    def day(self, on: date) -> int:
        """Days since the intake."""
        assert self.intake_on is not None
        return min((on - self.intake_on).days, LONGEST - 1)

    @property
    def last_wrote(self) -> datetime | None:
        """When something of theirs last reached the server."""
        return self.wrote[-1] if self.wrote else None

    @property
    def in_care(self) -> bool:
        """Whether the episode is open."""
        return self.episode_id is not None and self.discharged_on is None

    def has_left(self, on: date) -> bool:
        """Whether they have stopped writing for good; people leave better, or fed up."""
        if self.left_on is None and not self.stays and self._leaves(on):
            self.left_on = on
        return self.left_on is not None

    def _leaves(self, on: date) -> bool:
        day = self.day(on)
        better = self.pain[day] < BETTER
        fed_up = day > 14 and self.pain[day] > FEW * self.pain[0]
        chance = 0.003 + (0.03 if better else 0) + (0.012 if fed_up else 0)
        return self.dice(on, "leaves").random() < chance

    def rates(self, on: date) -> bool:
        """Whether they report this day on their phone."""
        if self.habit not in (DAILY, TWICE):
            return False
        day = self.day(on)
        keen = self.keenness * exp(-day / 250) * (0.6 if self.pain[day] < BETTER else 1)
        keen = self.keenness if self.stays else keen
        return day % 7 in self.days_a_week and self.dice(on, "rates").random() < keen

    def change(self, on: date) -> int:
        """What the weekly check would be answered with, −3 to 3."""
        day = self.day(on)
        return min(3, max(-3, round(felt(self.pain, day) + self.dice(on, "check").gauss(0, 0.4))))


def resident(seed: int, number: int, zones: tuple[str, ...], *, stays: bool = False) -> Resident:
    """The client of that number; the same seed gives the same one."""
    dice, world = Random(f"{seed}:{number}"), World()
    course = dice.choices(list(SHARES), list(SHARES.values()))[0]
    course = "incomplete" if stays else course
    habit = DAILY if stays else dice.choices(list(HABITS), list(HABITS.values()))[0]
    pain = true_pain(COURSES[course], dice, LONGEST)
    _relapse(pain, dice)
    leg, back_share = scores_of(pain, world, dice), dice.uniform(0.5, 0.95)
    first, keen = dice.randrange(7), dice.betavariate(3, 2)
    return Resident(
        number, seed, course, pain, leg, [round(score * back_share) for score in leg], habit,
        keenness=0.95 if stays else min(0.98, world.log_rate * (0.7 + 0.5 * keen)),
        adherence=min(1.0, keen * 1.25),
        days_a_week=frozenset({first, (first + 3) % 7} if habit == TWICE else range(7)),
        forgotten=dice.random() < FORGOTTEN, stays=stays,
        reminded=dice.random() < REMINDED,
        zone=zones[0] if dice.random() < 0.85 else zones[1],
    )  # fmt: skip


def _relapse(pain: list[float], dice: Random) -> None:
    """Some who have recovered have it back once; it goes as it does in a quick course."""
    begins = dice.randint(50, 140)
    if dice.random() < RELAPSE and pain[begins] < BETTER:
        for day in range(begins, LONGEST):
            pain[day] = max(pain[day], 0.8 * pain[0] * 0.5 ** ((day - begins) / 14))
