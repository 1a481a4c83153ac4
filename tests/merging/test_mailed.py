"""Whoever was mailed for a period in one record is not mailed for it again in the other."""

from datetime import timedelta

from sqlalchemy.orm import Session

from config import Settings
from homecare.reports.weekly import send
from tests.make.diary import Care
from tests.make.merges import Twice, make_twice
from tests.make.reports import MAIL_TIME, mails


def test_one_weekly_email_for_one_week(session: Session, settings: Settings, care: Care) -> None:
    twice = make_twice(session, care, weekly_email=False)
    send(session, settings, MAIL_TIME, None)
    assert len(mails(session, "weekly-progress")) == 1
    twice.merge(day=8, keep_other=True, goes_on="duplicate")
    send(session, settings, MAIL_TIME + timedelta(days=2), None)
    assert len(mails(session, "weekly-progress")) == 1


def test_the_one_record_is_mailed_from_then_on(
    session: Session, settings: Settings, twice: Twice
) -> None:
    twice.merge(day=3)
    assert send(session, settings, MAIL_TIME, None) == 3
    assert len(mails(session, "weekly-progress")) == 1
