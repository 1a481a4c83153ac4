"""Urgent mail that does not leave: tried again soon, and missed by whoever opens the desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare import clock as house_clock
from homecare.jobs.mail import send_urgent
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import settle
from tests.mail.servers import Postman, smtp_server
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import NOW, make_therapist, signed_in
from tests.today.visiting import Visitor, words
from tests.waiting.ports import free_port

PAGE = "/practice/mail"
BANNER = "An urgent mail has not left since"
HEARD, LISTED = "Your therapist has been told.", "Your answers are on your therapist’s list."
WAY, CALL = "An email about them is on its way.", "so call them yourself now"
Round = Callable[[float], int]


@pytest.fixture
def down(
    app: Flask, session: Session, care: Care, monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> Round:  # fmt: skip
    """A red-flag answer, and a mail server nobody answers at; a round so many seconds later."""
    nobody = replace(app.config["SETTINGS"], smtp_url=f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setitem(app.config, "SETTINGS", nobody)
    answer(session, care, "foot_drop")
    clock.move_to(NOW)

    def round_after(seconds: float) -> int:
        clock.move_to(NOW + timedelta(seconds=seconds))
        sent = send_urgent(session, app.config["SETTINGS"], house_clock.now(), demonstration=False)
        session.commit()
        return sent

    return round_after


def their_page(app: Flask, page: str = "/red-flags") -> str:
    return words(Visitor.of(app, "client@homecare.example").browser.get(page).text)


def test_a_client_is_told_to_call_as_soon_as_a_try_was_in_vain(app: Flask, down: Round) -> None:
    page = their_page(app)
    assert LISTED in page
    assert WAY in page
    assert CALL not in page
    down(1)
    for page in (their_page(app), their_page(app, "/today")):
        assert CALL in page
        assert HEARD not in page
        assert page.index("Get help today") < page.index(CALL)


def test_or_once_it_has_waited_for_a_minute(
    app: Flask, down: Round, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(seconds=61))
    assert CALL in their_page(app)


@pytest.mark.both_databases
def test_it_leaves_within_half_a_minute_of_the_server_coming_back(
    app: Flask, session: Session, down: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in range(0, 300, 10):
        assert down(seconds) == 0
    with smtp_server() as (postman, url):
        back = replace(app.config["SETTINGS"], smtp_url=url)
        monkeypatch.setitem(app.config, "SETTINGS", back)
        down(310)
        down(320)
        assert {str(mail["To"]) for mail in postman.received}
    assert not session.scalars(select(OutboxMail).where(OutboxMail.status == "queued")).all()
    page = their_page(app)
    assert HEARD in page
    assert CALL not in page


def test_who_said_later_is_not_pressed(
    app: Flask, session: Session, down: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    postman = Postman()
    with smtp_server(postman) as (_, url):
        postman.recipient_answers = ["451 greylisted"] * 9
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], smtp_url=url))
        down(1)
        rests = session.scalars(select(OutboxMail.not_before).where(OutboxMail.attempts > 0))
        assert min(rests) >= NOW + timedelta(minutes=2)


def test_whoever_has_the_desk_open_is_told(
    app: Flask, session: Session, care: Care, down: Round
) -> None:
    make_therapist(session, care.practice, email="other@homecare.example")
    session.commit()
    browsers = [signed_in(app, name + "@homecare.example") for name in ("therapist", "other")]
    assert all(BANNER not in one.get("/caseload").text for one in browsers)
    down(1)
    for one in browsers:
        assert BANNER in one.get("/caseload").text
        listed = one.get(PAGE).text
        assert "Nothing to deal with" not in listed
        assert "Alert about a flag" in listed
        assert "make sure somebody has seen it, and call" in listed


def test_a_note_of_the_practice_is_word_enough(
    app: Flask, session: Session, care: Care, down: Round
) -> None:
    down(1)
    therapist = Visitor.of(app, "therapist@homecare.example")
    flag = next(
        line.split('"')[0]
        for line in therapist.browser.get("/flags").text.split('href="')
        if line.startswith("/flags/")
    )
    therapist.send(flag, "/act", {"act-what": "call", "act-reason": "At A&E now."})
    page = their_page(app)
    assert HEARD in page
    assert CALL not in page


def test_what_failed_has_told_nobody(app: Flask, session: Session, down: Round) -> None:
    for mail in session.scalars(select(OutboxMail)):
        mail.status = "failed"
        settle(session, NOW, mail, None)
    session.commit()
    assert CALL in their_page(app)


def test_the_health_page_says_how_long_urgent_mail_has_waited(
    app: Flask, down: Round, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(minutes=3))
    told = app.test_client().get("/healthz").json
    assert told["urgent_mail_waiting_seconds"] >= 180
    assert "mail has waited for 30 minutes" not in told["problems"]
