"""A programme before it is assigned: plain values, and what may not be in them.

The ranges are ours: wide enough for every usual dose in the catalogue, and narrow enough to catch
a slip of the finger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from homecare.clients.models import SIDES
from homecare.library.models import EVERY_DAY, Exercise
from homecare.library.own import DOSE_RANGES
from homecare.programmes.models import ProgrammeVersion
from homecare.refusals import Refusal

# Lowest and highest; None stays possible for all but times_a_day and days.
RANGES = {**DOSE_RANGES, "days": (1, EVERY_DAY)}
FLARE_HOURS = (48, 72)
LIMIT_MINUTES = (5, 240)
NO_EXERCISE = "Add at least one exercise."
MOST_ITEMS, MANY_ITEMS = 6, 4  # fewer than four are easier to keep up (found)
MOST_ADVICE = 6
LONGEST_ADVICE = timedelta(days=366)
LATEST_START = timedelta(days=366)
NOTE_LENGTH = {"items": 300, "plan": 1000}
ADVICE_KINDS = ("sitting", "bath", "other")


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One exercise and its dose. `side` is None for an exercise that has no sides."""

    exercise_id: UUID
    side: str | None = None
    sets: int | None = None
    reps: int | None = None
    hold_seconds: int | None = None
    minutes: int | None = None
    times_a_day: int = 1
    days: int = EVERY_DAY
    note: str = ""
    in_flare: bool = False


@dataclass(frozen=True, slots=True)
class PlanAdvice:
    """A piece of advice in the words given to the client, until its last day."""

    kind: str
    title: str
    text: str
    until: date
    reason: str = ""
    alternative: str = ""
    question: str = ""
    limit_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a version of a programme is made from."""

    items: tuple[PlanItem, ...]
    advice: tuple[PlanAdvice, ...] = ()
    note: str = ""
    flare_hours: int = 72
    template_code: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What can't stand, and where: part is plan, items or advice; `index` counts from 0."""

    part: str
    index: int
    field: str
    text: str


class PlanError(Refusal):
    """The plan can't be assigned; `at` says why, each at its place."""

    def __init__(self, at: list[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in at))
        self.at = at


def line_of(exercise: Exercise, side: str | None) -> str:
    """The name under which an exercise is reported, alike in every version."""
    return f"{exercise.code}:{side or '-'}"


def problems(
    plan: Plan,
    exercises: Mapping[UUID, Exercise],
    *,
    starts_on: date,
    today: date,
    first: bool = True,
) -> list[Problem]:
    """Everything that keeps the plan from being assigned; an empty list when it may be.

    Only what follows another plan may have no exercises: so one that was another client's is taken
    away again.
    """
    none = [Problem("plan", 0, "items", NO_EXERCISE)] if first and not plan.items else []
    of_plan = [*none, *_whole(plan), *_start(starts_on, today)]
    seen: set[tuple[UUID, str | None]] = set()
    for index, item in enumerate(plan.items):
        of_item = [*_item(item, exercises.get(item.exercise_id))]
        if (item.exercise_id, item.side) in seen:
            of_item.append(("exercise_id", "This exercise is in the programme already."))
        seen.add((item.exercise_id, item.side))
        of_plan += [Problem("items", index, field, text) for field, text in of_item]
    for index, advice in enumerate(plan.advice):
        of_plan += [Problem("advice", index, *of_item) for of_item in _advice(advice, starts_on)]
    return of_plan


def warnings(plan: Plan) -> list[str]:
    """What a therapist may want to think over; none of it keeps a plan from being assigned."""
    if len(plan.items) <= MANY_ITEMS:
        return []
    return [f"{len(plan.items)} exercises: fewer than four are easier to keep up."]


def _whole(plan: Plan) -> Iterator[Problem]:
    if len(plan.items) > MOST_ITEMS:
        yield Problem("plan", 0, "items", f"Keep to {MOST_ITEMS} exercises; take some out.")
    if len(plan.advice) > MOST_ADVICE:
        yield Problem("plan", 0, "advice", f"Keep to {MOST_ADVICE} pieces of advice.")
    for kind in ("sitting", "bath"):
        if sum(advice.kind == kind for advice in plan.advice) > 1:
            yield Problem("plan", 0, "advice", f"Give only one piece of {kind} advice at a time.")
    if not _within(plan.flare_hours, FLARE_HOURS):
        yield Problem("plan", 0, "flare_hours", _range_words(FLARE_HOURS))
    if len(plan.note) > NOTE_LENGTH["plan"]:
        yield Problem("plan", 0, "note", f"Keep it under {NOTE_LENGTH['plan']} characters.")


def _start(starts_on: date, today: date) -> Iterator[Problem]:
    if starts_on < today:
        text = f"Choose {today:%d/%m/%Y} or later. What was due before stays as it was."
        yield Problem("plan", 0, "starts_on", text)
    if starts_on > today + LATEST_START:
        yield Problem("plan", 0, "starts_on", "Choose a day within a year.")


def _item(item: PlanItem, exercise: Exercise | None) -> Iterator[tuple[str, str]]:
    if exercise is None:
        yield "exercise_id", "Choose an exercise from your library."
    elif exercise.sided and item.side not in SIDES:
        yield "side", "Choose left, right or each side."
    elif not exercise.sided and item.side is not None:
        yield "side", "This exercise has no sides."
    for name, (low, high) in RANGES.items():
        value = getattr(item, name)
        if value is not None and not low <= value <= high:
            text = "Choose at least one day." if name == "days" else _range_words((low, high))
            yield name, text
    if item.reps is None and item.minutes is None:
        yield "reps", "Say how many times, or how many minutes."
    if len(item.note) > NOTE_LENGTH["items"]:
        yield "note", f"Keep it under {NOTE_LENGTH['items']} characters."


def _advice(advice: PlanAdvice, starts_on: date) -> Iterator[tuple[str, str]]:
    if advice.kind not in ADVICE_KINDS:
        yield "kind", "Choose sitting, bath or other."
    if not 0 < len(advice.title) <= 120:
        yield "title", "Write a title of up to 120 characters."
    if not 0 < len(advice.text) <= 1000:
        yield "text", "Write the advice in up to 1000 characters."
    if advice.limit_minutes is not None and not _within(advice.limit_minutes, LIMIT_MINUTES):
        yield "limit_minutes", _range_words(LIMIT_MINUTES)
    if advice.until < starts_on:
        yield "until", "Choose the start of the programme or a later day."
    elif advice.until > starts_on + LONGEST_ADVICE:
        yield "until", "Choose a day within a year of the start."


def _within(value: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _range_words(bounds: tuple[int, int]) -> str:
    return f"Write a number from {bounds[0]} to {bounds[1]}."


def plan_of(version: ProgrammeVersion, on: date | None = None) -> Plan:
    """The plan a version was made from, to edit; with `on`, without advice that has ended."""
    return Plan(
        items=tuple(PlanItem(**_values(PlanItem, row)) for row in version.items),
        advice=tuple(
            PlanAdvice(**_values(PlanAdvice, row))
            for row in version.advice
            if on is None or row.until >= on
        ),
        note=version.note,
        flare_hours=version.flare_hours,
        template_code=version.template_code,
    )


def _values(kind: type[PlanItem] | type[PlanAdvice], row: object) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(kind)}
