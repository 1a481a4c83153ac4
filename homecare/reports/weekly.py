"""The weekly mails: progress to each client, a digest to each therapist, once for each week.

A week is the practice's own ISO week. Only the newest one is ever sent, at most three days late;
what is left out is recorded with its reason.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.clockwork.once_a_period import (
    AnySession,
    MailOfPeriod,
    keep_once,
    mails_left,
    send_once,
    thread_session,
    with_pictures,
)
from homecare.clockwork.periods import local, week_name, weekly_due
from homecare.clockwork.stops import wait_for_phones
from homecare.reports.resting.operations import rest_with
from homecare.reports.weekly_digest import email as therapist_week
from homecare.reports.weekly_digest.due import staff_due, write_to_staff
from homecare.reports.weekly_progress import email as client_week
from homecare.reports.weekly_progress.due import clients_due, write_to_client
from homecare.reports.weeks import PracticeWeek, timely, weeks_due

KINDS = (therapist_week.KIND, client_week.KIND)


def is_due(session: Session, now: datetime) -> bool:
    """Whether any of them is due."""
    wait = wait_for_phones(session, now)
    return not wait.goes_on and any(
        staff_due(session, week, now) or clients_due(session, week, now)
        for week in weeks_due(session, now, None, wait.lasted)
    )


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue what is due, or the mails of the last whole week before `on`; answers how many."""
    session = thread_session(session)
    sent = 0
    wait = wait_for_phones(session, now)
    if on is None and wait.goes_on:
        return 0
    for week in weeks_due(session, now, on, wait.lasted):
        staff = timely(session, therapist_week.KIND, staff_due(session, week, now), week, now)
        today = local(now, week.zone).date()
        for who, piece in staff:
            write = partial(write_to_staff, session, settings, week, now, who)
            sent += send_once(session, piece, now, write)
        clients = timely(session, client_week.KIND, clients_due(session, week, now), week, now)
        for who, piece in clients[: max(mails_left(on) - sent, 0)]:
            write = partial(write_to_client, session, settings, week, today, who)
            sent += send_once(session, piece, now, write, partial(rest_with, today))
    return sent


def write_within(
    session: Session, settings: Settings, practice: Practice, morning: datetime
) -> None:
    """Queue what is due to a practice on a Monday morning, of what is known so far, in the
    transaction that is open. Charts are drawn by other threads while the next mail is written:
    the typesetter holds up nobody."""
    week = PracticeWeek(practice.id, practice.zone, *weekly_due(morning, practice.zone))
    today, period = local(morning, week.zone).date(), week_name(week.monday)
    for who, _ in staff_due(session, week, morning):
        written = write_to_staff(session, settings, week, morning, who)
        keep_once(session, MailOfPeriod(therapist_week.KIND, who.hex, period), morning, written)
    with ThreadPoolExecutor(os.cpu_count()) as beside:
        told = [
            (MailOfPeriod(client_week.KIND, who.hex, period),
             beside.submit(with_pictures, write_to_client(session, settings, week, today, who)))
            for who, _ in clients_due(session, week, morning)
        ]  # fmt: skip
    for piece, mail in told:
        keep_once(session, piece, morning, mail.result(), partial(rest_with, today))
