"""What it costs to start, and to be there: `make serve` on an empty database."""

import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.table.builds import Build
from benchmarks.table.houses import Both, Door
from benchmarks.table.kernel import memory, spent
from benchmarks.table.rows import Rounds, Row, Wanted, of_rounds
from benchmarks.table.serving import running
from tests.waiting.ports import free_port

PAGES = 20


def starts(both: Both, rounds: int) -> list[Row]:
    """Start both in turn, each on a new database for the first time and then again."""
    took: Rounds = defaultdict(list)
    cpu: Rounds = defaultdict(list)
    held: Rounds = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):  # the first one makes the database
            for build in both:
                found = start(build, Path(folder) / build.name)
                for rows, one in zip((took, cpu, held), found, strict=True):
                    rows[build.name] += [one] if turn else []
    return [
        of_rounds("start until /healthz answers", "s", took, Wanted(most=3)),
        of_rounds("start, CPU of all processes", "s", cpu, Wanted(0.4)),
        of_rounds("make serve, all processes, PSS", "MB", held, Wanted(most=150)),
    ]


def start(build: Build, instance: Path) -> tuple[float, float, float]:
    """Seconds until it answers, CPU seconds of all processes by then, MB after pages."""
    instance.mkdir(exist_ok=True)
    port, began = free_port(), time.monotonic()
    environment = build.environment(instance, f"sqlite:///{instance}/homecare.sqlite",
                                    PORT=str(port))  # fmt: skip
    words = [str(build.python), "-m", "flask", "--app", "wsgi", "serve"]
    with running(words, build.tree, environment, port, "/healthz") as pid:
        took, cpu = time.monotonic() - began, sum(spent(pid))
        visitor = Door(port, pid).visitor()
        for _ in range(PAGES):
            visitor.get("/red-flags")
        return took, cpu, memory(pid)
