"""Whatever happens close together in a year, no word of the chart is printed over another."""

import re
from datetime import date, timedelta
from itertools import combinations
from random import Random
from xml.etree import ElementTree

import pytest

from homecare.progress.chart.frame import TEXT, width_of
from homecare.progress.chart.marks import dated
from homecare.progress.chart.pain_chart import pain_chart
from tests.progress.test_chart import START, SVG, Course, course, labels

YEAR = 364
SIZES = [(340, 470), (360, 470), (420, 380), (640, 390), (640, 440), (720, 360)]
"""Of Progress and a client's page in both sizes, of the weekly mail and of a letter."""
ABOVE, BELOW = 0.72 * TEXT, 0.22 * TEXT  # how far letters reach from their base line


def day(number: int) -> date:
    return START + timedelta(number)


def a_year(seed: str, clusters: int = 9) -> Course:
    """Visits, programmes, flags, flare-ups and days away, many of them side by side."""
    dice = Random(seed)
    shown = course(*[5] * YEAR)
    for _ in range(clusters):
        begins = dice.randrange(YEAR - 20)
        for _ in range(dice.randint(1, 8)):
            on = day(begins + dice.randrange(12))
            {0: shown.visits, 1: shown.changes, 2: shown.flags}[dice.randrange(3)].append(on)
        for name in dice.sample(("flare", "away"), dice.randrange(3)):
            first = begins + dice.randrange(18)
            for one in shown.days[first : first + dice.randint(1, 4)]:
                setattr(one, name, True)
    return shown


def boxes(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Each word with its left, top, right and lower edge."""
    found = []
    for node in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        x, y, words = float(node.get("x", 0)), float(node.get("y", 0)), node.text or ""
        wide = width_of(words)
        left = x - {"end": wide, "middle": wide / 2}.get(node.get("text-anchor", ""), 0)
        found.append((words, left, y - ABOVE, left + wide, y + BELOW))
    return found


def overlaps(svg: str) -> list[str]:
    return [
        f"{one[0]} over {other[0]}"
        for one, other in combinations(boxes(svg), 2)
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} wide")
@pytest.mark.parametrize("clusters", [3, 9, 25])
def test_no_two_labels_overlap(size: tuple[int, int], clusters: int) -> None:
    for seed in range(6):
        shown = a_year(f"{seed}", clusters)
        assert overlaps(pain_chart(shown, width=size[0], height=size[1])) == [], seed


def test_twenty_visits_in_one_month_are_one_mark_that_names_them() -> None:
    some = course(*[5] * YEAR, visits=[day(100 + i) for i in range(20)])
    svg = pain_chart(some, width=340)
    assert "V ×20" in [word for word, _, _ in labels(svg)]
    titles = [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}title")]
    (title,) = [title for title in titles if title.startswith("20 visits")]
    assert "10 June, 11 June" in title
    assert title.endswith("and 29 June 2026")


def test_each_year_of_visits_is_named_once() -> None:
    days = [date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 5), date(2026, 1, 12)]
    assert dated(days) == ["22 December", "29 December 2025", "5 January", "12 January 2026"]


def test_each_day_keeps_its_thread_in_a_merged_mark() -> None:
    some = course(*[5] * YEAR, visits=[day(100 + i) for i in range(20)])
    svg = pain_chart(some, width=340, theme="light")
    (threads,) = re.findall(r'd="([^"]*)" stroke="[^"]*" stroke-dasharray="1 4"', svg)
    assert threads.count("V") == 20


def test_marks_that_have_room_stand_alone() -> None:
    some = course(*[5] * 60, visits=[day(5), day(30)], flags=[day(31)])
    said = [word for word, _, _ in labels(pain_chart(some, width=640))]
    assert said.count("V") == 3  # two visits, and the legend
    assert not any("×" in word for word in said)


@pytest.mark.parametrize("width", [340, 640, 720])
def test_a_year_is_dated_by_months(width: int) -> None:
    svg = pain_chart(course(*[5] * YEAR), width=width)
    words = [word for word, _, _ in labels(svg)]
    assert {"Jul", "Oct", "2027"} & set(words)
    assert not any(word[:1].isdigit() and word.endswith(("Mar", "Oct")) for word in words)
