"""A letter as one page of A4: how close it has to be set, how much room is left, and the PDF."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from homecare.language import count
from homecare.progress.chart.pain_chart import pain_chart, summary
from homecare.progress.queries import Course
from homecare.referrals.fhir.facts import Facts
from homecare.referrals.letter import COLLEAGUE, EMERGENCY, GP, mark_of
from homecare.referrals.models import Logo
from homecare.refusals import Refusal
from homecare.typesetting import press
from homecare.typesetting.characters import Drawing, printed
from homecare.typesetting.sheet import HEAD

TEMPLATE = HEAD + Path(__file__).with_name("letter.typ").read_bytes()
A4 = 297 / 25.4 * press.POINTS_TO_AN_INCH  # its height in points
CHART_WIDTH = 700
TO_A_LINE = 90  # about how many characters stand on a line
TITLES = {COLLEAGUE: "Referral", GP: "Letter to the GP", EMERGENCY: "Emergency note"}


@dataclass(frozen=True, slots=True)
class Step:
    """How close a page is set: text in points, gaps in ems, the chart in its own units."""

    size: float
    leading: float
    gap: float
    chart: int
    sign: int  # room for a signature, in millimetres

    @property
    def line(self) -> float:
        """The height of a line in points."""
        return self.size * (0.72 + self.leading)


LEAST_DRAWN = 3  # days with a score
LETTERHEAD = "Letterhead"  # as the practice page calls it
STEPS = (
    Step(10.5, 0.62, 0.95, 340, 11),
    Step(10, 0.58, 0.85, 320, 10),
    Step(10, 0.55, 0.75, 295, 10),
    Step(9.5, 0.52, 0.7, 305, 9),
    Step(9.5, 0.5, 0.65, 275, 9),
    Step(9, 0.48, 0.6, 290, 8),
    Step(9, 0.46, 0.55, 265, 8),
    Step(9, 0.44, 0.5, 245, 8),
)
"""From airy to close; the first that fits is taken."""


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page that was set, and the mark of what it was set from."""

    pdf: bytes
    mark: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter, what its chart is drawn from, its figures as such, the practice's logo, and the
    page, where it was set before anybody had to wait for it."""

    letter: dict[str, Any]
    course: Course
    facts: Facts
    logo: Logo | None = None
    ahead: SetPage | None = None

    @property
    def drawing(self) -> str:
        """The chart as the letter's page on the screen shows it; empty where none is drawn."""
        if not self.is_drawn:
            return ""
        return pain_chart(
            self.course, width=720, height=360, theme="light", in_words=self.drawn_in_words
        )

    @property
    def is_drawn(self) -> bool:
        """Whether there are scores enough for a chart to show a course."""
        rated = (day.leg is not None or day.back is not None for day in self.course.days)
        return sum(rated) >= LEAST_DRAWN

    @property
    def drawn_in_words(self) -> str:
        """What the chart shows, with exercise as the letter's own sentence counts it."""
        return summary(self.course, self.course.over())


@dataclass(frozen=True, slots=True)
class Room:
    """How a letter fits: the step it is set at, or None; the lines that are left, or too many."""

    step: Step | None
    lines: int

    @property
    def words(self) -> str:
        """The same as a sentence."""
        if self.step is None:
            return f"{count(self.lines, 'line')} too long for one page."
        return f"It fits on one page, with room for about {count(self.lines, 'more line')}."


def room(written: Written) -> Room:
    """How a letter fits on its page; what is left is counted at the closest step."""
    over = _over(written, STEPS[-1])
    lines = int(abs(over) / STEPS[-1].line)
    if over > 0:
        return Room(None, lines + 1)
    return Room(_first_that_fits(written), lines)


def _first_that_fits(written: Written) -> Step | None:
    """The closest step is measured only where no other one fits: measuring is what takes long."""
    at = bisect_left(STEPS[:-1], True, key=lambda step: _over(written, step) <= 0)
    fits = STEPS[at] is not STEPS[-1] or _over(written, STEPS[-1]) <= 0
    return STEPS[at] if fits else None


def _over(written: Written, step: Step) -> float:
    """How much higher than its paper the page would be, in points."""
    return press.height(TEMPLATE, _said(written, step, measuring=True)) - A4


def letter_pdf(written: Written, *, draft: bool = False, made_at: datetime | None = None) -> bytes:
    """The page. Raises Refusal where it would be two."""
    step = _first_that_fits(written)
    if step is None:
        raise too_long(written, room(written))
    return press.pdf(TEMPLATE, _said(written, step, draft=draft), made_at)


def set_ahead(written: Written, made_at: datetime) -> SetPage:
    """Set a page for a transaction that comes: setting takes a tenth of a second, and whoever
    writes meanwhile keeps everybody else from writing. Raises Refusal where it would be two."""
    return SetPage(letter_pdf(written, made_at=made_at), _mark(written, made_at))


def page_to_keep(written: Written, made_at: datetime) -> bytes:
    """The page that was set ahead, where nothing that it shows has changed since; else anew."""
    ahead = written.ahead
    if ahead is not None and ahead.mark == _mark(written, made_at):
        return ahead.pdf
    return letter_pdf(written, made_at=made_at)


def _mark(written: Written, made_at: datetime) -> str:
    logo = (written.logo.png.hex(), written.logo.shows) if written.logo else ()
    return mark_of(written.letter, f"{written.drawing}{logo}{made_at}")


def too_long(written: Written, fits: Room) -> Refusal:
    """What to shorten, at the field where that can be done."""
    field, words = max(_written_here(written.letter), key=_lines)
    name, longest = max(_from_the_record(written.letter), key=_lines)
    said = f"The letter is {fits.words} Shorten it here"
    if _lines((name, longest)) > _lines((field, words)):
        where = "on the practice page" if name == LETTERHEAD else "in the record"
        said += f", or “{name}” {where} ({len(longest):,} characters)"
    return Refusal({field: f"{said}."})


def _lines(part: tuple[str, str] | list[str]) -> int:
    """About how many lines a text takes."""
    return sum(1 + len(line) // TO_A_LINE for line in part[1].split("\n"))


def _written_here(letter: dict[str, Any]) -> Sequence[tuple[str, str]]:
    return [("message", letter["message"]), ("question", letter["question"])]


def _from_the_record(letter: dict[str, Any]) -> Sequence[Any]:
    practice = letter["practice"]
    head = "\n".join((practice["address"], practice["letterhead"]))
    return [*letter["complaint"], *letter["record"], (LETTERHEAD, head)]


def _said(
    written: Written, step: Step, *, measuring: bool = False, draft: bool = False
) -> dict[str, Any]:
    letter, logo = written.letter, written.logo
    client = letter["client"]
    return {
        **letter,
        "title": f"{'Draft, not sent. ' * draft}{TITLES[letter['variant']]}: {client['name']}",
        "footer": f"{client['name']}, born {client['born']} · {letter['date']} · in confidence",
        "step": asdict(step),
        "measuring": measuring,
        "draft": draft,
        "logo": logo and {"png": list(logo.png), "shows": printed(logo.shows) or "Logo"},
        "chart": _chart(written, step),
        "chart_in_words": written.drawn_in_words,
    }


def _chart(written: Written, step: Step) -> str | None:
    if written.letter["variant"] == EMERGENCY or not written.is_drawn:
        return None
    return Drawing(pain_chart(written.course, width=CHART_WIDTH, height=step.chart, theme="letter"))
