"""What is due on a day, whatever versions there are, equals a model a child could check."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from homecare.clients.models import Away
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import due_on
from homecare.rules.schedule import holding

FIRST = date(2026, 3, 2)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
days = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
items = st.lists(st.tuples(st.integers(1, 127), st.booleans()), min_size=1, max_size=6)
plans = st.lists(st.tuples(days, items), max_size=5)
pauses = st.lists(st.tuples(days, st.integers(0, 5)), max_size=2)


def _version(number: int, starts_on: date, rows: list[tuple[int, bool]]) -> ProgrammeVersion:
    return ProgrammeVersion(
        id=uuid4(),
        number=number,
        starts_on=starts_on,
        items=[
            ProgrammeItem(line=f"{number}.{place}", days=mask, in_flare=kept, times_a_day=1)
            for place, (mask, kept) in enumerate(rows)
        ],
    )


def _by_hand(
    chosen: list[tuple[date, list[tuple[int, bool]]]], day: date, away: set[date], flare: bool
) -> list[str]:
    """Walk through the versions in the order they were made, day by day, as a person would."""
    holds, since = None, date.min
    for number, (starts_on, _rows) in enumerate(chosen, start=1):
        if since <= starts_on <= day:
            holds, since = number, starts_on
    if holds is None or day in away:
        return []
    return [
        f"{holds}.{place}"
        for place, (mask, kept) in enumerate(chosen[holds - 1][1])
        if NAMES[day.weekday()] in _weekdays(mask) and (kept or not flare)
    ]


def _weekdays(mask: int) -> list[str]:
    return [name for name, bit in zip(NAMES, reversed(f"{mask:07b}"), strict=True) if bit == "1"]


@given(plans, pauses, days, st.booleans())
def test_due_on_equals_the_model(
    chosen: list[tuple[date, list[tuple[int, bool]]]],
    breaks: list[tuple[date, int]],
    day: date,
    flare: bool,
) -> None:
    versions = [_version(n, *plan) for n, plan in enumerate(chosen, start=1)]
    away = [Away(first_day=d, last_day=d + timedelta(days=n)) for d, n in breaks]
    off = {d + timedelta(days=k) for d, n in breaks for k in range(n + 1)}
    due = due_on(holding(versions, day), day, away, {} if flare else None)
    assert [item.line for item in due] == _by_hand(chosen, day, off, flare)
