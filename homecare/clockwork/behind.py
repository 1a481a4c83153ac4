"""Whether the machine's clock is behind what was written already. Pure.

Our ids are made of the moment (UUIDv7), by the machine's own clock and never by a moved one: the
greatest id of a table says how late it was already.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

ALLOWED = timedelta(minutes=10)
"""So much a clock may be put right by, without anybody hearing of it (ours)."""


def moment_of(made: UUID) -> datetime | None:
    """When an id was made; None for one that does not say."""
    if made.version != 7:
        return None
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)


def problem(newest: UUID | None, now: datetime) -> str | None:
    """What whoever runs the server has to hear; None while the clock is right, or ahead."""
    then = moment_of(newest) if newest else None
    if then is None or then - now <= ALLOWED:
        return None
    hours = (then - now).total_seconds() / 3600
    ahead = f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
    return f"this computer's clock is wrong: something was written {ahead} later than now"
