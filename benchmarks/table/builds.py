"""The two builds that are compared: the first release, and this tree."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table.kernel import Done, finished

HERE = Path(__file__).resolve().parent.parent.parent
FIRST = "4f787c826f47eac3610f5d027e4ba2c963084479"
"""The last commit of 26 November 2026, the day of version 0.1.0: the last one whose pages came from
gunicorn, before anything was made cheaper."""
KEPT = HERE / ".benchmarks" / "first"


@dataclass(frozen=True, slots=True)
class Build:
    """A checkout, the Python with its libraries, its web server and where its clock's tick is."""

    name: str
    tree: Path
    python: Path
    web: tuple[str, ...]
    clock: str
    smtp: str

    def environment(self, instance: Path, database_url: str, **more: str) -> dict[str, str]:
        """Its settings for an instance folder and a database, and nothing from outside."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")}
        return {**inherited, "HOMECARE_INSTANCE": str(instance), "PYTHONPATH": str(self.tree),
                "HOMECARE_DATABASE_URL": database_url, "HOMECARE_DATABASE": "real",
                **more}  # fmt: skip

    def run(self, environment: Mapping[str, str], *words: str, typed: str = "") -> Done:
        """Run its Python with these words to the end."""
        return finished([str(self.python), *words], self.tree, environment, typed)

    def flask(self, environment: Mapping[str, str], *words: str, typed: str = "") -> Done:
        """Run one of its commands to the end."""
        return self.run(environment, "-m", "flask", "--app", "wsgi", *words, typed=typed)


def first_tree() -> Path:
    """The files of the first release; checked out once and kept."""
    if not (KEPT / "wsgi.py").exists():
        git = ["git", "worktree", "add", "--force", "--detach", str(KEPT), FIRST]
        subprocess.run(git, cwd=HERE, check=True, capture_output=True)
    return KEPT


def first() -> Build:
    """The first release, with the libraries that its own set-up installs; made once and kept."""
    first_tree()
    subprocess.run(["make", "-s", ".venv/installed"], cwd=KEPT, check=True, stdout=sys.stderr)
    web = ("-m", "gunicorn", "--workers=1", "--threads=8", "--bind=127.0.0.1:{port}",
           "--graceful-timeout=5", "--log-level=warning", "--worker-class=gthread",
           "wsgi:app")  # fmt: skip
    return Build("first", KEPT, KEPT / ".venv" / "bin" / "python", web,
                 "homecare.scheduling.clock_process", "smtp")  # fmt: skip


def now() -> Build:
    """This tree."""
    web = ("-m", "flask", "--app", "wsgi", "web", "--bind=127.0.0.1")
    return Build("now", HERE, Path(sys.executable), web,
                 "homecare.jobs.clock_process", "smtp+plain")  # fmt: skip
