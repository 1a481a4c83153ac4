"""What was due between a backup and its restore: it may have left by then, so it is left out."""

from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import LEAVE_OUT
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders

REASON = "may have left between the backup and the restore"


def leave_out_what_is_due(engine: Engine, settings: Settings, now: datetime) -> int:
    """Record every timed mail that is due now as left out, with the reason; answers how many."""
    with Session(engine, expire_on_commit=False, info={LEAVE_OUT: REASON}) as session:
        for send in (weekly.send, reminders.send, check_ins.send):
            send(session, settings, now, None)
        count = select(func.count()).select_from(Run).where(Run.reason == REASON)
        return session.scalar(count) or 0
