"""The README's promise, tried in a bare Debian: Python, pip and make are enough.

Run by `make bare-debian` and so by `make check`, not by `make test`: it needs root, a network, and
a minute for the first time. Where it can't run, pytest says so with the reason.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Running
from tests.setting_up import bare
from tests.waiting.patience import STARTING

SAID = "Installing homecare's libraries into .venv …\n"


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def debian(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[bare.BareDebian]:
    """Debian 12 with Python 3.11, Debian 13 with Python 3.13."""
    if reason := bare.hindrance():
        pytest.skip(f"THE SET-UP WAS NOT TRIED in a bare Debian: {reason}")
    made = bare.BareDebian(request.param, tmp_path_factory.mktemp(request.param))
    yield made
    made.end()


@pytest.fixture(scope="module")
def roots(debian: bare.BareDebian) -> str:
    """A tree of root's that is set up; answers where."""
    tree = debian.fresh_tree("root")
    refused = debian.run("somebody", "make set-up 2>&1 | head -1", tree)
    assert refused.startswith(f"homecare can't be set up: Permission denied: {tree}/.venv. ")
    assert refused.endswith(
        f"Start it as whoever {tree} belongs to, or from a copy that is yours\n"
    )
    assert debian.run("root", "make set-up", tree) == SAID
    assert debian.written_outside(tree) == []
    return tree


def test_root_sets_it_up_once(debian: bare.BareDebian, roots: str) -> None:
    assert debian.run("root", "make set-up", roots) == ""


def test_somebody_without_a_home_starts_it_and_nothing_is_written_elsewhere(
    debian: bare.BareDebian, tmp_path: Path
) -> None:
    tree = debian.fresh_tree("somebody")
    house = Running(tmp_path, "")
    words = f"PORT={house.port} exec make serve"
    house.begin_program(*debian.command("somebody", words, tree))
    house.until("it is healthy", house.is_healthy, STARTING)
    assert house.process is not None
    # Its shell goes; homecare itself ends with the bare Debian, as all that was started there does.
    house.process.kill()
    house.process.wait()
    assert house.said().startswith(SAID)
    assert debian.written_outside(tree) == []


def test_somebody_is_told_in_one_line_what_the_tests_need(
    debian: bare.BareDebian, roots: str
) -> None:
    debian.run("root", "make .venv/installed-dev", roots)
    asked = subprocess.run(debian.command("somebody", "python3 tests/needs.py", roots), text=True,
                           capture_output=True)  # fmt: skip
    assert asked.returncode == 1
    line = asked.stderr.splitlines()[-1]
    packages = re.sub(r".*--no-install-recommends ", "", line).split()
    assert {"postgresql", "libatomic1", "procps"} < set(packages)
    assert debian.run("root", line.replace("install -y", "install -y --simulate"), "/")
