"""Mail that failed or may not have arrived is told to somebody, and can be sent again."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.invitations import invite, send_invitation
from homecare.jobs.mail import send
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from tests.accounts.test_confirmed_addresses import change
from tests.mail.servers import smtp_server
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import URL
from tests.make.people import NOW, acting, csrf_token, make_therapist, signed_in

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
MINE = "client@homecare.example"
BANNER = "did not get through. <a"
PAGE = "/practice/mail"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


def failed(
    session: Session, care: Care, status: str = "failed", error: str = "receiver SMTP 550",
    **changes: object,
) -> OutboxMail:  # fmt: skip
    fields = {"kind": "weekly-progress", "to_address": MINE, "subject": "Your week",
              "text": "leg pain 7", "to_name": "Sam Reed", "practice_id": care.practice.id,
              "client_id": care.client.id}  # fmt: skip
    row = queue(session, Email(**{**fields, **changes}), NOW)  # type: ignore[arg-type]
    assert row is not None
    row.status, row.error = status, error
    session.commit()
    return row


def look(session: Session, row: OutboxMail) -> OutboxMail:
    session.rollback()
    session.expire_all()
    return row


def press(browser: FlaskClient, row: OutboxMail, what: str) -> str:
    data = {"csrf_token": csrf_token(browser, PAGE)}
    return browser.post(f"{PAGE}/{row.id}/{what}", data=data, follow_redirects=True).text


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, OWNER)


@pytest.mark.parametrize("status", ["failed", "uncertain"])
def test_the_owner_is_told_on_the_desk_and_reads_to_whom_and_why_but_not_what(
    session: Session, care: Care, owner: FlaskClient, status: str
) -> None:
    assert BANNER not in owner.get("/caseload").text
    failed(session, care, status)
    for page in ("/caseload", "/flags", "/practice"):
        assert BANNER in owner.get(page).text
    told = owner.get(PAGE).text
    assert MINE in told
    assert ("address may be wrong" in told) is (status == "failed")
    assert ("may have arrived" in told) is (status == "uncertain")
    assert "leg pain" not in told


def test_a_therapist_is_told_of_their_own_clients_alone(
    app: Flask, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, "colleague@homecare.example", "Colin Colleague")
    failed(session, care, kind="invitation")
    assert BANNER in signed_in(app, THERAPIST).get("/caseload").text
    assert BANNER not in signed_in(app, "colleague@homecare.example").get("/caseload").text


def test_what_was_dealt_with_is_told_no_more_and_forgotten(
    session: Session, settings: Settings, care: Care, owner: FlaskClient
) -> None:
    row = failed(session, care)
    assert "Nothing to deal with" in press(owner, row, "settle")
    assert BANNER not in owner.get("/caseload").text
    send(session, settings, NOW, demonstration=False)
    assert look(session, row).text == ""


def test_sending_again_sends_the_same_mail_once_however_often_it_is_pressed(
    session: Session, settings: Settings, care: Care, owner: FlaskClient
) -> None:
    row = failed(session, care, "uncertain")
    assert "then they get it twice" in owner.get(PAGE).text
    press(owner, row, "again")
    with smtp_server() as (postman, url):
        server = Settings(**{**vars(settings), "smtp_url": url})
        send(session, server, NOW + timedelta(hours=1), demonstration=False)
        assert "dealt with it already" in press(owner, row, "again")
        send(session, server, NOW + timedelta(hours=2), demonstration=False)
    [message] = postman.received
    assert "leg pain 7" in str(message)
    assert message["Message-ID"] == f"<{row.id.hex}@homecare.example>"
    assert look(session, row).status == "sent"


def test_nothing_is_sent_again_to_an_address_that_was_replaced_or_not_confirmed(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    row = failed(session, care)
    care.client.email = "new@post.example"
    session.commit()
    assert "not used any more" in press(owner, row, "again")
    assert look(session, row).status == "failed"


def test_an_invitation_is_sent_again_with_a_fresh_link(
    app: Flask, session: Session, settings: Settings, care: Care, owner: FlaskClient
) -> None:
    client, _ = make_client(session, care.therapist, name="Nia New", email="nia@post.example")
    token = invite(acting(session, care.therapist, NOW), role="client", name="Nia New",
                   email="nia@post.example", client_id=client.id)  # fmt: skip
    send_invitation(session, NOW, token, URL)
    session.commit()
    row = session.scalars(select(OutboxMail)).one()
    old = re.findall(r"/invitations/[\w-]+", row.text)[0]
    with smtp_server() as (postman, url):
        server = Settings(**{**vars(settings), "smtp_url": url})
        postman.recipient_answers = ["550 no such person"]
        send(session, server, NOW, demonstration=False)
        assert look(session, row).text == ""
        press(owner, row, "again")
        send(session, server, NOW + timedelta(hours=1), demonstration=False)
    [message] = postman.received
    body = message.get_body(("plain",))
    assert body is not None
    fresh = re.findall(r"/invitations/[\w-]+", body.get_content())[0]
    assert app.test_client().get(fresh).status_code == 200
    assert app.test_client().get(old).status_code == 410
    assert BANNER not in owner.get("/caseload").text


def test_a_link_for_a_new_password_that_failed_is_told_and_not_sent_again(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    failed(session, care, kind="password_reset", practice_id=None, client_id=None,
           has_secret=True).forgotten_at = NOW  # fmt: skip
    session.commit()
    assert "ask for a new one on the sign-in page" in owner.get(PAGE).text


def test_mail_that_waits_for_an_address_that_was_changed_is_not_sent(
    app: Flask, session: Session, care: Care
) -> None:
    row = failed(session, care, "queued", "UnreachableError")
    browser, page = signed_in(app, THERAPIST), f"/clients/{care.client.id}/edit"
    change(browser, page, {"email": "new@post.example"})
    assert look(session, row).status == "failed"
    assert "was changed before it could leave" in browser.get(PAGE).text


def test_what_was_withheld_is_not_called_undeliverable(
    app: Flask, session: Session, care: Care
) -> None:
    failed(session, care, "queued")
    browser = signed_in(app, THERAPIST)
    change(browser, f"/clients/{care.client.id}/edit", {"email": "new@post.example"})
    page = browser.get(f"/clients/{care.client.id}/timeline").text
    assert "Held back: the address in the record was changed before it left." in page
    assert "It could not be delivered." not in page


def test_an_invitation_that_was_held_back_is_told_as_that_and_never_offered_again(
    app: Flask, session: Session, care: Care
) -> None:
    client, _ = make_client(session, care.therapist, name="Nia New", email="nia@post.exmaple")
    token = invite(acting(session, care.therapist, NOW), role="client", name="Nia New",
                   email="nia@post.exmaple", client_id=client.id)  # fmt: skip
    send_invitation(session, NOW, token, URL)
    session.commit()
    browser = signed_in(app, THERAPIST)
    change(browser, f"/clients/{client.id}/edit", {"email": "nia@post.example"})
    desk = browser.get("/caseload").text
    assert "did not get through" not in desk
    assert "One mail held back, as an address was changed." in desk
    page = browser.get(PAGE).text
    assert "Held back, written" in page
    assert "Failed, written" not in page
    assert "Invite them on their page" in page
    assert "Send again" not in page
    row = session.scalars(select(OutboxMail)).one()
    refused = press(browser, row, "again")
    assert "joined meanwhile" not in refused
    assert look(session, row).status == "failed"


def test_where_nothing_can_be_sent_again_the_page_says_why_and_has_no_button(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    failed(session, care, kind="invitation")  # whoever it was for signs in meanwhile
    page = owner.get(PAGE).text
    assert "They have joined meanwhile" in page
    assert "Send again" not in page


def test_a_new_invitation_that_was_sent_deals_with_one_that_failed(
    app: Flask, session: Session, care: Care
) -> None:
    failed(session, care, kind="invitation", to_address="old@post.example")
    other = failed(session, care)
    newer = failed(session, care, "queued", "", kind="invitation", to_address=MINE)
    newer.queued_at = NOW + timedelta(minutes=1)
    session.commit()
    browser = signed_in(app, THERAPIST)
    assert f"2 mails {BANNER}" in browser.get("/caseload").text
    newer.status, newer.to_file = "sent", True
    session.commit()
    assert f"2 mails {BANNER}" in browser.get("/caseload").text
    newer.to_file = False
    session.commit()
    assert f"One mail {BANNER}" in browser.get("/caseload").text
    other.settled_at = NOW
    session.commit()
    assert BANNER not in browser.get("/caseload").text


def test_the_health_page_counts_what_nobody_dealt_with_and_fails_not_for_it(
    session: Session, care: Care, browser_client: FlaskClient, owner: FlaskClient
) -> None:
    row = failed(session, care)
    assert browser_client.get("/healthz").json["mail_undelivered"] == 1
    assert browser_client.get("/healthz").json["problems"] == []
    press(owner, row, "settle")
    assert browser_client.get("/healthz").json["mail_undelivered"] == 0


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("SMTP 552", "mailbox is full"),
        ("SMTP 552 5.2.2", "mailbox is full"),
        ("receiver SMTP 452 4.2.2", "mailbox is full"),
        ("SMTP 552 5.3.4", "The mail server refused this mail."),
        ("SMTP 554", "against unwanted mail"),
        ("receiver SMTP 550 5.7.1", "against unwanted mail"),
        ("receiver SMTP 550 5.1.1", "the address may be wrong"),
        ("receiver SMTP 451", "said “later”"),
        ("SMTP 550", "The mail server refused this mail."),
    ],
)
def test_the_page_says_what_keeps_a_mail_out(
    session: Session, owner: FlaskClient, care: Care, error: str, says: str
) -> None:
    failed(session, care, error=error)
    assert says in unescape(owner.get(PAGE).text)
