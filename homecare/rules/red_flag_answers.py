"""Red-flag answers of an episode, and until when each of them is uncleared."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from homecare.rules.reading.history import Check, Cleared, History
from homecare.rules.red_flags import AGAIN, GP_FIRST, Level, level_of


class Answer(NamedTuple):
    """A yes (or "not sure"): its code, its level beside the background, the day it was given and
    cleared, and in which words it was asked."""

    code: str
    level: Level
    on: date
    cleared_on: date | None
    wording: str = AGAIN

    def open_on(self, on: date) -> bool:
        """Say whether the answer was given by `on` and is not yet cleared."""
        return self.on <= on and (self.cleared_on is None or on < self.cleared_on)


def answers(history: History) -> tuple[Answer, ...]:
    """Return every answer that asks for somebody: red flags, and background marked *GP first*."""
    flagged = [check for check in history.checks if check.red_flags or check.gp_flags]
    if not flagged and not history.intake.background:
        return ()
    background = {code for code, _ in history.intake.background} | {
        code
        for check in flagged
        for code in (*check.red_flags, *check.gp_flags)
        if level_of(code) == Level.BACKGROUND
    }
    given = {
        *(
            _pressing(code, Level.SAME_DAY, check, background)
            for check in flagged
            for code in check.red_flags
        ),
        *(
            _pressing(code, Level.GP, check, background)
            for check in flagged
            for code in check.gp_flags
        ),
        *(
            _Given(code, Level.GP, history.intake.on, None, AGAIN)
            for code, recorded in history.intake.background
            if is_gp_first(recorded)
        ),
    }
    return tuple(
        Answer(
            one.code, one.level, one.on,
            cleared_on(one.code, one.on, history.cleared, one.at), one.wording,
        )
        for one in sorted(given, key=lambda one: (one.on, one.code))
    )  # fmt: skip


class _Given(NamedTuple):
    code: str
    level: Level
    on: date
    at: datetime | None
    wording: str


def _pressing(code: str, unknown: Level, check: Check, background: set[str]) -> _Given:
    # A background code given as a new symptom is a matter for the GP: never for nobody.
    level = max(level_of(code, unknown, background), Level.GP)
    return _Given(code, level, check.on, check.at, check.wording)


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
