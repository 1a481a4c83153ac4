"""Where somebody is signed in: a list to end one or all, and a computer that nobody uses."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import SignIn
from tests.accounts.factors.made import is_in
from tests.make.people import NOW, csrf_token, make_practice, make_therapist, signed_in

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def owner(app: Flask, session: Session) -> FlaskClient:
    """The owner's browser, in a practice with a therapist."""
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    return signed_in(app, OWNER)


def test_a_list_of_devices_ends_one_or_all(app: Flask, owner: FlaskClient) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
    laptop = app.test_client()
    form = {"email": OWNER, "password": "kettle-lamp-orchard-7", "csrf_token": csrf_token(laptop)}
    laptop.post("/sign-in", data=form, headers={"User-Agent": agent})
    assert is_in(laptop)
    page = owner.get("/me/signing-in").text
    assert "Firefox on Linux" in page
    end = re.search(r"/me/devices/[\w-]+/end", page)
    assert end is not None
    stranger = signed_in(app, THERAPIST)
    stranger.post(end[0], data={"csrf_token": csrf_token(stranger)})
    assert is_in(laptop), "nobody ends a sign-in of somebody else"
    owner.post(end[0], data={"csrf_token": csrf_token(owner)})
    assert not is_in(laptop)
    assert is_in(owner)


def test_the_use_of_a_shared_computer_is_noted_and_it_ends_by_itself(
    session: Session, owner: FlaskClient
) -> None:
    for minutes, noted in ((1, 0), (2, 2), (31, 31)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert FlaskClient.open(owner, "/me/password").status_code == 200
        session.rollback()
        used = session.scalars(select(SignIn.used_at)).one()
        assert used == NOW + timedelta(minutes=noted)
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert FlaskClient.open(owner, "/me/password").status_code == 302
