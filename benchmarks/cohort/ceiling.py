"""A ceiling: a small model that was shown the answers, beside the rule's own other flags.

It looks on days 28 and 35 at the start, at how far the mean of two weeks is below it, and at the
mean of the last two weekly checks, and learns from other people of the same world who will not get
better. Models of many looks do a little better; none can know more than the data say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

from benchmarks.cohort.contenders import LAST_DAY, NEEDED, Watched
from benchmarks.cohort.people import Person
from homecare.rules.course.episode import Course
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from homecare.rules.replay import replay
from homecare.rules.verdict.episode_on_day import STALLED

LOOKS = (28, 35)
LIKELY = 0.45
STEPS, RIDGE = 12, 1.0
Row = Sequence[float]


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of each look."""

    weights: dict[int, list[float]]

    @classmethod
    def learnt(cls, known: Iterable[Person]) -> "Model":
        """Learn from people whose truth is known."""
        rows: dict[int, list[tuple[Row, bool]]] = {look: [] for look in LOOKS}
        for person in known:
            course = Course(person.history, DEFAULT)
            for look in LOOKS:
                if row := _seen(course, look):
                    rows[look].append((row, person.stalled))
        return cls({look: _fitted(found) for look, found in rows.items()})

    def watch(self, history: History) -> Watched:
        """Flag on the first look that finds it likely, or with the rule's other flags."""
        course = Course(history, DEFAULT)
        days = [look for look in LOOKS if self._likely(course, look)]
        start = history.intake.on
        for on, kind, _ in replay(history, DEFAULT).flags:
            if kind in NEEDED and kind != STALLED and (on - start).days <= LAST_DAY:
                days.append((on - start).days)
        return Watched(min(days, default=None), len(days), 0)

    def _likely(self, course: Course, look: int) -> bool:
        row = _seen(course, look)
        return row is not None and _share(self.weights[look], row) >= LIKELY


def _seen(course: Course, look: int) -> Row | None:
    site = course.index_site(look)
    mean = course.sites[site].mean(look - 14, look)
    if mean is None or course.week(site, look) is None:
        return None
    start = course.baseline(look).scores[site]
    said = [change for at in (look - 7, look) if (change := course.change(at, 7)) is not None]
    return 1.0, start, start - mean, sum(said) / len(said) if said else 0.0


def _share(weights: Row, row: Row) -> float:
    total = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def _fitted(rows: Sequence[tuple[Row, bool]]) -> list[float]:
    """Return the weights of a logistic regression, by Newton's steps."""
    size = 4
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-RIDGE * weight for weight in weights]
        bend = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for row, stalled in rows:
            share = _share(weights, row)
            for i in range(size):
                slope[i] += (stalled - share) * row[i]
                for j in range(size):
                    bend[i][j] += share * (1 - share) * row[i] * row[j]
        weights = [was + step for was, step in zip(weights, _solved(bend, slope), strict=True)]
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small system of equations by elimination."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found
