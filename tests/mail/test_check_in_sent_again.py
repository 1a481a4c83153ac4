"""A check-in that could not be sent: asked again by one press, where there is something to ask."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.clients.episodes.discharge import discharge
from homecare.database import new_id
from homecare.mail.models import OutboxMail
from homecare.questions.operations import answer_check_in
from homecare.reports.check_ins.due import send as send_check_ins
from tests.letters.made import link_in
from tests.letters.receiver import a_stranger
from tests.mail.test_undelivered import PAGE, press
from tests.make.diary import Care
from tests.make.flags import assess_days, at, rate
from tests.make.people import acting, signed_in
from tests.make.reports import mails

LATER = timedelta(hours=1)
CHECK_IN = "check-in"
Since = Callable[[Session, Care], None]


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(0) + LATER)


def could_not_be_sent(session: Session, kind: str, status: str = "failed") -> OutboxMail:
    """The newest mail of a kind: its server refused it, and its words were forgotten."""
    row = mails(session, kind)[-1]
    row.status, row.error, row.forgotten_at = status, "receiver SMTP 550", row.queued_at
    session.commit()
    return row


def outbox(session: Session, kind: str) -> list[OutboxMail]:
    session.rollback()
    return mails(session, kind)


def page_of(browser: FlaskClient) -> str:
    return unescape(browser.get(PAGE).text)


QUIET_ON = 14


@pytest.fixture
def row(
    session: Session, settings: Settings, care: Care, clock: time_machine.Traveller
) -> OutboxMail:
    """A week of scores, then silence, and a check-in that did not get through."""
    rate(session, care, 6, 4, range(8))
    assess_days(session, care, range(1, QUIET_ON + 1))
    assert send_check_ins(session, settings, at(QUIET_ON), None) == 1
    clock.move_to(at(QUIET_ON + 1) + LATER)
    return could_not_be_sent(session, CHECK_IN)


@pytest.fixture
def browser(app: Flask, row: OutboxMail) -> FlaskClient:
    return signed_in(app, "therapist@homecare.example")


def test_a_fresh_link_leaves_once_and_opens_the_question_for_two_weeks(
    app: Flask, session: Session, row: OutboxMail, browser: FlaskClient
) -> None:
    assert "A mail with a fresh link goes to client@homecare.example." in page_of(browser)
    said = press(browser, row, "again")
    assert "Nothing to deal with" in said
    assert "dealt with it already" in press(browser, row, "again")
    _, fresh = outbox(session, CHECK_IN)
    assert fresh.status == "queued"
    assert "Tuesday 31 March" in fresh.text
    assert a_stranger(app).get(link_in(session, CHECK_IN)).status_code == 200


def test_the_one_that_took_its_place_can_fail_and_be_sent_again_too(
    session: Session, row: OutboxMail, browser: FlaskClient
) -> None:
    press(browser, row, "again")
    press(browser, could_not_be_sent(session, CHECK_IN), "again")
    assert [mail.status for mail in outbox(session, CHECK_IN)] == ["failed", "failed", "queued"]
    assert len({mail.key for mail in outbox(session, CHECK_IN)}) == 3


def heard_of(session: Session, care: Care) -> None:
    rate(session, care, 6, 4, [QUIET_ON])


def answered(session: Session, care: Care) -> None:
    act = acting(session, care.me, at(QUIET_ON))
    answer_check_in(act, care.episode, entry_id=new_id(), answer="same")
    session.commit()


def care_over(session: Session, care: Care) -> None:
    discharge(acting(session, care.therapist, at(QUIET_ON)), care.episode)
    session.commit()


def stopped(session: Session, care: Care) -> None:
    care.client.check_in_email = False
    session.commit()


def sign_in_ended(session: Session, care: Care) -> None:
    login = update(Membership).where(Membership.client_id == care.client.id)
    session.execute(login.values(disabled_at=at(QUIET_ON)))
    session.commit()


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (heard_of, "heard of since"),
        (answered, "heard of since"),
        (care_over, "care has ended"),
        (stopped, "want no check-in emails"),
        (sign_in_ended, "Nobody signs in with this address"),
    ],
)
def test_nothing_is_asked_of_whom_there_is_nothing_to_ask(
    session: Session, care: Care, row: OutboxMail, browser: FlaskClient, since: Since,
    says: str,
) -> None:  # fmt: skip
    since(session, care)
    shown = page_of(browser)
    assert says in shown
    assert "Send again" not in shown
    assert says in unescape(press(browser, row, "again"))
    assert len(outbox(session, CHECK_IN)) == 1
