"""The audit trail: a line of it, and a whole one looked through: `python -m benchmarks.trail`."""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.ground import app_on_sqlite
from homecare.accounts import audit
from homecare.accounts.trail.queries import found_breaks
from homecare.database import transaction
from tests.make.diary import make_care, statements
from tests.make.people import NOW, acting

LINES = 20_000  # a busy practice’s year


def main() -> int:
    """Print CPU milliseconds of this process, and statements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trail", description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    lines = parser.parse_args().lines
    with app_on_sqlite() as (_, session):
        act = acting(session, make_care(session, email=".trail").therapist, NOW)
        for _ in range(lines):
            audit.note(act, "client.view")
        session.commit()

        def look_at_one() -> None:
            with transaction(session):
                audit.note(act, "client.view")

        def verify() -> None:
            assert list(found_breaks(session)) == []

        for name, call, times in (("a line, with its commit", look_at_one, 60),
                                  (f"audit verify, {lines:,} lines", verify, 5)):  # fmt: skip
            with statements(session) as sent:
                call()
            spent = median(_taken(call) for _ in range(times))
            print(f"{name:<40}{spent * 1000:>9.2f} ms{len(sent):>5} statements")
    return 0


def _taken(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
