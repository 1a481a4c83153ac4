"""Invitations of colleagues under Practice: listed until they are used, and made once."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail
from tests.desk.practice.test_practice_page import OWNER
from tests.desk.practice.test_practice_page import post as press
from tests.make.people import NOW, make_practice, signed_in

pytestmark = pytest.mark.both_databases


def test_an_invitation_that_ended_unused_stays_listed_and_is_sent_again(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    make_practice(session)
    invited = {"name": "Nora New", "email": "nora@post.example", "role": "owner"}
    press(signed_in(app, OWNER), "/practice/colleagues", **invited)
    clock.move_to(NOW + timedelta(days=20))
    owner = signed_in(app, OWNER)
    page = owner.get("/practice").text
    assert "and was not used" in page
    again = re.search(r'<form method="post" action="/practice/colleagues">(.*?)</form>', page, re.S)
    assert again
    assert "Send it again" in again[1]
    hidden = re.findall(r'name="(name|email|role)" value="([^"]+)"', again[1])
    press(owner, "/practice/colleagues", **dict(hidden))
    page = owner.get("/practice").text
    assert page.count("nora@post.example, until") == 1
    assert "and was not used" not in page
    to_nora = select(OutboxMail.id).where(OutboxMail.to_address == "nora@post.example")
    assert len(session.scalars(to_nora).all()) == 2


def test_an_invitation_that_ended_unused_is_removed(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    make_practice(session)
    invited = {"name": "Nora New", "email": "nora@post.example", "role": "therapist"}
    press(signed_in(app, OWNER), "/practice/colleagues", **invited)
    clock.move_to(NOW + timedelta(days=20))
    owner = signed_in(app, OWNER)
    named = re.search(r'name="invitation" value="([^"]+)"', owner.get("/practice").text)
    assert named
    press(owner, "/practice/invited/take-back", invitation=named[1])
    assert "nora@post.example" not in owner.get("/practice").text


def test_a_colleague_invited_by_two_presses_gets_one_mail_whose_link_works(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    owner = signed_in(app, OWNER)
    invited = {"name": "Nora New", "email": "nora@post.example", "role": "therapist"}
    press(owner, "/practice/colleagues", **invited)
    press(owner, "/practice/colleagues", **invited)
    assert "takes the place" not in owner.get("/practice").text
    [mail] = session.scalars(select(OutboxMail)).all()
    link = re.search(r"/invitations/[\w-]+", mail.text or "")
    assert link
    assert "Nora New" in app.test_client().get(link[0]).text
