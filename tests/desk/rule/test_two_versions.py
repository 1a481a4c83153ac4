"""The page's courses of care by version 2 and by today's: counts, lines, words, decisions."""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from time_machine import Traveller

from homecare.assessment import two_versions
from homecare.assessment.thresholds import keep_thresholds
from homecare.assessment.two_versions import Beside, Flagged
from homecare.database import new_id
from homecare.desk.rule.beside import WEEKS_DRAWN, drawn
from homecare.flags.decisions import dismiss, take_up
from homecare.flags.queries import Decision
from homecare.language import near_day
from homecare.rules.policy import DEFAULT, adjusted
from tests.make.diary import Care
from tests.make.flags import assess, assess_days, at, flags_of, on, rate
from tests.make.people import acting, signed_in

pytestmark = pytest.mark.any_database

TODAY, STALLED = 40, 35
PAGE = "/practice/rule/last-year"


@pytest.fixture
def owner(app: Flask, session: Session, care: Care, clock: Traveller) -> FlaskClient:
    """Somebody level at 6 who rates twice a week: version 2 never judged them by their scores."""
    clock.move_to(at(TODAY))
    rate(session, care, 6, 2, [day for day in range(1, TODAY) if day % 7 in (1, 4)])
    assess_days(session, care, range(1, TODAY + 1))
    return signed_in(app, "owner@homecare.example")


def shown(browser: FlaskClient) -> str:
    page = browser.get(PAGE).text
    return page[page.index("Version 2 beside version 3") :]


def said(browser: FlaskClient) -> str:
    """The words of the section."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown(browser))).split())


def test_who_is_flagged_by_today_s_version_alone_is_counted_drawn_and_named(
    owner: FlaskClient,
) -> None:
    words = said(owner)
    assert "By version 3 alone 1 " in words
    assert "Version 2: no flag" in words
    assert f"Version 3: Stalled {near_day(on(STALLED), on(TODAY))}" in words
    line = shown(owner).split('class="versions"')[1]
    place = f"{STALLED / (7 * WEEKS_DRAWN) * 100:.1f}%"
    assert re.search(rf'<circle cx="{re.escape(place)}"[^>]*fill="var\(--leg\)"', line)
    assert 'stroke="var(--back)"' not in line


@pytest.mark.both_databases
def test_what_was_decided_stands_beside_it_until_it_is_taken_back(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    (flag,) = [flag for flag in flags_of(session, care) if flag.kind == "stalled"]
    dismiss(acting(session, care.therapist, at(STALLED + 2)), flag, "known")
    session.commit()
    assert f"Decided: {near_day(on(STALLED + 2), on(TODAY))} (dismissed)" in said(owner)
    take_up(acting(session, care.therapist, at(STALLED + 3)), flag, "by mistake")
    session.commit()
    assert "Decided:" not in said(owner)


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Notes whose history is walked through."""
    found: list[str] = []
    by_version_2 = two_versions.flags_by_version_2

    def noted(history, *rest):  # type: ignore[no-untyped-def]
        found.append(history.id)
        return by_version_2(history, *rest)

    monkeypatch.setattr(two_versions, "flags_by_version_2", noted)
    return found


def test_it_is_worked_out_again_for_who_was_judged_again_or_other_thresholds(
    session: Session, care: Care, owner: FlaskClient, clock: Traveller, walked: list[str]
) -> None:
    first = said(owner)
    walked.clear()
    assert said(owner) == first
    assert walked == []
    rate(session, care, 9, 2, [TODAY - 1])
    assess(session, care, TODAY + 0.1)
    said(owner)
    assert len(walked) == 1
    act = acting(session, care.therapist, at(TODAY))
    keep_thresholds(act, care.practice, adjusted(DEFAULT, stall_day=42))
    session.commit()
    assert "By version 3 alone 0 " in said(owner)
    assert len(walked) == 2
    clock.move_to(at(TODAY + 1))
    said(owner)
    assert len(walked) == 3


FIRST = date(2026, 3, 2)


def course(before: int | None, now: int | None) -> Beside:
    days = [day if day is None else FIRST + timedelta(days=day) for day in (before, now)]
    flags = [None if day is None else Flagged(day, "stalled") for day in days]
    return Beside(new_id(), new_id(), "Ida Ash", FIRST, *flags)


@pytest.mark.parametrize(
    ("before", "now", "heading", "folded"),
    [
        (35, 28, "Sooner by version 3", False),
        (None, 28, "By version 3 alone", False),
        (28, 35, "Later by version 3", False),
        (28, None, "By version 2 alone", False),
        (28, 28, "On the same day by both", True),
        (None, None, "By neither", True),
    ],
)
def test_a_course_stands_in_the_group_of_what_differs(
    before: int | None, now: int | None, heading: str, folded: bool
) -> None:
    (group,) = [group for group in drawn([course(before, now)], {}) if group.lines]
    assert (group.heading, group.folded) == (heading, folded)


def test_what_lies_beyond_the_line_stands_in_words_alone() -> None:
    one = course(28, 7 * WEEKS_DRAWN + 1)
    made = Decision(FIRST + timedelta(days=300), "stalled", "acted")
    (line,) = [line for group in drawn([one], {one.episode_id: [made]}) for line in group.lines]
    assert line.before is not None
    assert line.now is None
    assert line.decided == []
    assert line.decisions == [made]
