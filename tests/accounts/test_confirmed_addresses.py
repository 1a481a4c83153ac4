"""Nothing about anybody's health goes to an address that nobody answered from.

An address is confirmed by an invitation that was mailed to it, by a password reset, or by the
button behind a link; what is scanned from a screen proves nothing about a mailbox.
"""

import re
from collections.abc import Callable
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
from homecare.accounts.models import Person
from homecare.clients.addresses import ask_client
from homecare.clients.models import Client
from homecare.mail.message import Email
from homecare.reports import weekly
from tests.accounts.mailbox import (
    ADDRESS,
    HEALTH,
    INVITATION,
    forget,
    link_in,
    mails,
    press,
    sent_to,
    write_everything,
)
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import URL, answer
from tests.make.people import (
    NOW,
    PASSWORD,
    acting,
    csrf_token,
    make_practice,
    set_up_page,
    signed_in,
)
from tests.make.reports import MAIL_TIME
from tests.snapshots import assert_as_approved

MINE, NEW = "client@homecare.example", "new@post.example"


def test_a_confirmed_client_gets_all_of_it(
    session: Session, settings: Settings, care: Care
) -> None:
    write_everything(session, settings, care)
    assert sent_to(session, MINE) == HEALTH - {"weekly-digest"}


def test_a_client_whose_address_nobody_confirmed_gets_none_of_it(
    session: Session, settings: Settings, care: Care
) -> None:
    forget(session, MINE)
    write_everything(session, settings, care)
    assert sent_to(session, MINE) == set()


def test_a_client_without_a_login_gets_nothing_at_the_address_that_was_typed(
    session: Session, settings: Settings, care: Care
) -> None:
    make_client(session, care.therapist, name="No Phone", email="typed@post.example")
    weekly.send(session, settings, MAIL_TIME, None)
    assert sent_to(session, "typed@post.example") == set()


def test_a_new_address_in_the_record_is_asked_and_neither_it_nor_the_old_one_is_used(
    app: Flask, session: Session, settings: Settings, care: Care
) -> None:
    care.client.email = NEW
    ask_client(session, settings, NOW, care.client)
    session.commit()
    write_everything(session, settings, care)
    assert sent_to(session, NEW) == {"confirm-address"}
    assert sent_to(session, MINE) == set()
    with time_machine.travel(NOW, tick=False):
        assert "Thank you" in press(app, link_in(mails(session)[0]), by=MINE)
    weekly.send(session, settings, MAIL_TIME + timedelta(weeks=1), None)
    assert sent_to(session, NEW) == {"confirm-address", "weekly-progress"}


def test_changing_the_address_on_the_desk_asks_the_new_one(
    app: Flask, session: Session, care: Care
) -> None:
    with time_machine.travel(NOW, tick=False):
        browser = signed_in(app, "therapist@homecare.example")
        change(browser, f"/clients/{care.client.id}/edit", {"email": NEW})
        record = browser.get(f"/clients/{care.client.id}").text
    assert sent_to(session, NEW) == {"confirm-address"}
    assert "Address not confirmed yet" in record


def change(browser: FlaskClient, page: str, data: dict[str, str]) -> None:
    """Send the form of a page with everything that stands in it, but for `data`."""
    text = browser.get(page).text
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text)
    data = {**{name: unescape(value) for name, value in inputs}, **data}
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', text, re.S):
        data.setdefault(name, body.strip())
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        data[name] = chosen[1] if chosen else ""
    for name, value in re.findall(
        r'<input checked[^>]*name="(side|leg|back)"[^>]*value="([^"]*)"', text
    ):
        data[name] = value
    answer = browser.post(page, data=data)
    assert answer.status_code == 302, re.findall(r'class="field-error".*?</p>', answer.text, re.S)


def test_the_link_of_an_address_that_was_replaced_confirms_nothing(
    app: Flask, session: Session, settings: Settings, care: Care
) -> None:
    care.client.email = NEW
    ask_client(session, settings, NOW, care.client)
    care.client.email = "newer@post.example"
    session.commit()
    with time_machine.travel(NOW, tick=False):
        assert app.test_client().get(link_in(mails(session)[0])).status_code == 410
    session.expire_all()
    assert session.get_one(Client, care.client.id).confirmed_email is None


def test_opening_the_link_confirms_nothing_and_it_ends(
    app: Flask, session: Session, settings: Settings, care: Care
) -> None:
    forget(session, MINE)
    ask_client(session, settings, NOW, care.client)
    session.commit()
    page = link_in(mails(session)[0])
    with time_machine.travel(NOW, tick=False):
        shown = app.test_client().get(page)
        assert (shown.status_code, "Sam Reed" in shown.text) == (200, False)
    assert confirmed(session, MINE) is False
    with time_machine.travel(NOW + timedelta(days=14, seconds=1), tick=False):
        assert app.test_client().get(page).status_code == 410


def confirmed(session: Session, email: str) -> bool:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Person).where(Person.email == email)).one().address_is_confirmed


@pytest.mark.parametrize(("role", "front"), [("client", "/today"), ("therapist", "/caseload")])
def test_an_invitation_confirms_its_address_only_with_the_link_that_was_mailed(
    app: Flask, session: Session, role: str, front: str
) -> None:
    _, owner = make_practice(session)
    for number, by_mail in enumerate((True, False)):
        email = f"invited-{number}@post.example"
        client_id = (
            make_client(session, owner, name=email, email=email)[0].id if role == "client" else None
        )
        shown = invite(acting(session, owner, NOW), role=role, name="Nora New", email=email,
                       client_id=client_id)  # fmt: skip
        send_invitation(session, NOW, shown, URL)
        session.commit()
        mailed = link_in(
            next(mail for mail in mails(session) if mail.to_address == email), INVITATION
        )
        page = mailed if by_mail else f"/invitations/{shown}"
        with time_machine.travel(NOW, tick=False):
            accepted = accept(app, page)
        assert accepted == front
        assert confirmed(session, email) is by_mail
        asked = "confirm-address" in sent_to(session, email)
        assert asked is not by_mail


def accept(app: Flask, page: str, **data: str) -> str | None:
    client = app.test_client()
    token = csrf_token(client, page)
    return client.post(page, data={"password": PASSWORD, "csrf_token": token, **data}).location


def test_an_address_typed_in_the_treatment_room_is_asked(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    client, _ = make_client(session, owner, email=None)
    shown = invite(acting(session, owner, NOW), role="client", name="Sam", client_id=client.id)
    session.commit()
    with time_machine.travel(NOW, tick=False):
        assert accept(app, f"/invitations/{shown}", email="tpyed@post.example") == "/today"
    assert confirmed(session, "tpyed@post.example") is False
    assert sent_to(session, "tpyed@post.example") == {"confirm-address"}


def test_a_new_password_through_the_mailbox_confirms_it(app: Flask, session: Session) -> None:
    make_practice(session)
    forget(session, "owner@homecare.example")
    client = app.test_client()
    page = "/forgotten-password"
    client.post(page, data={"email": "owner@homecare.example",
                            "csrf_token": csrf_token(client, page)})  # fmt: skip
    reset = link_in(mails(session)[0], re.compile(r"/forgotten-password/\S+"))
    assert confirmed(session, "owner@homecare.example") is False
    words = "four plain words here"
    client.post(reset, data={"password": words, "password_confirm": words,
                             "csrf_token": csrf_token(client, reset)})  # fmt: skip
    assert confirmed(session, "owner@homecare.example") is True


def test_whoever_makes_the_practice_is_asked(app: Flask, session: Session) -> None:
    client = app.test_client()
    client.post(set_up_page(app), data={
        "name": "Riverside", "owner_name": "Olive Owner", "email": "olive@homecare.example",
        "password": PASSWORD, "nation": "england", "zone": "Europe/London",
        "csrf_token": csrf_token(client, set_up_page(app)),
    })  # fmt: skip
    assert sent_to(session, "olive@homecare.example") == {"confirm-address"}
    assert "Nobody has confirmed olive@homecare.example" in client.get("/caseload").text
    assert "Address not confirmed yet" in client.get("/practice").text
    press(app, link_in(mails(session)[0]))
    assert "Address not confirmed yet" not in client.get("/practice").text
    assert "Nobody has confirmed" not in client.get("/caseload").text


def test_a_digest_waits_but_an_alarm_goes_out_and_names_nobody(
    session: Session, settings: Settings, care: Care
) -> None:
    forget(session, "owner@homecare.example")
    answer(session, care, "bladder")
    weekly.send(session, settings, MAIL_TIME, None)
    alarms = {m.to_address: m.text for m in mails(session) if m.kind == "flag-needs-you"}
    assert "Sam Reed" in alarms["therapist@homecare.example"]
    assert "Sam Reed" not in alarms["owner@homecare.example"]
    assert "/flags/" in alarms["owner@homecare.example"]
    assert "weekly-digest" not in sent_to(session, "owner@homecare.example")
    assert "weekly-digest" in sent_to(session, "therapist@homecare.example")


def of_client(care: Care) -> tuple[str, str, str]:
    return MINE, "/me", "/me/address"


def of_therapist(care: Care) -> tuple[str, str, str]:
    record = f"/clients/{care.client.id}"
    return "therapist@homecare.example", record, f"{record}/address"


@pytest.mark.parametrize("whose", [of_client, of_therapist])
def test_the_link_can_be_asked_for_again_once_an_hour(
    app: Flask, session: Session, care: Care, whose: Callable[[Care], tuple[str, str, str]]
) -> None:
    forget(session, MINE)
    email, shown_on, action = whose(care)
    with time_machine.travel(NOW, tick=False) as clock:
        browser = signed_in(app, email)
        assert action in browser.get(shown_on).text
        token = csrf_token(browser, shown_on)
        for _ in range(3):
            browser.post(action, data={"csrf_token": token})
        assert len(mails(session)) == 1
        clock.shift(timedelta(hours=1))
        browser.post(action, data={"csrf_token": token})
        assert len(mails(session)) == 2


def test_it_reads_as_approved(session: Session, settings: Settings, care: Care) -> None:
    forget(session, MINE, "owner@homecare.example")
    ask_client(session, settings, NOW, care.client)
    answer(session, care, "bladder")
    asked, alarm = (
        next(m for m in mails(session) if m.kind == kind and m.to_address == to)
        for kind, to in (("confirm-address", MINE), ("flag-needs-you", "owner@homecare.example"))
    )
    for name, row in (("confirm-address", asked), ("flag-needs-you-unconfirmed", alarm)):
        text, html = (ADDRESS.sub("/addresses/LINK", body) for body in (row.text, row.html))
        assert_as_approved(
            name, Email(row.kind, row.to_address, row.subject, text, html, row.to_name)
        )
