"""Runs that nobody asks for again are forgotten, and no mail comes twice for it."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.clockwork.runs import claim, finish
from homecare.jobs.mail import forget, send
from homecare.reports import weekly
from homecare.reports.reminders import due as reminders
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from tests.make.diary import DAY, make_care
from tests.make.people import NOW
from tests.make.reports import mails

EVENING = datetime.combine(NOW.date(), time(18, 1), NOW.tzinfo)


def make_run(session: Session, kind: str, ended: datetime | None) -> None:
    run_id = claim(session, kind, "0" * 32, f"{kind} {ended}"[:20], NOW - 90 * DAY)
    assert run_id is not None
    if ended is not None:
        finish(session, run_id, ended)
    session.commit()


def kinds(session: Session) -> list[str]:
    session.expire_all()
    return sorted(session.scalars(select(Run.kind)))


@pytest.mark.parametrize("kind", ["reminder", "weekly-progress", "weekly-digest"])
def test_a_run_of_a_mail_is_forgotten_after_sixty_days(
    session: Session, settings: Settings, kind: str
) -> None:
    make_run(session, kind, NOW - 60 * DAY)
    make_run(session, kind, None)  # somebody is at it, or it is taken over
    forget(session, settings, NOW, demonstration=False)
    assert kinds(session) == [kind, kind]
    forget(session, settings, NOW + timedelta(minutes=1), demonstration=False)
    assert kinds(session) == [kind]


@pytest.mark.parametrize("kind", ["assess", "check-in"])
def test_nights_and_check_ins_are_asked_for_as_long_as_the_care_lasts(
    session: Session, settings: Settings, kind: str
) -> None:
    make_run(session, kind, NOW - 400 * DAY)
    forget(session, settings, NOW, demonstration=False)
    assert kinds(session) == [kind]


def test_a_forgotten_run_sends_nothing_twice(session: Session, settings: Settings) -> None:
    care = make_care(session, NOW - 8 * DAY, confirmed=True)
    wish = Wish((time(18),), EVERY_DAY, only_if_not_logged=True)
    care.client.reminder = settings_of(wish, on=True)
    session.commit()

    def sent() -> tuple[int, int]:
        weekly.send(session, settings, EVENING, None)
        reminders.send(session, settings, EVENING, None)
        return len(mails(session, "reminder")), len(mails(session, "weekly-progress"))

    assert sent() == (1, 1)
    send(session, settings, EVENING + 61 * DAY, demonstration=False)
    assert kinds(session) == []
    assert sent() == (1, 1)
