"""The page that shows last year by the rule of today, beside the flags that were raised."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from homecare.accounts.models import AuditLine
from homecare.flags.models import Flag
from homecare.language import near_day
from tests.make.diary import Care
from tests.make.flags import assess_days, at, flags_of, flat_weeks, on
from tests.make.people import make_practice, signed_in

pytestmark = pytest.mark.any_database

TODAY = 32
PAGE = "/practice/rule/last-year"
STALLED, REVIEW = 28, 13
"""The days on which flat weeks ask for a flag: three visits by day 8, and four weeks flat."""


@pytest.fixture
def owner(app: Flask, session: Session, care: Care, clock: Traveller) -> FlaskClient:
    """Somebody flat for a month, judged every night by the rule of today."""
    clock.move_to(at(TODAY))
    flat_weeks(session, care, days=TODAY, leg=4)
    assess_days(session, care, range(1, TODAY + 1))
    return signed_in(app, "owner@homecare.example")


@pytest.fixture
def raised(session: Session, care: Care, owner: FlaskClient) -> Callable[[str], Flag]:
    def of(kind: str) -> Flag:
        (flag,) = (flag for flag in flags_of(session, care) if flag.kind == kind)
        return flag

    return of


def said(browser: FlaskClient) -> str:
    """The words of the page."""
    shown = browser.get(PAGE).text
    assert "Last year by the rule of today" in shown
    text = re.sub(r"<[^>]+>", " ", shown[shown.index("<main") :])
    return " ".join(html.unescape(text).split())


def test_where_every_flag_came_from_this_rule_nothing_is_different(owner: FlaskClient) -> None:
    page = said(owner)
    assert "Nothing would have been different for 1 client." in page
    assert "2 first flags then (2 raised by version 3), 2 by version 3 today." in page


@pytest.mark.both_databases
def test_a_flag_of_an_older_version_that_came_later_is_named_with_both_days(
    session: Session, owner: FlaskClient, raised: Callable[[str], Flag]
) -> None:
    flag = raised("stalled")
    flag.raised_on, flag.rule_version = on(STALLED + 3), "2"
    session.commit()
    page = said(owner)
    assert "Something would have been different for 1 client of 1." in page
    assert "(1 raised by version 2, 1 raised by version 3)" in page
    now, then = (near_day(on(day), on(TODAY)) for day in (STALLED, STALLED + 3))
    assert f"Stalled earlier: {now}, not {then}, raised by version 2" in page


def test_a_flag_that_this_rule_would_not_raise_is_gone_and_one_it_would_is_new(
    session: Session, care: Care, owner: FlaskClient, raised: Callable[[str], Flag]
) -> None:
    raised("stalled").kind = "quiet"
    session.commit()
    page = said(owner)
    assert re.search(r"Stalled new, on ", page)
    assert re.search(r"gone; was on .+?, raised by version 3", page)


def test_a_review_that_waited_for_its_turn_was_not_late(
    session: Session, owner: FlaskClient, raised: Callable[[str], Flag]
) -> None:
    flag = raised("review")
    flag.raised_on += timedelta(days=5)
    session.commit()
    assert "Nothing would have been different" in said(owner)
    flag.raised_on += timedelta(days=5)
    session.commit()
    assert "earlier: " in said(owner)


@pytest.mark.parametrize(
    ("today", "what"),
    [(REVIEW + 2, "Nothing would have been different"), (REVIEW + 8, "To review new, on")],
)
def test_a_review_that_may_still_wait_for_its_turn_is_not_new(
    app: Flask, session: Session, care: Care, clock: Traveller, today: int, what: str
) -> None:
    clock.move_to(at(today))
    flat_weeks(session, care, days=today, leg=4)
    assert what in said(signed_in(app, "owner@homecare.example"))


def test_what_was_less_grave_beside_a_flag_was_flagged_with_it(
    session: Session, owner: FlaskClient, raised: Callable[[str], Flag]
) -> None:
    raised("review").status = "withdrawn"
    session.commit()
    page = said(owner)
    assert "2 first flags then" in page  # the review stands beside the stall
    assert "new, on" not in page


def test_a_flag_that_was_taken_back_does_not_count(
    session: Session, owner: FlaskClient, raised: Callable[[str], Flag]
) -> None:
    raised("stalled").status = "withdrawn"
    session.commit()
    assert "Stalled new, on" in said(owner)


def test_who_looked_at_it_is_written_down_and_nothing_else_is(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    before = [(flag.id, flag.version) for flag in flags_of(session, care)]
    said(owner)
    session.rollback()
    lines = session.scalars(
        select(AuditLine).where(AuditLine.action == "practice.rule_last_year")
    ).all()
    assert len(lines) == 1
    session.expire_all()
    assert [(flag.id, flag.version) for flag in flags_of(session, care)] == before


def test_without_last_years_diaries_it_says_so(app: Flask, session: Session) -> None:
    make_practice(session)
    assert "nothing to look at" in said(signed_in(app, "owner@homecare.example"))


def test_the_rules_page_leads_there(owner: FlaskClient) -> None:
    assert f'href="{PAGE}"' in owner.get("/practice/rule").text
