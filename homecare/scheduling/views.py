"""The health page, for whoever watches the server; it says nothing about anybody."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from homecare import clock
from homecare.access import ANYONE, allow
from homecare.extensions import db, limiter
from homecare.mail.outbox import waiting_since
from homecare.scheduling.models import Heartbeat

CLOCK_LIMIT = timedelta(minutes=5)
MAIL_LIMIT = timedelta(minutes=30)

blueprint = Blueprint("scheduling", __name__)


@blueprint.route("/healthz")
@allow(ANYONE)
@limiter.exempt
def health() -> tuple[Response, int]:
    """200 while the clock ticks and mail leaves; 503 and the reason where they don't."""
    try:
        problems, facts = _look()
    except SQLAlchemyError:
        db.session.rollback()
        problems, facts = ["the database does not answer"], {}
    answer = jsonify(status="failing" if problems else "ok", problems=problems, **facts)
    return answer, 503 if problems else 200


def _look() -> tuple[list[str], dict[str, int | None]]:
    beat_at = db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == "clock"))
    silence = clock.machine_time() - beat_at if beat_at else None
    waited = waiting_since(db.session(), clock.now())
    problems = []
    if silence is None or silence > CLOCK_LIMIT:
        problems.append("the clock has not ticked for 5 minutes")
    if waited > MAIL_LIMIT:
        problems.append("mail has waited for 30 minutes")
    facts = {
        "clock_seconds_ago": int(silence.total_seconds()) if silence is not None else None,
        "mail_waiting_seconds": int(waited.total_seconds()),
    }
    return problems, facts
