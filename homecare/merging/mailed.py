"""What was mailed to one record is not mailed again to the other."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clockwork.models import Run


def carry_runs(session: Session, duplicate: UUID, keeper: UUID) -> None:
    """Whatever the clock did for the duplicate in a period is done for the keeper, too."""
    mine = select(Run.kind, Run.period).where(Run.subject == keeper.hex)
    known = {(kind, period) for kind, period in session.execute(mine)}
    done = select(Run).where(Run.subject == duplicate.hex, Run.status != "claimed")
    for run in session.scalars(done).all():
        if (run.kind, run.period) not in known:
            session.add(_for(keeper, run))


def _for(keeper: UUID, run: Run) -> Run:
    return Run(
        kind=run.kind,
        subject=keeper.hex,
        period=run.period,
        status=run.status,
        reason=run.reason,
        claimed_at=run.claimed_at,
        finished_at=run.finished_at,
    )
