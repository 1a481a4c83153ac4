"""How many histories the rule judges in a second of one core: `python -m benchmarks.rule`."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from homecare.rules.assessment import assess, assess_days
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from homecare.rules.replay import replay

HISTORIES, DAYS = 10_000, 90
DAY_0 = date(2026, 1, 5)
ON = DAY_0 + timedelta(days=DAYS)
REPLAYED = 500


def histories() -> list[str]:
    """Return 10,000 histories of 90 days as lines of JSON: level, falling or rising, with gaps."""
    rng, days = Random(1), [(DAY_0 + timedelta(days=day)).isoformat() for day in range(DAYS)]
    return [json.dumps(_history(number, rng, days)) for number in range(HISTORIES)]


def _history(number: int, rng: Random, days: list[str]) -> dict[str, Any]:
    start, slope, share = rng.uniform(3, 8), rng.uniform(-0.08, 0.02), rng.uniform(0.5, 1)
    scores = [
        min(10, max(0, round(start + slope * day + rng.gauss(0, 1.1)))) for day in range(DAYS)
    ]
    rated = [day for day in range(1, DAYS) if rng.random() < share]
    return {
        "id": f"h{number}",
        "intake": {"on": days[0], "onset": "2025-12-20", "leg": scores[0], "back": scores[0] // 2,
                   "age": 44, "contraindications": []},
        "pain": [[days[day], scores[day], scores[day] // 2] for day in rated],
        "sessions": [[days[day], 2, rng.randint(0, 2)] for day in range(1, DAYS)],
        "visits": [days[0], days[8], days[17]],
        "checks": [{"on": days[day], "change": rng.randint(-1, 2), "red_flags": [], "gp_flags": []}
                   for day in range(7, DAYS, 7)],
        "all_better": [],
    }  # fmt: skip


def a_second(what: str, count: int, work: Callable[[], object]) -> None:
    """Print how many of `count` pieces of `work` one core does in a second."""
    start = time.process_time()
    work()
    print(f"{what:<44}{count / (time.process_time() - start):>10,.0f} a core-second")


def main() -> int:
    """Print the lines."""
    lines = histories()
    read = [History.from_json(json.loads(line)) for line in lines]

    def from_text() -> None:
        for line in lines:
            json.dumps(assess(History.from_json(json.loads(line)), DEFAULT, ON).to_json())

    every_day = [DAY_0 + timedelta(days=day) for day in range(DAYS)]

    def carried() -> None:
        for one in read[:REPLAYED]:
            for _ in assess_days(one, DEFAULT, every_day):
                pass

    print(f"{HISTORIES:,} histories of {DAYS} days")
    a_second("judged on one date", HISTORIES, lambda: [assess(one, DEFAULT, ON) for one in read])
    a_second("read, judged on one date and written", HISTORIES, from_text)
    a_second("days judged, each carried on from the last", REPLAYED * DAYS, carried)
    a_second("replayed day by day", REPLAYED, lambda: [replay(h, DEFAULT) for h in read[:REPLAYED]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
