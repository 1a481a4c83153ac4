"""Many weekly checks that say the same are one line of what happened; any other stays its own."""

from datetime import UTC, date, datetime, timedelta

from homecare.clients.models import Episode
from homecare.desk.client.events import events
from homecare.diary.models import Entry

FIRST = date(2026, 3, 9)


def lines(*changes: int) -> list[str]:
    """The weekly checks of what happened, the newest first; one change a week."""
    answers = [
        Entry(kind="check", local_date=FIRST + timedelta(weeks=week), body={"change": change})
        for week, change in enumerate(changes)
    ]
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    episode = Episode(leg=6, back=4, intake_on=date(2026, 3, 2), opened_at=at)
    shown = events(episode, (), (), answers)
    return [f"{event.on:%d %b}: {event.text}" for event in shown if event.title == "Weekly check"]


def test_the_same_answer_week_after_week_is_one_line() -> None:
    (line,) = lines(*[0] * 33)
    assert line.startswith("19 Oct: ")
    assert "The same 33 times, since 9 March 2026" in line


def test_another_answer_stands_alone_and_begins_a_new_line() -> None:
    assert [line[:6] for line in lines(0, 0, 0, 1, 0, 0, 0)] == ["20 Apr", "30 Mar", "23 Mar"]


def test_two_of_a_kind_stay_two() -> None:
    assert [line[:6] for line in lines(0, 0)] == ["16 Mar", "09 Mar"]
