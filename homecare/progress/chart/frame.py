"""What a chart is drawn with: its colours, its ground and a few SVG strokes.

Only presentation attributes are used, so that a chart looks the same in a page with a strict
content policy, in a mail's picture and in a letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from html import escape
from itertools import pairwise
from typing import Protocol

from homecare.progress.day import Day

DAY = timedelta(days=1)
TEXT = 14.0  # size of every word, in the drawing's own units (pixels where it is not scaled)
HIGHEST = 10  # the pain scale runs from 0 to 10
LETTER = 0.52  # width of an average letter, as a part of the text size


class Drawable(Protocol):
    """What the chart shows: days in order without holes, the means after each, dates of events.

    `asked_on` is the morning on which it is drawn; `spans` names means of another stretch than
    seven days, by site and day; `ended` says that it is the end of the care.
    """

    @property
    def days(self) -> Sequence[Day]: ...
    @property
    def leg_means(self) -> Mapping[date, float]: ...
    @property
    def back_means(self) -> Mapping[date, float]: ...
    @property
    def spans(self) -> Mapping[str, Mapping[date, int]]: ...
    @property
    def asked_on(self) -> date: ...
    @property
    def ended(self) -> bool: ...
    @property
    def visits(self) -> Sequence[date]: ...
    @property
    def changes(self) -> Sequence[date]: ...
    @property
    def flags(self) -> Sequence[date]: ...


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they mean. `font` None: the page's own."""

    paper: str
    ink: str
    soft: str
    line: str
    leg: str
    back: str
    reported: str
    not_done: str
    goal: str
    font: str | None = "Libertinus Serif"
    filled: bool = True  # whether the paper is painted, or shines through
    size: float = TEXT  # of its words; a wider font takes a smaller one


LIGHT = Theme(
    paper="#fffdf9", ink="#2b2722", soft="#62594d", line="#e0d6c4", leg="#1d5f53", back="#a2501c",
    reported="#5f9c88", not_done="#ded3c0", goal="#dfebe3",
)  # fmt: skip
DARK = Theme(
    paper="#26231f", ink="#efe9de", soft="#bcb1a1", line="#3f3932", leg="#86cbb3", back="#eda878",
    reported="#5f9c88", not_done="#4a433a", goal="#223830",
)  # fmt: skip
# A browser puts the page's colours in, light or dark, and so a page needs one drawing only.
PAGE = Theme(
    paper="var(--card)", ink="var(--ink)", soft="var(--soft)", line="var(--line)",
    leg="var(--leg)", back="var(--back)", reported="#5f9c88", not_done="var(--not-logged)",
    goal="var(--accent-soft)", font=None, filled=False,
)  # fmt: skip
# On white paper, and told apart where it is printed in grey.
LETTER_THEME = replace(
    LIGHT, ink="#1c1a17", soft="#4d463d", line="#d8d2c6", leg="#174a41", back="#8a3d0c",
    reported="#6fa08f", font="Noto Sans", filled=False, size=12.8,
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK, "page": PAGE, "letter": LETTER_THEME}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a day and a score stand: the plot's edges in the drawing's units. `name` is the
    drawing's own, for ids in it."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    count: int
    wide: bool
    name: str
    step: float = field(init=False)
    """The width of one day."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", (self.right - self.left) / self.count)

    def x(self, day: date) -> float:
        """The middle of a day."""
        return self.left + ((day - self.first).days + 0.5) * self.step

    def holds(self, day: date) -> bool:
        """Whether a day lies on the chart."""
        return 0 <= (day - self.first).days < self.count

    def y(self, score: float) -> float:
        """The height of a score."""
        return self.bottom - score / HIGHEST * (self.bottom - self.top)


def number(value: float) -> str:
    """A coordinate, no longer than it needs to be."""
    return f"{value:.1f}".removesuffix(".0")


def through(points: Iterable[tuple[float, float]]) -> str:
    """A path from the first point through all others, each told by its step from the one before:
    half as long as by its place. The steps are between rounded places, so that none drifts."""
    places = [(round(x * 10), round(y * 10)) for x, y in points]
    if not places:
        return ""
    x, y = places[0]
    steps = "".join(
        _tenths(right - left) + _tenths(below - above)
        for (left, above), (right, below) in pairwise(places)
    )
    return f"M{number(x / 10)} {number(y / 10)}l{steps.lstrip() or '0 0'}"


@cache
def _tenths(value: int) -> str:
    """A number of tenths as short as SVG reads it, with what keeps it from the one before.

    Kept for good: no drawing has more than a few thousand steps.
    """
    whole, part = divmod(abs(value), 10)
    return (
        f"{'-' if value < 0 else ' '}{whole or ('' if part else '0')}{f'.{part}' if part else ''}"
    )


def text(
    x: float, y: float, words: str, fill: str, *, anchor: str = "start", bold: bool = False
) -> str:
    """Words with their base line at `y`; they are escaped here."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" fill="{fill}"'
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        + (' font-weight="700"' if bold else "")
        + f">{escape(words)}</text>"
    )


def box(x: float, y: float, width: float, height: float, paint: str) -> str:
    """A rectangle; `paint` holds its other attributes."""
    place = f'x="{number(x)}" y="{number(y)}"'
    return f'<rect {place} width="{number(width)}" height="{number(height)}" {paint}/>'


def path(points: str, paint: str) -> str:
    """A path, or nothing where there are no points."""
    return f'<path d="{points}" {paint}/>' if points else ""


def titled(words: str, drawn: str) -> str:
    """What is drawn, with words that a pointer brings up."""
    return f"<g><title>{escape(words)}</title>{drawn}</g>"


def width_of(words: str) -> float:
    """About how wide words will be."""
    return len(words) * TEXT * LETTER
