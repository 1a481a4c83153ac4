"""Half the work for every page, night and mail? `python -m benchmarks`: this tree beside the first
release, a bare page, a bare INSERT and bare smtplib, in one run."""

import argparse
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.table import builds, jobs, pages, starting
from benchmarks.table.houses import Both, Filled, on_postgresql, on_sqlite
from benchmarks.table.rows import Row, printed
from homecare import clock
from tests import postgres

PARTS = ("pages", "batches", "mails", "ticks", "starts", "nights")
YEAR = 364


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: clients and their days, episodes of a night, rounds and requests."""

    clients: int
    days: int
    episodes: int
    rounds: int
    requests: int


FULL = Size(clients=200, days=YEAR, episodes=2000, rounds=7, requests=20)
QUICK = Size(clients=20, days=YEAR, episodes=200, rounds=2, requests=6)


def rows(both: Both, size: Size, folder: Path, parts: Collection[str]) -> Iterator[list[Row]]:
    """Every part of the table, one after the other."""
    if {"pages", "batches", "mails", "ticks"} & set(parts):
        filled = Filled(size.clients, size.days, size.days)
        practice = on_sqlite(both, folder / "practice", filled)
        for house in practice:
            # What a page shows was found in a night: today's, also before three o'clock.
            house.job("assess", "--on", f"{clock.today(pages.ZONE)}")
        if "pages" in parts:
            yield pages.measured(practice, size.rounds, size.requests)
        if "batches" in parts:
            yield pages.batches(practice)
        if "mails" in parts:
            yield jobs.mails(practice, folder, size.rounds)
        if "ticks" in parts:
            few = on_sqlite(both, folder / "few", Filled(1, YEAR, YEAR))
            yield jobs.ticks(few, "one client", size.rounds)
            yield jobs.ticks(practice, f"{size.clients} clients of a year", size.rounds)
    if "starts" in parts:
        yield starting.starts(both, size.rounds)
    if "nights" in parts:
        episodes = Filled(size.episodes, 28, 90)
        yield jobs.nights("SQLite", on_sqlite(both, folder / "night", episodes), size.rounds)
        with postgres.server() as server:
            houses = on_postgresql(both, folder / "server", server, episodes)
            yield jobs.nights("PostgreSQL", houses, size.rounds)


def main() -> int:
    """Print the table, each part as soon as it is measured, and at the end all of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a first look, in some minutes")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS,
                        help="some parts of the table")  # fmt: skip
    parser.add_argument("--episodes", type=int, help="of a night")
    asked = parser.parse_args()
    size = QUICK if asked.quick else FULL
    if asked.episodes:
        size = replace(size, episodes=asked.episodes)
    found: list[Row] = []
    both = (builds.first(), builds.now())
    with tempfile.TemporaryDirectory() as folder:
        for part in rows(both, size, Path(folder), asked.only):
            found += part
            print("\n".join(printed(part)), file=sys.stderr, flush=True)
    print("\n".join(printed(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
