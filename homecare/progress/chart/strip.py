"""Below the plot: the dates, and for each day what was reported of what was due."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from homecare.language import short_day_and_month, short_month
from homecare.progress.chart.frame import TEXT, Frame, Theme, number, path, text
from homecare.progress.day import Day
from homecare.progress.queries import exercise_of

BAR = 26.0  # height of a bar in the strip
DATES = TEXT + 8
STRIP = TEXT + 22 + BAR
NARROWEST_DAY = 4.0  # below this a bar stands for a week
STEPS = (1, 2, 7, 14, 28)  # days from one date to the next
MONTHS = (1, 2, 3, 6, 12)
KINDS = ("reported", "not_done", "open")
LOWEST = 0.5  # below this height nobody sees a part of a bar
Pair = tuple[float, float]
IN_MONTHS = 120  # a longer course is told in months (ours)


def dates(frame: Frame, theme: Theme) -> list[str]:
    """As many dates under the plot as have room."""
    drawn = []
    for day, words in _ticks(frame):
        x = frame.x(day)
        drawn.append(path(f"M{number(x)} {number(frame.bottom)}v5", f'stroke="{theme.soft}"'))
        drawn.append(text(x, frame.bottom + 5 + TEXT, words, theme.soft, anchor="middle"))
    return drawn


def _ticks(frame: Frame) -> Iterator[tuple[date, str]]:
    room = TEXT * 3.7
    step = next((days for days in STEPS if days * frame.step >= room), None)
    if step is not None and frame.count <= IN_MONTHS:
        for i in range(0, frame.count, step):
            day = frame.first + timedelta(days=i)
            yield day, short_day_and_month(day)
        return
    months = next((m for m in MONTHS if m * 30 * frame.step >= room), MONTHS[-1])
    for i in range(frame.count // 28 + 2):
        years, month = divmod(frame.first.month - 1 + i, 12)
        day = date(frame.first.year + years, month + 1, 1)
        if frame.holds(day) and month % months == 0:
            yield day, f"{day:%Y}" if day.month == 1 else short_month(day)


def strip(days: Sequence[Day], frame: Frame, theme: Theme) -> list[str]:
    """A bar for each day (or week) with something due: reported, reported as not done, the rest."""
    weekly = frame.step < NARROWEST_DAY
    size = 7 if weekly else 1
    top = frame.bottom + DATES + TEXT + 16
    title = f"Exercise each {'week' if weekly else 'day'}, of what was due{_years(days, frame)}"
    bars: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for i in range(0, len(days), size):
        part = days[i : i + size]
        left = frame.left + i * frame.step
        for kind, at, measures in _bar(part, left, len(part) * frame.step, top):
            bars[kind].append(_outline(*share(at, measures, kind)))
    return [
        text(frame.left, top - 7, title, theme.soft),
        *(path("".join(drawn), paint(kind, theme)) for kind, drawn in bars.items()),
    ]


def _years(days: Sequence[Day], frame: Frame) -> str:
    """From when to when the chart goes, where there is room: its dates name no years, and a letter
    is read in any later one."""
    if not (frame.wide and days):
        return ""
    first, last = (f"{short_day_and_month(day.on)} {day.on.year}" for day in (days[0], days[-1]))
    return f", {first} to {last}" if first != last else f", {first}"


def _bar(
    days: Sequence[Day], left: float, width: float, top: float
) -> Iterator[tuple[str, Pair, Pair]]:
    """The kinds of a bar that can be seen, each with its place and its size."""
    exercise = exercise_of(days)
    if not exercise.due:
        return
    gap = min(2.0, width * 0.2)
    left, width, bottom = left + gap / 2, width - gap, top + BAR
    for kind in KINDS[:2]:
        height = getattr(exercise, kind) / exercise.due * BAR
        bottom -= height
        if height >= LOWEST:
            yield kind, (left, bottom), (width, height)
    if bottom - top >= LOWEST:
        yield "open", (left, top), (width, bottom - top)


def share(at: Pair, size: Pair, kind: str) -> tuple[Pair, Pair]:
    """The place and size of a part of a bar, its stroke included."""
    (left, top), (width, height) = at, size
    if kind == "reported":
        return at, size
    return (left + 0.4, top + 0.4), (max(0.2, width - 0.8), max(0.2, height - 0.8))


def paint(kind: str, theme: Theme) -> str:
    """Filled (reported), pale (reported as not done) or hollow (not logged)."""
    if kind == "reported":
        return f'fill="{theme.reported}"'
    fill = theme.not_done if kind == "not_done" else "none"
    return f'fill="{fill}" stroke="{theme.soft}" stroke-width=".8"'


def _outline(at: Pair, size: Pair) -> str:
    (left, top), (width, height) = at, size
    across = number(width)
    return f"M{number(left)} {number(top)}h{across}v{number(height)}h-{across}z"
