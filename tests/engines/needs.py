"""Find or install what a walk through other engines needs beside Python."""

import os
import shutil
import subprocess
import sys

# What each package brings, by what shows that it is there.
PACKAGES = {
    "webkit2gtk-driver": lambda: shutil.which("WebKitWebDriver"),
    "gir1.2-webkit2-4.1": lambda: _imports("4.1"),
    "python3-gi": lambda: _imports(""),
    "firefox-esr": lambda: shutil.which("firefox-esr"),
    "xvfb": lambda: shutil.which("Xvfb"),
    "fonts-dejavu-core": lambda: os.path.isdir("/usr/share/fonts/truetype/dejavu"),
}


def _imports(version: str) -> bool:
    """Whether the machine's own Python finds GTK's binding, and WebKit's of that version."""
    words = "import gi" + (f"; gi.require_version('WebKit2', '{version}')" if version else "")
    return subprocess.run(["/usr/bin/python3", "-c", words], capture_output=True).returncode == 0


def main() -> int:
    """Install what is missing; answers 1 and says what to do where that can't be done."""
    missing = [name for name, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        return 0
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        print(f"the walk needs more; install with: sudo {' '.join(command)}", file=sys.stderr)
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {', '.join(missing)}", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
    return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
