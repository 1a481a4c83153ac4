"""That the therapist has been told is said only where somebody hears of it."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership
from homecare.mail.models import OutboxMail
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import NOW
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")
TOLD = "Your therapist has been told."


def said(app: Flask, page: str = "/red-flags") -> str:
    return words(Visitor.of(app, "client@homecare.example").browser.get(page).text)


def test_where_their_therapist_has_no_access_any_more_the_practice_is_named(
    app: Flask, session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    assert "Theo Therapist" in said(app, "/me")
    mine = Membership.person_id == care.therapist.person_id
    session.scalars(select(Membership).where(mine)).one().disabled_at = NOW
    session.commit()
    page = said(app)
    assert TOLD not in page
    assert "Your answers are on Riverside Practice’s list." in page
    assert "Theo Therapist" not in said(app, "/me")


def test_where_no_email_can_leave_they_are_asked_to_call_as_well(
    app: Flask, session: Session, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(session, care, "bladder")
    assert "no email can leave here, so call them yourself, too" in said(app)
    leaves = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
    monkeypatch.setitem(app.config, "SETTINGS", leaves)
    for mail in session.scalars(select(OutboxMail)):
        mail.status, mail.sent_at = "sent", NOW
    session.commit()
    page = said(app)
    assert TOLD in page
    assert "no email can leave" not in page
