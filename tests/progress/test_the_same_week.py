"""A figure of a week is the same on the caseload, the record, a flag, a chart, in a digest.

What a flag saw stays as it was seen; what holds now stands beside it, and each names its week.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import time_machine
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from homecare.accounts.models import Membership
from homecare.assessment.history import history_of
from homecare.diary.days import close_days
from homecare.flags.models import Flag
from homecare.language import long_date, short_day_and_month
from homecare.reports.weekly_digest.email import weekly_digest
from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT
from tests.chance import examples
from tests.make.diary import DAY
from tests.make.flags import assess as assess_at_night
from tests.make.flags import at, on, visit
from tests.make.people import signed_in
from tests.progress.test_one_truth import (
    LATE,
    SPELLS,
    House,
    Spell,
    diary_of,
    send,
    with_chart,
)
from tests.progress.test_one_truth import house as house
from tests.today.visiting import words

Seen = dict[date, set[tuple[str, str, str]]]
WEEK = r"(this week|in the week to \d+ \w+ \d{4})"
SENTENCE = re.compile(rf"\b(Leg|Back) pain ([\d.]+) at the start, ([\d.]+) {WEEK}")
CHANGE = r"(leg|back) (\d+\.\d) → (\d+\.\d)"
SHORT = re.compile(
    rf"({CHANGE}(?:, {CHANGE})?)( \(week to (\d+ \w+)\)| over | \(\d)?", re.IGNORECASE
)


class Figure(NamedTuple):
    """A mean as a page names it, beside its start."""

    site: str
    start: str
    mean: str
    until: date


def named(page: str, today: date) -> Iterator[Figure]:
    """Every mean of a week that a page names, with the last day of the week."""
    last = {long_date(today - back * DAY): today - back * DAY for back in range(1, 90)}
    short = {short_day_and_month(day): day for day in last.values()}
    for site, start, mean, week in SENTENCE.findall(page):
        until = week.removeprefix("in the week to ")
        yield Figure(site.lower(), start, mean, last.get(until, today - DAY))
    for match in SHORT.finditer(page):
        if match[8] is None or match[9]:
            until = short.get(match[9] or "", today - DAY)
            for site, start, mean in re.findall(CHANGE, match[1].lower()):
                yield Figure(site, start, mean, until)


def seen_by_the_rule(session: Session, house: House, day: date) -> set[tuple[str, str, str]]:
    figures = assess(history_of(session, house.care.episode, day), DEFAULT, day).figures
    return {
        (site, f"{figures['start'][site]:.1f}", f"{figures['mean'][site]:.1f}")
        for site in ("leg", "back")
        if figures["mean"][site] is not None
    }


def live(
    house: House, spells: list[Spell], late: list[tuple[int, int]], more: int
) -> tuple[date, Seen]:
    """Every evening is sent and every night judged; answers what was seen on which day."""
    session, care, diary = house.session, house.care, diary_of(spells)
    seen: Seen = defaultdict(set)
    end = diary.day + more
    for day in range(1, end + 1):
        close_days(session, at(day) - timedelta(hours=5))
        assess_at_night(session, care, day)
        seen[on(day)] |= seen_by_the_rule(session, house, on(day))
        for kind, body in diary.sent.get(day, ()):
            if day < end:
                send(session, care, day, kind, body, day)
    for ago, score in late:
        send(session, care, max(end - ago, 1), "pain", {"leg": score, "back": score}, end)
    session.commit()
    for day in range(1, end + 1):  # as it is seen now, with what came late
        seen[on(day)] |= seen_by_the_rule(session, house, on(day))
    return on(end), seen


@settings(
    max_examples=examples(6),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(spells=SPELLS, late=LATE, more=st.integers(0, 6))
@example(
    spells=[Spell("daily", 16, 5, 3), Spell("daily", 14, 8, 4)], late=[(2, 2)], more=3
)  # worse
@example(spells=[Spell("daily", 16, 6, 6), Spell("daily", 16, 6, 6)], late=[], more=4)  # level
@example(spells=[Spell("daily", 16, 6, 6), Spell("daily", 16, 6, 6), Spell("daily", 9, 4, 3)],
         late=[(1, 9), (3, 0)], more=2)  # a flag older than the week  # fmt: skip
def test_a_week_has_one_figure_wherever_it_is_named(
    house: House,
    settings: config.Settings,
    spells: list[Spell],
    late: list[tuple[int, int]],
    more: int,
) -> None:
    house.empty()
    visit(house.session, house.care, 0)
    today, seen = live(house, spells, late, more)
    with time_machine.travel(at((today - on(0)).days), tick=False):
        pages = pages_of(house, settings, today)
        for name, page in pages.items():
            for figure in named(page, today):
                assert figure[:3] in seen[figure.until + DAY], (name, figure)
        the_newest_is_one(pages, seen_by_the_rule(house.session, house, today))


def the_newest_is_one(pages: dict[str, str], now: set[tuple[str, str, str]]) -> None:
    """The caseload's cell, the end of the chart, Progress and the heads of flags in the digest say
    what the rule measures now."""
    heads = re.findall(rf"\. ({CHANGE}(?:, {CHANGE})?) \(week to", pages["digest"], re.IGNORECASE)
    for head, *_ in heads:
        assert {*re.findall(CHANGE, head.lower())} <= now
    cell = re.search(r"(Leg|Back) ([\d.]+) → at the start, ([\d.]+) ", pages["caseload"])
    assert cell is None or (cell[1].lower(), cell[2], cell[3]) in now
    means = {site: mean for site, _, mean in now}
    chart = r"(Leg|Back) pain, averaged over [^:]*: (?:[\d.]+ up to [^,]+, )?([\d.]+) now"
    assert {site.lower(): mean for site, mean in re.findall(chart, pages["record"])} == means
    went = r"(Leg|Back) pain went from ([\d.]+) at the (?:new )?start to ([\d.]+) over the last"
    for site, start, mean in re.findall(went, pages["progress"]):
        assert (site.lower(), start, mean) in now


def pages_of(house: House, settings: config.Settings, today: date) -> dict[str, str]:
    """The words of each page and of the digest."""
    desk = signed_in(house.app, "therapist@homecare.example")
    flags = house.session.scalars(select(Flag).where(Flag.episode_id == house.care.episode.id))
    place = house.session.scalars(
        select(Membership).where(Membership.person_id == house.care.therapist.person_id)
    ).one()
    now = at((today - on(0)).days)
    digest = weekly_digest(house.session, settings, place, today - 7 * DAY, now)
    return {
        "caseload": words(desk.get("/caseload").text),
        "record": with_chart(desk.get(f"/clients/{house.care.client.id}?chart=whole").text),
        "flags": words(desk.get("/flags").text),
        **{f"flag {flag.kind}": words(desk.get(f"/flags/{flag.id}").text) for flag in flags},
        "digest": digest.text,
        "progress": words(signed_in(house.app, "client@homecare.example").get("/progress").text),
    }
