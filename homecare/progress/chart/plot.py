"""The plot of the chart: pain, the improvement asked for, and what happened meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from homecare.progress.chart.frame import (
    TEXT,
    Drawable,
    Frame,
    Theme,
    box,
    number,
    path,
    text,
    through,
    titled,
)
from homecare.progress.chart.marks import ROW, SHADES, SHAPE, letters, names
from homecare.progress.day import Day

DAY = timedelta(days=1)
LONGEST_GAP = 2  # days without a score that a line may cross
START_STROKE = 'stroke="{colour}" stroke-width="1.5" stroke-dasharray="9 4 2 4"'
CROWDED = 1.5  # below this width of a day its dots step back behind the line


def plot(
    course: Drawable, frame: Frame, theme: Theme, goal: float | None, start: float | None
) -> list[str]:
    """Everything between the letters above the plot and the dates below it."""
    lines = [_line_of(site, course) for site in ("back", "leg")]
    return [
        *_goal(goal, frame, theme),
        *_axis(frame, theme),
        *_start(start, frame, theme),
        *_marks(course, frame, theme),
        *_shades(course, frame, theme),
        *(part for line in lines for part in _drawn(line, frame, theme)),
        *_ends(lines, frame, theme),
    ]


def _axis(frame: Frame, theme: Theme) -> list[str]:
    drawn = []
    for score in (0, 5, 10):
        y = frame.y(score)
        line = f"M{number(frame.left)} {number(y)}H{number(frame.right)}"
        drawn.append(path(line, f'stroke="{theme.line if score else theme.soft}"'))
        drawn.append(text(frame.left - 8, y + 5, str(score), theme.soft, anchor="end"))
    drawn.append(text(frame.left - 8, frame.y(10) + 20, "worst", theme.soft, anchor="end"))
    drawn.append(text(frame.left - 8, frame.y(0) - 11, "no pain", theme.soft, anchor="end"))
    return drawn


def _goal(goal: float | None, frame: Frame, theme: Theme) -> list[str]:
    if goal is None:
        return []
    top = frame.y(goal)
    edge = f"M{number(frame.left)} {number(top)}H{number(frame.right)}"
    return [
        box(frame.left, top, frame.right - frame.left, frame.bottom - top, f'fill="{theme.goal}"'),
        path(edge, f'stroke="{theme.leg}" stroke-dasharray="1 4" stroke-linecap="round"'),
    ]


def _start(start: float | None, frame: Frame, theme: Theme) -> list[str]:
    if start is None:
        return []
    line = f"M{number(frame.left)} {number(frame.y(start))}H{number(frame.right)}"
    return [path(line, START_STROKE.format(colour=theme.soft))]


def _shades(course: Drawable, frame: Frame, theme: Theme) -> list[str]:
    """Flare-ups and days away, as shade over the whole height with their word at the top."""
    spans = sorted(
        (first, last, shade) for shade in SHADES for first, last in _spans(course.days, shade)
    )
    return [_shade(first, last, frame, theme) for first, last, _ in spans] + [
        titled(one.title, text(one.left, frame.top + TEXT + one.row * ROW, one.words, theme.ink))
        for one in names(spans, frame)
    ]


def _shade(first: date, last: date, frame: Frame, theme: Theme) -> str:
    left, right = frame.x(first) - frame.step / 2, frame.x(last) + frame.step / 2
    paint = f'fill="{theme.ink}" fill-opacity=".09"'
    return box(left, frame.top, right - left, frame.bottom - frame.top, paint)


def _spans(days: Sequence[Day], shade: str) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for day in days:
        if not getattr(day, shade):
            continue
        if spans and (day.on - spans[-1][1]).days == 1:
            spans[-1] = (spans[-1][0], day.on)
        else:
            spans.append((day.on, day.on))
    return spans


class Line(NamedTuple):
    """The pain of a site by day: scores, and the means of days that have one, as a line shows
    nothing for a silent day; `newest` is the mean as it stands, where there is one."""

    site: str
    scores: dict[date, int]
    means: dict[date, float]
    newest: float | None


def _line_of(site: str, course: Drawable) -> Line:
    score_of = attrgetter(site)
    scores = {day.on: score for day in course.days if (score := score_of(day)) is not None}
    means: Mapping[date, float] = getattr(course, f"{site}_means")
    drawn = {day: means[day] for day in scores if day in means}
    return Line(site, scores, drawn, newest_mean(site, course))


def _drawn(line: Line, frame: Frame, theme: Theme) -> list[str]:
    colour = getattr(theme, line.site)
    many = frame.step < CROWDED
    dash = ' stroke-dasharray="7 5"' if line.site == "back" else ""
    stroke = f'fill="none" stroke="{colour}" stroke-width="{2 if many else 2.5}"'
    return [
        *_dots(line, frame, colour),
        path(_run(line.means, frame), f'{stroke} stroke-linejoin="round"{dash}'),
    ]


def _dots(line: Line, frame: Frame, colour: str) -> list[str]:
    """A round dot for each score of the leg, a hollow diamond around it for the back.

    The shape stands in the drawing once; each day says no more than where.
    """
    places = [(frame.x(on), frame.y(score)) for on, score in line.scores.items()]
    if not places:
        return []
    r = round(min(3.2, max(0.9, frame.step * 0.4)), 1)
    s = number(r * 1.8)
    shape = {
        "leg": f'<circle r="{number(r)}" fill="{colour}" stroke="{colour}"/>',
        "back": path(f"M0-{s}l{s} {s}-{s} {s}-{s}-{s}z", f'fill="none" stroke="{colour}"'),
    }[line.site]
    name = f"{frame.name}-{line.site}"
    at_each = " ".join(f'marker-{at}="url(#{name})"' for at in ("start", "mid", "end"))
    dim = ' opacity="0.5"' if frame.step < CROWDED else ""
    return [
        f'<marker id="{name}" markerUnits="userSpaceOnUse" overflow="visible">{shape}</marker>',
        path(through(places), f'fill="none" {at_each}{dim}'),
    ]


def newest_mean(site: str, course: Drawable) -> float | None:
    """The mean as it stands: after the last day that is over, or None.

    A day that has only begun says nothing yet; with it the figure would change until the evening,
    and would agree with no sentence beside the chart.
    """
    means: Mapping[date, float] = getattr(course, f"{site}_means")
    return means.get(course.asked_on - DAY)


def _run(means: Mapping[date, float], frame: Frame) -> str:
    """A line through the means, broken where too many days have no score."""
    pieces: list[list[tuple[float, float]]] = []
    before: date | None = None
    for day, mean in means.items():
        if before is None or (day - before).days > LONGEST_GAP + 1:
            pieces.append([])
        pieces[-1].append((frame.x(day), frame.y(mean)))
        before = day
    return "".join(through(piece) for piece in pieces)


def _ends(lines: Sequence[Line], frame: Frame, theme: Theme) -> list[str]:
    """The name of each line where it ends, kept apart where both end alike."""
    ends = sorted(_end(line, frame) for line in lines if line.scores)
    heights = [y for y, _, _ in ends]
    room = TEXT + 2
    if len(ends) == 2 and heights[1] - heights[0] < room:
        middle = min(sum(heights) / 2, frame.bottom - room / 2)
        heights = [middle - room / 2, middle + room / 2]
    return [
        text(frame.right + 5, y, words, getattr(theme, site), bold=True)
        for y, (_, site, words) in zip(heights, ends, strict=True)
    ]


def _end(line: Line, frame: Frame) -> tuple[float, str, str]:
    if not line.means:
        last = list(line.scores.values())[-1]
        return frame.y(last) + 5, line.site, line.site
    drawn, now = list(line.means.values())[-1], line.newest
    words = f"{line.site} {now:.1f}" if frame.wide and now is not None else line.site
    return frame.y(drawn) + 5, line.site, words


def _marks(course: Drawable, frame: Frame, theme: Theme) -> list[str]:
    """A thread from each day on which something happened, and the marks above."""
    above = letters(course, frame)
    top, bottom = number(frame.top - 5), number(frame.bottom)
    threads = "".join(f"M{number(frame.x(day))} {top}V{bottom}" for o in above for day, _ in o.days)
    drawn = [path(threads, f'stroke="{theme.soft}" stroke-dasharray="1 4"')]
    for one in above:
        y = frame.top - 5 - one.row * ROW
        shape = mark(one.words[0], one.left + SHAPE, y, theme)
        words = text(one.left + 2 * SHAPE, y, one.words, theme.ink, bold=True)
        drawn.append(titled(one.title, shape + words))
    return drawn


def mark(letter: str, x: float, y: float, theme: Theme) -> str:
    """The shape of a mark, standing on `y`: a visit, a new programme, a flag."""
    at = f"M{number(x)} {number(y)}"
    shape = {"V": "m-5 0h10l-5-10z", "P": "m-4.5 0h9v-9h-9z", "F": "m-4 0v-10.5l8 3.5-8 3.5"}
    fill = theme.paper if letter == "P" else theme.ink
    return path(at + shape[letter], f'fill="{fill}" stroke="{theme.ink}" stroke-width="1.4"')
