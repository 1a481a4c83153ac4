#!/usr/bin/env bash
# APScheduler 3.11.3 counts every missed run one by one, also of a job that coalesces them into one.
#
# The guess: with `coalesce=True` a job that was due ten thousand times while the computer slept
# costs one look: is it due, and when next.
# What happens: all the missed times are worked out, each by a call of the trigger, and kept in a
# list; only then all but the last are left out. A job of every minute that was last due a year ago
# takes 525,600 calls, in the thread that all other jobs wait for, at the first start after it.
# So: after a long stop set `next_run_time` of a frequent job to now before the scheduler starts,
# or keep no job's next time beyond a process (a memory job store, added anew at each start).
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
APSCHEDULER=3.11.3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "APScheduler==$APSCHEDULER"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

MISSED = 10_000  # hours


class Counted(IntervalTrigger):
    calls = 0

    def get_next_fire_time(self, previous, now):
        Counted.calls += 1
        return super().get_next_fire_time(previous, now)


ran = []
done = Event()


def job():
    ran.append(1)
    done.set()


now = datetime.now(timezone.utc)
scheduler = BackgroundScheduler(timezone=timezone.utc)
scheduler.add_job(
    job,
    Counted(hours=1, start_date=now - timedelta(hours=MISSED), timezone=timezone.utc),
    coalesce=True,
    misfire_grace_time=None,
    next_run_time=now - timedelta(hours=MISSED),
)
scheduler.start()
assert done.wait(120)
scheduler.shutdown()
print(f"APScheduler {version('apscheduler')}, Python {sys.version.split()[0]}")
print(f"{MISSED} runs missed: the job ran {len(ran)} time(s), its trigger was called {Counted.calls} times")
if len(ran) != 1 or Counted.calls < MISSED:
    sys.exit("CHANGED")
print("as found")
PYTHON
