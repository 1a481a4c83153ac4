"""A therapist's form that comes after a colleague ended the care, or opened it again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.access_rules import actor_of
from homecare.accounts.models import Membership, Person
from homecare.acting import Actor
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.models import Appointment, Away, Episode, Visit
from homecare.diary.models import Entry
from homecare.flags.models import Flag
from homecare.programmes.models import ProgrammeVersion
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import Tab, look_again, of, send
from tests.make.diary import Care
from tests.make.flags import flags_of, told_to
from tests.make.people import NOW, acting
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")
BY_OLIVE = "Olive Owner discharged"
ONE = "/clients/<uuid:client_id>/"
GO_ON = {
    "edit", "erase", "merge", "merge/undo", "mistake/undo", "return", "programme/template",
    "invitation", "invitation/take-back", "wrong-person", "not-theirs", "address",
}  # fmt: skip
"""What can be done with a record whose care has ended, or undoes the ending."""
TYPED: dict[str, dict[str, Any]] = {
    "visits": {"on": "2026-03-02", "note": "Loosened the glutes"},
    "away": {"first_day": "2026-03-05", "last_day": "2026-03-07", "reason": "Their holiday"},
    "diary": {"entry_id": str(uuid4()), "leg": "8", "back": "2"},
    "week": {"entry_id": str(uuid4()), "2026-03-02:leg": "8", "2026-03-02:note": "Slept badly"},
    "background/take-back": {"wrong-reason": "Another client’s"},
    "appointments": {"next_appointment": "2026-03-09T10:30"},
    "activities": {"activity_1": "Walk to work", "goes_1": "3"},
    "emergency": {"message": "Sent in by taxi"},
    "discharge": {"reason": "Plays football again"},
    "mistake": {"reason": "Entered twice"},
    "check": {"screening_id": str(uuid4()), "red_flags": "none"},
}
SHOWN = {
    "visits": "Loosened the glutes",
    "away": "Their holiday",
    "diary": ">\n8</textarea>",
    "week": "Slept badly",
    "appointments": "9 March 2026, 10:30",
    "activities": "Walk to work",
    "emergency": "Sent in by taxi",
    "discharge": "Plays football again",
    "mistake": "Entered twice",
    "check": "None of these",
}


@pytest.fixture
def olive(session: Session, care: Care) -> Actor:
    """The owner, who works beside their therapist."""
    place = session.scalars(
        select(Membership).join(Person).where(Person.email == "owner@homecare.example")
    ).one()
    who = actor_of(place, place.person.name)
    session.commit()
    return who


@pytest.fixture
def ended(session: Session, care: Care, olive: Actor) -> Care:
    """Their care, which the owner has ended."""
    discharge(acting(session, olive), care.episode, "Moved away", ended="other")
    session.commit()
    return care


def forms_of_a_client(app: Flask) -> set[str]:
    """Every form below a client's address that needs nothing but the client."""
    rules = (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    found = {rule.rule.removeprefix(ONE) for rule in rules if rule.rule.startswith(ONE)}
    return {part for part in found if "<" not in part}


def stands(session: Session) -> list[Any]:
    """How much of everything is stored."""
    look_again(session)
    kinds = (Visit, Away, Entry, Appointment, Screening, Flag, ProgrammeVersion)
    ended_at = session.scalar(select(func.max(Episode.closed_at)))
    return [*(session.scalar(select(func.count()).select_from(kind)) for kind in kinds), ended_at]


def test_every_form_after_a_discharge_says_who_ended_the_care_and_hands_back_what_was_typed(
    app: Flask, session: Session, ended: Care, therapist: FlaskClient
) -> None:
    forms = forms_of_a_client(app)
    assert forms >= GO_ON | TYPED.keys()
    before, page = stands(session), of(ended.client.id)
    for part in sorted(forms - GO_ON - {"discharge/undo"}):
        answer = send(therapist, of(ended.client.id, f"/{part}"), page, **TYPED.get(part, {}))
        told = answer if answer.location is None else therapist.get(answer.location)
        assert BY_OLIVE in words(told.text), part
        assert SHOWN.get(part, "") in told.text, part
        assert stands(session) == before, part


def test_a_yes_of_a_red_flag_is_stored_told_and_shown_though_the_care_has_ended(
    session: Session, ended: Care, therapist: FlaskClient
) -> None:
    answer = send(
        therapist, of(ended.client.id, "/check"), of(ended.client.id),
        screening_id=str(uuid4()), red_flags="bladder",
    )  # fmt: skip
    page = therapist.get(answer.location)
    said = words(page.text)
    assert "Call 999" in said
    assert BY_OLIVE in said
    assert "The answer is stored all the same" in said
    look_again(session)
    assert [one.code for one in session.scalars(select(RedFlagAnswer))] == ["bladder"]
    assert [one.kind for one in flags_of(session, ended)] == ["urgent"]
    assert told_to(session) == ["owner@homecare.example"]
    assert ended.client.name in words(therapist.get("/flags").text)


def taken_in_again(browser: FlaskClient, care: Care, **typed: Any) -> TestResponse:
    """Send the page on which somebody is taken in again, as it is filled in."""
    tab = Tab(browser, of(care.client.id, "/return"), "complaint")
    tab.fields |= {
        "onset": ["2026-03-01"], "leg": ["9"], "back": ["4"], "background": ["none"],
        "findings": ["Slump positive"],
    }  # fmt: skip
    session: Session = typed.pop("session")
    look_again(session)
    undo_discharge(acting(session, typed.pop("by")), care.episode)
    session.commit()
    return tab.save(**typed)


def test_taking_in_somebody_whose_discharge_was_undone_meanwhile_keeps_the_yes_and_the_words(
    session: Session, ended: Care, olive: Actor, therapist: FlaskClient
) -> None:
    answer = taken_in_again(
        therapist, ended, session=session, by=olive, red_flags="saddle_numbness"
    )
    said = words(answer.text)
    assert answer.status_code == 409
    assert "Olive Owner undid the discharge of" in said
    assert "Call 999" in said
    assert "Slump positive" in said
    look_again(session)
    assert [one.code for one in session.scalars(select(RedFlagAnswer))] == ["saddle_numbness"]
    assert session.scalar(select(func.count()).select_from(Episode)) == 1
    assert told_to(session) == ["owner@homecare.example"]


def test_without_a_yes_nothing_of_it_is_stored_and_it_says_so(
    session: Session, ended: Care, olive: Actor, therapist: FlaskClient
) -> None:
    answer = taken_in_again(therapist, ended, session=session, by=olive, red_flags="none")
    said = words(answer.text)
    assert "Not saved Olive Owner undid the discharge of" in said
    assert "Slump positive" in said
    assert "999" not in said
    assert session.scalar(select(func.count()).select_from(Screening)) == 0


def test_a_programme_put_together_meanwhile_is_handed_back_as_what_it_would_have_changed(
    session: Session, care: Care, olive: Actor, therapist: FlaskClient
) -> None:
    tab = Tab(therapist, of(care.client.id, "/programme?start=present"), "number")
    look_again(session)
    discharge(acting(session, olive), care.episode, ended="better")
    session.commit()
    removed = {name for name in tab.fields if name.startswith("items-1-")}
    tab.fields = {name: value for name, value in tab.fields.items() if name not in removed}
    answer = tab.save(do="save")
    assert answer.status_code == 409
    assert BY_OLIVE in words(answer.text)
    assert "What would have changed" in answer.text
    assert session.scalar(select(func.count()).select_from(ProgrammeVersion)) == 1


def test_undoing_twice_says_who_undid_it(
    session: Session, ended: Care, olive: Actor, therapist: FlaskClient
) -> None:
    page = of(ended.client.id)
    token = Tab(therapist, page, "csrf_token").fields["csrf_token"]
    look_again(session)
    undo_discharge(acting(session, olive, NOW + timedelta(minutes=1)), ended.episode)
    session.commit()
    answer = therapist.post(f"{page}/discharge/undo", data={"csrf_token": token})
    assert "Olive Owner undid the discharge of" in words(therapist.get(answer.location).text)
