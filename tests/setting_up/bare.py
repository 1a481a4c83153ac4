"""A bare Debian to try the set-up in: its smallest root file system, made by debootstrap.

It lives in memory, in mount and process namespaces of its own. Its first process ends when the
pipe to it closes, so that however the tests end, nothing of it stays: no mount, no process.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

from config import ROOT

KEPT = ROOT / ".venv" / "bare-debian"  # packed, as making one takes most of a minute
KEPT_SECONDS = 7 * 24 * 3600
FIRST_PROCESS = """
set -eu
mount --make-rprivate /
mount -t tmpfs -o size=3g,mode=755 bare "$PLACE"
if [ ! -e "$PACKED" ]; then
    debootstrap --variant=minbase --include=python3,python3-pip,make "$SUITE" "$PLACE" "$MIRROR"
    chroot "$PLACE" apt-get clean
    tar -cf "$PACKED.$$" -C "$PLACE" . && mv "$PACKED.$$" "$PACKED"
    echo made
else
    tar -xf "$PACKED" -C "$PLACE"
fi
mount -t proc proc "$PLACE/proc"
mount -t tmpfs -o mode=1777 shm "$PLACE/dev/shm"
chroot "$PLACE" useradd --no-create-home somebody
echo ready
read -r _ || true
"""
# How this machine reaches a package index, where that is not the usual way.
NETWORK = ("PIP_CERT", "PIP_DEFAULT_TIMEOUT", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_PROXY",
           "PIP_TRUSTED_HOST", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "SSL_CERT_FILE",
           "http_proxy", "https_proxy", "no_proxy")  # fmt: skip
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OURS = shutil.ignore_patterns(".*", "instance", "__pycache__")


def mirror() -> str | None:
    """Where this machine's own apt finds Debian, or None."""
    if shutil.which("apt-get") is None:
        return None
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return next((line.split()[1] for line in listed if line.startswith("Debian ")), None)


def hindrance() -> str | None:
    """Why no bare Debian can be made here, or None."""
    if os.getuid() != 0:
        return "only root can make one"
    if shutil.which("debootstrap") is None:
        return "there is no debootstrap"
    if mirror() is None:
        return "this machine's packages are not Debian's"
    apart = subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True)
    return "this machine lets nobody have a mount of their own" if apart.returncode else None


class BareDebian:
    """One root file system; `run` is a command typed in it."""

    def __init__(self, suite: str, place: Path) -> None:
        self.place = place
        KEPT.mkdir(exist_ok=True)
        packed = KEPT / f"{suite}.tar"
        if packed.exists() and time.time() - packed.stat().st_mtime > KEPT_SECONDS:
            packed.unlink()
        own = {"PLACE": str(place), "PACKED": str(packed), "SUITE": suite, "MIRROR": str(mirror())}
        self._log = place.with_suffix(".log")
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                 "sh", "-c", FIRST_PROCESS],
                env={**os.environ, **own}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=log, text=True,
            )  # fmt: skip
        self._wait_until_ready()
        self._reach_the_network()

    def _wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if line == "ready\n":
                return
        raise AssertionError(f"no bare Debian was made:\n{said}{self._log.read_text()}")

    def _reach_the_network(self) -> None:
        certificates = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
        for file in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", certificates):
            if Path(file).is_file():
                self.inside(file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, self.inside(file))

    def inside(self, path: str) -> Path:
        """The path of a file of the bare Debian, seen from outside."""
        return Path(f"/proc/{self._first()}/root{self.place}{path}")

    def _first(self) -> int:
        """The process that its namespaces belong to, as this machine counts."""
        unshare = self._process.pid
        return int(Path(f"/proc/{unshare}/task/{unshare}/children").read_text())

    def fresh_tree(self, owner: str) -> str:
        """A copy of homecare as a clone would have it, and its owner's; answers where."""
        where = f"/srv/{owner}"
        shutil.copytree(ROOT, self.inside(where), ignore=OURS)
        self.run("root", f"chown -R {owner}: {where}; touch /mark", "/")
        return where

    def command(self, user: str, words: str, where: str) -> list[str]:
        """What to start here so that the user's shell runs the words there; the home is missing."""
        environment = {name: os.environ[name] for name in NETWORK if name in os.environ}
        environment |= {"HOME": "/proc/no-home", "LANG": "C.UTF-8", "PATH": PATH}
        return ["nsenter", f"--target={self._first()}", "--mount", "--pid", "chroot",
                f"--userspec={user}:{user}", str(self.place), "env", "-i",
                *(f"{name}={value}" for name, value in environment.items()),
                "sh", "-c", f"cd {where} && {words}"]  # fmt: skip

    def run(self, user: str, words: str, where: str) -> str:
        """Run it to its good end; answers everything it printed."""
        done = subprocess.run(self.command(user, words, where), timeout=600, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    def written_outside(self, tree: str) -> list[str]:
        """Every file that was written since the tree was laid, and is not in it."""
        found = self.run("root", f"find / -xdev -newer /mark -type f -not -path '{tree}/*'", "/")
        return found.splitlines()

    def end(self) -> None:
        """Let its first process end, and all with it."""
        self._process.communicate()
