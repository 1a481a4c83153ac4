"""A demonstration in a folder of its own, at a fixed time, of the tree that is looked at."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

MOMENT = "2026-03-04T12:00:00+00:00"  # a Wednesday: two Mondays with mails lie behind it
ORIGIN = "http://127.0.0.1:5000"
PASSWORD = "stretch-and-walk-1"
SIGN_INS = ("client@homecare.example", "therapist@homecare.example", "owner@homecare.example",
            "therapist@elsewhere.example")  # fmt: skip
JOBS = ("check-ins", "reminders", "send-mail")  # their mails, beside those `demo` has sent


@contextmanager
def demonstration(tree: Path) -> Iterator[Path]:
    """Make the demonstration of `tree`; its instance folder, and the settings of this process.

    From here on `import homecare` means the one of `tree`.
    """
    before = dict(os.environ)
    with TemporaryDirectory() as folder:
        instance = Path(folder)
        (instance / "now").write_text(MOMENT)
        for name in [name for name in os.environ if name.startswith("HOMECARE_")]:
            del os.environ[name]
        os.environ.update(settings(instance))
        sys.path.insert(0, str(tree))
        # The walk asks for each page as everybody, and nobody has to read who may not see which.
        quiet = structlog.make_filtering_bound_logger(logging.WARNING)
        said = structlog.get_config()
        structlog.configure(wrapper_class=quiet)
        try:
            flask(tree, "demo")
            run_jobs(tree)
            yield instance
        finally:
            structlog.configure(**said)
            sys.path.remove(str(tree))
            os.environ.clear()
            os.environ.update(before)


def run_jobs(tree: Path) -> None:
    """Run those of the jobs that this tree has."""
    known = flask(tree, "job", "run", "--help")
    for job in JOBS:
        if job in known:
            flask(tree, "job", "run", job)


def settings(instance: Path) -> dict[str, str]:
    """Every setting that a page could show is fixed."""
    return {
        "HOMECARE_INSTANCE": str(instance),
        "HOMECARE_DATABASE_URL": f"sqlite:///{instance / 'demonstration.sqlite'}",
        "HOMECARE_DATABASE": "demonstration",
        "HOMECARE_CLOCK_FILE": str(instance / "now"),
        "HOMECARE_PUBLIC_URL": ORIGIN,
        "HOMECARE_SECRET_KEY": "the same for every snapshot, and long enough",
        "PORT": "5000",
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
    }


def flask(tree: Path, *words: str, fails: bool = False, patience: float = 600) -> str:
    """Run a flask command of `tree` to its end, within so many seconds; answers what it printed.

    With `fails` an exit status of 1 is an answer, too. Raises RuntimeError for any other.
    """
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=tree,
                          env=os.environ, capture_output=True, timeout=patience)  # fmt: skip
    if done.returncode not in ((0, 1) if fails else (0,)):
        raise RuntimeError(f"flask {' '.join(words)}: {done.stderr.decode()}")
    return done.stdout.decode() + done.stderr.decode()
