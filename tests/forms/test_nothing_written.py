"""What nobody can see is nothing written: no reason, and no name."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.clients.models import Client
from homecare.flags.models import Flag
from tests.desk.browsing import INTAKE, error_at, look_again, send
from tests.make.diary import Care
from tests.make.flags import answer, the_flag

pytestmark = pytest.mark.usefixtures("clock")
UNSEEN = ["   ", "\u200b", "\u2060 \u200d\ufeff", "\u00ad\r\n", "\u3164", "\u2800\u2800"]


@pytest.mark.parametrize("reason", UNSEEN)
def test_a_red_flag_is_not_cleared_by_a_reason_that_nobody_can_see(
    therapist: FlaskClient, session: Session, care: Care, reason: str
) -> None:
    answer(session, care, "bladder")
    flag = the_flag(session, care)
    page, version = f"/flags/{flag.id}", str(flag.version)
    today = "2026-03-02"
    said: dict[str, Any] = {"clear-version": version, "clear-on": today, "clear-reason": reason}
    refused = send(therapist, f"{page}/clear", page, **said)
    assert error_at(refused, "clear-reason") == "Write why they can be cleared."
    look_again(session)
    assert session.get_one(Flag, flag.id).status == "open"


@pytest.mark.parametrize("field", ["name", "complaint"])
@pytest.mark.parametrize("text", UNSEEN)
def test_nobody_is_added_by_words_that_nobody_can_see(
    therapist: FlaskClient, session: Session, field: str, text: str
) -> None:
    before = session.scalar(select(func.count(Client.id)))
    session.commit()
    refused = send(therapist, "/clients/new", **{**INTAKE, field: text})
    assert error_at(refused, field).startswith("Write ")
    look_again(session)
    assert session.scalar(select(func.count(Client.id))) == before


def test_what_can_be_seen_is_kept_as_it_was_written(
    therapist: FlaskClient, session: Session
) -> None:
    name = "نور‌نیا Ada"  # a sign of no width inside a name belongs to it
    assert send(therapist, "/clients/new", **{**INTAKE, "name": name}).status_code == 302
    look_again(session)
    assert name in session.scalars(select(Client.name)).all()
