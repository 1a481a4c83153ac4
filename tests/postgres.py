"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.waiting.patience import PATIENCE

PACE = 0.05  # seconds between two tries
_running: dict[Path, "subprocess.Popen[bytes]"] = {}
QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class MissingProgramError(RuntimeError):
    """PostgreSQL is not on this machine; the message says how to get it."""


def programs() -> Path:
    """The folder with initdb and postgres, newest version last."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if on_path:
        return Path(on_path).parent
    if not found:
        raise MissingProgramError("the tests need PostgreSQL's server: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def server(lasting: bool = False) -> Iterator[str]:
    """Run a server; yields the SQLAlchemy address of an empty database.

    `lasting`: a commit waits for the disk, as it does in real use.
    """
    folder = Path(tempfile.mkdtemp(prefix="hc-pg-"))
    as_user = _owner(folder)
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    data = folder / "data"
    command = [programs() / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run(command, check=True, capture_output=True, env=_environment(), **as_user)
    _running[folder] = _start(folder, lasting)
    try:
        _wait_until_ready(_running[folder], folder)
        yield f"postgresql+psycopg://tests@/postgres?host={folder}"
    finally:
        _stop(_running.pop(folder))
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """Stop the server at `url`, whoever is at work, and start it again."""
    folder = Path(url.partition("?host=")[2])
    _stop(_running[folder])
    _running[folder] = _start(folder)
    _wait_until_ready(_running[folder], folder)


def process() -> int:
    """The first process of the server that was started last."""
    return next(reversed(_running.values())).pid


def _start(folder: Path, lasting: bool = False) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [programs() / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
         *([] if lasting else QUICK),
         # Of tables of a few rows; a process begun for each of them costs twenty times as much.
         "-c", "max_parallel_workers_per_gather=0", "-c", "jit=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(),
        **_owner(folder),
    )  # fmt: skip


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)


def another_database(url: str, name: str, encoding: str = "UTF8") -> str:
    """Make an empty database beside the one at `url`, on the same server; answers its address."""
    sort = "" if encoding == "UTF8" else f" ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    host = url.partition("?host=")[2]
    with psycopg.connect(f"host={host} user=tests dbname=postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}" + sort).format(Identifier(name)))
    return f"postgresql+psycopg://tests@/{name}?host={host}"


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands over to its own user."""
    if os.getuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": folder}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(int(PATIENCE / PACE)):
        if process.poll() is not None:
            raise RuntimeError("PostgreSQL stopped while starting")
        try:
            psycopg.connect(f"host={folder} user=tests dbname=postgres", connect_timeout=1).close()
            return
        except psycopg.OperationalError:
            # The server gives no other sign of being ready; the wait paces the asking.
            with suppress(subprocess.TimeoutExpired):
                process.wait(PACE)
    raise RuntimeError(f"PostgreSQL did not answer within {PATIENCE} seconds")
