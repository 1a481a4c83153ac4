"""The invented clients, one for each course that pain can take.

A course is drawn through knots (day, leg pain); back pain follows it at a fixed part unless given.
The scatter of a day comes from a generator seeded with the client's name, so that every
demonstration of the same day tells the same story.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random

Knots = tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """One invented client. Days count from the intake, which was `began` days ago.

    `decided`: the therapist decides on every flag; `ends`: the day of the discharge, how
    the care ended, and why.
    """

    name: str
    began: int
    leg: Knots
    back_part: float = 0.6
    back: Knots = ()
    scatter: float = 0.7
    logs: float = 0.85
    silent_from: int | None = None
    adherence: float = 0.75
    visits: tuple[int, ...] = (0, 8, 17)
    onset: int = 12
    born: date = date(1979, 5, 14)
    side: str = "left"
    complaint: str = "Pain from the buttock down the back of the leg"
    findings: str = ""
    medicines: str = ""
    template: str = "first_days"
    then: tuple[int, str] | None = None
    email: str | None = None
    phone: bool = True
    of_owner: bool = False
    contraindications: tuple[str, ...] = ()
    away: tuple[int, int] | None = None
    all_better_on: int | None = None
    red_flag: tuple[int, str] | None = None
    matters: tuple[tuple[str, int], ...] = ()
    flare_on: int | None = None
    note: tuple[int, str] | None = None
    rates_every: int = 1
    checks_until: int = 0
    review_waits: bool = False
    in_other_practice: bool = False
    decided: bool = False
    ends: tuple[int, str, str] | None = None

    def dice(self) -> Random:
        """The generator of this client's scatter."""
        return Random(self.name)

    def leg_on(self, day: int) -> float:
        """Leg pain on a day, before the scatter."""
        return between(self.leg, day)

    def back_on(self, day: int) -> float:
        """Back pain on a day, before the scatter."""
        return between(self.back, day) if self.back else self.back_part * self.leg_on(day)

    def is_over(self, day: int) -> bool:
        """Whether the client has been discharged by this day."""
        return self.ends is not None and day > self.ends[0]

    def is_silent(self, day: int) -> bool:
        """Whether the client has stopped writing by this day."""
        return self.silent_from is not None and day >= self.silent_from


def between(knots: Knots, day: int) -> float:
    """The value on a straight line between two knots; level before the first and after the last."""
    if day <= knots[0][0]:
        return knots[0][1]
    for (start, low), (end, high) in pairwise(knots):
        if day <= end:
            return low + (high - low) * (day - start) / (end - start)
    return knots[-1][1]


COURSES = (
    Course(
        name="Cora Clarke", began=36, leg=((0, 7), (14, 5.6), (35, 3.2)),
        email="client@homecare.example", logs=1.0, adherence=0.82, then=(17, "building_up"),
        born=date(1984, 9, 2),
        findings="Slightly numb on the outside of the left calf", flare_on=20,
        checks_until=34, note=(30, "Walked to the shops and back without stopping."),
        matters=(("sit through a film", 3), ("walk the dog", 5)),
    ),
    Course(
        name="Amir Rahman", began=24, leg=((0, 6), (7, 3), (14, 1.6), (24, 1.2)), side="right",
        visits=(0, 7), born=date(1991, 2, 20), scatter=0.5, of_owner=True,
    ),
    Course(
        name="Beth Lowry", began=38, leg=((0, 6), (38, 5.9)), adherence=0.9, scatter=0.6,
        checks_until=99,
        logs=0.95, template="first_days", then=(10, "building_up"), born=date(1968, 11, 3),
        medicines="Ibuprofen when needed",
    ),
    Course(
        name="Colin Marsh", began=31, leg=((0, 4.6), (12, 5.2), (24, 8), (31, 8.2)),
        side="right", scatter=0.5,
        born=date(1962, 7, 30), logs=0.95, of_owner=True,
    ),
    Course(
        name="Dilys Evans", began=52,
        leg=((0, 6), (9, 3.4), (18, 5.4), (27, 3.2), (36, 5.2), (45, 3), (52, 3.9)),
        scatter=1.0, born=date(1975, 4, 8), flare_on=17,
    ),
    Course(
        name="Ewan Fraser", began=24, leg=((0, 6), (24, 5.8)), silent_from=15, visits=(0, 9),
        born=date(1988, 1, 17), side="right", adherence=0.6,
    ),
    Course(
        name="Farah Malik", began=19, leg=((0, 5), (19, 4.4)), rates_every=5, logs=1.0,
        adherence=0.5,
        visits=(0,), born=date(1995, 6, 25), of_owner=True,
    ),
    Course(
        name="Gareth Pugh", began=32, leg=((0, 5.4), (32, 5.1)), adherence=0.15, logs=0.95,
        scatter=0.5, visits=(0, 10), born=date(1971, 3, 12), side="both",
    ),
    Course(
        name="Hannah Osei", began=13, leg=((0, 6), (13, 5.2)), red_flag=(12, "leg_weaker"),
        visits=(0, 7), born=date(1982, 12, 1),
    ),
    Course(
        name="Ivor Blake", began=70, onset=1100, leg=((0, 6.4), (70, 5.9)), scatter=0.6,
        template="keeping_well", born=date(1957, 10, 9), visits=(0, 9, 20, 41), side="right",
        findings="Numb under the right foot for two years", medicines="Amlodipine",
    ),
    Course(
        name="Jess Turner", began=18, review_waits=True,
        leg=((0, 6), (18, 4.6)), visits=(0, 5, 11), scatter=0.5,
        born=date(1993, 8, 19), logs=0.95, side="right",
    ),
    Course(
        name="Kofi Mensah", began=76, leg=((0, 8), (28, 5), (76, 4.9)), scatter=0.45, logs=0.95,
        then=(21, "building_up"), born=date(1965, 5, 5), visits=(0, 8, 16, 40), of_owner=True,
    ),
    Course(
        name="Lena Novak", began=60, leg=((0, 6), (14, 3), (30, 0.4), (60, 0.2)), scatter=0.4,
        all_better_on=33, template="first_days", then=(14, "keeping_well"), born=date(1990, 2, 2),
    ),
    Course(
        name="Mo Farrow", began=74,
        leg=((0, 6), (18, 0.6), (32, 0.2), (65, 0.2), (69, 4.6), (74, 5.2)),
        scatter=0.4, logs=0.95, born=date(1978, 9, 27), side="right",
    ),
    Course(
        name="Nora Quinn", began=0, leg=((0, 7),), visits=(0,), born=date(1999, 3, 21),
        onset=4, template="first_days",
    ),
    Course(
        name="Owen Price", began=27, leg=((0, 5), (27, 2.6)), phone=False, logs=0.6,
        born=date(1948, 6, 11), side="right", template="keeping_well", away=(14, 19),
        contraindications=("severe_osteoporosis",), medicines="Alendronic acid",
    ),
    # Two who have lived with the practice for a year, and some who were with it for a while.
    Course(
        name="Quentin Hall", began=371, rates_every=2, logs=0.95, adherence=0.6, scatter=0.6,
        leg=((0, 7), (40, 3.6), (90, 2), (130, 5.6), (175, 6.6), (215, 3), (275, 2.2),
             (322, 5.4), (340, 7.6), (371, 4.4)),
        visits=tuple(range(0, 371, 23)), then=(23, "building_up"), flare_on=128, decided=True,
        checks_until=371, born=date(1970, 3, 8), onset=30,
    ),
    Course(
        name="Rosa Diaz", began=357, rates_every=4, logs=0.95, adherence=0.5, scatter=0.5,
        leg=((0, 6), (60, 5.8), (120, 3), (250, 2.4), (300, 4.6), (357, 4.4)), side="right",
        visits=tuple(range(0, 357, 29)), decided=True, checks_until=357, of_owner=True,
        template="keeping_well", born=date(1963, 8, 21), away=(180, 193),
    ),
    Course(
        name="Steve Ortiz", began=112, rates_every=3, leg=((0, 6), (35, 2), (72, 0.6)),
        decided=True, ends=(72, "better", "Free of pain, keeps up the stretches."),
        born=date(1985, 1, 12),
    ),
    Course(
        name="Tara Singh", began=96, rates_every=3, leg=((0, 7), (50, 2.4), (84, 1.4)),
        decided=True, ends=(84, "better", "Much better, back at work."), born=date(1992, 10, 30),
        side="right", of_owner=True,
    ),
    Course(
        name="Uma Patel", began=88, rates_every=3, leg=((0, 6), (80, 5.7)), silent_from=58,
        decided=True, ends=(80, "referred", "Carries on with the chiropractor."),
        born=date(1959, 12, 2),
    ),
    Course(
        name="Pia Jensen", began=29, leg=((0, 6), (29, 3.8)), in_other_practice=True,
        born=date(1986, 7, 7),
    ),
    Course(
        name="Ravi Nair", began=15, leg=((0, 5), (15, 4.8)), in_other_practice=True,
        born=date(1972, 1, 30), side="right",
    ),
)  # fmt: skip
