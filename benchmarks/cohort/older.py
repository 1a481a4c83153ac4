"""An older version of the rule, taken out of this repository's own history."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.cohort.contenders import LAST_DAY, NEEDED
from homecare.rules.reading.history import History

VERSION_2 = "91ee4fa84a8878e9f5a71c7d2b6e8da132a76000"
"""The last revision with version 2 of the rule."""
WATCH = """
import json, sys
from datetime import timedelta
try:
    from homecare.rules.reading.history import History
except ImportError:
    from homecare.rules.history import History
from homecare.rules.policy import DEFAULT
from homecare.rules.replay import replay
last, needed = int(sys.argv[1]), set(sys.argv[2].split(","))
for line in sys.stdin:
    history = History.from_json(json.loads(line))
    start = history.intake.on
    found = replay(history, DEFAULT, start + timedelta(days=last)).flags
    days = [(on - start).days for on, kind, _ in found if kind in needed]
    print(min(days) if days else "")
"""


def watched_by(revision: str, histories: Sequence[History]) -> list[int | None]:
    """Return the day of each one's first needed flag by the rule of `revision`, or None.

    Raises ValueError where the repository doesn't hold that revision.
    """
    answered = subprocess.run(
        [sys.executable, "-c", WATCH, str(LAST_DAY), ",".join(NEEDED)],
        input="\n".join(json.dumps(to_json(history)) for history in histories),
        cwd=_taken_out(revision), env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(day) if day else None for day in answered.stdout.splitlines()]


@lru_cache
def _taken_out(revision: str) -> str:
    folder = tempfile.mkdtemp(prefix="homecare-rule-")
    root = Path(__file__).parents[2]
    wanted = ["homecare/rules", "homecare/__init__.py"]
    taken = subprocess.run(
        ["git", "-C", str(root), "archive", "--format=zip", revision, *wanted],
        capture_output=True, check=False,
    )  # fmt: skip
    if taken.returncode:
        raise ValueError(f"{revision} is not in this repository's history")
    with zipfile.ZipFile(io.BytesIO(taken.stdout)) as archive:
        archive.extractall(folder)
    return folder


def to_json(history: History) -> dict[str, Any]:
    """Return a simulated history in the file format of `flask assess`."""
    intake = history.intake
    return {
        "id": history.id,
        "intake": {
            "on": intake.on.isoformat(), "onset": intake.onset.isoformat(), "leg": intake.leg,
            "back": intake.back, "age": intake.age, "contraindications": [],
        },
        "pain": [[on.isoformat(), leg, back] for on, leg, back in history.pain],
        "sessions": [[on.isoformat(), due, done] for on, due, done in history.sessions],
        "visits": [on.isoformat() for on in history.visits],
        "checks": [
            {"on": check.on.isoformat(), "change": check.change, "red_flags": [], "gp_flags": []}
            for check in history.checks
        ],
        "all_better": [on.isoformat() for on in history.all_better],
    }  # fmt: skip
