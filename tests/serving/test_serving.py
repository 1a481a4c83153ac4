"""Web and clock are one: where one of them dies, the other is ended and the reason said."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.table.kernel import memory
from tests.running import Running
from tests.waiting.patience import PATIENCE, STARTING

MOST_MEGABYTES = 190  # 141 on the machine it was measured on; 292 when each loaded all of it
pytestmark = pytest.mark.any_database


def test_a_clock_that_dies_ends_the_web_server_too(
    database_with_tables: Callable[[str], str], tmp_path: Path
) -> None:
    house = Running(tmp_path, database_with_tables("alone"))
    house.start("serve")
    process = house.process
    assert process is not None
    try:
        os.kill(_clock_of(process.pid), signal.SIGKILL)
        assert process.wait(PATIENCE) == 1
        assert "its clock has ended by itself (status -9)" in house.said()
        assert not house.is_healthy()
    finally:
        if process.poll() is None:
            house.stop()


def test_what_is_loaded_is_shared_and_nothing_else(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    """What each loads for itself would be seen in their memory; the folder's lock and the files of
    the database are nobody's in common."""
    house = Running(tmp_path, new_database("shared"))
    house.start("serve")
    try:
        assert house.process is not None
        parent = house.process.pid
        children = _children_of(parent)
        assert sorted(children.values()) == ["homecare clock", "homecare web se"]
        for child in children:
            assert not any("serve-real.lock" in name for name in _open_files(child))
        assert not any("shared.sqlite" in name for name in _open_files(parent))
        assert memory(parent) < MOST_MEGABYTES
    finally:
        house.stop()


def _open_files(process: int) -> list[str]:
    folder = Path(f"/proc/{process}/fd")
    return [os.readlink(folder / one) for one in os.listdir(folder)]


def test_nothing_is_called_ready_before_its_pages_can_be_opened(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    house = Running(tmp_path, new_database("ready"))
    house.begin("-m", "flask", "--app", "wsgi", "serve")
    try:
        house.until("it is called ready", lambda: "\nReady.\n" in house.said(), STARTING)
        assert house.is_healthy()
    finally:
        house.stop()


def test_web_and_clock_end_with_whoever_started_them_and_leave_nothing_at_home(
    database_with_tables: Callable[[str], str], tmp_path: Path
) -> None:
    house, home = Running(tmp_path, database_with_tables("killed")), tmp_path / "home"
    home.mkdir()
    house.environment["HOME"] = str(home)
    house.start("serve")
    process = house.process
    assert process is not None
    try:
        process.kill()
        process.wait(PATIENCE)
        for _ in range(600):
            if not _is_there(process.pid):
                break
            house.pause()
        assert not _is_there(process.pid)
        assert not house.answers()
        assert list(home.iterdir()) == []
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _is_there(group: int) -> bool:
    """Whether anything of a process group still runs; the dead whom nobody has buried do not."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    members = (line.split() for line in listed.splitlines())
    return any(int(of) == group and not state.startswith("Z") for of, state in members)


def test_a_demonstration_writes_its_mail_to_files_whatever_the_settings_say(
    demonstration: Running,
) -> None:
    assert demonstration.environment["HOMECARE_SMTP_URL"]
    assert len(demonstration.mails()) >= 15
    assert "ConnectionRefusedError" not in demonstration.said()


def _clock_of(parent: int) -> int:
    return next(one for one, name in _children_of(parent).items() if name == "homecare clock")


def _children_of(parent: int) -> dict[int, str]:
    """What a process has started, by name."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(parent)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    lines = (line.split(maxsplit=1) for line in listed.splitlines())
    return {int(process): name.strip() for process, name in lines}


GREETING = (
    "Ctrl-C stops it", "There is no practice yet", "/set-up/",
    "No backups are made by themselves yet",
)  # fmt: skip


def test_ctrl_c_while_it_starts_is_no_alarm(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    """The web server and the clock have only just been begun; it may just have said "Ready."."""
    house = Running(tmp_path, new_database("stopped"))
    house.begin("-m", "flask", "--app", "wsgi", "serve")
    house.until("it says where it is", lambda: "Ctrl-C stops it" in house.said(), 120)
    assert house.stop() == 0
    lines = house.said().splitlines()
    expected = (*GREETING, "Ready.")
    assert [line for line in lines if not any(words in line for words in expected)] == []
