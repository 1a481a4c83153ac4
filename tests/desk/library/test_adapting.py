"""A practice's own exercise: a copy with its picture, in other words and at another dose."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.catalogue.exercise import STOP_RULE
from homecare.library.models import Exercise
from homecare.library.operations import stock_library
from tests.make.people import csrf_token
from tests.make.programmes import Room, item, make_plan, make_programme

pytestmark = pytest.mark.usefixtures("clock")

OURS = {
    "name": "Figure four, gently",
    "position": "lying on your back",
    "area": "buttock",
    "bias": "neutral",
    "steps": "Lie on your bed.\n\n  Put your {side} ankle on your {other} knee.  \nRest.",
    "feel": "A mild stretch.",
    "own_stop": "Stop if the hip pinches.",
    "caution": "Hip replacement.",
    "reps": "2",
    "times_a_day": "3",
}


def adapt(browser: FlaskClient, origin: Exercise, **changes: str) -> tuple[int, str]:
    """Send the form; answers the status and the page that comes of it."""
    address = f"/library/{origin.id}/adapt"
    data = {**OURS, **changes, "csrf_token": csrf_token(browser, address)}
    answer = browser.post(address, data=data)
    return answer.status_code, browser.get(answer.location).text if answer.location else answer.text


def own(session: Session) -> Exercise:
    return session.scalars(select(Exercise).where(Exercise.code.startswith("own-"))).one()


def test_the_form_begins_with_what_is_said_now(therapist: FlaskClient, room: Room) -> None:
    page = therapist.get(f"/library/{room.library['figure_four'].id}/adapt").text
    for words in ('value="Figure four"', "Rest your {side} ankle", STOP_RULE, 'value="3"'):
        assert words in page


def test_a_copy_has_our_words_our_dose_and_the_same_picture(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    origin = room.library["figure_four"]
    status, page = adapt(therapist, origin)
    assert status == 302
    assert "“Figure four, gently” is in the library." in page
    assert "Put your left ankle on your right knee." in page or "Put one ankle" in page
    made = own(session)
    assert made.steps == [
        "Lie on your bed.", "Put your {side} ankle on your {other} knee.", "Rest.",
    ]  # fmt: skip
    assert (made.pose, made.sided) == ("figure_four", True)
    assert (made.reps, made.hold_seconds, made.times_a_day) == (2, None, 3)
    assert made.stop == f"{STOP_RULE} Stop if the hip pinches."
    session.refresh(origin)
    assert origin.archived_at is None
    assert origin.name == "Figure four"


def test_a_client_is_told_it_in_our_words_on_the_sore_side(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    adapt(therapist, room.library["figure_four"])
    items = (item(own(session), side="right"),)
    make_programme(session, room.therapist, room.episode, make_plan(room.library, items=items))
    page = therapist.get(f"/clients/{room.client.id}/sheet").text
    assert "Figure four, gently, right side" in page
    assert "Put your right ankle on your left knee." in page


def test_it_can_take_the_place_of_the_one_it_was_made_from(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    origin = room.library["figure_four"]
    assert adapt(therapist, origin, name="Figure four", instead="y")[0] == 302
    session.refresh(origin)
    assert origin.archived_at is not None
    # A new release brings it back to nobody.
    stock_library(session, room.practice.id)
    offered = therapist.get("/library").text
    assert offered.count("<strong>Figure four</strong>") == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "figure FOUR"}, "Another exercise in your library has this name."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"steps": "  \n "}, "Write one to 8 steps."),
        ({"steps": "Rest.\n" * 9}, "Write one to 8 steps."),
        ({"steps": "x" * 241}, "at most 240 characters in a step"),
        ({"steps": "Move the {side} leg."}, "In braces only"),
        ({"feel": "A stretch in the {side} buttock."}, "In braces only"),
        ({"feel": ""}, "Say what the client should feel."),
        ({"reps": ""}, "Say how many times, or how many minutes."),
        ({"reps": "0"}, "from 1 to 50"),
        ({"reps": "9" * 30}, "from 1 to 50"),
        ({"times_a_day": ""}, "from 1 to 8"),
        ({"sets": "many"}, "Write a whole number from 1 to 10."),
        ({"position": "flying"}, "Choose one of these"),
        ({"caution": "a\x07b"}, "that can’t be printed"),
    ],
)
def test_what_can_not_stand_is_said_at_its_field_and_kept(
    therapist: FlaskClient, room: Room, session: Session, changes: dict[str, str], words: str
) -> None:
    status, page = adapt(therapist, room.library["figure_four"], **changes)
    assert status == 400
    assert words in page
    assert "Rest." in page or "steps" in changes
    assert session.query(Exercise).filter(Exercise.code.startswith("own-")).count() == 0


def test_an_exercise_without_sides_has_no_braces(therapist: FlaskClient, room: Room) -> None:
    status, page = adapt(therapist, room.library["knee_rolls"], name="Rolls")
    assert status == 400
    assert "This exercise has no sides" in page
