"""Red-flag answers of an episode, and until when each of them is uncleared."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from homecare.rules.reading.history import Cleared, History
from homecare.rules.red_flags import GP_FIRST, Level, level_of


class Answer(NamedTuple):
    """A yes (or "not sure"): its code, its level, and the day it was given and cleared."""

    code: str
    level: Level
    on: date
    cleared_on: date | None

    def open_on(self, on: date) -> bool:
        """Say whether the answer was given by `on` and is not yet cleared."""
        return self.on <= on and (self.cleared_on is None or on < self.cleared_on)


def answers(history: History) -> tuple[Answer, ...]:
    """Return every answer that asks for somebody: red flags, and background marked *GP first*."""
    flagged = [check for check in history.checks if check.red_flags or check.gp_flags]
    if not flagged and not history.intake.background:
        return ()
    given = {
        *(
            _pressing(code, Level.SAME_DAY, check.on, check.at)
            for check in flagged
            for code in check.red_flags
        ),
        *(
            _pressing(code, Level.GP, check.on, check.at)
            for check in flagged
            for code in check.gp_flags
        ),
        *(
            (code, Level.GP, history.intake.on, None)
            for code, recorded in history.intake.background
            if is_gp_first(recorded)
        ),
    }
    return tuple(
        Answer(code, level, on, cleared_on(code, on, history.cleared, at))
        for code, level, on, at in sorted(given, key=lambda item: (item[2], item[0]))
    )


def _pressing(
    code: str, unknown: Level, on: date, at: datetime | None
) -> tuple[str, Level, date, datetime | None]:
    # A background code given as a new symptom is a matter for the GP: never for nobody.
    return code, max(level_of(code, unknown), Level.GP), on, at


def is_gp_first(recorded: str | None) -> bool:
    """Say whether the therapist recorded *GP first*, however it is spelt."""
    return recorded is not None and recorded.strip().lower().replace(" ", "_") == GP_FIRST


def cleared_on(
    code: str, given: date, cleared: Iterable[Cleared], at: datetime | None = None
) -> date | None:
    """Return when the answer of `given` was cleared: the first clearing on or after that day.

    Where moments are known, only the clearing of the very answer counts: the same answer may be
    given again on the day on which an earlier one was cleared.
    """
    return min(
        (
            row.on
            for row in cleared
            if row.code == code
            and row.on >= given
            and (at is None or row.given is None or row.given == at)
        ),
        default=None,
    )
