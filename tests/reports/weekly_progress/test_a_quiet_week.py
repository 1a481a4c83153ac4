"""A week in which nothing was logged is told in one calm sentence, on every way to the client."""

import re

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.operations import record_away
from homecare.diary.days import close_days
from homecare.progress.chart.pain_chart import summary_for_client
from homecare.progress.queries import course
from homecare.reports.weekly_progress.email import weekly_client_email
from homecare.today.progress.words import since_start, this_week
from tests.make.diary import DAY, make_care
from tests.make.people import acting
from tests.make.reports import FOUR_WEEKS_BEFORE, MAIL_TIME, MONDAY, make_week
from tests.snapshots import assert_as_approved

pytestmark = pytest.mark.any_database

SCOLDS = re.compile(r"\b0 of|\d+ (?:was|were) due|not logged|missed|on no day|Every day is")
NOBODY = [None] * 7


def test_nothing_logged_is_one_sentence(session: Session, settings: Settings) -> None:
    care = make_week(session, NOBODY)
    session.expire_all()
    email = weekly_client_email(session, settings, care.episode, MONDAY)
    assert email is not None
    assert_as_approved("weekly-progress-quiet", email)
    assert "Nothing was logged this week." in email.text
    shown = email.text + email.html + email.parts[0].alt
    assert SCOLDS.findall(shown) == []


def test_a_week_away_is_told_as_that(session: Session, settings: Settings) -> None:
    care = make_week(session, NOBODY)
    act = acting(session, care.therapist, MAIL_TIME)
    record_away(act, care.episode, MONDAY, MONDAY + 6 * DAY, "Holiday")
    session.commit()
    session.expire_all()
    email = weekly_client_email(session, settings, care.episode, MONDAY)
    assert email is not None
    assert "You were away this week, so nothing was due." in email.text
    assert SCOLDS.findall(email.text) == []


@pytest.mark.parametrize("stopped", [False, True])
def test_progress_is_as_calm(session: Session, stopped: bool) -> None:
    care = make_care(session, FOUR_WEEKS_BEFORE)
    close_days(session, MAIL_TIME)
    today = MAIL_TIME.date()
    shown = course(session, care.episode, FOUR_WEEKS_BEFORE.date(), today, today)
    told = this_week(shown, stopped=stopped)
    assert len(told) == 1
    everything = " ".join([*told, *since_start(shown), summary_for_client(shown)])
    assert SCOLDS.findall(everything) == []
