"""Live a practice's year: `python -m benchmarks.year`. See benchmarks/README.md."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from time import perf_counter

from benchmarks.year.calendar import START, Calendar
from benchmarks.year.growth import Book
from benchmarks.year.invariants import invariants
from benchmarks.year.living import lived
from benchmarks.year.tables import (
    growth_table,
    invariants_table,
    load_table,
    pages_table,
    people_table,
)
from benchmarks.year.world import World

CLIENTS, DAYS = 60, 364


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; answers 1 where an invariant is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="in care at a time")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=date.fromisoformat, default=START)
    asked = parser.parse_args(arguments)
    book, began = Book(), perf_counter()

    def measure(world: World, month: int) -> None:
        book.measure(world, month)
        print(f"month {month}: {perf_counter() - began:.0f} s", file=sys.stderr)

    calendar = Calendar(asked.start, asked.days)
    with lived(calendar, asked.clients, asked.seed, measure) as world:
        found = invariants(world)
        _print("A year", people_table(world))
        _print("The load", load_table(world))
        _print("Invariants", invariants_table(found))
    _print("Growth", growth_table(book))
    _print("Pages", pages_table(book))
    return 0 if all(one.holds for one in found) else 1


def _print(title: str, lines: Iterable[str]) -> None:
    print(f"== {title}", *lines, "", sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
