"""A phone whose clock was put forward without signal: what it reports counts under no day that had
not begun, nothing of it is lost, and the client is told."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from homecare.diary.envelope import CLOCK_AHEAD, clock_doubt
from homecare.diary.ledger import Report
from tests.make.diary import TODAY
from tests.make.people import NOW

DAY, LONDON = timedelta(days=1), "Europe/London"
pytestmark = pytest.mark.any_database


def made_at(moment: datetime) -> UUID:
    """An id of version 7, as a phone makes it at that moment of its own clock."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | 1)


def written(
    by_phone: datetime, day: timedelta, sent_by_phone: datetime | None, done_at: datetime | None
) -> Report:
    return Report(made_at(by_phone), "phone-1", 1, "log", None, "pain", None, TODAY + day, LONDON,
                  done_at or by_phone, {"leg": 5, "back": 3}, sent_by_phone)  # fmt: skip


NO = timedelta()
# The phone's clock as it was written, its day from today, the clock as it was sent, the time as the
# phone reckoned it; whether the day is doubtful when the practice hears of it, now.
CASES = [
    # right, or off by minutes
    (NO, NO, NO, None, False),
    (timedelta(minutes=9), NO, timedelta(minutes=9), None, False),
    # two days ahead, sent at once, still ahead
    (2 * DAY, 2 * DAY, 2 * DAY, None, True),
    (2 * DAY, DAY, 2 * DAY, None, True),  # its "yesterday"
    (2 * DAY, NO, 2 * DAY, None, False),  # a day that had begun
    # one day ahead, which is as far as a date may be
    (DAY, DAY, DAY, None, True),
    # put right before it was sent
    (DAY, DAY, NO, None, True),
    (DAY, NO, NO, None, False),
    # written two days ago by a clock that is two days ahead still: under today, which had not begun
    (NO, NO, 2 * DAY, None, True),
    (NO, -2 * DAY, 2 * DAY, None, False),
    # ahead, but the phone has reckoned with what the practice's clock says
    (2 * DAY, NO, 2 * DAY, NOW, False),
    # set back
    (-2 * DAY, -2 * DAY, -2 * DAY, None, False),
    # on the way to tomorrow, as a date may be, by a clock that is right
    (NO, DAY, NO, None, False),
]  # fmt: skip


@pytest.mark.parametrize(("by_phone", "day", "sent", "done_at", "doubtful"), CASES)
def test_a_day_that_had_not_begun_is_doubtful(
    by_phone: timedelta, day: timedelta, sent: timedelta, done_at: datetime | None, doubtful: bool
) -> None:
    report = written(NOW + by_phone, day, NOW + sent, done_at)
    assert clock_doubt(report, NOW) == (CLOCK_AHEAD if doubtful else "")


def test_what_no_device_sent_or_has_another_kind_of_id_is_not_doubted() -> None:
    assert clock_doubt(written(NOW, NO, None, None), NOW) == ""
    odd = written(NOW, NO, NOW + 2 * DAY, None)
    for number in ((1 << 128) - 1, 0):
        fields = {name: getattr(odd, name) for name in odd.__dataclass_fields__}
        assert clock_doubt(Report(**{**fields, "id": UUID(int=number)}), NOW) == ""
