"""What a client changes themselves keeps what it said before, like what a therapist changes."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.consent import record_consent
from homecare.accounts.invitations import Acceptance, accept_invitation, invite, open_invitation
from homecare.accounts.models import Person
from homecare.accounts.queries import login_of
from homecare.clients.addresses import confirm_record
from homecare.clients.operations import amend_client
from homecare.clients.sign_in.taking_back import take_back
from homecare.reports.resting.operations import start_again
from homecare.today.me.operations import Wanted, set_preferences
from tests.desk.browsing import of
from tests.desk.client.episodes.test_record_changes import happened, told
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import NOW, PASSWORD, acting
from tests.typesetting.pdfs import words_of

OFF: dict[str, Any] = {"on": False, "times": ["18:00"], "days": 127, "only_if_not_logged": True}
ON: dict[str, Any] = {**OFF, "on": True, "times": ["18:00", "07:30"], "days": 0b10101}
BOTH = "at 07:30 and 18:00 on Monday, Wednesday and Friday, only if nothing was logged"


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(days=9))


def wish(session: Session, care: Care, day: int, **other: Any) -> None:
    """The client saves their settings, as the page does: all of them, with when they did."""
    given = {"weekly_email": True, "check_in_email": True, "reminder": OFF, **other}
    zone = given.pop("zone", "Europe/London")
    given["reminder"] = {**given["reminder"], "set_at": at(day).isoformat(timespec="minutes")}
    set_preferences(acting(session, care.me, at(day)), care.episode, zone, Wanted(**given))
    session.commit()


def changes(browser: FlaskClient, care: Care) -> list[dict[str, Any]]:
    whole = json.loads(browser.get(of(care.client.id, "/record.json")).text)
    return list(whole["record_changes"])


def test_reminders_and_the_weekly_mail_keep_what_was_wished_before(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wish(session, care, 2, reminder=ON)
    wish(session, care, 3, reminder={**ON, "days": 127, "only_if_not_logged": False})
    wish(session, care, 4, weekly_email=False)
    assert told(therapist, care) == [
        "Weekly email: on → off. Reminders: at 07:30 and 18:00 every day → off.",
        f"Changed: reminders. Reminders, before and after Before {BOTH} "
        "After at 07:30 and 18:00 every day",
        f"Changed: reminders. Reminders, before and after Before off After {BOTH}",
    ]
    assert not any("Mail or reminders changed" in line for line in happened(therapist, care))
    kept = changes(therapist, care)
    assert [one["field"] for one in kept] == ["reminder", "reminder", "weekly_email", "reminder"]
    assert kept[0]["new"] == ON
    assert {one["by"] for one in kept} == {"Sam Reed"}


def test_settings_saved_as_they_stood_say_nothing(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for day in (2, 3):
        wish(session, care, day, reminder={**OFF, "times": [f"1{day}:00"]})
    assert not told(therapist, care)
    assert not any("reminders" in line for line in happened(therapist, care))


def test_the_timeline_names_the_client_whose_hand_it_was(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wish(session, care, 2, zone="Europe/Paris")
    [line] = [one for one in happened(therapist, care) if "Record changed" in one]
    assert "Sam Reed" in line
    assert "Time zone: Europe/London → Europe/Paris." in line


def test_the_file_to_read_shows_it_in_words(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wish(session, care, 2, reminder=ON)
    page = words_of(therapist.get(of(care.client.id, "/record.pdf")).data)
    assert BOTH in " ".join(page.replace("\n", " ").split())


def test_an_address_that_came_with_the_invitation_stands_beside_none(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    client, _ = make_client(session, care.therapist, email=None, name="Ada Moor")
    act = acting(session, care.therapist, at(2))
    token = invite(act, role="client", name="Ada Moor", client_id=client.id)
    invitation = open_invitation(session, token, at(3))
    assert invitation
    given = Acceptance(PASSWORD, email="ada@post.example")
    with app.app_context():
        accept_invitation(session, invitation, at(3), given)
    session.commit()
    page = therapist.get(of(client.id, "/timeline")).text
    for said in ("nothing → ada@post.example", "Invited to sign in", "Invitation accepted"):
        assert said in page


def test_the_address_that_was_signed_in_with_stays_readable(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    amend_client(acting(session, care.therapist, at(2)), care.client, email="new@post.example")
    me = session.get_one(Person, care.me.person_id)
    confirm_record(session, at(3), care.client, by=me)
    session.commit()
    newest, _ = told(therapist, care)
    assert newest == "Address to sign in with: client@homecare.example → new@post.example."


def test_mail_that_comes_again_because_the_client_asked_stands_there(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    care.episode.mail_rests_since = at(2).date()
    start_again(acting(session, care.me, at(3)), care.episode)
    session.commit()
    assert any("Mail that rested comes again" in line for line in happened(therapist, care))


def test_the_weekly_mail_stops_with_the_sign_in_that_agreed_to_it(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    record_consent(acting(session, care.me, at(2)), care.client.id, "email", "Yes.")
    place = login_of(session, care.practice.id, care.client.id)
    assert place
    take_back(acting(session, care.therapist, at(3)), care.client, place)
    session.commit()
    [line] = told(therapist, care)
    assert "Weekly email: on → off." in line
