"""That the therapist has been told is said only where somebody hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.clients.models import Episode
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.flags import answer
from tests.make.people import NOW, acting, make_membership
from tests.make.programmes import make_library, make_plan, make_programme
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")
TOLD, PAGE, DAY = "Your therapist has been told.", "/red-flags", timedelta(days=1)


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    return Visitor.of(app, "client@homecare.example")


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


def test_what_was_said_at_one_practice_is_told_to_nobody_at_the_other_and_the_pages_say_so(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    there = make_care(session, email=".elsewhere")
    there.practice.name = "Hill Practice"
    born = care.client.date_of_birth
    same, _ = make_client(session, there.therapist, name="S. Reed", date_of_birth=born)
    child, _ = make_client(session, there.therapist, name="A child", date_of_birth=born + DAY)
    person = session.get_one(Person, care.me.person_id)
    for record in (child, same):
        make_membership(session, there.practice, person, "client", record.id)
    make_programme(session, care.therapist, care.episode,
                   make_plan(make_library(session, care.practice)))  # fmt: skip
    hill, here = (f"/today?record={record.id}" for record in (same, care.client))
    me.read(hill)
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    said = me.read(PAGE)
    assert "Riverside Practice, where you are in care too, has not been told." in said
    assert "where you are in care too" not in said.replace("Riverside Practice, where", "")
    today = me.read(here)
    assert "Do first what it says at Hill Practice" in today
    assert "Riverside Practice has not been told" in today
    kept = me.browser.get("/today/kit").text
    assert "Do first what it says at Hill" in kept
    assert "Go through them" not in today + kept
    assert f'href="{PAGE}?record={same.id}"' in me.browser.get(here).text
    assert "Do first what it says" not in me.read(f"/today?record={child.id}")
    clear = session.query(Episode).filter_by(client_id=same.id).one()
    clear_episode(acting(session, there.therapist, NOW), clear, "Seen at A&E, clear")
    session.commit()
    assert "Do first what it says" not in me.read(here)
    assert "Go through them" in me.read(here)
