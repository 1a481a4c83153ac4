"""What changes from one plan to the next, in plain sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from homecare.language import SIDES_OF_EXERCISE, count, long_date
from homecare.library import words as wording
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.plan import Plan, PlanAdvice, PlanItem, plan_of
from homecare.rules.schedule import flare_days

_DOSE: dict[str, Callable[[Any], str]] = {
    "side": lambda side: SIDES_OF_EXERCISE[side] if side else "no side",
    "sets": lambda n: count(n, "set") if n else "no sets",
    "reps": lambda n: count(n, "time") if n else "not counted",
    "hold_seconds": lambda n: f"hold {count(n, 'second')}" if n else "no hold",
    "minutes": lambda n: count(n, "minute") if n else "no minutes",
    "times_a_day": wording.often,
    "days": wording.on_days,
}
_ADVICE: dict[str, Callable[[Any], str]] = {
    "until": lambda day: f"until {long_date(day)}",
    "limit_minutes": lambda n: f"{n} minutes at most" if n else "no limit",
}
_ADVICE_WORDS = ("kind", "text", "reason", "alternative", "question")


def differences(old: Plan | None, new: Plan, names: Mapping[UUID, str]) -> list[str]:
    """One sentence for each change: "Clam: 2 sets → 3 sets". Without `old`, everything is new.

    `names` holds the name of every exercise in either plan.
    """
    old = old or Plan(items=(), note=new.note, flare_hours=new.flare_hours)
    pairs = _pairs(old.items, new.items)
    kept = [before for before, after in pairs if before and after]
    changes = [t for before, after in pairs for t in _item_changes(before, after, names)]
    if kept != [before for before in old.items if before in kept]:
        changes.append("The order of the exercises")
    changes += _advice_changes(old, new)
    before, after = flare_days(old.flare_hours), flare_days(new.flare_hours)
    if before != after:
        changes.append(f"Flare-up plan: {count(before, 'day')} → {count(after, 'day')}")
    if old.note != new.note:
        changes.append("Your therapist’s note" if new.note else "Removed: your therapist’s note")
    return changes


def between(old: ProgrammeVersion | None, new: ProgrammeVersion) -> list[str]:
    """The differences of two versions; advice that had ended when `new` began is no change."""
    names = {item.exercise_id: item.exercise.name for v in (old, new) if v for item in v.items}
    return differences(plan_of(old, new.starts_on) if old else None, plan_of(new), names)


def _pairs(
    old: tuple[PlanItem, ...], new: tuple[PlanItem, ...]
) -> list[tuple[PlanItem | None, PlanItem | None]]:
    """Each new item with the old one it continues (same side first), then what was removed."""
    left = list(old)
    pairs: dict[int, PlanItem] = {}
    for alike in (_same_side, _same_exercise):
        for place, after in enumerate(new):
            before = next((b for b in left if place not in pairs and alike(b, after)), None)
            if before is not None:
                pairs[place] = before
                left.remove(before)
    gone: list[tuple[PlanItem | None, PlanItem | None]] = [(before, None) for before in left]
    return [*((pairs.get(place), after) for place, after in enumerate(new)), *gone]


def _same_side(old: PlanItem, new: PlanItem) -> bool:
    return (old.exercise_id, old.side) == (new.exercise_id, new.side)


def _same_exercise(old: PlanItem, new: PlanItem) -> bool:
    return old.exercise_id == new.exercise_id


def _item_changes(
    old: PlanItem | None, new: PlanItem | None, names: Mapping[UUID, str]
) -> Iterator[str]:
    if old is None and new is not None:
        yield f"Added: {names[new.exercise_id]}"
    elif new is None and old is not None:
        yield f"Removed: {names[old.exercise_id]}"
    elif old is not None and new is not None:
        for change in _dose_changes(old, new):
            yield f"{names[new.exercise_id]}: {change}"


def _dose_changes(old: PlanItem, new: PlanItem) -> Iterator[str]:
    yield from _changed(old, new, _DOSE)
    if old.in_flare != new.in_flare:
        yield ("kept" if new.in_flare else "no longer kept") + " during a flare-up"
    if old.note != new.note:
        yield "new note" if new.note else "note removed"


def _changed(old: object, new: object, words: Mapping[str, Callable[[Any], str]]) -> Iterator[str]:
    for name, say in words.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{say(before)} → {say(after)}"


def _advice_changes(old: Plan, new: Plan) -> Iterator[str]:
    before = {advice.title: advice for advice in old.advice}
    after = {advice.title: advice for advice in new.advice}
    for title, advice in after.items():
        if title not in before:
            yield f"Added advice: {title}, until {long_date(advice.until)}"
        else:
            yield from (f"{title}: {change}" for change in _reworded(before[title], advice))
    yield from (f"Removed advice: {title}" for title in before if title not in after)


def _reworded(old: PlanAdvice, new: PlanAdvice) -> Iterator[str]:
    yield from _changed(old, new, _ADVICE)
    same_words = {name: getattr(old, name) for name in _ADVICE_WORDS}
    if replace(new, **same_words) != new:
        yield "new wording"
