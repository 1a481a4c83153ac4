"""What a caseload folds away: many calm clients, and nobody for whom something is to be done."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare.desk.caseload.case_row import CaseRow
from homecare.desk.caseload.groups import FOLDED_FROM, Group, shown_groups
from homecare.desk.caseload.marks import NO_ANSWER, NO_VISIT, OLD, READY
from homecare.desk.caseload.needs import GROUPS
from homecare.rules.course.measured import Measured
from tests.make.people import make_practice, signed_in

ONE = CaseRow(
    client_id=uuid4(), name="Sam Reed", therapist="Theo", therapist_id=uuid4(),
    need="rest",
    state="improving", badge=None, why="Why.", now="", snoozed_until=None, overdue="", decided="",
    pain=Measured("leg", 6.0, 4.0, 7, 5), last_logged=None, silent_since=date(2026, 3, 2),
    opened_at=datetime(2026, 3, 2, tzinfo=UTC), next_visit=None, has_programme=True, marks=(),
)  # fmt: skip


def rows(number: int, **changes: object) -> list[CaseRow]:
    return [replace(ONE, client_id=uuid4(), **changes) for _ in range(number)]  # type: ignore[arg-type]


def only(some: list[CaseRow]) -> Group:
    (group,) = shown_groups(some)
    return group


@pytest.mark.parametrize("need", ["rest", "too_few"])
def test_many_who_are_calm_stand_behind_their_number(need: str) -> None:
    group = only(rows(FOLDED_FROM, need=need))
    assert (len(group.rows), len(group.folded), group.number) == (0, FOLDED_FROM, FOLDED_FROM)


def test_a_few_stand_open() -> None:
    group = only(rows(FOLDED_FROM - 1))
    assert (len(group.rows), len(group.folded)) == (FOLDED_FROM - 1, 0)


@pytest.mark.parametrize("need", [need for need in GROUPS if need not in ("rest", "too_few")])
def test_nobody_who_asks_is_folded(need: str) -> None:
    group = only(rows(70, need=need))
    assert (len(group.rows), group.folded) == (70, [])


@pytest.mark.parametrize(
    "asks", [{"marks": (READY,)}, {"marks": (NO_ANSWER,)}, {"has_programme": False}], ids=str
)
def test_whoever_waits_for_a_step_stands_above_the_fold(asks: dict[str, object]) -> None:
    group = only([*rows(20, marks=(OLD, NO_VISIT)), *rows(2, **asks)])
    assert (len(group.rows), len(group.folded)) == (2, 20)


def test_what_was_seen_of_the_gravest_is_never_shortened() -> None:
    groups = shown_groups([row for need in GROUPS for row in rows(9, need=need)])
    shortened = [group.heading for group in groups if "brief" in group.density]
    assert not {GROUPS[need] for need in ("urgent", "red_flag", "worse")} & {*shortened}
    assert GROUPS["stalled"] in shortened


def test_what_was_searched_for_is_not_folded() -> None:
    (group,) = shown_groups(rows(70), fold=False)
    assert (len(group.rows), group.folded) == (70, [])


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("/caseload", "My clients"), ("/caseload?whose=all", "Everybody’s"),
     ("/caseload?whose=discharged", "Discharged")],
)  # fmt: skip
def test_the_page_says_whose_clients_it_shows(
    app: Flask, session: Session, address: str, chosen: str
) -> None:
    make_practice(session)
    page = signed_in(app, "owner@homecare.example").get(address).text
    filters = page.partition('aria-label="Whose clients"')[2].partition("</ul>")[0]
    assert f'aria-current="page">{chosen}</a>' in filters
    assert filters.count("aria-current") == 1
