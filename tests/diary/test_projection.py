"""What the diary says of a day, and that it says so in whatever order the entries came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from homecare.diary.ledger import EntryRow
from homecare.diary.projection import (
    DayFigures,
    PlanBehindDays,
    in_flare,
    project,
    settled,
)
from homecare.rules.schedule import Line, Version, holding

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
TWICE = Line("rolls:-", 0b1111111, 2, True)
ON_MONDAYS = Line("bridge:-", 0b0000001, 1, False)
GROUND = PlanBehindDays((Version(1, MONDAY, 72, (TWICE, ON_MONDAYS)),))


def entry(number: int, **changes: Any) -> EntryRow:
    """Entry `number`: a score of as much for the leg, logged on Monday."""
    usual: dict[str, Any] = {
        "id": UUID(int=number), "device": "phone", "seq": number, "op": "log",
        "supersedes": None, "kind": "pain", "local_date": MONDAY, "zone": "Europe/London",
        "received_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "flagged": False,
        "body": {"leg": number, "back": None},
    }  # fmt: skip
    return EntryRow(**{**usual, **changes})


def amend(number: int, of: int, **changes: Any) -> EntryRow:
    return entry(number, op="amend", supersedes=UUID(int=of), **changes)


def void(number: int, of: int) -> EntryRow:
    return entry(number, op="void", supersedes=UUID(int=of), body={})


def flare(number: int, state: str, day: date) -> EntryRow:
    return entry(number, kind="flare", local_date=day, body={"state": state})


def exercise(outcome: str, line: str = "rolls:-", **more: Any) -> EntryRow:
    return entry(1, kind="exercise", body={"line": line, "outcome": outcome, **more})


def figures(*entries: EntryRow, day: date = MONDAY, ground: PlanBehindDays = GROUND) -> DayFigures:
    return dict(project(entries, ground, [day]))[day]


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ([entry(1)], [1]),
        ([entry(1), amend(2, 1)], [2]),
        ([entry(1), amend(2, 1), amend(3, 2)], [3]),
        ([entry(1), amend(2, 1), amend(3, 1)], [3]),
        ([entry(1), amend(3, 1), amend(2, 1, seq=9)], [2]),
        ([entry(1), amend(2, 1, seq=5, device="a"), amend(3, 1, seq=5, device="b")], [3]),
        ([entry(1), amend(2, 1, seq=5), amend(3, 1, seq=5)], [3]),
        ([entry(1), void(2, 1)], []),
        ([entry(1), void(2, 1), amend(3, 1)], [3]),
        ([entry(1), amend(2, 1), void(3, 1)], []),
        ([entry(1), void(2, 1), amend(3, 2)], [3]),
        ([entry(1), amend(2, 1), void(3, 2), entry(4)], [4]),
        ([amend(2, 1)], []),
        ([amend(2, 3), amend(3, 2)], []),
        ([entry(1), amend(2, 1, local_date=MONDAY + DAY)], [1]),
        ([entry(1), amend(2, 1, kind="note", body={"text": "x"})], [1]),
        ([entry(1), amend(2, 1, flagged=True)], [1]),
        ([entry(1, flagged=True)], []),
        ([entry(1), entry(2)], [1, 2]),
        ([entry(1), entry(2, device="tablet"), void(3, 2)], []),
        ([entry(1), amend(4, 1), entry(2, device="tablet"), void(3, 2)], [4]),
        ([entry(5), entry(2, device="tablet"), void(3, 2)], [5]),
        ([entry(1), entry(2, device="tablet"), void(3, 2), amend(4, 3)], [1, 4]),
        ([entry(1), entry(2, local_date=MONDAY + DAY), void(3, 2)], [1, 2]),
        ([entry(1), entry(2, device="web"), void(3, 2)._replace(device="web")], [1]),
    ],
)
def test_corrections_settle_alike_in_any_order(entries: list[EntryRow], left: list[int]) -> None:
    for arrival in permutations(entries):
        assert [e.id.int for e in settled([*arrival, *arrival])] == left


def test_what_a_phone_takes_back_hides_what_another_device_said_before_of_the_same_exercise() -> (
    None
):
    older, newer = exercise("done"), exercise("partly")._replace(id=UUID(int=2), seq=2)
    other = exercise("done", "bridge:-")._replace(id=UUID(int=4), seq=1)
    back = void(3, 2)._replace(kind="exercise")
    for arrival in permutations([older, newer, other, back]):
        assert settled(arrival) == [other]


def test_a_score_that_the_newer_report_leaves_open_is_the_older_ones() -> None:
    """Of devices that do not know of each other, whatever came first."""
    back = entry(1, device="first", body={"leg": 2, "back": 3})
    legs = [entry(2, device="second"), entry(3, device="third", body={"leg": 7})]
    for entries in permutations([back, *legs]):
        assert (figures(*entries).leg, figures(*entries).back) == (7, 3)
    corrected = [back, *legs, amend(4, of=1, device="first", body={"leg": 6, "back": 4})]
    assert (figures(*corrected).leg, figures(*corrected).back) == (6, 4)


def test_a_score_that_was_taken_back_is_nobodys() -> None:
    back = entry(1, device="first", body={"leg": 2, "back": 3})
    taken = [back, entry(2, device="second"), void(3, of=2), entry(4, device="second")]
    for entries in permutations(taken):
        assert (figures(*entries).leg, figures(*entries).back) == (4, None)


def test_of_two_reports_the_newer_one_holds() -> None:
    assert figures(entry(4), entry(3)).leg == 4
    assert figures(entry(4, seq=1), entry(3, seq=2)).leg == 3


@pytest.mark.parametrize(
    ("report", "counts"),
    [
        (exercise("done"), (2, 0, 0, 0)),
        (exercise("done", times=1), (1, 0, 0, 0)),
        (exercise("done", times=5), (2, 0, 0, 3)),
        (exercise("partly"), (1, 1, 0, 0)),
        (exercise("partly", times=1), (1, 1, 0, 0)),
        (exercise("partly", times=2), (2, 0, 0, 0)),
        (exercise("partly", times=3), (2, 0, 0, 1)),
        (exercise("not"), (0, 0, 2, 0)),
        (exercise("not", times=5), (0, 0, 2, 0)),
        (exercise("partly", "bridge:-"), (1, 1, 0, 0)),
        (exercise("done", "of an older version:-"), (0, 0, 0, 1)),
        (exercise("not", "of an older version:-"), (0, 0, 0, 0)),
    ],
)
def test_exercises_are_counted_in_times(report: EntryRow, counts: tuple[int, ...]) -> None:
    day = figures(report)
    assert (day.reported, day.partly, day.not_done, day.extra) == counts
    assert day.due == 3


def test_what_is_done_in_a_flare_up_beside_its_plan_is_beyond_what_is_due() -> None:
    lines = (Line("rolls:-", 0b1111111, 2, False), Line("gentle:-", 0b1111111, 2, True))
    ground = PlanBehindDays((Version(1, MONDAY, 72, lines),))
    gentle = exercise("done", "gentle:-")._replace(id=UUID(int=9))
    beside = exercise("done")._replace(id=UUID(int=6), seq=6)
    day = figures(flare(5, "start", MONDAY), beside, gentle, ground=ground)
    assert (day.due, day.reported, day.extra) == (2, 2, 1)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("pain", {"leg": 0}),
        ("exercise", {"line": "rolls:-", "outcome": "partly"}),
        ("exercise", {"line": "of an older version:-", "outcome": "not"}),
        ("sitting", {"minutes": 20}),
        ("bath", {"kept": "could_not"}),
        ("note", {"text": "Sore"}),
        ("better", {}),
        ("flare", {"state": "start"}),
        ("flare", {"state": "end"}),
        ("check", {"change": 0}),
        ("why", {"reason": "no_time"}),
        ("check_in", {"answer": "same"}),
    ],
)
def test_whatever_was_reported_makes_a_day_logged(kind: str, body: dict[str, Any]) -> None:
    told = entry(1, kind=kind, body=body)
    assert figures(told).logged
    assert not figures(told, day=MONDAY + DAY).logged
    assert not figures(told, void(2, 1)._replace(kind=kind)).logged


def test_what_else_was_said_is_on_the_day() -> None:
    day = figures(
        entry(1, kind="sitting", body={"kept": "not_kept", "minutes": 90}),
        entry(2, kind="bath", body={"kept": "kept"}),
        entry(3, kind="note", body={"text": "Sore after the drive"}),
        entry(4, kind="better", body={}),
    )
    assert (day.sitting, day.bath, day.noted, day.better) == ("not_kept", "kept", True, True)


def test_minutes_that_were_timed_do_not_say_whether_the_advice_was_kept() -> None:
    day = figures(entry(1, kind="sitting", body={"minutes": 90}))
    assert day.sitting is None


def test_a_day_nobody_touched_says_only_what_was_due() -> None:
    assert figures() == DayFigures(due=3)
    assert figures(day=MONDAY + DAY) == DayFigures(due=2)
    assert figures(day=MONDAY - DAY) == DayFigures()


def test_nothing_is_due_away_and_what_was_done_all_the_same_is_kept_apart() -> None:
    away = replace(GROUND, away=frozenset({(MONDAY - DAY, MONDAY)}))
    day = figures(exercise("done"), ground=away)
    assert (day.due, day.reported, day.extra, day.away) == (0, 0, 1, True)
    assert not figures(day=MONDAY + DAY, ground=away).away


@pytest.mark.parametrize(("hours", "days"), [(24, 1), (48, 2), (72, 3)])
def test_a_flare_up_leaves_the_short_plan_for_its_days(hours: int, days: int) -> None:
    ground = PlanBehindDays((Version(1, MONDAY - 7 * DAY, hours, (TWICE, ON_MONDAYS)),))
    start = flare(1, "start", MONDAY)
    found = dict(project([start], ground, [MONDAY + i * DAY for i in range(-1, 8)]))
    assert [day for day in found if found[day].flare] == [MONDAY + i * DAY for i in range(days)]
    assert found[MONDAY].due == 2
    assert found[MONDAY + 7 * DAY].due == 3


def test_the_day_on_which_a_flare_up_ends_is_an_ordinary_one() -> None:
    told = [flare(1, "start", MONDAY), flare(2, "end", MONDAY + DAY)]
    found = dict(project(told, GROUND, [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY]))
    assert [day.flare for day in found.values()] == [True, False, False]


def test_a_flare_up_started_again_lasts_from_there() -> None:
    flares = {MONDAY: "start", MONDAY + 2 * DAY: "start"}
    assert in_flare(MONDAY + 4 * DAY, flares, 72)
    assert not in_flare(MONDAY + 5 * DAY, flares, 72)


def test_of_versions_from_one_day_the_highest_number_holds() -> None:
    versions = [Version(n, MONDAY, 72, ()) for n in (2, 3, 1)]
    found = holding(versions, MONDAY)
    assert found is not None
    assert found.number == 3
    later = Version(4, MONDAY + DAY, 72, ())
    assert holding([*versions, later], MONDAY) == found
    assert holding([*versions, later], MONDAY + DAY) == later


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), False),  # 00:30 on the 30th, summer time
        (datetime(2026, 3, 30, 22, 59, tzinfo=UTC), False),  # 23:59 on the 30th
        (datetime(2026, 3, 30, 23, 0, tzinfo=UTC), True),  # midnight: the 31st begins
    ],
)
def test_late_is_told_by_the_local_date_also_when_the_clocks_change(
    received: datetime, late: bool
) -> None:
    sunday = date(2026, 3, 29)  # 23 hours long in London
    assert figures(entry(1, local_date=sunday, received_at=received), day=sunday).late == late
