"""A client whose clock is behind the practice's, on the day that is the intake's there only."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import of
from tests.make.diary import Care
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

MINE = ("/today", "/progress", "/advice", "/check", "/red-flags", "/me", "/today/sheet",
        "/today/flare-up", "/why", "/api/v1/today?days=14")  # fmt: skip
THEIRS = ("", "/programme", "/rule", "/timeline", "/record.pdf", "/record.json",
          "/sheet", "/sheet.pdf", "/discharge", "/edit", "/check")  # fmt: skip


def test_every_page_is_there(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    care.client.zone = care.episode.zone = "Pacific/Pago_Pago"  # still the day before
    session.commit()
    browser = Visitor.of(app, "client@homecare.example").browser
    answers = {page: browser.get(page).status_code for page in MINE}
    pages = {page: therapist.get(of(care.client.id, page)).status_code for page in THEIRS}
    assert {page: status for page, status in {**answers, **pages}.items() if status > 399} == {}
