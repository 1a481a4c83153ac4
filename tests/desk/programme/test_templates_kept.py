"""A client's programme, kept as a template for others."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.library.models import Advice, Template
from tests.make.people import csrf_token
from tests.make.programmes import Room, advice, item, make_plan, make_programme

pytestmark = pytest.mark.usefixtures("clock")


def keep(browser: FlaskClient, room: Room, **words: str) -> TestResponse:
    page = f"/clients/{room.client.id}/programme"
    token = csrf_token(browser, f"{page}?start=empty")
    return browser.post(f"{page}/template", data={"csrf_token": token, **words})


def own_templates(session: Session) -> list[Template]:
    return list(session.scalars(select(Template).where(Template.code.like("own-%"))))


def test_a_programme_becomes_a_template_without_side_and_note(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    title = session.scalars(select(Advice.title).where(Advice.kind == "bath")).one()
    left = item(room.library["clam"], sets=4, note="Mind the hip", in_flare=True)
    right = item(room.library["clam"], side="right")
    plan = make_plan(
        room.library,
        items=(left, right, item(room.library["sphinx"], days=0b1)),
        advice=(advice("bath", title=title), advice("sitting", title="Said to one client")),
    )
    make_programme(session, room.therapist, room.episode, plan)
    answer = keep(therapist, room, name="Hip first", for_whom="Runners")
    assert "“Hip first” is kept as a template" in therapist.get(answer.location).text
    template = own_templates(session)[0]
    kept = [(i.exercise.code, i.sets, i.days, i.in_flare) for i in template.items]
    assert kept == [("clam", 4, 127, True), ("sphinx", 1, 1, False)]
    assert template.advice_codes == ["no_long_hot_baths"]
    start = therapist.get(f"/clients/{room.client.id}/programme?start={template.code}")
    assert start.text.index("Exercise 1: Clam") < start.text.index("Exercise 2: Sphinx")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({}, "Give it a name."),
        ({"name": "x" * 121}, "Keep it under 120 characters."),
        ({"name": "Fine", "for_whom": "y" * 301}, "Keep it under 300 characters."),
    ],
)
def test_words_that_do_not_fit_are_answered_at_their_field(
    therapist: FlaskClient, room: Room, session: Session, words: dict[str, str], told: str
) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    answer = keep(therapist, room, **words)
    assert answer.status_code == 422
    assert told in answer.text
    assert own_templates(session) == []


def test_without_a_programme_there_is_nothing_to_keep(therapist: FlaskClient, room: Room) -> None:
    assert keep(therapist, room, name="Nothing").status_code == 409


def test_sent_twice_a_template_is_kept_once(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    for name in ("Hip first", "Hip first", "Hip second"):
        assert keep(therapist, room, name=name).status_code == 302
    assert sorted(one.name for one in own_templates(session)) == ["Hip first", "Hip second"]
