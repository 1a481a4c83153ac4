"""The chart, as its reader would notice it."""

import math
import re
import struct
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from homecare.progress.chart.frame import through
from homecare.progress.chart.pain_chart import pain_chart, summary
from homecare.progress.chart.picture import png

START = date(2026, 3, 2)
SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Day:
    on: date
    leg: int | None = None
    back: int | None = None
    due: int = 2
    reported: int = 0
    partly: int = 0
    not_done: int = 0
    extra: int = 0
    flare: bool = False
    away: bool = False
    closed: bool = True


@dataclass
class Course:
    days: list[Day]
    leg_means: dict[date, float] = field(default_factory=dict)
    back_means: dict[date, float] = field(default_factory=dict)
    visits: list[date] = field(default_factory=list)
    changes: list[date] = field(default_factory=list)
    flags: list[date] = field(default_factory=list)
    spans: dict[str, dict[date, int]] = field(default_factory=dict)
    ended: bool = False

    @property
    def asked_on(self) -> date:
        """The morning after the last day, or that day while it is not over."""
        return self.days[-1].on + timedelta(days=self.days[-1].closed)


def course(*legs: int | None, **more: object) -> Course:
    """A day for each leg score; the means equal the scores and reach into silent days."""
    days = [Day(START + timedelta(i), leg) for i, leg in enumerate(legs)]
    means: dict[date, float] = {}
    for day in days:
        if day.leg is not None or means:
            means[day.on] = float(day.leg if day.leg is not None else list(means.values())[-1])
    return Course(days, means, **more)  # type: ignore[arg-type]


def labels(svg: str) -> list[tuple[str, float, float]]:
    """Every word with where it stands."""
    nodes = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [(n.text or "", float(n.get("x", "0")), float(n.get("y", "0"))) for n in nodes]


def words(svg: str) -> list[str]:
    return [word for word, _, _ in labels(svg)]


def lines(svg: str, colour: str) -> list[str]:
    """The separate pieces of the mean line."""
    found = re.search(rf'd="([^"]*)" fill="none" stroke="{colour}" stroke-width="2.5"', svg)
    return [piece for piece in found.group(1).split("M") if piece] if found else []


def dots(svg: str) -> int:
    """How many scores of the leg are drawn, each where its path has a corner."""
    found = re.search(r'd="([^"]*)" fill="none" marker-start="url\(#chart-leg\)"', svg)
    return len(re.findall(r"-?[\d.]+", found.group(1))) // 2 if found else 0


def test_each_line_is_named_where_it_ends() -> None:
    both = course(6, 5, 4)
    for day in both.days:
        day.back = 2
    both.back_means = {day.on: 2.0 for day in both.days}
    assert {"leg 4.0", "back 2.0"} <= set(words(pain_chart(both)))


def test_the_figure_at_the_end_is_of_the_last_day_that_is_over() -> None:
    shown = course(4, 4, 4, 4, None, None)
    shown.leg_means = dict(zip((day.on for day in shown.days[:-1]), (4, 4, 4, 4, 4.8), strict=True))
    shown.days[-1].closed = False  # today has only begun
    shown.days[-1].leg = 1
    assert "leg 4.8" in words(pain_chart(shown))
    assert "4.8 now" in summary(shown)


def test_a_line_that_ended_long_ago_has_no_figure_of_today() -> None:
    shown = course(4, 4, 4, 4, *[None] * 12)
    shown.leg_means = {day.on: 4.0 for day in shown.days[:8]}
    assert "leg" in words(pain_chart(shown))
    assert "leg 4.0" not in words(pain_chart(shown))
    assert "4.0 when last rated" in summary(shown)


def test_an_average_of_more_than_a_week_says_over_how_long() -> None:
    seldom = course(5, None, None, 5)
    seldom.spans = {"leg": {seldom.days[-1].on: 14}}
    assert "averaged over 7 days: 5.0 up to 2 March 2026, 5.0 now (over two weeks)." in summary(
        seldom
    )
    seldom.spans = {"leg": {day.on: 14 for day in seldom.days}}
    assert "Leg pain, averaged over two weeks: 5.0 up to 2 March 2026, 5.0 now." in summary(seldom)
    assert "leg: each day, average" in words(pain_chart(seldom))


def test_names_stay_apart_where_both_lines_end_alike() -> None:
    both = course(4, 4, 4)
    for day in both.days:
        day.back = 4
    both.back_means = dict(both.leg_means)
    ends = [y for word, _, y in labels(pain_chart(both)) if word in ("leg 4.0", "back 4.0")]
    assert abs(ends[0] - ends[1]) >= 14


def test_the_back_differs_from_the_leg_by_shape_and_stroke() -> None:
    both = course(6, 5, 4)
    for day in both.days:
        day.back = 2
    both.back_means = {day.on: 2.0 for day in both.days}
    svg = pain_chart(both, theme="light")
    assert re.search(r'stroke="#a2501c"[^>]*stroke-dasharray', svg)
    assert not re.search(r'stroke="#1d5f53" stroke-width[^>]*stroke-dasharray', svg)
    assert re.search(r'fill="none" stroke="#a2501c"', svg)


def test_a_day_without_a_score_has_no_dot() -> None:
    assert dots(pain_chart(course(6, None, None, 4), theme="light")) == 2


def test_a_line_crosses_two_silent_days_but_not_three() -> None:
    two = pain_chart(course(6, 6, None, None, 4, 4), theme="light")
    three = pain_chart(course(6, 6, None, None, None, 4, 4), theme="light")
    assert len(lines(two, "#1d5f53")) == 1
    assert len(lines(three, "#1d5f53")) == 2


def test_days_with_exercise_show_what_was_reported_and_what_was_not_logged() -> None:
    some = course(5, 5, 5)
    some.days[0].reported = 2
    some.days[1].reported, some.days[1].not_done = 1, 1
    said = words(pain_chart(some))
    assert {"reported", "reported as not done", "not logged"} <= set(said)


def test_a_day_with_nothing_due_stays_blank() -> None:
    free = course(5, 5)
    for day in free.days:
        day.due = 0
    svg = pain_chart(free, theme="light")
    assert "not logged" not in words(svg)
    assert svg.count("<rect") == 1  # the paper alone


def test_what_can_still_be_done_today_is_not_called_not_logged() -> None:
    some = course(5, 5)
    some.days[0].reported = 2
    some.days[1].closed = False
    assert "not logged" not in words(pain_chart(some))
    some.days[1].closed = True
    assert "not logged" in words(pain_chart(some))


def test_flare_ups_and_days_away_are_named() -> None:
    some = course(*[5] * 20)
    some.days[3].flare = some.days[4].flare = True
    some.days[12].away = True
    assert {"flare-up", "away"} <= set(words(pain_chart(some)))


def test_visits_programmes_and_flags_are_marked_and_explained() -> None:
    day = START + timedelta(1)
    said = words(pain_chart(course(5, 5, 5, visits=[day], changes=[day], flags=[day])))
    assert {"V", "P", "F", "visit", "new programme", "flag"} <= set(said)


def test_a_visit_before_the_first_day_is_not_drawn() -> None:
    svg = pain_chart(course(5, 5, visits=[START - timedelta(3)]), theme="light")
    assert words(svg).count("V") == 1  # in the legend, never on a wrong day


def test_the_needed_improvement_is_a_band_with_its_words() -> None:
    assert "30 % better than at the start" in words(pain_chart(course(6, 5), goal=4.2))
    assert "30 % better than at the start" not in words(pain_chart(course(6, 5)))


@pytest.mark.parametrize("days", [1, 3, 14, 90, 400])
@pytest.mark.parametrize("width", [340, 820])
def test_dates_never_run_into_each_other(days: int, width: int) -> None:
    svg = pain_chart(course(*[5] * days), width=width)
    ticks = re.compile(r"\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2}|\d{4}")
    places = [x for word, x, _ in labels(svg) if ticks.fullmatch(word)]
    assert places
    assert all(b - a >= 44 for a, b in pairwise(places))


def test_a_year_is_told_in_weeks_and_stays_small() -> None:
    svg = pain_chart(course(*[5] * 400), width=340)
    assert "Exercise each week, of what was due" in words(svg)
    assert len(svg) < 12_000


def test_steps_are_short_and_none_drifts() -> None:
    far = [(i * 0.693, 10 * math.sin(i)) for i in range(400)]
    drawn = through(far)
    first, _, steps = drawn.removeprefix("M").partition("l")
    x, y = map(float, first.split())
    found = [float(step) for step in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
    for step, place in zip(zip(found[::2], found[1::2], strict=True), far[1:], strict=True):
        x, y = x + step[0], y + step[1]
        assert (x, y) == pytest.approx(place, abs=0.051)
    assert len(drawn) < 400 * 8
    assert through([]) == ""
    assert through([(1, 2.5)]) == "M1 2.5l0 0"
    assert through([(1, 2), (0.5, 2), (0.9, 13)]) == "M1 2l-.5 0 .4 11"


def test_a_reader_who_cannot_see_it_hears_what_it_shows() -> None:
    svg = pain_chart(course(6, 5, 4, visits=[START]), name="mine")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "mine-title mine-desc"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Leg pain, averaged over 7 days: 6.0 up to 2 March 2026, 4.0 now." in told
    assert "0 of 6 times due" in told
    assert "Visits: 2 March 2026." in told


def test_without_scores_it_says_so_instead_of_drawing_a_line() -> None:
    none = course(None, None)
    assert "Too few scores" in summary(none)
    assert lines(pain_chart(none, theme="light"), "#1d5f53") == []


def test_it_needs_no_style_and_no_script() -> None:
    svg = pain_chart(course(6, 5, 4))
    assert not re.search(r"style|script|href", svg)


def test_a_course_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        pain_chart(Course([]))


def test_the_picture_has_the_asked_for_width() -> None:
    picture = png(pain_chart(course(6, 5, 4), width=340, theme="light"), 680)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20]) == (680,)


@pytest.mark.parametrize("label", ["worst", "leg 4.0", "2 Mar", "not logged"])
def test_every_word_is_really_in_the_picture(label: str) -> None:
    """Without a font that it knows, a renderer leaves words out and says nothing."""
    whole = pain_chart(course(6, 5, 4), theme="light")
    without = re.sub(rf"<text[^>]*>{re.escape(label)}</text>", "", whole)
    assert without != whole
    assert png(without, 640) != png(whole, 640)
