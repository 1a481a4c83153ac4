"""When a job that found nothing due has to look again. Pure.

To look costs more the more practices and clients there are, and nearly every look finds nothing:
what is due by the clock is so at a quarter of an hour, in whatever zone. So a job that found
nothing rests until the next one, save where somebody is at a piece of work, and may die at it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

QUARTER = timedelta(minutes=15)


class Rest(NamedTuple):
    """From a look that found nothing until the next one."""

    since: datetime
    until: datetime


class Looks:
    """What one clock remembers of its jobs' looks; a clock that has just started looks at all."""

    def __init__(self) -> None:
        self._rests: dict[str, Rest] = {}

    def has_to_look(self, name: str, now: datetime) -> bool:
        """Whether a job has to look; a time that was moved back is a new one."""
        rest = self._rests.get(name)
        return rest is None or not rest.since <= now < rest.until

    def rest(self, name: str, now: datetime, until: datetime) -> None:
        """Leave a job out until then: it found nothing."""
        self._rests[name] = Rest(now, until)

    def look_again(self) -> None:
        """Let each job look: what one of them has done may be what another one waited for."""
        self._rests.clear()


def next_quarter(now: datetime) -> datetime:
    """The next quarter of an hour: every zone's clock shows one at the same moment."""
    begun = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return begun + QUARTER
