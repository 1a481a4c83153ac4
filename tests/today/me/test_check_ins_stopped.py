"""A client who wants no check-in mails gets none, and their therapist sees that."""

import json
from html import unescape

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.models import Client
from homecare.reports.check_ins.due import send
from homecare.reports.check_ins.email import KIND
from homecare.reports.stopping import stop_link
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import assess_days, at, rate, the_flag
from tests.make.people import signed_in
from tests.make.reports import mails, runs
from tests.today.me.test_me import SETTINGS
from tests.today.visiting import Visitor, words

QUIET_ON = 14
NAME = 'name="check_in_email"'
TOLD = "Does not want check-in emails."


@pytest.fixture
def quiet(session: Session, care: Care, clock: time_machine.Traveller) -> Care:
    """A week of high scores, then silence."""
    rate(session, care, 6, 4, range(8))
    assess_days(session, care, range(1, QUIET_ON + 1))
    clock.move_to(at(QUIET_ON))
    return care


def stop(app: Flask, settings: Settings, care: Care) -> str:
    link = stop_link(settings, KIND, care.client.id, "client@homecare.example")
    answer = app.test_client().post(link.removeprefix(settings.public_url))
    assert answer.status_code == 200
    return unescape(answer.text)


def test_nobody_is_asked_who_stopped_it_and_the_reason_is_kept(
    app: Flask, session: Session, settings: Settings, quiet: Care
) -> None:
    said = stop(app, settings, quiet)
    assert "Check-in emails come no more" in said
    assert "Your therapist can see that" in said
    session.expire_all()
    assert send(session, settings, at(QUIET_ON), None) == 0
    assert mails(session, KIND) == []
    assert [run[1:] for run in runs(session, KIND)] == [("skipped", "not wanted by the client")]


def test_the_therapist_sees_it_where_somebody_who_is_quiet_is_looked_at(
    app: Flask, session: Session, settings: Settings, quiet: Care
) -> None:
    pages = (of(quiet.client.id), f"/flags/{the_flag(session, quiet).id}")
    session.commit()
    browser = signed_in(app, "therapist@homecare.example")
    for page in pages:
        assert TOLD not in words(browser.get(page).text)
    stop(app, settings, quiet)
    for page in pages:
        assert TOLD in words(browser.get(page).text)
    happened = words(browser.get(of(quiet.client.id, "/timeline")).text)
    assert "Check-in emails: on → off." in happened


@pytest.mark.usefixtures("clock")
def test_the_client_sees_and_changes_it_among_their_settings(
    session: Session, care: Care, me: Visitor
) -> None:
    def asked() -> bool:
        session.expire_all()
        found = session.get_one(Client, care.client.id).check_in_email
        session.commit()
        return found

    assert asked()
    me.send("/me", "/me", {**SETTINGS, "check_in_email": []})
    assert not asked()
    [box] = [tag for tag in me.browser.get("/me").text.split("<input") if NAME in tag]
    assert "checked" not in box.partition(">")[0]
    me.send("/me", "/me", SETTINGS)
    assert asked()


@pytest.mark.usefixtures("clock")
def test_a_page_from_before_the_question_was_there_stops_nothing(
    session: Session, care: Care, me: Visitor
) -> None:
    [form] = me.forms("/me", "/me")
    knew = json.loads(form.fields["opened"])
    knew.pop("check_in_email")
    older = {name: value for name, value in SETTINGS.items() if name != "check_in_email"}
    assert me.post(form, {**older, "opened": json.dumps(knew)}).status_code == 302
    session.expire_all()
    assert session.get_one(Client, care.client.id).check_in_email
