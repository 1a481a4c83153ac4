"""Exercise reported against exercise due. Not logged is not undone, so nothing is inferred."""

from collections.abc import Container, Mapping
from typing import NamedTuple

from homecare.rules.reading.history import SessionRow


class Adherence(NamedTuple):
    """Sessions reported and due over some days; due is never 0."""

    reported: int
    due: int
    days: int

    @property
    def share(self) -> float:
        """Return the share of what was due that was reported."""
        return self.reported / self.due

    @property
    def text(self) -> str:
        """Say it in words."""
        return f"{self.reported} of {self.due} sessions reported over {self.days} days"


def adherence(
    sessions: Mapping[int, SessionRow], excused: Container[int], day: int, days: int
) -> Adherence | None:
    """Return what was reported of what was due in the `days` before `day`.

    `sessions` is by day number. Days in `excused` (away, paused, in a flare-up) are left
    out. What was done beyond a day's due makes up for no other day. None where nothing was due.
    """
    due = reported = 0
    for at in range(day - days, day):
        if (row := sessions.get(at)) and at not in excused:
            _, wanted, done = row
            due += wanted
            reported += done if done < wanted else wanted
    return Adherence(reported, due, days) if due else None
