"""Whether a programme is for the side that the record says is sore, and how it is turned to it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from homecare.programmes.plan import Plan, PlanItem

BOTH = "both"


class Sided(Protocol):
    """An exercise of a plan or of a version."""

    @property
    def side(self) -> str | None:
        """left, right, both (each side in turn), or None for an exercise without sides."""


Item = TypeVar("Item", bound=Sided)


def of_another_side(items: Iterable[Item], sore: str) -> list[Item]:
    """The exercises that are not for the `sore` side (left, right or both).

    Where both sides are sore, an exercise for one of them is, unless another is for the other.
    """
    one_sided = [item for item in items if item.side not in (None, BOTH)]
    if sore == BOTH:
        return one_sided if len({item.side for item in one_sided}) == 1 else []
    return [item for item in one_sided if item.side != sore]


def turned(plan: Plan, sore: str) -> Plan:
    """The plan with each exercise of another side turned to the `sore` one, and none twice."""
    wrong = of_another_side(plan.items, sore)
    items: dict[object, PlanItem] = {}
    for item in plan.items:
        new = replace(item, side=sore) if item in wrong else item
        items.setdefault((new.exercise_id, new.side), new)
    return replace(plan, items=tuple(items.values()))
