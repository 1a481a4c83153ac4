"""A flask command in a copy of this process, which has loaded every library already.

It is read as it is typed, with a terminal, surroundings and an end of its own; loading everything
anew, as `python -m flask` does, takes ten times as long as what most commands do.
"""

import atexit
import gc
import logging
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from flask.cli import main
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers
from sqlalchemy.pool import Pool

from config import ROOT
from homecare import bundles
from homecare.app import BLUEPRINTS, PAGES

PATIENCE = 120  # seconds
COPIES = multiprocessing.get_context("fork")
UNHEARD = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


@cache
def all_is_loaded() -> None:
    """The pages' modules, tables and styles: each copy would load and work them out anew."""
    for room, modules in PAGES.items():
        for module in modules.split():
            import_module(f"homecare.{room}.{module}")
    for module in BLUEPRINTS:
        import_module(f"homecare.{module}")
    configure_mappers()
    bundles.files()


def run(
    words: Sequence[str],
    environment: Mapping[str, str],
    typed: str,
    first: Callable[[], None] = lambda: None,
) -> tuple[int, str]:
    """Its exit status, and everything it printed; `typed` is what it reads. In the copy something
    else may come `first`. What begins with the path of a script is that script, not flask's."""
    all_is_loaded()
    with tempfile.TemporaryFile("w+") as keys, tempfile.TemporaryFile("w+", 1) as screen:
        keys.write(typed)
        keys.seek(0)
        copy = COPIES.Process(target=_command, args=(words, environment, keys, screen, first))
        copy.start()
        copy.join(PATIENCE)
        status = copy.exitcode
        copy.kill()
        copy.join()
        screen.seek(0)
        said = screen.read()
    assert status is not None, f"flask {' '.join(words)} does not end:\n{said}"
    return status, said


class Copy:
    """A command that goes on in a copy of this process, in a group of its own; it is asked, waited
    for and ended as a `Popen` is."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], screen: Path) -> None:
        all_is_loaded()
        with open(os.devnull) as keys, screen.open("a", 1) as open_screen:
            given = (words, environment, keys, open_screen)
            self._process = COPIES.Process(target=_in_a_group, args=given)
            self._process.start()
        assert self._process.pid is not None
        self.args, self.pid = words, self._process.pid
        atexit.register(self._end)  # whatever a test that failed has left

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status; raises TimeoutExpired where it has none by then."""
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired(list(self.args), timeout or 0)
        return status

    def poll(self) -> int | None:
        """Its exit status, if it has one."""
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def _end(self) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)


def _in_a_group(
    words: Sequence[str], environment: Mapping[str, str], keys: IO[str], screen: IO[str]
) -> None:
    os.setsid()
    _command(words, environment, keys, screen)


def _command(
    words: Sequence[str],
    environment: Mapping[str, str],
    keys: IO[str],
    screen: IO[str],
    first: Callable[[], None] = lambda: None,
) -> None:
    gc.freeze()  # what the other one holds open is its own
    first()
    for number, file in enumerate((keys, screen, screen)):
        os.dup2(file.fileno(), number)
    sys.stdin, sys.stdout, sys.stderr = keys, screen, screen
    _as_in_a_new_process()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    script = bool(words) and words[0].endswith(".py")
    sys.argv = [*words] if script else ["flask", "--app", "wsgi", *words]
    opened: list[Any] = []
    event.listen(Pool, "connect", lambda connection, _record: opened.append(connection))
    try:
        if script:
            runpy.run_path(words[0], run_name="__main__")
        else:
            main()
    finally:
        for connection in opened:  # the end of a process would
            connection.close()


def _as_in_a_new_process() -> None:
    """Nothing listens to what is logged or warned of but the terminal; wsgi.py is read anew."""
    logging.root.handlers.clear()
    warnings.showwarning = _print
    warnings.resetwarnings()
    for kind in UNHEARD:
        warnings.simplefilter("ignore", kind)
    sys.modules.pop("wsgi", None)


def _print(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))
