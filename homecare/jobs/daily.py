"""What is done once a day for the whole server; its day is the oldest practice's."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.clockwork.periods import local
from homecare.clockwork.runs import newest_done

SERVER = "server"


def day_due(session: Session, kind: str, now: datetime, after: time, by_hand: bool) -> date | None:
    """Today, where it is `after` that time of it (or somebody asks by hand) and it was not done."""
    zone = session.scalar(select(Practice.zone).order_by(Practice.made_at, Practice.id).limit(1))
    if zone is None:
        return None
    here = local(now, zone)
    if here.time() < after and not by_hand:
        return None
    done = newest_done(session, kind, SERVER, 1)
    return here.date() if done != [here.date().isoformat()] else None
