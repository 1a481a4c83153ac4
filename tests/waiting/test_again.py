"""What fails once is told and passes, what fails twice fails, and too many failures are one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting.again import MOST

AT_FIRST = """
tried = set()

def fails_at_first(which):
    if which not in tried:
        tried.add(which)
        raise AssertionError(f"the {which} came late")
"""


def run(folder: Path, tests: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run tests of somebody else's, each as a process of its own."""
    (folder / "test_theirs.py").write_text(AT_FIRST + tests)
    (folder / "pytest.ini").write_text("[pytest]")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.waiting.again"]
    here = Path(__file__).parents[2]
    return subprocess.run(
        [*command, *more, "--rootdir", str(folder), str(folder)],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("more", [[], ["-n", "2"]], ids=["alone", "side by side"])
def test_what_fails_once_passes_and_is_told(tmp_path: Path, more: list[str]) -> None:
    done = run(tmp_path, "def test_page(): fails_at_first('page')", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED AT FIRST, RUN AGAIN" in done.stdout
    assert "test_theirs.py::test_page" in done.stdout
    assert "the page came late" in done.stdout
    assert f"1 ran again; a run bears {MOST}." in done.stdout


def test_what_fails_twice_fails(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_page(): raise AssertionError('it is broken')")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout


def test_as_many_as_a_run_bears_pass_and_one_more_does_not(tmp_path: Path) -> None:
    def tests(number: int) -> str:
        return "\n".join(f"def test_{i}(): fails_at_first({i})" for i in range(number))

    assert run(tmp_path, tests(MOST)).returncode == 0
    done = run(tmp_path, tests(MOST + 1))
    assert done.returncode == 1, done.stdout + done.stderr


def test_nothing_is_said_of_a_run_without_failures(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_page(): pass")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "AGAIN" not in done.stdout
