"""A mailed link and a code on the therapist's screen work side by side until one is used."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Client
from homecare.mail.models import OutboxMail
from tests.accounts.test_invitations import accept
from tests.desk.browsing import THERAPIST, look_again, of, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, signed_in

pytestmark = pytest.mark.both_databases
USED = "This invitation has been used"
NEWER = "There is a newer invitation"


@pytest.fixture
def here(session: Session, care: Care, clock: time_machine.Traveller) -> str:
    """The page of a client's invitation."""
    client, _ = make_client(session, care.therapist, name="Nia New", email="nia@post.example")
    session.commit()
    return of(client.id, "/invitation")


@pytest.fixture
def therapist(app: Flask, here: str) -> FlaskClient:
    return signed_in(app, THERAPIST)


def link_in(text: str) -> str:
    found = re.search(r"/invitations/[\w-]+", text)
    assert found
    return found[0]


def code(therapist: FlaskClient, here: str) -> str:
    return link_in(send(therapist, here, how="screen").text)


def mails(session: Session) -> list[str]:
    look_again(session)
    kind = OutboxMail.kind == "invitation"
    found = session.scalars(select(OutboxMail).where(kind).order_by(OutboxMail.queued_at))
    return [link_in(mail.text or "") for mail in found]


def opens(app: Flask, link: str) -> str:
    return app.test_client().get(link).text


def test_a_code_ends_no_link_that_was_mailed(
    app: Flask, session: Session, therapist: FlaskClient, here: str
) -> None:
    send(therapist, here, how="mail")
    says = re.sub(r"\s+", " ", therapist.get(here).text)
    assert "works on beside a code that you show here, until one of the two is used" in says
    answer = send(therapist, here, how="screen").text
    assert "So can the link that was mailed to nia@post.example" in answer
    scanned, [mailed] = link_in(answer), mails(session)
    assert scanned != mailed
    assert accept(app.test_client(), mailed).status_code == 302
    assert USED in opens(app, scanned)


def test_a_mail_ends_no_code_that_was_shown(
    app: Flask, session: Session, therapist: FlaskClient, here: str
) -> None:
    scanned = code(therapist, here)
    send(therapist, here, how="mail")
    [mailed] = mails(session)
    assert accept(app.test_client(), scanned).status_code == 302
    assert USED in opens(app, mailed)


def test_another_mail_ends_the_one_before_and_says_so(
    app: Flask, session: Session, therapist: FlaskClient, here: str, clock: time_machine.Traveller
) -> None:
    send(therapist, here, how="mail")
    clock.move_to(NOW + timedelta(minutes=5))
    assert "Another mail ends the link before it, and the code." in therapist.get(here).text
    send(therapist, here, how="mail")
    first, second = mails(session)
    assert NEWER in opens(app, first)
    assert "Nia New" in opens(app, second)


def test_one_mail_is_written_where_the_button_is_pressed_twice(
    app: Flask, session: Session, therapist: FlaskClient, here: str
) -> None:
    send(therapist, here, how="mail")
    send(therapist, here, how="mail")
    [mailed] = mails(session)
    assert "Nia New" in opens(app, mailed)


def test_a_code_for_another_address_ends_what_was_mailed_to_the_one_before(
    app: Flask, session: Session, therapist: FlaskClient, here: str, care: Care
) -> None:
    """A stranger at a mistyped address holds nothing that works."""
    send(therapist, here, how="mail")
    [mailed] = mails(session)
    client = session.scalars(select(Client).where(Client.name == "Nia New")).one()
    client.email = "other@post.example"
    session.commit()
    code(therapist, here)
    assert NEWER in opens(app, mailed)
