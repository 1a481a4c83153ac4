"""Find or install what the tests need beside Python: Chromium and a PostgreSQL server.

Run by `make test` before pytest. As root on a Debian kind of machine it installs what is missing;
elsewhere it says what to install and stops.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The same browser without a window, at half the cost; some Debian kinds have only the whole one.
SHELL, WHOLE = "chromium-headless-shell", "chromium"
CHROMIUM = (SHELL, WHOLE, "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def postgresql() -> str | None:
    """The path of a PostgreSQL server's initdb on this machine, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which("initdb") or (str(found[-1]) if found else None)


def known(package: str) -> bool:
    """Whether this machine's own package lists have it."""
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def main() -> int:
    """Install what is missing; answers 1 and says what to do where that can't be done."""
    missing = []
    if chromium() is None:
        missing.append(SHELL)
    if postgresql() is None:
        missing.append("postgresql")
    if not missing:
        return 0
    if os.getuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        print(f"installing {' and '.join(missing)} for the tests", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        if SHELL in missing and not known(SHELL):
            missing[missing.index(SHELL)] = WHOLE
        subprocess.run(["apt-get", "install", "-y", "-qq", *missing], env=environment, check=True)
        return 0
    missing = [WHOLE if name == SHELL else name for name in missing]
    print(f"the tests need {' and '.join(missing)}; install with: sudo apt-get install "
          f"{' '.join(missing)}", file=sys.stderr)  # fmt: skip
    return 1


if __name__ == "__main__":
    sys.exit(main())
