"""The table of jobs. Each works out from the data what is due, claims it, does it, says how many.

A job is an edge: it opens its own transactions, one for each piece of work, so that a stop
half-way leaves whole pieces behind and the rest still due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs import audit, backup, mail, nightly
from homecare.jobs.after import update
from homecare.jobs.engine.looks import next_quarter
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.trail import due as monthly
from homecare.reports.urgent_again import due as urgent_again


@dataclass(frozen=True, slots=True)
class Work:
    """What a job needs: a session, the settings, the time, whether mail may leave the machine.

    `on` is set when somebody runs a job by hand for a date; else the clock decides what is due.
    `typed` says that somebody waits for it, and has to hear what failed.
    """

    session: Session
    settings: Settings
    now: datetime
    demonstration: bool
    on: date | None = None
    typed: bool = False


Job = Callable[[Work], int]

JOBS: dict[str, Job] = {
    "urgent-mail": lambda work: mail.send_urgent(
        work.session, work.settings, work.now, work.demonstration
    ),
    "recount": lambda work: update.recount(work.session, work.now),
    "assess": lambda work: nightly.assess(work.session, work.settings, work.now, work.on),
    "assess-again": lambda work: nightly.again(work.session, work.settings, work.now),
    "urgent-again": lambda work: urgent_again.send(work.session, work.settings, work.now, work.on),
    "weekly-emails": lambda work: weekly.send(work.session, work.settings, work.now, work.on),
    "reminders": lambda work: reminders.send(work.session, work.settings, work.now, work.on),
    "check-ins": lambda work: check_ins.send(work.session, work.settings, work.now, work.on),
    "send-mail": lambda work: mail.send(work.session, work.settings, work.now, work.demonstration),
    "monthly-emails": lambda work: monthly.send(work.session, work.settings, work.now, work.on),
    "audit": lambda work: audit.follow(work.session, work.settings, work.now, work.on),
    "backup": lambda work: backup.back_up(
        work.session, work.settings, work.now, work.on, work.typed
    ),
}

OF_PERIODS = mail.OF_PERIODS
"""The kinds of mail that is written once a period."""
MAIL = ("urgent-mail", "send-mail")
"""What looks into the outbox, each in a line of its own, so that no night holds mail up."""
WORK = tuple(name for name in JOBS if name not in MAIL)
"""All that is done one after the other: a night, then what is written about it."""


def next_look(name: str, session: Session, now: datetime) -> datetime:
    """When a job of `WORK` that found nothing due has to look again."""
    return reminders.next_due(session, now) if name == "reminders" else next_quarter(now)
