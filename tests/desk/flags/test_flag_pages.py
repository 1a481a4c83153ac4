"""The pages on which a therapist sees what needs a decision, and decides."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine
from homecare.flags.models import Flag
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import exercises_stopped
from tests.make.clients import make_client
from tests.make.diary import Care, statements
from tests.make.flags import answer, assess, at, flat_weeks, make_flag, on, the_flag
from tests.make.people import csrf_token, make_practice, make_therapist, signed_in

pytestmark = pytest.mark.any_database

DAY = 28


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


def stalled(session: Session, care: Care) -> Flag:
    flat_weeks(session, care)
    answer(session, care, day=27)
    assess(session, care, DAY)
    return the_flag(session, care)


def send(
    browser: FlaskClient, flag: Flag, name: str, version: int | None = None, **fields: Any
) -> TestResponse:
    """Send one of the forms of a flag's page, as it stood at a version (by default the newest)."""
    address = f"/flags/{flag.id}"
    typed = {f"{name}-{field}": value for field, value in fields.items()}
    typed[f"{name}-version"] = str(version or flag.version)
    typed["csrf_token"] = csrf_token(browser, "/practice")
    return browser.post(f"{address}/{name}", data=typed)


def test_with_nothing_to_decide_the_page_says_what_will_stand_there(
    therapist: FlaskClient,
) -> None:
    assert "Nothing to decide" in therapist.get("/flags").text


def test_a_stall_stands_there_with_its_arithmetic_and_its_proposal(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled(session, care)
    page = therapist.get("/flags").text
    assert "Sam Reed" in page
    assert "Leg pain 6.0 at the start, 6.0 this week: no change; 30\u00a0% was needed." in page
    assert "A session with a chiropractor." in page
    assert "Why not the chiropractor" not in page
    assert "Open since today" in page


def test_a_missing_gate_is_named_beside_the_proposal(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flat_weeks(session, care)
    assess(session, care, DAY)
    page = therapist.get("/flags").text
    assert "Ask the red-flag questions again." in page
    assert "Why not the chiropractor:</strong> No red-flag check in the last 7 days" in page


@pytest.mark.both_databases
def test_the_gravest_stands_first(session: Session, care: Care, therapist: FlaskClient) -> None:
    for number, kind in enumerate(("quiet", "worsening", "not_following", "stalled")):
        client, episode = make_client(session, care.therapist, name=f"{kind} {number}")
        make_flag(session, Care(care.practice, care.therapist, care.me, client, episode), kind)
    answer(session, care, "bladder", day=DAY)
    page = therapist.get("/flags").text
    names = ["Sam Reed", "worsening 1", "stalled 3", "quiet 0", "not_following 2"]
    assert sorted(names, key=page.index) == names


def test_an_urgent_flag_shows_first_what_the_client_was_told_and_a_number_to_tap(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    for address in ("/flags", f"/flags/{the_flag(session, care).id}"):
        page = therapist.get(address).text
        assert page.index("Call 999, or go to A&amp;E now") < page.index("hard to start or stop")
        assert 'href="tel:07700900123"' in page


def test_a_flag_can_be_set_aside_with_a_reason(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    send(therapist, flag, "snooze", days="7", reason="She is on holiday")
    assert the_flag(session, care).snoozed_until == on(DAY + 7)
    page = therapist.get("/flags").text
    assert "Nothing to decide" in page
    assert "Set aside" in page
    assert "She is on holiday" in therapist.get(f"/flags/{flag.id}").text


def test_a_flag_can_be_dismissed_and_stands_among_the_decided(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    send(therapist, flag, "dismiss", reason="Moved house last week")
    assert the_flag(session, care).status == "dismissed"
    page = therapist.get("/flags").text
    assert "Dismissed: Moved house last week" in page
    assert "Theo Therapist" in page


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("call", "Called: Spoke to him"),
        ("visit", "Seen, or a visit booked: Spoke to him"),
        ("change_programme", "Programme changed: Spoke to him"),
    ],
)
def test_what_was_done_closes_the_flag(
    session: Session, care: Care, therapist: FlaskClient, what: str, words: str
) -> None:
    send(therapist, stalled(session, care), "act", what=what, reason="Spoke to him")
    assert the_flag(session, care).status == "acted"
    assert words in therapist.get("/flags").text


def test_red_flag_answers_are_cleared_with_a_date_and_a_reason(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", "fever", day=DAY - 1)
    flag = the_flag(session, care)
    send(therapist, flag, "clear", on=on(DAY).isoformat(), reason="Seen in A&E, all clear")
    assert the_flag(session, care).status == "cleared"
    cleared = session.scalars(select(RedFlagAnswer)).all()
    assert {row.cleared_on for row in cleared} == {on(DAY)}
    assert not exercises_stopped(session, care.episode.id)
    assert "Cleared: Seen in A&amp;E, all clear" in therapist.get("/flags").text


def test_for_red_flag_answers_the_page_offers_nothing_but_clearing_and_a_note(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    flag = the_flag(session, care)
    page = therapist.get(f"/flags/{flag.id}").text
    for other in ("snooze", "dismiss", "refer"):
        assert f"/flags/{flag.id}/{other}" not in page
    assert send(therapist, flag, "dismiss", reason="Never mind").status_code == 422
    assert the_flag(session, care).status == "open"


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("snooze", {"days": "7", "reason": ""}, "Write why it can wait."),
        ("snooze", {"days": "15", "reason": "Kept words"}, "from 1 to 14"),
        ("snooze", {"days": "soon", "reason": "Kept words"}, "whole number"),
        ("dismiss", {"reason": " "}, "Write why nothing is needed."),
        ("dismiss", {"reason": "Kept words " * 50}, "at most 500"),
        ("act", {"what": "shrug", "reason": "Kept words"}, "Choose one of these."),
    ],
)
def test_a_form_that_will_not_do_says_so_at_the_field_and_keeps_what_was_typed(
    session: Session,
    care: Care,
    therapist: FlaskClient,
    name: str,
    fields: dict[str, str],
    said: str,
) -> None:
    flag = stalled(session, care)
    page = send(therapist, flag, name, **fields)
    assert page.status_code == 422
    assert said in page.text
    if "Kept" in fields["reason"]:
        assert "Kept words" in page.text
    assert the_flag(session, care).status == "open"


@pytest.mark.parametrize("day", [date(2026, 1, 1), on(DAY) + timedelta(days=1)])
def test_a_clearing_outside_its_days_is_refused_at_the_date(
    session: Session, care: Care, therapist: FlaskClient, day: date
) -> None:
    answer(session, care, "bladder", day=DAY - 1)
    flag = the_flag(session, care)
    page = send(therapist, flag, "clear", on=day.isoformat(), reason="Seen")
    assert page.status_code == 422
    assert "from the day of the answers to today" in page.text
    assert the_flag(session, care).status == "open"


@pytest.mark.both_databases
def test_a_decision_on_an_older_state_is_not_taken_and_keeps_what_was_typed(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    page = send(therapist, flag, "dismiss", version=flag.version + 1, reason="Typed before")
    assert page.status_code == 409
    assert "Somebody has changed this flag meanwhile" in page.text
    assert "Typed before" in page.text
    assert the_flag(session, care).status == "open"


def test_a_closed_flag_takes_no_decision(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    send(therapist, flag, "dismiss", reason="Seen")
    closed = the_flag(session, care)
    for version in (closed.version, closed.version - 1):
        late = send(therapist, closed, "snooze", version=version, days="7", reason="Later, then")
        assert late.status_code in (409, 422)
        assert "You wrote: “Later, then”" in late.text
    assert the_flag(session, care).status == "dismissed"
    assert "This flag is closed" in therapist.get(f"/flags/{flag.id}").text


def test_a_colleagues_flags_are_asked_for_save_the_urgent_ones(
    app: Flask, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, "colleague@homecare.example", "Colin Colleague")
    colleague = signed_in(app, "colleague@homecare.example")
    flag = make_flag(session, care)
    assert "Sam Reed" not in colleague.get("/flags").text
    assert "Sam Reed" in colleague.get("/flags?whose=all").text
    assert colleague.get(f"/flags/{flag.id}").status_code == 200
    answer(session, care, "bladder", day=DAY)
    assert "Sam Reed" in colleague.get("/flags").text


def test_another_practices_flag_is_not_there(app: Flask, session: Session, care: Care) -> None:
    flag = make_flag(session, care)
    make_practice(session, "Elsewhere Practice", "owner@elsewhere.example")
    outsider = signed_in(app, "owner@elsewhere.example")
    assert outsider.get(f"/flags/{flag.id}").status_code == 404
    for name in ("act", "snooze", "dismiss", "clear"):
        assert send(outsider, flag, name, reason="Mine now").status_code == 404
    assert "Sam Reed" not in outsider.get("/flags?whose=all").text
    assert the_flag(session, care).status == "open"


def test_looking_at_a_flag_is_written_down(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    therapist.get(f"/flags/{flag.id}")
    seen = session.scalars(select(AuditLine).where(AuditLine.action == "flag.view")).one()
    assert (seen.client_id, seen.actor_id) == (care.client.id, care.therapist.person_id)


@pytest.mark.parametrize(("proposes", "most"), [("contact", 11), ("chiropractor", 12)])
def test_the_list_needs_no_more_statements_for_more_flags(
    session: Session, care: Care, therapist: FlaskClient, proposes: str, most: int
) -> None:
    def flagged(care: Care) -> None:
        make_flag(session, care).proposes = proposes
        session.commit()

    flagged(care)

    def count() -> int:
        with statements(session) as sent:
            therapist.get("/flags")
        return len(sent)

    count()
    alone = count()
    for number in range(5):
        client, episode = make_client(session, care.therapist, name=f"Client {number}")
        flagged(Care(care.practice, care.therapist, care.me, client, episode))
    assert count() == alone
    assert alone <= most
