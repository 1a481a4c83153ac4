"""The health page, for whoever watches the server; it says nothing about anybody."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from homecare import VERSION, clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.queries import newest_line
from homecare.accounts.zones import ZONE_DATA
from homecare.backups import scheduled
from homecare.busy import let_go
from homecare.clockwork import behind
from homecare.clockwork.failures import Failing, in_words
from homecare.clockwork.failures import failing as what_fails
from homecare.clockwork.runs import newest_status, waiting_for_a_worker
from homecare.clockwork.stops import WORK_ENDED, sign_of
from homecare.extensions import db, limiter
from homecare.jobs.after.update import to_recount
from homecare.jobs.mail import OF_PERIODS
from homecare.mail.outbox import put_off, waiting_since
from homecare.mail.undelivered import count_undelivered
from homecare.mail.urgent import urgent_waiting
from homecare.serving import disk

CLOCK_LIMIT = timedelta(minutes=5)
WORK_LIMIT = timedelta(hours=6)
"""A night of a large practice takes hours; what takes longer hangs (ours)."""
MAIL_LIMIT = timedelta(minutes=30)
WORKER_LIMIT = timedelta(minutes=30)
UNWRITTEN_TOLD = timedelta(days=1)
FIRST_BACKUP = timedelta(days=1)
TRAIL = "audit"
STARTED = clock.machine_time()

blueprint = Blueprint("jobs", __name__)


@blueprint.route("/healthz")
@allow(ANYONE)
@limiter.exempt
def health() -> tuple[Response, int]:
    """200 while the clock ticks and mail leaves; 503 and the reason where they don't."""
    try:
        problems, facts = _problems_and_counts()
    except SQLAlchemyError:
        let_go(db.session)
        problems, facts = ["the database does not answer"], {}
    answer = jsonify(
        status="failing" if problems else "ok", problems=problems,
        version=VERSION, zone_data=ZONE_DATA, **facts,
    )  # fmt: skip
    return answer, 503 if problems else 200


def _problems_and_counts() -> tuple[list[str], dict[str, int]]:
    asked = select(newest_line(), sign_of(), sign_of(WORK_ENDED))
    newest, beat_at, ended_at = db.session.execute(asked).one()
    silence, at_work = _since(beat_at), _since(ended_at)
    waited = waiting_since(db.session(), clock.now())
    urgent = urgent_waiting(db.session(), clock.now())
    problems = []
    if silence > CLOCK_LIMIT:
        problems.append("the clock has not ticked for 5 minutes")
    elif at_work > WORK_LIMIT:
        problems.append("the clock has been at one piece of work for 6 hours")
    queued_at = waiting_for_a_worker(db.session())
    if queued_at and clock.now() - queued_at > WORKER_LIMIT:
        problems.append("work has waited for a worker for 30 minutes")
    if waited > MAIL_LIMIT:
        problems.append("mail has waited for 30 minutes")
    old, written = _backups()
    room = disk.problem(disk.folders_of(current_app.config["SETTINGS"]))
    problems += [*old, *filter(None, (room, behind.problem(newest, clock.machine_time())))]
    failing = _failing()
    problems += in_words(failing)
    if newest_status(db.session(), TRAIL) == "failed":
        problems.append("the audit trail does not hold: run flask --app wsgi audit verify")
    facts = {
        **written,
        **_room(),
        "clock_seconds_ago": int(silence.total_seconds()),
        "mail_waiting_seconds": int(waited.total_seconds()),
        "urgent_mail_waiting_seconds": int(urgent.total_seconds()),
        "mail_put_off": put_off(db.session()),
        "nights_failed": failing.nights,
        "records_not_looked_at": failing.records,
        "practices_to_recount": len(to_recount(db.session())),
        "mail_undelivered": count_undelivered(db.session(), clock.now()),
    }
    return problems, facts


def _failing() -> Failing:
    """What the clock failed at; a mail that could not be written is named for a day."""
    now = clock.now()
    return what_fails(db.session(), OF_PERIODS, now - UNWRITTEN_TOLD, clock.machine_time())


def _since(sign: datetime | None) -> timedelta:
    """A web process that has just started gives its clock as long as any."""
    return clock.machine_time() - (max(sign, STARTED) if sign else STARTED)


def _backups() -> tuple[list[str], dict[str, int]]:
    """What is wrong with the nightly backups, and how old the last one is, where any are made."""
    folder, now = current_app.config["SETTINGS"].backups, clock.machine_time()
    if folder is None:
        return [], {}
    last, wrong = scheduled.last_good(folder), scheduled.problem(folder, now)
    if last is None and now - STARTED < FIRST_BACKUP:
        wrong = None  # the clock takes one as soon as it may
    written = {"backup_seconds_ago": int((now - last).total_seconds())} if last else {}
    return [wrong] if wrong else [], written


def _room() -> dict[str, int]:
    free = disk.free_megabytes(current_app.config["SETTINGS"])
    return {} if free is None else {"disk_free_megabytes": free}
