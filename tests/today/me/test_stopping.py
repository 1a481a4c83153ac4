"""A mail that comes by itself can be stopped from where it is read, without signing in."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.consent import EMAIL, agree
from homecare.accounts.models import AuditLine
from homecare.accounts.queries import valid_consent
from homecare.acting import Act
from homecare.jobs import mail
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from homecare.reports.reminders.email import EVERY_DAY, KIND, USUAL_TIMES, Wish, settings_of
from homecare.reports.stopping import CHECK_IN, WEEKLY, stop_link
from tests.make.diary import Care
from tests.make.people import NOW
from tests.today.me.test_me import SETTINGS
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")

ADDRESS = "client@homecare.example"
MUST_ARRIVE = ("flag-needs-you", "invitation", "password_reset", "confirm-address",
               "programme-changed", "mail-rests")  # fmt: skip
ALL = {WEEKLY, KIND, CHECK_IN}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mailed(session: Session, care: Care) -> Care:
    """A client who gets the weekly email, as they agreed, and reminders."""
    care.client.reminder = settings_of(
        Wish(USUAL_TIMES, EVERY_DAY, only_if_not_logged=True), on=True
    )
    care.client.weekly_email = True
    agree(Act(session, care.therapist, NOW), care.client.id, EMAIL, agrees=True)
    session.commit()
    return care


def sent(session: Session, settings: Settings, care: Care, kind: str) -> EmailMessage:
    """A mail of that kind to the client, as a program reads it."""
    return message_from_bytes(raw(session, settings, care, kind), policy=default)


def raw(session: Session, settings: Settings, care: Care, kind: str) -> bytes:
    """The same as a server gets it."""
    email = Email(kind, ADDRESS, "Hello", "Hello", practice_id=care.practice.id,
                  client_id=care.client.id)  # fmt: skip
    row = queue(session, email, NOW)
    session.commit()
    assert row is not None
    mail.send(session, settings, NOW + timedelta(seconds=1), demonstration=False)
    return (settings.mail_folder / f"{row.id.hex}.eml").read_bytes()


def path_of(settings: Settings, care: Care, kind: str) -> str:
    """The link of that kind, from the public address on."""
    link = stop_link(settings, kind, care.client.id, ADDRESS)
    return link.removeprefix(settings.public_url)


def comes(session: Session, care: Care) -> set[str]:
    """The kinds that come."""
    session.rollback()
    session.refresh(care.client)
    on = {WEEKLY: care.client.weekly_email, KIND: care.client.reminder["on"],
          CHECK_IN: care.client.check_in_email}  # fmt: skip
    return {kind for kind, is_on in on.items() if is_on}


@pytest.mark.parametrize("kind", sorted(ALL))
def test_what_comes_by_itself_says_where_it_is_stopped(
    session: Session, settings: Settings, mailed: Care, kind: str
) -> None:
    long = replace(settings, public_url=f"https://{'a-long-name.' * 8}example")
    content = raw(session, long, mailed, kind).decode()
    link = re.search(r"\r\nList-Unsubscribe: <(\S+)>\r\n", content)  # in one line, however long
    assert link is not None
    assert link[1] == stop_link(long, kind, mailed.client.id, ADDRESS)
    assert link[1].startswith(long.public_url)
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content
    assert not [word for word in ("weekly", "remind", "check", ADDRESS) if word in link[1]]


@pytest.mark.parametrize("kind", MUST_ARRIVE)
def test_what_must_arrive_offers_no_way_to_stop_it(
    session: Session, settings: Settings, mailed: Care, kind: str
) -> None:
    message = sent(session, settings, mailed, kind)
    assert not [name for name in message if name.startswith("List-")]


def test_without_https_no_program_is_told_to_press_it_by_itself(
    session: Session, settings: Settings, mailed: Care
) -> None:
    here = replace(settings, public_url="http://127.0.0.1:5000")
    message = sent(session, here, mailed, WEEKLY)
    assert message["List-Unsubscribe"].startswith("<http://127.0.0.1:5000/mail/stop/")
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize("kind", sorted(ALL))
def test_one_press_stops_that_kind_alone(
    app: Flask, session: Session, settings: Settings, mailed: Care, kind: str
) -> None:
    stranger, link = app.test_client(), path_of(settings, mailed, kind)
    for _ in range(2):
        answer = stranger.post(link, data=ONE_CLICK)
        assert answer.status_code == 200
        assert "Stopped" in answer.text
        assert comes(session, mailed) == ALL - {kind}


def test_opening_the_link_changes_nothing(
    app: Flask, session: Session, settings: Settings, mailed: Care
) -> None:
    page = app.test_client().get(path_of(settings, mailed, WEEKLY)).text
    assert "Stop your weekly email?" in page
    assert mailed.client.name not in page
    assert comes(session, mailed) == ALL


def test_the_consent_ends_with_it_and_the_trail_says_so(
    app: Flask, session: Session, settings: Settings, mailed: Care
) -> None:
    app.test_client().post(path_of(settings, mailed, WEEKLY), data=ONE_CLICK)
    session.rollback()
    assert valid_consent(session, mailed.practice.id, mailed.client.id, EMAIL) is None
    trail = session.scalars(select(AuditLine.action).order_by(AuditLine.at, AuditLine.id)).all()
    assert "client.preferences" in trail


def test_it_is_undone_under_me(
    app: Flask, session: Session, settings: Settings, mailed: Care, me: Visitor
) -> None:
    app.test_client().post(path_of(settings, mailed, WEEKLY), data=ONE_CLICK)
    assert comes(session, mailed) == ALL - {WEEKLY}
    assert me.send("/me", "/me", SETTINGS | {"weekly_email": "y"}).status_code == 302
    assert comes(session, mailed) == ALL


def closed(visitor: FlaskClient, link: str) -> bool:
    return {visitor.get(link).status_code, visitor.post(link, data=ONE_CLICK).status_code} == {410}


def test_a_link_that_is_not_ours_or_went_elsewhere_stops_nothing(
    app: Flask, session: Session, settings: Settings, mailed: Care
) -> None:
    visitor, link = app.test_client(), path_of(settings, mailed, WEEKLY)
    assert closed(visitor, link[:-1])
    assert closed(visitor, "/mail/stop/nothing")
    mailed.client.email = mailed.client.confirmed_email = "new@post.example"
    session.commit()
    assert closed(visitor, link)
    assert comes(session, mailed) == ALL


def test_mail_comes_in_the_name_of_the_practice(
    session: Session, settings: Settings, mailed: Care
) -> None:
    mailed.practice.name = "Praxis Müller & Söhne, Rücken"
    session.commit()
    [sender] = sent(session, settings, mailed, "invitation")["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (mailed.practice.name, settings.mail_from)
