"""What therapists and clients had to bear: flags, repeats, mails, week by week."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from benchmarks.year.calendar import DAY, WEEK, week_of
from benchmarks.year.people import Resident
from benchmarks.year.world import World, address_of
from homecare.flags.findings import OCCASIONS
from homecare.flags.lifecycle import DECIDED
from homecare.flags.models import Flag
from homecare.flags.notices import NEEDS_YOU
from homecare.rules.verdict.flags_asked import GRAVITY

REPEAT_WITHIN, SOON = timedelta(days=28), timedelta(days=7)
SCALED_TO = 20
TO_CLIENTS = ("weekly-progress", "reminder", "check-in", "mail-rests")


class Raised(NamedTuple):
    """A flag as it was raised, and what became of it."""

    id: UUID
    episode_id: UUID
    client_id: UUID
    kind: str
    status: str
    raised_on: date
    raised_at: datetime
    closed_at: datetime | None
    occasions: frozenset[str]

    @property
    def gravity(self) -> int:
        """0 is the gravest."""
        return GRAVITY.index(self.kind)

    @property
    def is_decided(self) -> bool:
        """Whether a therapist has decided on it."""
        return self.status in DECIDED


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, ninetieth percentile and maximum."""

    middle: float
    high: float
    most: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> "Spread":
        """Of nothing, zeros."""
        known = sorted(figures) or [0]
        return cls(median(known), known[ceil(0.9 * len(known)) - 1], known[-1])


def raised_flags(world: World) -> list[Raised]:
    """Every flag in the order of raising, with the occasions it named on its first day."""
    flags = world.session.scalars(select(Flag).order_by(Flag.raised_at, Flag.id)).all()
    return [
        Raised(
            flag.id, flag.episode_id, flag.client_id, flag.kind, flag.status, flag.raised_on,
            flag.raised_at, flag.closed_at, _named_at_first(flag),
        )
        for flag in flags
    ]  # fmt: skip


def _named_at_first(flag: Flag) -> frozenset[str]:
    """What its first step kept; where that is forgotten, what the flag says now."""
    figures = flag.transitions[0].figures if flag.transitions else {}
    return frozenset((figures or flag.figures).get(OCCASIONS, ()))


@dataclass(frozen=True, slots=True)
class TherapistWeek:
    """A week of one therapist who had at least half of their share in care."""

    therapist: UUID
    monday: date
    in_care: int


def therapist_weeks(world: World) -> list[TherapistWeek]:
    """The weeks that the load is counted over."""
    share = world.clients / len(world.therapists())
    weeks = []
    for _, actor in world.therapists():
        assert actor.person_id is not None
        monday = week_of(world.calendar.start)
        while monday + WEEK <= world.calendar.end:
            in_care = sum(_is_there(one, actor.person_id, monday + 2 * DAY)
                          for one in world.residents)  # fmt: skip
            if in_care >= share / 2:
                weeks.append(TherapistWeek(actor.person_id, monday, in_care))
            monday += WEEK
    return weeks


def _is_there(one: Resident, therapist: UUID, on: date) -> bool:
    if one.therapist is None or one.therapist.person_id != therapist or one.intake_on is None:
        return False
    return one.intake_on <= on and (one.discharged_on is None or on < one.discharged_on)


def flags_a_week(
    world: World, flags: Sequence[Raised], weeks: Sequence[TherapistWeek]
) -> list[int]:
    """How many flags each of the weeks brought."""
    of_client = {one.client_id: one.therapist for one in world.residents}
    counted: Counter[tuple[UUID, date]] = Counter()
    for flag in flags:
        therapist = of_client[flag.client_id]
        if therapist is not None and therapist.person_id is not None:
            counted[therapist.person_id, week_of(flag.raised_on)] += 1
    return [counted[week.therapist, week.monday] for week in weeks]


def scaled(counts: Sequence[int], weeks: Sequence[TherapistWeek]) -> list[float]:
    """As they would be for a therapist with twenty in care."""
    return [
        round(SCALED_TO * count / week.in_care, 2)
        for count, week in zip(counts, weeks, strict=True)
    ]


def notices_a_week(world: World, weeks: Sequence[TherapistWeek]) -> list[int]:
    """How many mails came at once to each therapist in each week."""
    addresses = {actor.person_id: address_of(actor.name) for _, actor in world.therapists()}
    counted = Counter(
        (letter.to, week_of(letter.at.date()))
        for letter in world.seen.letters.values()
        if letter.kind == NEEDS_YOU
    )
    return [counted[addresses[week.therapist], week.monday] for week in weeks]


def of_episodes(flags: Iterable[Raised]) -> dict[UUID, list[Raised]]:
    """The flags of each episode, in order."""
    grouped: defaultdict[UUID, list[Raised]] = defaultdict(list)
    for flag in flags:
        grouped[flag.episode_id].append(flag)
    return grouped


def repeats(flags: Sequence[Raised]) -> list[Raised]:
    """Flags of the same kind or a lesser one, within 28 days of a decision on the same client."""
    return [
        flag
        for some in of_episodes(flags).values()
        for flag in some
        if any(_answers_for(decided, flag) for decided in some)
    ]


def _answers_for(decided: Raised, flag: Raised) -> bool:
    if not decided.is_decided or decided.closed_at is None or decided.gravity > flag.gravity:
        return False
    return decided.closed_at <= flag.raised_at < decided.closed_at + REPEAT_WITHIN


def known_occasions(flags: Sequence[Raised]) -> list[Raised]:
    """Flags that name an occasion which an earlier flag of the same client named."""
    found = []
    for some in of_episodes(flags).values():
        known: set[str] = set()
        for flag in some:
            if not known.isdisjoint(flag.occasions):
                found.append(flag)
            known |= flag.occasions
    return found


def followed_soon(flags: Sequence[Raised]) -> tuple[int, int]:
    """How many decided flags were followed by another within a week, and how many were decided."""
    followed = decided = 0
    for some in of_episodes(flags).values():
        for flag in some:
            if flag.is_decided and flag.closed_at is not None:
                decided += 1
                until = flag.closed_at + SOON
                followed += any(flag.closed_at <= other.raised_at < until for other in some)
    return followed, decided


def client_weeks(world: World, kinds: Sequence[str] = TO_CLIENTS) -> list[int]:
    """How many mails each client got in each whole week in care."""
    counted = Counter(
        (letter.client_id, week_of(letter.at.date()))
        for letter in world.seen.letters.values()
        if letter.kind in kinds
    )
    found = []
    for one in world.residents:
        assert one.intake_on is not None
        monday, until = week_of(one.intake_on) + WEEK, one.discharged_on or world.calendar.end
        while monday + WEEK <= until:
            found.append(counted[one.client_id, monday])
            monday += WEEK
    return found


def mails_into_silence(world: World) -> list[int]:
    """Mails to each client who has been silent for four weeks or more, after their last entry."""
    sent: defaultdict[UUID | None, list[datetime]] = defaultdict(list)
    for letter in world.seen.letters.values():
        if letter.kind in TO_CLIENTS:
            sent[letter.client_id].append(letter.at)
    found = []
    for one in world.residents:
        assert one.intake_on is not None
        until = one.discharged_on or world.calendar.end
        last = one.last_wrote.date() if one.last_wrote else one.intake_on
        if until - last >= REPEAT_WITHIN:
            found.append(sum(at.date() > last for at in sent[one.client_id]))
    return found
