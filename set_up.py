"""Make .venv and put homecare's libraries into it: `make run`, `serve` and `test` begin with this.

It needs Python's standard library and pip 22.3 or newer, and writes nowhere but in .venv. A bare
Debian's Python has no ensurepip and guards its own packages, so pip is told from outside to fill
.venv. What was interrupted, moved to another folder or made by another Python is made anew.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DONE = VENV / "set-up"  # written last; a .venv without it is half made
WORK = VENV / "work"  # what the installers keep while they work
OLDEST_PIP = (22, 3)  # the first that can fill a folder from outside
INSTALLER = "requirements-uv.txt"
HASHED = ("install", "-q", "--require-hashes")


class SetUpError(RuntimeError):
    """It can't be set up; the message says what to do."""


def main(names: Sequence[str]) -> int:
    """Install the lists of libraries named, where that is not done yet; answers the exit status."""
    try:
        with _alone():
            _set_up([ROOT / name for name in names])
    except KeyboardInterrupt:
        print("stopped; the next make begins the set-up anew", file=sys.stderr)
        return 130
    except SetUpError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(_in_full(error))
    return 0


def _in_full(error: OSError) -> str:
    """Which file it was, whose it is, and what to do."""
    path = VENV / os.fsdecode(error.filename or "")
    there = next(one for one in (path, *path.parents) if one.exists())
    said = f"{error.strerror}: {path}. "
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        owner, me = there.stat().st_uid, os.geteuid()
        whose = f"{there} belongs to user {owner}, and this is user {me}. " if owner != me else ""
        return f"{said}{whose}Start it as whoever {ROOT} belongs to, or from a copy that is yours"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{said}Make room there, and start again"
    return said.rstrip()


def _refuse(reason: str) -> int:
    print(f"homecare can't be set up: {reason}", file=sys.stderr)
    return 1


@contextmanager
def _alone() -> Iterator[None]:
    """Two terminals may begin at once on a fresh clone: the second waits for the first."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _set_up(lists: Sequence[Path]) -> None:
    done = _done()
    wanted = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in lists}
    if wanted.items() <= done.items():
        return
    if not done:
        _new_venv()
    print("Installing homecare's libraries into .venv …", flush=True)
    DONE.unlink(missing_ok=True)
    _install(lists)
    state = {**_whereabouts(), **done, **wanted}
    DONE.write_text("".join(f"{name} {what}\n" for name, what in state.items()))


def _done() -> dict[str, str]:
    """What is installed already; nothing where .venv is half made, moved, or of another Python."""
    try:
        lines = DONE.read_text().splitlines()
        state = dict(line.split(" ", 1) for line in lines)
        sound = _whereabouts().items() <= state.items()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}
    return state if sound else {}


def _whereabouts() -> dict[str, str]:
    """The place and the Python that .venv is bound to: its programs name the first by its path."""
    version = subprocess.run(
        [PYTHON, "-I", "-S", "-c", "import sys; print(*sys.version_info[:2], sep='.')"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return {"place": str(VENV.resolve()), "python": version.strip()}


def _new_venv() -> None:
    if VENV.is_symlink():
        VENV.unlink()  # what it points to belongs to somebody else
    elif VENV.exists():
        _remove(VENV)
    venv.create(VENV, symlinks=True)


def _remove(tree: Path) -> None:
    """All of it. Python names a file without its folder; what is raised here has the whole path."""

    def say_where(_function: object, path: str, failed: Any) -> None:
        error = failed[1] if isinstance(failed, tuple) else failed
        # No OSError: Python 3.13 would catch it, and name the folder it stands in instead.
        raise SetUpError(_in_full(OSError(error.errno, error.strerror, path))) from error

    if sys.version_info >= (3, 12):
        shutil.rmtree(tree, onexc=say_where)
    else:
        shutil.rmtree(tree, onerror=say_where)


def _install(lists: Sequence[Path]) -> None:
    """With uv, which takes seconds; or else with pip, which knows a machine's own settings."""
    WORK.mkdir(exist_ok=True)
    pip = [_python_with_pip(), "-m", "pip", "--python", str(PYTHON)]
    uv = [str(VENV / "bin" / "uv"), "pip"]
    each = [word for file in lists for word in ("-r", str(file))]
    installer = _run([*pip, *HASHED, "-r", str(ROOT / INSTALLER)])
    first = installer or _run([*uv, *HASHED, "--compile-bytecode", "--python", str(PYTHON), *each])
    if first and (second := _run([*pip, *HASHED, *each])):
        raise SetUpError(
            "the libraries did not come. The first start fetches them from PyPI: is this machine "
            f"connected? What was said:\n{first}\n{second}"
        )
    _remove(WORK)


def _run(command: Sequence[str]) -> str:
    """Run it to its end; answers nothing where it went well, or else what it said."""
    try:
        done = subprocess.run(command, env=_environment(), capture_output=True, text=True)
    except FileNotFoundError as error:  # no uv for this kind of machine
        return str(error)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or "it failed"


def _environment() -> dict[str, str]:
    """Nothing is written to a home folder, which may be missing, and nobody is asked anything."""
    ours = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1", "PIP_NO_INPUT": "1",
            "PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore", "UV_CACHE_DIR": str(WORK),
            "UV_PYTHON_DOWNLOADS": "never", "TMPDIR": str(WORK)}  # fmt: skip
    return {**os.environ, **ours}


def _python_with_pip() -> str:
    """The Python whose pip fills .venv: the one that runs this, or the one behind it."""
    behind = getattr(sys, "_base_executable", sys.executable)  # an active venv may have no pip
    found = {python: _version_of_pip(python) for python in (sys.executable, behind)}
    for python, version in found.items():
        if version >= OLDEST_PIP:
            return python
    wanted = "pip 22.3 or newer"
    version = max(found.values())
    if version == (0, 0):
        raise SetUpError(
            f"{sys.executable} has no pip, and {wanted} is needed; "
            "on Debian and Ubuntu: apt-get install python3-pip"
        )
    raise SetUpError(
        f"the pip of {sys.executable} is {version[0]}.{version[1]}, and {wanted} is needed: "
        f"{sys.executable} -m pip install --upgrade pip"
    )


def _version_of_pip(python: str) -> tuple[int, int]:
    command = [python, "-c", "import pip; print(pip.__version__)"]  # `-m pip` takes half a second
    number = re.match(
        r"(\d+)\.(\d+)", subprocess.run(command, capture_output=True, text=True).stdout
    )
    return (int(number[1]), int(number[2])) if number else (0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
