"""Below the plot: the dates, and for each day what was reported of what was due."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from homecare.language import short_day_and_month, short_month
from homecare.progress.chart.frame import TEXT, Frame, Theme, box, number, path, text
from homecare.progress.queries import Day, exercise_of

BAR = 26.0  # height of a bar in the strip
DATES = TEXT + 8
STRIP = TEXT + 22 + BAR
NARROWEST_DAY = 4.0  # below this a bar stands for a week
STEPS = (1, 2, 7, 14, 28)  # days from one date to the next
MONTHS = (1, 2, 3, 6, 12)
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
    for i in range(frame.count):
        day = frame.first + timedelta(days=i)
        if day.day == 1 and (day.month - 1) % months == 0:
            yield day, f"{day:%Y}" if day.month == 1 else short_month(day)


def strip(days: Sequence[Day], frame: Frame, theme: Theme) -> list[str]:
    """A bar for each day (or week) with something due: reported, reported as not done, the rest."""
    weekly = frame.step < NARROWEST_DAY
    size = 7 if weekly else 1
    top = frame.bottom + DATES + TEXT + 16
    title = f"Exercise each {'week' if weekly else 'day'}, of what was due"
    drawn = [text(frame.left, top - 7, title, theme.soft)]
    for i in range(0, len(days), size):
        part = days[i : i + size]
        left = frame.left + i * frame.step
        drawn += _bar(part, left, len(part) * frame.step, top, theme)
    return drawn


def _bar(days: Sequence[Day], left: float, width: float, top: float, theme: Theme) -> list[str]:
    exercise = exercise_of(days)
    if not exercise.due:
        return []
    gap = min(2.0, width * 0.2)
    reported, not_done = (
        part / exercise.due * BAR for part in (exercise.reported, exercise.not_done)
    )
    left, width = left + gap / 2, width - gap
    bottom = top + BAR
    return [
        share((left, bottom - reported), (width, reported), "reported", theme),
        share((left, bottom - reported - not_done), (width, not_done), "not_done", theme),
        share((left, top), (width, BAR - reported - not_done), "open", theme),
    ]


def share(at: tuple[float, float], size: tuple[float, float], kind: str, theme: Theme) -> str:
    """A part of a bar: filled (reported), pale (reported as not done) or hollow (not logged)."""
    (left, top), (width, height) = at, size
    if height < 0.5:
        return ""
    if kind == "reported":
        return box(left, top, width, height, f'fill="{theme.reported}"')
    fill = theme.not_done if kind == "not_done" else "none"
    paint = f'fill="{fill}" stroke="{theme.soft}" stroke-width=".8"'
    return box(left + 0.4, top + 0.4, max(0.2, width - 0.8), max(0.2, height - 0.8), paint)
