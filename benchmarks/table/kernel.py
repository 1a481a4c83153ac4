"""What processes cost, as the kernel accounts for it."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
NANO = 1e9


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended: its CPU seconds, its children's included, and what it printed."""

    cpu: float
    said: str


def finished(
    command: Sequence[str], tree: Path, environment: Mapping[str, str], typed: str = ""
) -> Done:
    """Run a command to its end. Raises RuntimeError, with what it said, where it fails."""
    process = subprocess.Popen(command, cwd=tree, env=dict(environment), text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin:
        process.stdin.write(typed)
    with process.stdout:
        said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{said}")
    return Done(used.ru_utime + used.ru_stime, said)


def family(pid: int) -> Iterator[int]:
    """A process and everything it started that still runs."""
    yield pid
    for task in (PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                yield from family(int(child))


def spent(pid: int) -> list[float]:
    """CPU seconds of a process and of each of its family, threads that run included."""
    return [
        sum(int(task.read_text().split()[0]) for task in _tasks(one)) / NANO for one in family(pid)
    ]


def _tasks(pid: int) -> Iterator[Path]:
    return (PROC / str(pid) / "task").glob("*/schedstat")


def memory(pid: int) -> float:
    """MB of a process and its family; what several share counts once among them."""
    return sum(_proportional(one) for one in family(pid)) / 1024


def _proportional(pid: int) -> int:
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
