"""Who may build a client's programme."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.make.people import (
    make_client_login,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.make.programmes import Room

pytestmark = pytest.mark.usefixtures("clock")


def address(room: Room) -> str:
    return f"/clients/{room.client.id}/programme"


def test_a_colleague_may_and_others_may_not(app: Flask, room: Room, session: Session) -> None:
    make_therapist(session, room.practice, "cole@homecare.example")
    make_client_login(session, room.practice, room.client.id)
    make_practice(session, "Elsewhere", "owner@elsewhere.example")
    for email, status in (
        ("cole@homecare.example", 200),
        ("owner@homecare.example", 200),
        ("client@homecare.example", 403),
        ("owner@elsewhere.example", 404),
    ):
        browser = signed_in(app, email)
        assert browser.get(address(room)).status_code == status, email
        assert browser.get(f"/clients/{room.client.id}/sheet").status_code == status, email
    assert "/sign-in" in app.test_client().get(address(room)).location
