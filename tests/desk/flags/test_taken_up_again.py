"""A flag that was dismissed, decided on or set aside by mistake is put right on its own page."""

from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.flags.decisions import dismiss, snooze
from homecare.flags.models import Flag
from tests.make.diary import Care
from tests.make.flags import at, make_flag, the_flag
from tests.make.people import acting, csrf_token

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def day_3(clock: time_machine.Traveller) -> None:
    clock.move_to(at(3))


@pytest.fixture
def dismissed(session: Session, care: Care) -> Flag:
    flag = make_flag(session, care)
    dismiss(acting(session, care.therapist, at(2)), flag, "The wrong row")
    session.commit()
    return flag


def send(browser: FlaskClient, flag: Flag, step: str, **typed: Any) -> TestResponse:
    name = step.replace("-", "_")
    fields = {f"{name}-{field}": value for field, value in typed.items()}
    fields[f"{name}-version"] = str(flag.version)
    fields["csrf_token"] = csrf_token(browser, "/practice")
    return browser.post(f"/flags/{flag.id}/{step}", data=fields)


def test_a_closed_flag_offers_the_way_back_and_then_stands_open(
    session: Session, care: Care, therapist: FlaskClient, dismissed: Flag
) -> None:
    assert "Take it up again" in therapist.get(f"/flags/{dismissed.id}").text
    send(therapist, dismissed, "take-up", reason="It was meant for somebody else")
    assert the_flag(session, care).status == "open"
    page = therapist.get(f"/flags/{dismissed.id}").text
    assert "Taken up again" in page
    assert "It was meant for somebody else" in page
    assert "Dismissed (taken back since)" in page
    assert "The wrong row" in page
    assert "Dismiss it" in page


def test_the_timeline_says_so_too(
    session: Session, care: Care, therapist: FlaskClient, dismissed: Flag
) -> None:
    send(therapist, dismissed, "take-up", reason="It was meant for somebody else")
    page = therapist.get(f"/clients/{care.client.id}").text
    assert "Taken up again: " in page
    assert "It was meant for somebody else" in page
    assert "Dismissed (taken back since): " in page


def test_without_a_reason_it_stays_closed_and_says_why(
    session: Session, care: Care, therapist: FlaskClient, dismissed: Flag
) -> None:
    page = send(therapist, dismissed, "take-up", reason=" ")
    assert page.status_code == 422
    assert "Write why the decision is taken back." in page.text
    assert the_flag(session, care).status == "dismissed"


def test_where_a_newer_flag_stands_the_page_leads_to_it(
    session: Session, care: Care, therapist: FlaskClient, dismissed: Flag
) -> None:
    newer = make_flag(session, care, "worsening", day=2)
    page = therapist.get(f"/flags/{dismissed.id}").text
    assert f'href="/flags/{newer.id}"' in page
    assert "Take it up again" not in page
    assert "Take back the decision" in page
    send(therapist, dismissed, "take-up", reason="A slip")
    assert "since a newer one stands" in therapist.get("/flags").text
    assert "Taken back" in therapist.get(f"/flags/{dismissed.id}").text


def test_a_flag_set_aside_is_brought_back_at_once(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    snooze(acting(session, care.therapist, at(2)), flag, "She is away", 14)
    session.commit()
    assert "Bring it back now" in therapist.get(f"/flags/{flag.id}").text
    send(therapist, flag, "bring-back")
    assert the_flag(session, care).status == "open"
    page = therapist.get(f"/flags/{flag.id}").text
    assert "Bring it back now" not in page
    assert "Brought back early." in page
