"""The one chart of homecare, drawn as SVG: pain, reported exercise and what happened meanwhile.

The page, the letter and (as a picture) the weekly mail show the same drawing. Leg and back differ
by shape, stroke and word, never by colour alone. A day without a score is a gap: it is never
zero, and a line never crosses more than two such days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from homecare.language import long_date
from homecare.progress.chart.frame import TEXT, THEMES, Drawable, Frame, Theme, box, number
from homecare.progress.chart.legend import LEGEND_LINE, legend, legend_rows
from homecare.progress.chart.marks import ROW, dated, letters, rows_needed
from homecare.progress.chart.plot import newest_mean, plot
from homecare.progress.chart.strip import DATES, STRIP, dates, strip
from homecare.progress.day import Day
from homecare.progress.queries import Course, exercise_of
from homecare.progress.words import exercise_so_far
from homecare.rules.verdict.arithmetic import period

NARROW = 480  # below this width the ends of the lines are named without their figure


def pain_chart(
    course: Drawable,
    *,
    width: int = 640,
    height: int = 420,
    theme: str = "page",
    goal: float | None = None,
    goal_words: str = "30 % better than at the start",
    start: float | None = None,
    start_words: str = "the start",
    name: str = "chart",
    in_words: str | None = None,
) -> str:
    """The chart of a course, as an `<svg>` element of `width` × `height` units.

    `theme` is page, light, dark or letter. `goal` is the pain score at or under which there is the
    needed improvement, shown as a band that the legend calls `goal_words`; `start` is the score
    that weeks are compared with, a dashed line called `start_words`. `name` makes ids unique where
    a page has two charts. `in_words` says what it shows, in place of its `summary`.
    Raises ValueError for a course without any day.
    """
    if not course.days:
        raise ValueError("a chart needs at least one day")
    colours = THEMES[theme]
    entries = legend_rows(
        course,
        width,
        goal_words if goal is not None else None,
        start_words if start is not None else None,
    )
    frame = _frame(course, width, height, len(entries), name)
    parts = [
        *plot(course, frame, colours, goal, start),
        *dates(frame, colours),
        *strip(course.days, frame, colours),
        *legend(entries, height, colours),
    ]
    return _wrap(parts, in_words or summary(course), (width, height), colours, name)


def summary(course: Drawable, counted: Sequence[Day] | None = None) -> str:
    """What the chart shows, in a few plain sentences, for those who can't see it; `counted` are
    the days of which exercise is told, where not all are."""
    all_in_all = exercise_of(course.days if counted is None else counted)
    due, done = all_in_all.due, all_in_all.reported
    exercise = (
        f"Exercise reported {done} of {due} times due{all_in_all.in_part}."
        if due
        else "No exercise was due."
    )
    return _summary(course, exercise)


def summary_for_client(course: Course) -> str:
    """As `summary`, for the client themselves: nothing is held against who was quiet."""
    return _summary(course, exercise_so_far(course.days))


def _summary(course: Drawable, exercise: str) -> str:
    first, last = course.days[0].on, course.days[-1].on
    sentences = [f"From {long_date(first)} to {long_date(last)}."]
    for site, means in (("leg", course.leg_means), ("back", course.back_means)):
        if means:
            first, last = min(means), max(means)
            now = "at the end" if course.ended else "now"
            if newest_mean(site, course) is None:
                now = "when last rated"
            spans = course.spans.get(site, {})
            # Where a picture begins is hardly ever the start that everything is counted from.
            begins = f"{means[first]:.1f} up to {long_date(first)}, " if first < last else ""
            sentences.append(
                f"{site.capitalize()} pain, averaged over {_over(spans, first)}: "
                f"{begins}{means[last]:.1f} {now}{_unlike(spans, first, last)}."
            )
    if not course.leg_means and not course.back_means:
        sentences.append("Too few scores for an average so far.")
    if exercise:
        sentences.append(exercise)
    if course.visits:
        sentences.append(f"Visits: {', '.join(dated(course.visits))}.")
    return " ".join(sentences)


def _over(spans: Mapping[date, int], day: date) -> str:
    """The stretch that the mean after `day` is of: a week, or what stands in for it."""
    return period(spans[day]) if day in spans else "7 days"


def _unlike(spans: Mapping[date, int], first: date, last: date) -> str:
    over = _over(spans, last)
    return "" if over == _over(spans, first) else f" (over {over})"


def _wrap(parts: Iterable[str], title: str, size: tuple[int, int], theme: Theme, name: str) -> str:
    width, height = size
    font = f' font-family="{theme.font}"' if theme.font else ""
    ground = box(0, 0, width, height, f'fill="{theme.paper}"') if theme.filled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" font-size="{number(theme.size)}"{font}>'
        f'<title id="{name}-title">Pain and reported exercise</title>'
        f'<desc id="{name}-desc">{escape(title)}</desc>'
        f"{ground}{''.join(parts)}</svg>"
    )


def _frame(course: Drawable, width: int, height: int, legend_lines: int, name: str) -> Frame:
    """The plot takes what letters, dates, strip and legend leave."""
    wide = width >= NARROW
    frame = Frame(
        left=54,
        right=width - (66 if wide else 42),
        top=TEXT,
        bottom=height - DATES - STRIP - legend_lines * LEGEND_LINE - 10,
        first=course.days[0].on,
        count=len(course.days),
        wide=wide,
        name=name,
    )
    return replace(frame, top=8 + rows_needed(letters(course, frame)) * ROW)
