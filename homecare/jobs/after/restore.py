"""What happened between a backup and its restore: mail that may have left is left out, and what was
erased is erased again."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import LEAVE_OUT
from homecare.erasure.remembered import apply_again
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.trail import due as monthly
from homecare.reports.urgent_again import due as urgent_again

REASON = "may have left between the backup and the restore"


def leave_out_what_is_due(engine: Engine, settings: Settings, now: datetime) -> int:
    """Record every timed mail that is due now as left out, with the reason; answers how many."""
    with Session(engine, expire_on_commit=False, info={LEAVE_OUT: REASON}) as session:
        for send in (urgent_again.send, weekly.send, reminders.send, check_ins.send, monthly.send):
            send(session, settings, now, None)
        count = select(func.count()).select_from(Run).where(Run.reason == REASON)
        return session.scalar(count) or 0


def erase_again(engine: Engine, files: Iterable[Path], now: datetime, folder: Path) -> int:
    """Delete the records that were deleted after the backup, by what is written down in `files`."""
    with Session(engine, expire_on_commit=False) as session:
        done = apply_again(session, files, now, folder)
        session.commit()
        return done
