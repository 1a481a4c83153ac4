"""The table of `python -m benchmarks.rule`, small: this tree stands in for both builds."""

import pytest

from benchmarks.rule.__main__ import rows
from benchmarks.table.builds import HERE

pytestmark = pytest.mark.any_database


def test_it_times_both_builds_in_turn_and_names_every_row() -> None:
    found = {row.name: row for row in rows({"first": HERE, "now": HERE}, count=4, rounds=1)}
    assert list(found) == [
        "judged on one date",
        "read, judged and written",
        "replayed day by day",
        "a day, carried on from the last",
        "start of flask assess, one line",
    ]
    assert all(row.now > 0 for row in found.values())
    # A day that is carried on is beside one that is judged from scratch.
    carried = found["a day, carried on from the last"]
    assert carried.first == found["judged on one date"].first
