"""When things are due: an exercise on a local date, the next evaluation, the visit review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from homecare.rules.policy import EVALUATION_EVERY, Policy

EVERY_DAY = 0b1111111
LONGEST_FLARE = 72  # hours


class Item(Protocol):
    """An exercise of a programme: on which weekdays (bit 0 = Monday) and how often it is due, and
    whether it stays due in a flare-up."""

    @property
    def line(self) -> str: ...
    @property
    def days(self) -> int: ...
    @property
    def times_a_day(self) -> int: ...
    @property
    def in_flare(self) -> bool: ...


I_co = TypeVar("I_co", bound=Item, covariant=True)
I = TypeVar("I", bound=Item)  # noqa: E741 (as I_co)


class Programme(Protocol[I_co]):
    """A version of a programme, from its first day on; its flare-ups last `flare_hours`."""

    @property
    def starts_on(self) -> date: ...
    @property
    def flare_hours(self) -> int: ...
    @property
    def items(self) -> Iterable[I_co]: ...


class Numbered(Programme[I_co], Protocol[I_co]):
    """A version among others of its programme."""

    @property
    def id(self) -> Any: ...
    @property
    def number(self) -> int: ...


V = TypeVar("V", bound=Numbered[Any])


class Line(NamedTuple):
    """One exercise of a version: on which weekdays (bit 0 = Monday) and how often it is due."""

    line: str
    days: int
    times_a_day: int
    in_flare: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A programme version, as far as it decides what is due."""

    number: int
    starts_on: date
    flare_hours: int
    items: tuple[Line, ...]
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan(Generic[I]):
    """A version together with exercises of versions before it, each with how often it was done: no
    more of it is due."""

    starts_on: date
    flare_hours: int
    items: Sequence[I]
    earlier: Mapping[str, int]


def holding(versions: Iterable[V], on: date) -> V | None:
    """Return the version that holds on a date: the latest start, and of several the highest
    number."""
    begun = [version for version in versions if version.starts_on <= on]
    return max(begun, key=lambda version: (version.starts_on, version.number), default=None)


def lines_of(versions: Iterable[Programme[Any]]) -> set[str]:
    """Return the lines of every exercise of some versions."""
    return {item.line for version in versions for item in version.items}


def of_earlier(
    version: Numbered[I], versions: Iterable[Numbered[I]], on: date, told: Mapping[str, Any]
) -> list[tuple[I, bool]]:
    """Return the exercises that only a version before `version`, which holds on `on`, has, of those
    that were `told` of that date, by line each with the version it was told by, as far as that is
    known; and whether what was done of them counts.

    It does where the client went by what their programme said then: on the first day of a version,
    before it was made, or without signal, before they could know of it.
    """
    before = [one for one in versions if one.id != version.id and one.starts_on <= on]
    before.sort(key=lambda one: (one.starts_on, one.number), reverse=True)
    known = {one.id for one in before}
    found, lines = list[tuple[I, bool]](), lines_of([version])
    for item in (item for one in before for item in one.items):
        if item.line in told and item.line not in lines:
            lines.add(item.line)
            found.append((item, on == version.starts_on or told[item.line] in known))
    return found


def due(
    programme: Programme[I_co],
    on: date,
    away: Iterable[tuple[date, date]] = (),
    flare: Mapping[str, int] | None = None,
    stopped: Mapping[str, int] | None = None,
) -> list[tuple[I_co, int]]:
    """Return what is due on the local date `on`, and how many times, of the version that holds.

    Nothing on a day `away`. `flare` is None outside of a flare-up; in one it says how often each
    line had been done when it began that day, and beside what the therapist kept for a flare-up
    that is what is due, and no more. `stopped` is None but on a day on which a red-flag answer
    stopped the exercises: then as often as each line was reported, done or not and most likely
    before it, is all.
    """
    earlier = programme.earlier if isinstance(programme, Plan) else {}
    spans = list(away)
    found = []
    for item in programme.items:
        times = times_due(
            on, days=item.days, times_a_day=item.times_a_day, starts=programme.starts_on, away=spans
        )
        if flare is not None and not item.in_flare:
            times = min(times, flare.get(item.line, 0))
        if stopped is not None:
            times = min(times, stopped.get(item.line, 0))
        times = min(times, earlier.get(item.line, times))
        if times:
            found.append((item, times))
    return found


def flare_days(hours: int) -> int:
    """Return on how many days a flare-up of so many hours (24–72) leaves less due: the one on which
    it begins counts whole, however late that was."""
    return -(-hours // 24)


def is_within(spans: Iterable[tuple[date, date]], day: date) -> bool:
    """Return whether a day is in one of these stretches of days, both ends included."""
    return any(first <= day <= last for first, last in spans)


def on_weekday(days: int, on: date) -> bool:
    """Say whether `on` is in the bitmask `days` (Monday is bit 0, Sunday bit 6)."""
    return bool(days >> on.weekday() & 1)


def times_due(
    on: date,
    *,
    days: int,
    times_a_day: int,
    starts: date,
    ends: date | None = None,
    away: Iterable[tuple[date, date]] = (),
) -> int:
    """Return how many sessions of an exercise are due on the local date `on`.

    `starts` and `ends` are the first and the last day of the programme version; nothing is due on
    an `away` day (first and last included).
    """
    if on < starts or (ends is not None and on > ends) or not on_weekday(days, on):
        return 0
    return 0 if is_within(away, on) else times_a_day


def next_evaluation(intake: date, on: date) -> date:
    """Return the first weekly evaluation after `on`; they fall on the intake's weekday."""
    return intake + timedelta(days=next_look((on - intake).days))


def next_look(day: int) -> int:
    """Return the first day after `day` with an evaluation; days count from the intake."""
    return day - day % EVALUATION_EVERY + EVALUATION_EVERY if day > 0 else EVALUATION_EVERY


def review_date(visits: Iterable[date], onset: date, policy: Policy) -> date | None:
    """Return when the visit review falls due, or None before the last visit it needs.

    Visits count from the episode's onset, before the intake too; two on one day are one.
    """
    counted = sorted({visit for visit in visits if visit >= onset})
    if len(counted) < policy.review_visits:
        return None
    return counted[policy.review_visits - 1] + timedelta(days=policy.review_wait_days)
