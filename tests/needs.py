"""Find or install what the tests need beside Python's libraries: programs of the machine.

Run by `make test` before pytest. Each is really started, as a program may be there and not run.
As root on a Debian kind of machine what is missing is installed; elsewhere this says what to
install, in one line, and stops.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The same browser without a window, at half the cost; some Debian kinds have only the whole one.
SHELL, WHOLE = "chromium-headless-shell", "chromium"
CHROMIUM = (SHELL, WHOLE, "chromium-browser", "google-chrome")
# Debian's names for what the browser's driver, a program of Node's, is linked to.
LIBRARIES = {"libatomic.so.1": "libatomic1", "libgcc_s.so.1": "libgcc-s1",
             "libstdc++.so.6": "libstdc++6"}  # fmt: skip


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def postgresql() -> str | None:
    """The path of a PostgreSQL server's initdb on this machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which("initdb") or (str(found[-1]) if found else None)


def driver() -> str | None:
    """The path of the program that drives the browser, which comes with a library of ours."""
    found = ROOT.glob(".venv/lib/python*/site-packages/playwright/driver/node")
    return next((str(path) for path in found), None)


def missing() -> Iterator[str]:
    """The Debian packages that are needed and not there, or there and not fit to run."""
    if not runs(chromium(), "--headless", "--no-sandbox", "--dump-dom", "about:blank"):
        yield SHELL if known(SHELL) else WHOLE
    if not runs(postgresql(), "--version") or (is_root() and not exists("postgres")):
        yield "postgresql"
    if not runs(driver(), "--version"):
        yield from libraries_missing(driver())
    if not runs(shutil.which("ps"), "--version"):
        yield "procps"
    if not runs(shutil.which("pdftotext"), "-v") or not runs(shutil.which("pdftoppm"), "-v"):
        yield "poppler-utils"  # reads back what is printed
    if not any(Path("/usr/share/fonts").rglob("LiberationSans-Regular.*")):
        # As wide as a phone's own letters: how many screens a page takes is measured by them.
        yield "fonts-liberation"


def missing_for_a_bare_debian() -> Iterator[str]:
    """The same for tests/setting_up, which only root can run."""
    if is_root() and not runs(shutil.which("debootstrap"), "--version"):
        yield "debootstrap"


def runs(path: str | None, *words: str) -> bool:
    """Whether the program is there and comes to a good end."""
    if path is None:
        return False
    try:
        return subprocess.run([path, *words], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def libraries_missing(program: str | None) -> Iterator[str]:
    """The packages with the shared libraries that the program does not find."""
    if program is None:
        return
    linked = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    for library in re.findall(r"(\S+) => not found", linked):
        yield LIBRARIES.get(library, library)


def is_root() -> bool:
    return os.getuid() == 0


def exists(user: str) -> bool:
    """Whether the machine knows the user; PostgreSQL refuses to run as root, and has its own."""
    return user in {entry.pw_name for entry in pwd.getpwall()}


def known(package: str) -> bool:
    """Whether this machine's own package lists have it."""
    if shutil.which("apt-cache") is None:
        return False
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def install(packages: list[str]) -> str:
    """Install Debian packages without what they merely recommend; answers what went wrong."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
                          env=environment, capture_output=True, text=True)  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main(words: list[str]) -> int:
    """Install what is missing; answers 1 and says what to do where that can't be done."""
    look = missing_for_a_bare_debian if "--bare-debian" in words else missing
    wrong = ""
    if is_root() and shutil.which("apt-get") and list(look()):
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        packages = list(look())  # again: the lists may be the machine's first
        print(f"installing {', '.join(packages)} for the tests …", flush=True)
        wrong = install(packages)
    packages = list(look())
    if packages:
        print(f"{wrong}the tests need {', '.join(packages)}. On Debian and Ubuntu, as root:\n"
              f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}",
              file=sys.stderr)  # fmt: skip
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
