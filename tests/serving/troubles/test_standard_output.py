"""Whatever a command says is written, or it ends in one line and not as if all were well."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT
from homecare.commands.table import add_commands
from homecare.serving import standard_output
from tests.commands.test_assess_command import LINE

pytestmark = pytest.mark.any_database
FULL = (
    "Error: standard output can't be written: No space left on device. What is there is cut short."
)
OURS = [sys.executable, "-m", "flask", "--app", "wsgi"]


def run(words: str, folder: Path, *, unbuffered: bool = False, shell: str = "> /dev/full") -> str:
    """Run a command through a shell, with what it said on standard error and its exit status."""
    (folder / "many.jsonl").write_text(f"{LINE}\n" * 500)
    line = f"set -o pipefail; {' '.join(OURS)} {words} {shell}"
    where = {"PATH": "/usr/bin:/bin", "HOMECARE_INSTANCE": str(folder / "instance")}
    where |= {"PYTHONUNBUFFERED": "1"} if unbuffered else {}
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, env=where, capture_output=True, text=True, check=False
    )
    return f"{done.stderr}{done.returncode}"


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize("lines", ["one", "many"])
def test_a_full_disk_is_said_in_one_line(tmp_path: Path, lines: str, unbuffered: bool) -> None:
    (tmp_path / "one.jsonl").write_text(LINE)
    words = f"assess {tmp_path}/{lines}.jsonl --on 2026-02-02"
    assert run(words, tmp_path, unbuffered=unbuffered) == f"{FULL}\n1"


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize(
    "words",
    ["version", "assess --help", "library contact-sheet --help", "--help", "practice --help"],
)
def test_of_every_other_command_too(tmp_path: Path, words: str, unbuffered: bool) -> None:
    assert run(words, tmp_path, unbuffered=unbuffered) == f"{FULL}\n1"


@pytest.mark.parametrize("unbuffered", [False, True])
def test_whoever_has_seen_enough_hears_no_more(tmp_path: Path, unbuffered: bool) -> None:
    words = f"assess {tmp_path}/many.jsonl --on 2026-02-02"
    assert run(words, tmp_path, unbuffered=unbuffered, shell="| head -n 1 > /dev/null") == "1"


def test_answers_that_would_go_nowhere_are_not_worked_out(tmp_path: Path) -> None:
    said = run(f"assess {tmp_path}/many.jsonl --on 2026-02-02", tmp_path, shell=">&-")
    assert said == "Error: standard output is closed: nobody could read the answer\n1"


def test_another_fault_is_not_called_one_of_standard_output() -> None:
    with pytest.raises(OSError, match="No space"), standard_output.written():
        Path("/dev/full").write_text("a letter")


def commands(group: click.Command) -> Iterator[click.Command]:
    if not isinstance(group, click.Group):
        yield group
        return
    for one in group.commands.values():
        yield from commands(one)


def test_every_command_sees_to_it() -> None:
    app = Flask("commands")
    add_commands(app)
    ours = list(commands(app.cli))
    assert len(ours) > 15
    assert [one.name for one in ours if not isinstance(one, standard_output.Command)] == []
