"""A course and its charts are worked out once for what was read: whatever changes is drawn."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.assessment.thresholds import keep_thresholds, policy_of
from homecare.clients.operations import record_away
from homecare.rules.policy import adjusted
from tests.desk.browsing import of
from tests.make.diary import DAY, Care, record, told
from tests.make.flags import at, flat_weeks, on, visit
from tests.make.people import acting, signed_in

TODAY = 22


class Pages(NamedTuple):
    """Two pages that show a course, of a client and of their therapist."""

    phone: FlaskClient
    desk: FlaskClient
    client: str

    def drawn(self) -> tuple[list[str], list[str]]:
        """The charts of each."""
        pages = self.phone.get("/progress"), self.desk.get(self.client)
        found = [re.findall(r"<svg[^>]*role=\"img\".*?</svg>", one.text, re.S) for one in pages]
        return found[0], found[1]


@pytest.fixture
def pages(app: Flask, session: Session, care: Care, clock: time_machine.Traveller) -> Pages:
    flat_weeks(session, care)
    clock.move_to(at(TODAY))
    phone, desk = (signed_in(app, f"{who}@homecare.example") for who in ("client", "therapist"))
    return Pages(phone, desk, of(care.client.id))


def put_right(session: Session, care: Care) -> None:
    report = told(body={"leg": 9, "back": 1}, day=on(TODAY - 5), seq=900)
    assert record(session, care, report, at(TODAY)).kept


def treated(session: Session, care: Care) -> None:
    visit(session, care, TODAY - 1)


def were_away(session: Session, care: Care) -> None:
    act, first = acting(session, care.therapist, at(TODAY)), on(TODAY - 10)
    record_away(act, care.episode, first, first + 3 * DAY, "holiday")
    session.commit()


def takes_more_for_a_mean(session: Session, care: Care) -> None:
    practice = session.get_one(Practice, care.practice.id)
    harder = adjusted(policy_of(practice), improved_share=0.5)
    keep_thresholds(acting(session, care.therapist, at(TODAY)), practice, harder)
    session.commit()


@pytest.mark.parametrize("change", [put_right, treated, were_away, takes_more_for_a_mean])
def test_what_was_changed_is_drawn_at_once(
    session: Session, care: Care, pages: Pages, change: Callable[[Session, Care], None]
) -> None:
    before = pages.drawn()
    assert before == pages.drawn()
    assert [len(charts) for charts in before] == [2, 2]
    change(session, care)
    after = pages.drawn()
    assert not {*before[0]} & {*after[0]}
    assert not {*before[1]} & {*after[1]}


def test_a_day_later_another_day_is_drawn(pages: Pages, clock: time_machine.Traveller) -> None:
    before = pages.drawn()
    clock.move_to(at(TODAY + 1))
    after = pages.drawn()
    assert not {*before[0], *before[1]} & {*after[0], *after[1]}
