"""Histories of 90 days as lines of JSON: level, falling or rising, with gaps."""

import json
from datetime import date, timedelta
from random import Random
from typing import Any

DAYS = 90
DAY_0 = date(2026, 1, 5)
ON = DAY_0 + timedelta(days=DAYS)


def histories(count: int) -> list[str]:
    """Return `count` histories; the same ones each time."""
    rng, days = Random(1), [(DAY_0 + timedelta(days=day)).isoformat() for day in range(DAYS)]
    return [json.dumps(_history(number, rng, days)) for number in range(count)]


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
