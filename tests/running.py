"""homecare as it really runs: the command, its web server and its clock, in a process group.

Nothing here knows the app from inside; it is started, asked over HTTP and by commands, and ended.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from time_machine import escape_hatch

from config import ROOT
from tests import as_typed
from tests.commands import migrated
from tests.waiting.patience import PATIENCE, STARTING
from tests.waiting.ports import free_port

MAKE_RUN = ("demo", "--serve")
FLASK = ("-m", "flask", "--app", "wsgi")
PACE = 0.1  # seconds; the wait for the process itself paces the asking


def wait_until(is_so: Callable[[], object], patience: float = PATIENCE) -> None:
    """Ask again and again until it is so. Raises AssertionError where it never comes to be."""
    pause = Event()
    for _ in range(int(patience / PACE)):
        if is_so():
            return
        pause.wait(PACE)
    raise AssertionError(f"it did not come to be within {patience:.0f} seconds")


class Running:
    """One instance of homecare with its own folder, database, port and, maybe, clock file; the
    code is that of this tree, or of another one."""

    def __init__(
        self, instance: Path, database_url: str, moved_clock: bool = False, tree: Path = ROOT
    ) -> None:
        self.instance, self.port, self.tree = instance, free_port(), tree
        self.database_url = database_url
        self.address = f"http://127.0.0.1:{self.port}"
        self.clock_file = instance / "now"
        own = {"HOMECARE_INSTANCE": str(instance), "HOMECARE_DATABASE_URL": database_url,
               "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}  # fmt: skip
        if moved_clock:
            own["HOMECARE_CLOCK_FILE"] = str(self.clock_file)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")}
        self.environment = {**inherited, **own}
        self.process: subprocess.Popen[bytes] | as_typed.Copy | None = None
        self.output = instance / "output.txt"
        self.threads_at_first = 0

    def command(self, *words: str, refused: bool = False, typed: str | None = None) -> str:
        """Run a flask command beside it, to its end; answers what it printed.

        It must end well, or with an error where it is to be `refused`.
        """
        status, said = as_typed.run(words, self.environment, typed or "", self.first_in_a_copy)
        assert (status != 0) == refused, said
        return said

    def first_in_a_copy(self) -> None:
        """What comes before a command in a copy of the test's process: nothing."""

    def python(self, *words: str, refused: bool = False) -> str:
        """The same of a Python of its own, which loads what it needs."""
        done = subprocess.run([sys.executable, *words], cwd=self.tree, env=self.environment,
                              capture_output=True, text=True, timeout=2 * PATIENCE)  # fmt: skip
        assert (done.returncode != 0) == refused, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, *words: str) -> None:
        """Start a command that serves, as `make run` does, and wait until it is healthy."""
        self.begin(*FLASK, *(words or MAKE_RUN))
        self.until("it is healthy", self.is_healthy, STARTING)
        self.threads_at_first = self.threads_at_first or self.threads()

    def begin(self, *words: str) -> None:
        """Start Python in the surroundings of this instance, in a process group of its own."""
        self.begin_program(sys.executable, *words)

    def begin_program(self, *command: str) -> None:
        """The same with any program."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=self.tree, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def answers(self) -> bool:
        """Whether anything answers at its address."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def is_healthy(self) -> bool:
        """Whether /healthz answers that all is well."""
        try:
            with urlopen(f"{self.address}/healthz", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def until(self, what: str, is_so: Callable[[], object], patience: float = PATIENCE) -> None:
        """Ask again and again until it is so; fails where it takes too long or all has ended."""
        assert self.process is not None
        for _ in range(int(patience / PACE)):
            if is_so():
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PACE)
                raise AssertionError(f"homecare ended by itself:\n{self.said()}")
        raise AssertionError(f"it did not come about: {what}\n{self.said()}")

    def threads(self) -> int:
        """How many threads its first process has, its libraries' own included."""
        assert self.process is not None
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def pause(self) -> None:
        """Let a moment pass between two looks at what nothing announces."""
        Event().wait(PACE)

    def said(self) -> str:
        """Everything it has printed so far."""
        return self.output.read_text()

    def stop(self) -> int:
        """Ctrl-C, as a terminal sends it: to the whole group. Answers the exit status.

        Fails where a process of the group lives on, after ending it.
        """
        assert self.process is not None
        group = self.process.pid
        os.killpg(group, signal.SIGINT)
        try:
            status = self.process.wait(PATIENCE)
        finally:
            self.process = None
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
                raise AssertionError(f"Ctrl-C left a process behind:\n{self.said()}")
        return status

    def end(self) -> None:
        """SIGTERM to what was begun, which ends its own children."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(PATIENCE)

    def set_clock(self, moment: datetime) -> None:
        """Move time for web and clock alike, in one step, so that nobody reads half a time."""
        draft = self.clock_file.with_suffix(".new")
        draft.write_text(moment.isoformat())
        draft.replace(self.clock_file)

    def mails(self) -> list[Path]:
        """Every mail that was written to a file."""
        return sorted((self.instance / "mail").glob("*.eml"))


class Loaded(Running):
    """The same where starts and migrations are not what is looked at: what serves begins in a copy
    of the test's process, which has loaded every library, and knows the tables of a new database.
    """

    def first_in_a_copy(self) -> None:
        """Tables are made by what the migrations did once."""
        migrated.known_to_commands()

    def begin(self, *words: str) -> None:
        """Start a flask command that serves, in a process group of its own."""
        assert (words[: len(FLASK)], self.tree) == (FLASK, ROOT)
        assert not escape_hatch.is_travelling(), "its time would stand still for ever"
        self.process = as_typed.Copy(words[len(FLASK) :], self.environment, self.output)
