"""The table: `python -m benchmarks.cohort --help` names every option."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import TypeVar

from benchmarks.cohort import worlds
from benchmarks.cohort.courses import SHARES, World
from benchmarks.cohort.outside import read
from benchmarks.cohort.people import people
from benchmarks.cohort.scores import Tally, table, tallies

Job = TypeVar("Job")


def main(words: list[str] | None = None) -> int:
    """Simulate, let every rule watch, print the table."""
    options = _options().parse_args(words)
    if bool(options.histories) != bool(options.truth):
        _options().error("--histories and --truth belong together")
    if not (options.histories or options.naive):
        seeds = range(options.first_seed, options.first_seed + (options.seeds or 6))
        print(worlds.table(seeds, options.people or 1000, options.processes))
        return 0
    options.seeds, options.people = options.seeds or 20, options.people or 5000
    try:
        cohorts = list(_outside(options) if options.histories else _simulated(options))
    except (OSError, ValueError) as error:
        print(f"can't go on: {error}", file=sys.stderr)
        return 1
    print(table(cohorts))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.cohort", description=__doc__)
    add = parser.add_argument
    add("--naive", action="store_true", help="one world, of the options, beside naive rules")
    add("--seeds", type=int, help="how many cohorts (6, of one world 20)")
    add("--first-seed", type=int, default=1, help="the seed of the first (1)")
    add("--people", type=int, help="people in each (1000, of one world 5000)")
    add("--processes", type=int, default=os.cpu_count() or 1, help="side by side (every core)")
    add("--daily-sd", type=float, default=1.1, help="scatter of a person's days, points (1.1)")
    add("--lag", type=float, default=0.35, help="how far a day takes after the day before (0.35)")
    add("--log-rate", type=float, default=0.85, help="share of days rated at the start (0.85)")
    add("--drop-out", type=float, default=1.0, help="times the usual chance of leaving (1)")
    add("--days-a-week", type=int, default=7, choices=range(1, 8), help="days rated at all (7)")
    add("--check-sd", type=float, default=0.4, help="scatter of the weekly check's answer (0.4)")
    add("--share", type=_share, action="append", default=[], metavar="COURSE=NUMBER",
        help=f"weight of a course, any number of times; courses: {', '.join(SHARES)}")  # fmt: skip
    add("--redraw", action="store_true", help="other shares in each cohort, half to twice these")
    add("--histories", type=Path, action="append", help="score an outside cohort: its histories")
    add("--truth", type=Path, action="append", help="… and its truth, as CSV; in the same order")
    return parser


def _share(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    if name not in SHARES:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(SHARES)}")
    return name, float(number)


def _world(options: argparse.Namespace) -> World:
    return World(
        shares={**SHARES, **dict(options.share)},
        daily_sd=options.daily_sd, lag=options.lag, log_rate=options.log_rate,
        drop_out=options.drop_out, check_sd=options.check_sd, redraw=options.redraw,
        days_a_week=options.days_a_week,
    )  # fmt: skip


def _simulated(options: argparse.Namespace) -> Iterator[dict[str, Tally]]:
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    one = partial(cohort, count=options.people, world=_world(options))
    return _side_by_side(one, seeds, options.processes)


def cohort(seed: int, count: int, world: World) -> dict[str, Tally]:
    """Return what every rule did with the people of one seed."""
    return tallies(people(seed, count, world))


def _outside(options: argparse.Namespace) -> Iterator[dict[str, Tally]]:
    pairs = list(zip(options.histories, options.truth, strict=True))
    return _side_by_side(outside, pairs, options.processes)


def outside(files: tuple[Path, Path]) -> dict[str, Tally]:
    """Return what every rule did with the people of two files."""
    return tallies(read(*files))


def _side_by_side(
    one: Callable[[Job], dict[str, Tally]], jobs: Sequence[Job], processes: int
) -> Iterator[dict[str, Tally]]:
    with Pool(processes) as pool:
        for done, tally in enumerate(pool.imap(one, jobs), start=1):
            if sys.stderr.isatty():
                end = "\n" if done == len(jobs) else ""
                print(f"\r{done} of {len(jobs)} cohorts", end=end, file=sys.stderr, flush=True)
            yield tally


if __name__ == "__main__":
    sys.exit(main())
