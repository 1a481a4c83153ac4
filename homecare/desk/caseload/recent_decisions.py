"""What somebody did about a client's flag lately, for where the state still asks for somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from homecare.access import Scope
from homecare.flags.lifecycle import DECIDED
from homecare.flags.models import Flag, FlagTransition

QUIET_FOR = timedelta(days=28)  # as long as the rule keeps quiet about what was decided


def decided_lately(scope: Scope, now: datetime, client_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The newest decision on each client's flags, in one statement, as it was written down;
    where none is asked about, the database is not asked either."""
    if not client_ids:
        return {}
    statement = (
        select(Flag.client_id, FlagTransition.reason)
        .join(FlagTransition, FlagTransition.flag_id == Flag.id)
        .where(
            # The practice is named because the index of closed flags begins with it.
            Flag.practice_id == scope.actor.practice_id,
            Flag.status.in_(DECIDED),
            Flag.closed_at > now - QUIET_FOR,
            Flag.client_id.in_(client_ids),
            FlagTransition.new.in_(DECIDED),
        )
        .order_by(FlagTransition.at, FlagTransition.id)
    )
    return {row.client_id: row.reason for row in scope.session.execute(statement)}
