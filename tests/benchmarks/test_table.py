"""The table of `python -m benchmarks`, small: this tree stands in for both builds."""

import re
from collections.abc import Mapping
from dataclasses import astuple, replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from benchmarks.__main__ import Size, rows
from benchmarks.table import builds
from benchmarks.table.kernel import Done
from benchmarks.table.rows import Row, Wanted, of_rounds, printed
from tests import as_typed

pytestmark = pytest.mark.any_database
TINY = Size(clients=2, days=30, episodes=2, rounds=1, requests=2)


PARTS = {
    "pages": {"Today", "sync of 10 entries", "one form report", "caseload", "client page",
              "Progress, unpacked", "a made CSS or JS file"},
    "mails": {"weekly mail, built", "weekly mail, its size", "weekly mail, sent"},
}  # fmt: skip


class Loaded(builds.Build):
    """This tree; its commands, and what looks at it from inside, run in copies of the test, where
    its libraries are loaded."""

    def run(self, environment: Mapping[str, str], *words: str, typed: str = "") -> Done:
        """Run a script in a copy, anything else in a Python of its own."""
        if words[0].endswith(".py"):
            return self.flask(environment, *words, typed=typed)
        return super().run(environment, *words, typed=typed)

    def flask(self, environment: Mapping[str, str], *words: str, typed: str = "") -> Done:
        """Run one of its commands to the end."""
        before = spent()
        status, said = as_typed.run(words, environment, typed)
        assert status == 0, said
        return Done(spent() - before, said)


def spent() -> float:
    """CPU seconds of every process of ours that has ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_runs_and_names_every_row(tmp_path: Path) -> None:
    now = Loaded(*astuple(builds.now()))
    both = (replace(now, name="first"), now)
    for wanted, found in zip(PARTS.values(), rows(both, TINY, tmp_path, PARTS), strict=True):
        assert wanted <= {row.name for row in found}
        # Milliseconds of a mail are a difference of two runs, so small here that it may be any.
        assert all(row.unit == "ms" or row.now > 0 for row in found)


def test_a_row_is_met_only_where_all_that_is_wanted_is_so() -> None:
    wanted = Wanted(share=0.5, times=8, most=4)
    assert wanted.met(Row("Today", "ms", 8, 4, 0.5, wanted))
    assert not wanted.met(Row("Today", "ms", 7, 4, 0.5, wanted))
    assert not wanted.met(Row("Today", "ms", 8, 4, 0.4, wanted))
    assert not wanted.met(Row("Today", "ms", 10, 5, 1, wanted))


def test_the_table_has_medians_ratios_and_what_was_wanted() -> None:
    rounds = {"first": [10.0, 11.0, 90.0], "now": [1.0, 5.5, 8.0], "bare": [0.5, 0.5, 0.5]}
    row = of_rounds("Today", "ms", rounds, Wanted(0.5, 8), "bare")
    assert printed([row])[-1] == (
        "| Today | 11.00 ms | 5.50 ms | 0.50 | 11.00 | ≤ 0.5 of first, ≤ 8 × bare | NO |"
    )
    assert re.fullmatch(r"[0-9a-f]{40}", builds.FIRST)
