"""What is due on a day on which a flare-up begins or ends after something was reported."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homecare.diary.ledger import EntryRow
from homecare.diary.projection import PlanBehindDays, project
from homecare.rules.schedule import Line, Version

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
TWICE, ONCE, GENTLE = "rolls:-", "bridge:-", "gentle:-"  # the last is kept in a flare-up
VERSION = Version(
    1, TODAY - 7 * DAY, 72,
    (Line(TWICE, 127, 2, False), Line(ONCE, 127, 1, False), Line(GENTLE, 127, 1, True)),
)  # fmt: skip
PLAN = PlanBehindDays((VERSION,))
WHOLE = 4  # times due without a flare-up


def said(number: int, kind: str, body: dict[str, Any], **changes: Any) -> EntryRow:
    """Entry `number`, which is its place in the ledger's sequence, too."""
    usual: dict[str, Any] = {
        "id": UUID(int=number), "device": "phone", "seq": number, "op": "log",
        "supersedes": None, "kind": kind, "local_date": TODAY, "zone": "Europe/London",
        "received_at": datetime(2026, 3, 2, 20, tzinfo=UTC), "flagged": False, "body": body,
    }  # fmt: skip
    return EntryRow(**{**usual, **changes})


def done(number: int, line: str = ONCE, outcome: str = "done", **more: Any) -> EntryRow:
    return said(number, "exercise", {"line": line, "outcome": outcome, **more})


def turn(number: int, state: str = "start", **changes: Any) -> EntryRow:
    return said(number, "flare", {"state": state}, **changes)


def instead(entry: EntryRow, of: int) -> EntryRow:
    """The same as a correction of entry `of`."""
    return entry._replace(op="amend", supersedes=UUID(int=of))


def gone(entry: EntryRow) -> EntryRow:
    """What takes that entry back, as the entry after it."""
    number = entry.id.int + 1
    back = {"id": UUID(int=number), "seq": number, "op": "void", "body": {}}
    return entry._replace(supersedes=entry.id, **back)


def counts(*entries: EntryRow, day: date = TODAY, plan: PlanBehindDays = PLAN) -> tuple[int, ...]:
    """Due, reported of it, and beyond it."""
    [(_, figures)] = project(entries, plan, [day])
    return figures.due, figures.reported, figures.extra


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # What was done before it began counts, in times; what is done later is beyond what was due.
        ([turn(5)], (1, 0, 0)),
        ([done(1), turn(5)], (2, 1, 0)),
        ([turn(5), done(6)], (1, 0, 1)),
        ([done(1), turn(5), done(6, GENTLE)], (2, 2, 0)),
        ([done(1, TWICE), turn(5)], (3, 2, 0)),
        ([done(1, TWICE, "partly", times=1), turn(5)], (2, 1, 0)),
        ([done(1, TWICE, "partly"), turn(5)], (2, 1, 0)),
        ([done(1, TWICE, times=5), turn(5)], (3, 2, 3)),
        ([done(1), done(2, TWICE), done(3, GENTLE), turn(5)], (4, 4, 0)),
        # "Not today" was no exercise done, and what the flare-up spares is held against nobody.
        ([done(1, ONCE, "not"), turn(5)], (1, 0, 0)),
        ([done(1, GENTLE, "not"), turn(5)], (1, 0, 0)),
        # What comes in the same form as the beginning was before it, for nobody can tell.
        ([done(5), turn(5, id=UUID(int=6))], (2, 1, 0)),
        # Corrected afterwards: at most what stood by then, and at most what stands now.
        ([done(1), turn(5), instead(done(6, ONCE, "partly", reason="hurts"), 1)], (2, 1, 0)),
        ([done(1), turn(5), instead(done(6, ONCE, "not"), 1)], (1, 0, 0)),
        ([done(1, ONCE, "not"), turn(5), instead(done(6), 1)], (1, 0, 1)),
        ([done(1, TWICE), turn(5), instead(done(6, TWICE, "partly", times=1), 1)], (2, 1, 0)),
        ([done(1, TWICE, "partly", times=1), turn(5), instead(done(6, TWICE), 1)], (2, 1, 1)),
        ([done(1), gone(done(1)), turn(5)], (1, 0, 0)),
        ([done(1), turn(5), gone(done(1))._replace(seq=9)], (1, 0, 0)),
        ([done(1), turn(5), gone(done(1))._replace(seq=9), done(10)], (2, 1, 0)),
        # It was none, or it was over again the same day: a day like any other.
        ([done(1), turn(5), gone(turn(5))], (WHOLE, 1, 0)),
        ([done(1), turn(5), instead(turn(6, "end"), 5), done(7, TWICE)], (WHOLE, 3, 0)),
        # Begun once more: what was done by then, also between.
        ([done(1), turn(5), gone(turn(5)), done(7, TWICE), turn(8)], (4, 3, 0)),
        ([turn(5), instead(turn(6, "end"), 5), done(7), instead(turn(8), 6)], (2, 1, 0)),
        # An exercise of an older version is beyond what was due, whenever it was done.
        ([done(1, "of an older version:-"), turn(5)], (1, 0, 1)),
        # A report that does not count yet counts for nothing here, too.
        ([done(1)._replace(flagged=True), turn(5)], (1, 0, 0)),
    ],
)
def test_what_was_done_before_a_flare_up_began_counts(
    told: list[EntryRow], expected: tuple[int, ...]
) -> None:
    orders = list(permutations(told)) if len(told) < 5 else [told, told[::-1]]
    assert {counts(*arrival) for arrival in orders} == {expected}


def test_an_earlier_entry_that_comes_late_counts_as_early_as_it_was_written() -> None:
    """The phone had no signal in the morning; the flare-up was tapped on another one."""
    late = done(1)._replace(received_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    assert counts(turn(5, device="tablet"), late) == (2, 1, 0)


def test_its_later_days_know_its_plan_alone_and_the_day_of_its_end_is_whole() -> None:
    began = turn(1, local_date=TODAY - DAY)
    assert counts(began, done(2)) == (1, 0, 1)
    assert counts(began, done(2), turn(5, "end")) == (WHOLE, 1, 0)
    assert counts(began, done(2), turn(5, "end"), done(6, TWICE)) == (WHOLE, 3, 0)
    assert counts(began, turn(5, "end"), day=TODAY - DAY) == (1, 0, 0)


def test_on_a_day_away_nothing_is_due_whatever_was_done_before() -> None:
    away = replace(PLAN, away=frozenset({(TODAY, TODAY)}))
    assert counts(done(1), turn(5), plan=away) == (0, 0, 1)


def test_before_there_is_a_programme_nothing_is_due() -> None:
    assert counts(done(1), turn(5), plan=PlanBehindDays()) == (0, 0, 1)


LINES = st.sampled_from([TWICE, ONCE, GENTLE])
REPORTS = st.lists(
    st.tuples(
        LINES, st.sampled_from(["done", "partly", "not"]), st.one_of(st.none(), st.integers(1, 3))
    ),
    max_size=5,
    unique_by=lambda report: report[0],
)


@given(before=REPORTS, after=REPORTS)
def test_the_tap_takes_nothing_from_a_day_and_gives_it_nothing(
    before: list[tuple[str, str, int | None]], after: list[tuple[str, str, int | None]]
) -> None:
    told = [
        done(number, line, outcome, **({"times": times} if times else {}))
        for number, (line, outcome, times) in enumerate([*before, *after], start=1)
    ]
    morning = told[: len(before)]
    due, reported, extra = counts(*morning)
    now_due, now_reported, now_extra = counts(*morning, turn(90))
    assert (now_reported, now_extra) == (reported, extra), "what was done stays what it was"
    assert now_due - now_reported <= due - reported, "nothing more is left to do"
    later = [one._replace(id=UUID(int=99 + i), seq=99 + i) for i, one in enumerate(told)]
    evening = counts(*morning, turn(90), *later[len(before) :])
    assert evening[1] <= evening[0] <= due
