"""Time the rule of whichever tree is on the path: `python probe.py FILE ON`, as a JSON object.

A script by itself, because it runs in both builds: it asks for nothing that only one of them has.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

ROUNDS = 9
MICRO = 1e6


def least(count: int, work: Callable[[int], object]) -> float:
    """Return the mean over `count` pieces of the least time of each, in microseconds of CPU."""
    spent = 0.0
    for number in range(count):
        rounds = []
        for _ in range(ROUNDS):
            before = time.process_time()
            work(number)
            rounds.append(time.process_time() - before)
        spent += min(rounds)
    return spent / count * MICRO


def main(file: str, day: str) -> None:
    """Print what each part of the rule costs for a history, and a day carried on, if it can be."""
    kept = "homecare.rules.reading" if find_spec("homecare.rules.reading") else "homecare.rules"
    history: Any = import_module(f"{kept}.history").History
    rule: Any = import_module("homecare.rules.assessment")
    replay: Any = import_module("homecare.rules.replay").replay
    policy, on = import_module("homecare.rules.policy").DEFAULT, date.fromisoformat(day)
    with open(file, encoding="utf-8") as lines:
        texts = list(lines)
    read = [history.from_json(json.loads(text)) for text in texts]
    gc.freeze()

    def from_text(number: int) -> str:
        judged = rule.assess(history.from_json(json.loads(texts[number])), policy, on)
        return json.dumps(judged.to_json())

    def carried(number: int) -> None:
        first = read[number].intake.on
        days = [first + timedelta(days=passed) for passed in range((on - first).days)]
        for _ in rule.assess_days(read[number], policy, days):
            pass

    found = {
        "pure": least(len(read), lambda number: rule.assess(read[number], policy, on)),
        "text": least(len(read), from_text),
        "replay": least(len(read) // 4, lambda number: replay(read[number], policy)),
    }
    if hasattr(rule, "assess_days"):
        days = (on - read[0].intake.on).days
        found["carried"] = least(len(read) // 4, carried) / days
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
