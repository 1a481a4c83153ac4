"""What the chart's shapes mean, in plain words; only for shapes that are on it."""

from collections.abc import Callable

from homecare.progress.chart.frame import TEXT, Drawable, Theme, box, path, text, width_of
from homecare.progress.chart.plot import START_STROKE, mark
from homecare.progress.chart.strip import paint, share
from homecare.progress.queries import exercise_of

LEGEND_LINE = TEXT + 9
SAMPLE = 40.0  # width of the drawn sample before its words
LETTER = 28.0  # of a mark with its letter
GAP = 10  # after words, whose width is guessed amply

Sample = Callable[[float, float, Theme], str]
Entry = tuple[Sample, str, float]


def legend_rows(
    course: Drawable, width: int, goal: str | None, start: str | None = None
) -> list[list[Entry]]:
    """The entries that are needed, filled into lines of at most `width`."""
    rows: list[list[Entry]] = []
    x = width + 1.0
    for sample, words, space in _entries(course, goal, start):
        needed = space + width_of(words) + GAP
        if x + needed > width:
            rows.append([])
            x = 4.0
        rows[-1].append((sample, words, space))
        x += needed
    return rows


def legend(rows: list[list[Entry]], height: float, theme: Theme) -> list[str]:
    """The lines of the legend, the last one at the foot of the drawing."""
    drawn = []
    for i, row in enumerate(rows):
        x, y = 4.0, height - (len(rows) - i) * LEGEND_LINE + TEXT
        for sample, words, space in row:
            drawn.append(sample(x, y, theme))
            drawn.append(text(x + space, y, words, theme.ink))
            x += space + width_of(words) + GAP
    return drawn


def _entries(course: Drawable, goal: str | None, start: str | None) -> list[Entry]:
    days = course.days
    wanted = [
        (True, _leg, f"leg: each day, {_average('leg', course)}", SAMPLE),
        (True, _back, f"back: each day, {_average('back', course)}", SAMPLE),
        (start is not None, _start, start or "", SAMPLE),
        (goal is not None, _goal, goal or "", SAMPLE),
        (any(d.reported for d in days), _bar("reported"), "reported", 18),
        (any(d.not_done for d in days), _bar("not_done"), "reported as not done", 18),
        (
            exercise_of(days).not_logged > 0,
            _bar("open"),
            "not logged",
            18,
        ),
        (bool(course.visits), _letter("V"), "visit", LETTER),
        (bool(course.flags), _letter("F"), "flag", LETTER),
        (bool(course.changes), _letter("P"), "new programme", LETTER),
    ]
    return [(sample, words, space) for needed, sample, words, space in wanted if needed]


def _average(site: str, course: Drawable) -> str:
    """Who rates seldom has averages of two to four weeks, too."""
    return "average" if course.spans.get(site) else "7-day average"


def _leg(x: float, y: float, theme: Theme) -> str:
    line = path(f"M{x} {y - 5}h31", f'stroke="{theme.leg}" stroke-width="2.5"')
    dot = f"M{x + 12} {y - 5}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z"
    return line + path(dot, f'fill="{theme.leg}"')


def _back(x: float, y: float, theme: Theme) -> str:
    dashed = f'stroke="{theme.back}" stroke-width="2.5" stroke-dasharray="7 5"'
    diamond = path(f"M{x + 15.5} {y - 11}l6 6-6 6-6-6z", f'fill="none" stroke="{theme.back}"')
    return path(f"M{x} {y - 5}h31", dashed) + diamond


def _start(x: float, y: float, theme: Theme) -> str:
    return path(f"M{x} {y - 5}h31", START_STROKE.format(colour=theme.soft))


def _goal(x: float, y: float, theme: Theme) -> str:
    edge = f'stroke="{theme.leg}" stroke-dasharray="1 4" stroke-linecap="round"'
    return box(x, y - 11, 31, 13, f'fill="{theme.goal}"') + path(f"M{x} {y - 11}h31", edge)


def _bar(kind: str) -> Sample:
    def sample(x: float, y: float, theme: Theme) -> str:
        at, size = share((x, y - 11), (11, 13), kind)
        return box(*at, *size, paint(kind, theme))

    return sample


def _letter(letter: str) -> Sample:
    return lambda x, y, theme: (
        mark(letter, x + 6, y, theme) + text(x + 14, y, letter, theme.ink, bold=True)
    )
