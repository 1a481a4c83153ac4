"""A cohort that somebody else simulated: histories line by line, and the truth of each by id."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cohort.people import Person
from homecare.rules.reading.history import History


def read(histories: Path, truth: Path) -> Iterator[Person]:
    """Yield everybody of `histories` (the file format of `flask assess`).

    `truth` is a CSV with the columns id, stalled and recovering (0 or 1). Raises ValueError where
    somebody's truth is missing or a line can't be read.
    """
    with truth.open(newline="") as file:
        known = {row["id"]: row for row in csv.DictReader(file)}
    with histories.open() as file:
        for number, line in enumerate(file, start=1):
            try:
                history = History.from_json(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{histories}, line {number}: {error}") from error
            if history.id not in known:
                raise ValueError(f"{truth} says nothing about {history.id}")
            row = known[history.id]
            yield Person(history, row["stalled"] == "1", row["recovering"] == "1")
