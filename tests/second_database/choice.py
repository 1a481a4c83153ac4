"""A few tests that together send what all of them send."""

from collections import Counter
from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush

TIMES = 2
"""So many tests that look at answers send each statement to the second database, where there are
as many."""
Sends = Mapping[str, Collection[str]]  # of a test


def chosen(
    sends: Sends, costs: Mapping[str, float], marked: Collection[str], times: int = TIMES
) -> set[str]:
    """Tests beside those marked, so that each statement is sent by so many of both together.

    The next is always the one with the most statements still missing for what it costs; of two
    alike the one whose name comes first, so that the same is chosen of the same every time.
    """
    missing = Counter(name for sent in sends.values() for name in sent)
    for name, many in missing.items():
        missing[name] = min(many, times)
    for test in marked:
        _count_off(missing, sends[test])
    taken: set[str] = set()
    waiting = [(-_worth(missing, sent) / costs[test], test)
               for test, sent in sends.items() if test not in marked]  # fmt: skip
    heapify(waiting)
    while waiting:
        before, test = heappop(waiting)
        now = -_worth(missing, sends[test]) / costs[test]
        if now == 0:
            continue  # and it never gets more
        if waiting and (now, test) > waiting[0]:
            heappush(waiting, (now, test))
        else:
            taken.add(test)
            _count_off(missing, sends[test])
        assert now >= before
    return taken


def _worth(missing: Counter[str], sent: Collection[str]) -> int:
    return sum(missing[name] > 0 for name in sent)


def _count_off(missing: Counter[str], sent: Collection[str]) -> None:
    for name in sent:
        missing[name] -= 1
