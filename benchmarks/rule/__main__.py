"""The rule's speed beside version 2's, the first release's, in one run: `-m benchmarks.rule`."""

import argparse
import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.rule.people import ON, histories
from benchmarks.table.builds import HERE, first_tree
from benchmarks.table.kernel import finished
from benchmarks.table.rows import Row, Wanted, printed

PROBE = Path(__file__).with_name("probe.py")
Costs = dict[str, dict[str, float]]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks.rule", description=__doc__)
    parser.add_argument("--histories", type=int, default=200, help="of 90 days each (200)")
    parser.add_argument("--rounds", type=int, default=3, help="of each build, in turn (3)")
    options = parser.parse_args()
    trees = {"first": first_tree(), "now": HERE}
    print("\n".join(printed(rows(trees, options.histories, options.rounds))))
    return 0


def rows(trees: dict[str, Path], count: int, rounds: int) -> list[Row]:
    """Return what `count` histories cost by the rule of both trees: the least of so many rounds."""
    with tempfile.TemporaryDirectory() as folder:
        file, one = Path(folder) / "histories.jsonl", Path(folder) / "one.jsonl"
        lines = histories(count)
        file.write_text("\n".join(lines), "utf-8")
        one.write_text(lines[0], "utf-8")
        costs: Costs = defaultdict(lambda: defaultdict(lambda: float("inf")))
        for _ in range(rounds):
            for build, tree in trees.items():
                for part, cost in _probed(tree, file).items():
                    costs[build][part] = min(cost, costs[build][part])
        return [*_table(costs), Row("start of flask assess, one line", "s", None,
                                    min(_started(one) for _ in range(rounds)),
                                    wanted=Wanted(most=0.25))]  # fmt: skip


def _probed(tree: Path, file: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    said = finished([sys.executable, str(PROBE), str(file), str(ON)], tree, environment).said
    costs: dict[str, float] = json.loads(said)
    return costs


def _started(file: Path) -> float:
    """Return the CPU seconds of `flask assess` for one line, in this tree."""
    words = ["-m", "flask", "--app", "wsgi", "assess", str(file), "--on", str(ON)]
    return finished([sys.executable, *words], HERE, os.environ).cpu


def _table(costs: Costs) -> list[Row]:
    before, now = costs["first"], costs["now"]
    return [
        Row("judged on one date", "µs", before["pure"], now["pure"], wanted=Wanted(1 / 2.5)),
        Row("read, judged and written", "µs", before["text"], now["text"], wanted=Wanted(1 / 2)),
        Row("replayed day by day", "µs", before["replay"], now["replay"], wanted=Wanted(1 / 2)),
        # Version 2 could only judge each day from scratch.
        Row("a day, carried on from the last", "µs", before["pure"], now["carried"],
            wanted=Wanted(1 / 5)),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
