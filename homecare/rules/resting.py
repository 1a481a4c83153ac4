"""When mail to a client rests: after four weeks without an entry it is said once, then nothing.

Ours: nobody is helped by the six hundredth note that they do not answer. The therapist's list and
the check-in are separate, and go on.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

SILENT_DAYS = 28
DAY = timedelta(days=1)


class Turn(StrEnum):
    """What a mail that is due does today."""

    WRITES = "writes"
    SAYS_GOODBYE = "says goodbye"
    RESTS = "rests"


def turn_of(last_entry: date, excused: Collection[date], today: date, told: bool = False) -> Turn:
    """What a mail does on `today`, which is not over and so no silent day yet.

    `last_entry` is the day of the last entry, of the intake, or of "start them again". On
    `excused` days (away, a flare-up, no server) nobody counts as silent. `told`: it was said
    already that mail rests, and nothing was written since.
    """
    if told:
        return Turn.RESTS
    return Turn.SAYS_GOODBYE if _is_silent(last_entry, excused, today) else Turn.WRITES


def _is_silent(last_entry: date, excused: Collection[date], today: date) -> bool:
    days = (last_entry + number * DAY for number in range(1, (today - last_entry).days))
    return sum(day not in excused for day in days) >= SILENT_DAYS
