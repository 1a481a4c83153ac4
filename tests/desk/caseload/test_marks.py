"""What a row of the caseload is marked with, each mark at its edge; and on the client's page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.desk.caseload.marks import (
    ADVICE_ENDED,
    FIRST,
    NO_ANSWER,
    NO_VISIT,
    OLD,
    READY,
    Course,
    marks,
    undecided,
)
from homecare.flags.decisions import dismiss
from tests.desk.flags.test_overdue import card_of
from tests.make.diary import Care
from tests.make.flags import answer, at, make_flag, on, rate, the_flag
from tests.make.people import acting, signed_in

TODAY = date(2026, 6, 1)
SOON = datetime(2026, 6, 8, 9, tzinfo=UTC)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


USUAL: dict[str, Any] = {
    "state": "level",
    "state_since": ago(90),
    "intake_on": ago(100),
    "last_logged": ago(1),
    "away_until": None,
    "version_from": ago(10),
    "advice_until": TODAY,
    "next_visit": SOON,
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"next_visit": None}, (NO_VISIT,)),
        ({"advice_until": ago(1)}, (ADVICE_ENDED,)),
        ({"version_from": ago(42)}, ()),
        ({"version_from": ago(43)}, (OLD,)),
        ({"version_from": None, "advice_until": None}, ()),
        ({"state": "resolved", "state_since": ago(13)}, ()),
        ({"state": "resolved", "state_since": ago(14), "next_visit": None}, (READY,)),
        ({"state": "resolved", "state_since": None}, ()),
        ({"last_logged": ago(62)}, ()),
        ({"last_logged": ago(63), "version_from": ago(63)}, (NO_ANSWER,)),
        ({"last_logged": None, "intake_on": ago(63)}, (NO_ANSWER,)),
        ({"last_logged": ago(63), "away_until": ago(62)}, ()),
        ({"last_logged": ago(63), "away_until": TODAY + timedelta(days=3)}, ()),
        ({"last_logged": ago(30), "quiets": 1}, ()),
        ({"last_logged": ago(30), "quiets": 2}, (NO_ANSWER,)),
    ],
)
def test_a_client_is_marked(changes: dict[str, Any], found: tuple[str, ...]) -> None:
    assert marks(Course(**{**USUAL, **changes}), TODAY) == found


def page(app: Flask, address: str) -> str:
    """A page as the therapist, who has just signed in, reads it."""
    return signed_in(app, "therapist@homecare.example").get(address).text


def row(app: Flask) -> str:
    return card_of(page(app, "/caseload"), "Sam Reed")


def asked_and_dismissed(session: Session, care: Care, day: int) -> None:
    flag = make_flag(session, care, "quiet", day=day)
    dismiss(acting(session, care.therapist, at(day + 1)), flag, "Left a message")
    session.commit()


def test_after_two_unanswered_quiets_discharge_is_offered(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 4, range(3))
    asked_and_dismissed(session, care, 10)
    clock.move_to(at(11))
    assert NO_ANSWER not in row(app)
    asked_and_dismissed(session, care, 40)
    clock.move_to(at(42))
    assert NO_ANSWER in row(app)
    link = f'href="/clients/{care.client.id}/discharge">{NO_ANSWER}</a>'
    assert link in page(app, f"/clients/{care.client.id}")


def test_an_entry_begins_another_silence(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    asked_and_dismissed(session, care, 10)
    rate(session, care, 6, 4, [20])
    asked_and_dismissed(session, care, 30)
    clock.move_to(at(32))
    assert NO_ANSWER not in row(app)
    assert NO_ANSWER not in page(app, f"/clients/{care.client.id}")


def test_who_has_settled_is_ready_to_discharge_but_not_under_a_red_flag(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    session.add(Verdict(practice_id=care.practice.id, client_id=care.client.id,
                        episode_id=care.episode.id, on=on(30), state="resolved", proposes="none",
                        state_since=on(16), reasons=[], figures={}, rule_version="1",
                        judged_at=at(30)))  # fmt: skip
    session.commit()
    clock.move_to(at(30))
    assert READY in row(app)
    assert READY in page(app, f"/clients/{care.client.id}")
    answer(session, care, "bladder", day=30)
    assert the_flag(session, care).kind == "urgent"
    assert READY not in row(app)
    assert READY not in page(app, f"/clients/{care.client.id}")


def test_a_programme_and_advice_that_have_run_on_are_marked(
    care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(28))
    assert ADVICE_ENDED not in row(app)
    clock.move_to(at(29))
    assert f"{ADVICE_ENDED} " in row(app)
    assert row(app).endswith(NO_VISIT)
    clock.move_to(at(43))
    assert OLD in row(app)


@pytest.mark.parametrize("kind", ["worsening", "gp", "urgent"])
@pytest.mark.parametrize(
    "about_to_go", [{"last_logged": ago(63)}, {"state": "resolved", "state_since": ago(14)}]
)
def test_nobody_goes_beside_a_grave_flag(kind: str, about_to_go: dict[str, Any]) -> None:
    course = Course(**{**USUAL, **about_to_go})
    assert marks(course, TODAY, kind) == (FIRST[kind],)
    assert marks(course, TODAY, "quiet") in ((NO_ANSWER,), (READY,))


def test_a_silence_that_took_the_place_of_something_graver_counts_as_that() -> None:
    was = [{"code": "was_worsening"}]
    assert undecided("quiet", was) == "worsening"
    assert undecided("quiet", [{"code": "quiet"}]) == "quiet"
    assert undecided(None, None) is None


@pytest.mark.parametrize("kind", ["worsening", "gp"])
def test_beside_a_grave_flag_the_row_the_record_and_the_discharge_say_what_comes_first(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller, kind: str
) -> None:
    flag = make_flag(session, care, kind, day=2)
    clock.move_to(at(70))
    record = f"/clients/{care.client.id}"
    for address in ("/caseload", record):
        read = page(app, address)
        assert NO_ANSWER not in read
        assert f'href="/flags/{flag.id}">{FIRST[kind]}' in read
    assert FIRST[kind] in page(app, f"{record}/discharge")
    dismiss(acting(session, care.therapist, at(70)), the_flag(session, care), "Spoken to")
    session.commit()
    assert NO_ANSWER in row(app)
    assert FIRST[kind] not in page(app, f"{record}/discharge")
