"""What is struck out of the ledger counts as if it had never come, whatever speaks of it."""

from datetime import UTC, datetime
from itertools import permutations
from uuid import UUID

import pytest

from homecare.diary.ledger import AMEND, LOG, VOID, EntryRow, counting
from homecare.diary.projection import newest, settled
from tests.make.diary import TODAY

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
THEIRS, OURS = UUID(int=1), UUID(int=2)


def entry(
    number: int, op: str = LOG, of: int = 0, *, struck: bool = False, leg: int = 0
) -> EntryRow:
    return EntryRow(
        UUID(int=100 + number), "web", number, op, UUID(int=100 + of) if of else None, "pain",
        TODAY, "Europe/London", AT, False, {} if op == VOID else {"leg": leg or number, "back": 1},
        None, THEIRS if struck else OURS, AT if struck else None,
    )  # fmt: skip


def leg(entries: list[EntryRow]) -> int | None:
    """The score that stands."""
    held = newest(settled(counting(entries)))
    return next((one.body["leg"] for one in held.values()), None)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ([entry(1, struck=True)], None),
        ([entry(1), entry(2, struck=True)], 1),
        ([entry(1), entry(2, AMEND, 1, struck=True)], 1),
        ([entry(1), entry(2, VOID, 1, struck=True)], 1),
        ([entry(1, struck=True), entry(2, AMEND, 1)], 2),
        ([entry(1, struck=True), entry(2, VOID, 1)], None),
        ([entry(1), entry(2, AMEND, 1, struck=True), entry(3, AMEND, 2)], 3),
        ([entry(1), entry(2, AMEND, 1, struck=True), entry(3, VOID, 2)], None),
        ([entry(1), entry(2, AMEND, 1, struck=True), entry(3, AMEND, 2, struck=True)], 1),
        ([entry(1), entry(2, AMEND, 1, struck=True), entry(3, AMEND, 1)], 3),
        # Each speaks of the other, as no device does: neither counts, and nothing hangs.
        ([entry(1, AMEND, 2, struck=True), entry(2, AMEND, 1, struck=True), entry(3)], 3),
    ],
)
def test_what_others_said_stands_as_if_it_had_never_come(
    told: list[EntryRow], stands: int | None
) -> None:
    for order in permutations(told):
        assert leg(list(order)) == stands


def test_where_nothing_is_struck_out_the_ledger_is_read_as_it_is() -> None:
    told = [entry(1), entry(2, AMEND, 1), entry(3, VOID, 2)]
    assert counting(told) == told


def test_what_corrected_it_is_said_for_the_first_time() -> None:
    theirs, ours = entry(1, struck=True), entry(2, AMEND, 1)
    assert counting([theirs, ours]) == [ours._replace(op=LOG, supersedes=None)]
