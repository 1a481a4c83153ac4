"""Where the marks of what happened stand: above the plot, and the words of its shades.

Marks that find room in a few rows stand where they happened. Where they don't, each kind gets a
row of its own, and neighbours of a kind become one mark that says how many it is.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from homecare.language import count, day_and_month, listed, long_date
from homecare.progress.chart.frame import TEXT, Drawable, Frame, width_of

KINDS = (("visits", "V", "visit"), ("changes", "P", "new programme"), ("flags", "F", "flag"))
SHADES = {"flare": ("flare-up", "flare-up"), "away": ("time away", "away")}
"""What a shade means, and the word that is printed."""
MANY = {"time away": "times away"}
ROWS = 3  # above the plot, or of words in it
ROW = TEXT + 3  # from one row to the next
SHAPE, GAP = 7.0, 6.0  # from a mark's middle to its letter; between two labels
BEYOND = 30.0  # as far right of the plot a label may reach


def dated(days: Sequence[date]) -> list[str]:
    """Days in order, each year named once, with its last day: a letter is kept for years."""
    ends = [day.year != after.year for day, after in pairwise(days)]
    return [
        long_date(day) if ends_year else day_and_month(day)
        for day, ends_year in zip(days, [*ends, True], strict=True)
    ]


class Mark(NamedTuple):
    """One label: `kind` as the reader knows it, what is printed, what it stands for.

    It begins at `left`, ends at `right` and stands in a row, the lowest being 0; `days` are the
    first and the last day of each event.
    """

    left: float
    right: float
    row: int
    kind: str
    words: str
    days: tuple[tuple[date, date], ...]

    @property
    def title(self) -> str:
        """What it stands for: "3 visits: 2 March, 20 March and 7 April 2026"."""
        first = dated([day for day, _ in self.days])
        return f"{count(len(first), self.kind, MANY.get(self.kind))}: {listed(first)}"


class Event(NamedTuple):
    """What is to be marked: its place in the drawing, its days, its kind and its printed word."""

    x: float
    first: date
    last: date
    kind: str
    word: str


Placed = Callable[[float, float, str], tuple[float, float]]
"""The edges of a label, from the places of its first and last event and its words."""


def letters(course: Drawable, frame: Frame) -> list[Mark]:
    """The letters above the plot."""
    happened = [
        Event(frame.x(day), day, day, kind, letter)
        for field, letter, kind in KINDS
        for day in set(getattr(course, field))
        if frame.holds(day)
    ]

    def placed(first: float, last: float, words: str) -> tuple[float, float]:
        wide = 2 * SHAPE + width_of(words)
        left = min((first + last) / 2 - SHAPE, frame.right + BEYOND - wide)
        return left, left + wide

    return _apart(happened, placed)


def names(spans: Sequence[tuple[date, date, str]], frame: Frame) -> list[Mark]:
    """The word of each shade (first day, last day, flare or away) in the plot, kept inside it."""
    shaded = [
        Event((frame.x(first) + frame.x(last)) / 2, first, last, *SHADES[shade])
        for first, last, shade in spans
    ]

    def placed(first: float, last: float, words: str) -> tuple[float, float]:
        half = width_of(words) / 2
        middle = min(max((first + last) / 2, frame.left + half), frame.right - half)
        return middle - half, middle + half

    return _apart(shaded, placed)


def _apart(events: Sequence[Event], placed: Placed) -> list[Mark]:
    """Every event by itself where a few rows are enough; else each kind merged in its own row."""
    ordered = sorted(events)
    alone = [_mark([event], placed) for event in ordered]
    rows = _rows(alone)
    if max(rows, default=0) < ROWS:
        return [mark._replace(row=row) for mark, row in zip(alone, rows, strict=True)]
    kinds = list(dict.fromkeys(event.kind for event in ordered))
    return [
        mark._replace(row=row)
        for row, kind in enumerate(kinds)
        for mark in _merged([event for event in ordered if event.kind == kind], placed)
    ]


def _rows(marks: Sequence[Mark]) -> list[int]:
    """For labels from left to right, the lowest row where each finds room."""
    ends: list[float] = []
    chosen = []
    for mark in marks:
        row = next((i for i, end in enumerate(ends) if end + GAP <= mark.left), len(ends))
        ends[row : row + 1] = [mark.right]
        chosen.append(row)
    return chosen


def _merged(events: Sequence[Event], placed: Placed) -> Iterator[Mark]:
    """Neighbours whose labels would touch become one, again and again until none do."""
    groups = [[event] for event in events]
    at = 1
    while at < len(groups):
        before, here = _mark(groups[at - 1], placed), _mark(groups[at], placed)
        if before.right + GAP <= here.left:
            at += 1
        else:
            groups[at - 1 : at + 1] = [groups[at - 1] + groups[at]]
            at = max(1, at - 1)
    return (_mark(group, placed) for group in groups)


def _mark(events: Sequence[Event], placed: Placed) -> Mark:
    word, number = events[0].word, len(events)
    words = word if number == 1 else f"{word} ×{number}"
    left, right = placed(events[0].x, events[-1].x, words)
    days = tuple((event.first, event.last) for event in events)
    return Mark(left, right, 0, events[0].kind, words, days)


def rows_needed(marks: Sequence[Mark]) -> int:
    """How many rows the labels take."""
    return max((mark.row + 1 for mark in marks), default=0)
