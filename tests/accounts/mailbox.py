"""What arrives at an address, and the links in it."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Person
from homecare.assessment.models import Verdict
from homecare.mail.models import OutboxMail
from homecare.programmes.operations import tell_client
from homecare.programmes.queries import version_on
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from tests.make.diary import Care
from tests.make.people import NOW, acting, csrf_token, signed_in
from tests.make.reports import MAIL_TIME, judge

HEALTH = {"weekly-progress", "weekly-digest", "check-in", "reminder", "programme-changed"}


ADDRESS = re.compile(r"/addresses/[\w.-]+")


INVITATION = re.compile(r"/invitations/[\w-]+")


def forget(session: Session, *addresses: str) -> None:
    """As it was before anybody answered from these addresses."""
    for person in session.scalars(select(Person).where(Person.email.in_(addresses))):
        person.confirmed_email = None
    session.commit()


def mails(session: Session) -> list[OutboxMail]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.queued_at, OutboxMail.id)))


def sent_to(session: Session, address: str) -> set[str]:
    return {mail.kind for mail in mails(session) if mail.to_address == address}


def link_in(mail: OutboxMail, pattern: re.Pattern[str] = ADDRESS) -> str:
    found = pattern.search(mail.text)
    assert found is not None
    return found[0]


def press(app: Flask, page: str, by: str | None = None) -> str:
    """Open a page behind a link, signed in as `by` or as nobody, and press its button."""
    client = signed_in(app, by) if by else app.test_client()
    client.post(page, data={"csrf_token": csrf_token(client, page)})
    return client.get(page).text


def write_everything(session: Session, settings: Settings, care: Care) -> None:
    """All that the clock and the therapist would send about a client in one week."""
    care.client.reminder = {"on": True, "times": ["08:00"], "days": 127}
    judge(session, care.client, care.episode, "quiet")
    session.scalars(select(Verdict)).one().state_since = NOW.date()
    session.commit()
    weekly.send(session, settings, MAIL_TIME, None)
    reminders.send(session, settings, MAIL_TIME + timedelta(hours=2), None)
    check_ins.send(session, settings, MAIL_TIME + timedelta(hours=3), None)
    version = version_on(session, care.episode.id, MAIL_TIME.date())
    assert version is not None
    tell_client(acting(session, care.therapist, MAIL_TIME), version, [], stopped=False)
    session.commit()
