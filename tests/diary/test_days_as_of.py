"""The number of the counting is raised whenever days would come out otherwise than they are stored.

Three hundred diaries of chance, always the same ones, are counted; what came of them is written
down by the number that they were counted as.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import pytest

from homecare.diary import projection
from homecare.diary.ledger import EntryRow
from homecare.diary.projection import DAYS_AS_OF, PlanBehindDays, project
from homecare.diary.schemas import ANSWERS, KINDS, REASONS
from homecare.rules.schedule import Line, Version

pytestmark = pytest.mark.any_database

COUNTED = {1: "32d3b3eef591751a", 2: "a0131a7117992ce1", 3: "14d47cc4e1d221e0"}
FIRST, DAY, LENGTH = date(2026, 3, 2), timedelta(days=1), 12
ROLLS, BRIDGE, CLAM = "rolls:-", "bridge:-", "clam:r"
OF_VERSION = {number: UUID(int=1000 + number) for number in (1, 2, 3)}
T = TypeVar("T")


class Chance(Random):
    """Always the same one. Only `random()` is the same in every Python there will be."""

    def of(self, some: Sequence[T]) -> T:
        return some[int(self.random() * len(some))]

    def number(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    def once_in(self, many: int) -> bool:
        return self.random() * many < 1


def body(chance: Chance, kind: str) -> dict[str, Any]:
    """What an entry of a kind says."""
    score = chance.number(0, 10)
    said: dict[str, dict[str, Any]] = {
        "exercise": {"line": chance.of([ROLLS, BRIDGE, CLAM]),
                     "outcome": chance.of(["done", "done", "partly", "not"])},
        "pain": chance.of([{"leg": score, "back": chance.number(0, 10)}, {"leg": score},
                           {"leg": None, "back": score}]),
        "sitting": chance.of([{"kept": chance.of(["kept", "not_kept"])}, {"minutes": 20}]),
        "bath": {"kept": chance.of(["kept", "not_kept", "could_not"])},
        "note": {"text": "a word"},
        "flare": {"state": chance.of(["start", "start", "end"])},
        "check": {"change": chance.of([None, -3, 0, 2])},
        "why": {"reason": chance.of(REASONS)},
        "check_in": {"answer": chance.of(ANSWERS)},
        "activities": {"scores": [{"id": "a", "words": "sit", "score": score}]},
    }  # fmt: skip
    if kind == "exercise" and chance.once_in(3):
        said[kind]["times"] = chance.number(1, 3)
    return said.get(kind, {})


def entry(chance: Chance, number: int, before: Sequence[EntryRow]) -> EntryRow:
    """A report; some put an earlier one right, or take it back."""
    kind, day = chance.of([*KINDS, *4 * ["exercise"], "pain"]), chance.number(0, LENGTH - 1)
    on, op, of = FIRST + day * DAY, "log", None
    if before and chance.once_in(4):
        one = chance.of(before)
        kind, on, op, of = one.kind, one.local_date, chance.of(["amend", "void"]), one.id
    late = timedelta(days=chance.of([0, 0, 0, 1, 3]), hours=19)
    return EntryRow(
        UUID(int=number), chance.of(["phone-1", "phone-2", "web"]), chance.number(1, 8), op, of,
        kind, on, "Europe/London", datetime.combine(on, datetime.min.time(), UTC) + late,
        chance.once_in(20), {} if op == "void" else body(chance, kind),
        OF_VERSION[chance.number(1, 3)],
    )  # fmt: skip


def ground(chance: Chance) -> PlanBehindDays:
    """One to three versions, and now and then days away or stopped."""
    versions = [
        Version(
            number, FIRST + chance.number(0, 9) * DAY * (number > 1), chance.of([24, 48, 72]),
            tuple(Line(line, chance.of([127, 0b0010101]), chance.number(1, 3), chance.once_in(2))
                  for line in (ROLLS, BRIDGE, CLAM) if not chance.once_in(4)),
            OF_VERSION[number],
        )
        for number in range(1, chance.number(1, 3) + 1)
    ]  # fmt: skip
    spans = []
    for _ in ("away", "stopped"):
        first = FIRST + chance.number(0, LENGTH) * DAY
        spans.append({(first, first + chance.number(0, 3) * DAY)} if chance.once_in(3) else set())
    return PlanBehindDays(tuple(versions), *map(frozenset, spans))


def counted() -> str:
    """What comes of all of them, in a few letters."""
    chance, found = Chance(20261130), []
    for _ in range(300):
        entries: list[EntryRow] = []
        for number in range(1, chance.number(4, 40)):
            entries.append(entry(chance, number, entries))
        days = [FIRST + n * DAY for n in range(LENGTH + 2)]
        found += [asdict(figures) for _, figures in project(entries, ground(chance), days)]
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


def test_days_come_out_as_their_number_says() -> None:
    assert counted() == COUNTED[DAYS_AS_OF], (
        "Days are counted otherwise than before: those that are stored are out of date. If that is "
        f"meant, raise DAYS_AS_OF in homecare/diary/projection.py to {DAYS_AS_OF + 1}: the clock "
        "then works all days out anew, once after the update. And add to COUNTED here: "
        f"{DAYS_AS_OF + 1}: {counted()!r}"
    )


@pytest.mark.parametrize("what", ["is_late", "_is_before", "_scores", "in_flare"])
def test_a_change_of_the_counting_is_noticed(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, what, lambda *_: 0)
    assert counted() != COUNTED[DAYS_AS_OF]
