"""How long a test waits for what is to come: far longer than it takes, on however busy a machine.

Whoever waits for something that comes stops waiting then, so that patience costs nothing.
"""

from datetime import UTC, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

PATIENCE = 60  # seconds
STARTING = 300  # seconds, for homecare to start, which loads and migrates first
IN_A_BROWSER = PATIENCE * 1000  # milliseconds, as Playwright counts

DAYS = (UTC, ZoneInfo("Europe/London"))  # by which tests and invented people count
A_TEST = timedelta(minutes=2)


def let_midnight_pass(now: datetime) -> None:
    """Wait where a test that begins now might end tomorrow: what it tapped would be of yesterday.

    A browser and a server that really run have no other time than the machine's. It happens in
    two minutes of a day, and in summer in four.
    """
    if any(now.astimezone(zone).date() != (now + A_TEST).astimezone(zone).date() for zone in DAYS):
        Event().wait(A_TEST.total_seconds())
