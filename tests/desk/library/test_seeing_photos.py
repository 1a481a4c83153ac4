"""A practice's own photos, once an exercise has them: who sees them, where, and for how long."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from tests.desk.library.test_own_photos import send
from tests.library.photographs import photo_file, photographed, picture
from tests.make.people import make_practice, signed_in
from tests.make.programmes import Room, item, make_programme

pytestmark = pytest.mark.usefixtures("clock")


def photo_of(exercise: Exercise, door: str) -> str:
    return f"{door}/photos/{exercise.photos[0]['id']}/small"


def test_a_photo_is_seen_by_the_practice_and_by_whom_it_was_given_to(
    app: Flask, therapist: FlaskClient, room: Room, session: Session
) -> None:
    given_out, kept_in = (
        photographed(session, room.therapist, name=name) for name in ("Given", "Kept")
    )
    plan = Plan(items=(item(given_out),))
    make_programme(session, room.therapist, room.episode, plan)
    _elsewhere, outsider = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    theirs = photographed(session, outsider)
    stranger = signed_in(app, "owner@elsewhere.example")
    for exercise, ours, others in ((given_out, 200, 404), (kept_in, 200, 404), (theirs, 404, 200)):
        address = photo_of(exercise, "/library")
        assert therapist.get(address).status_code == ours
        assert stranger.get(address).status_code == others
        assert app.test_client().get(address).status_code == 302
        assert therapist.get(photo_of(exercise, "/today")).status_code == 403
    assert (
        therapist.get(photo_of(given_out, "/library").replace("small", "huge")).status_code == 404
    )


def test_a_programme_shows_the_photos_it_was_made_with(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    """The copy that took its place has others; the version keeps the first."""
    origin = photographed(session, room.therapist)
    plan = Plan(items=(item(origin),))
    make_programme(session, room.therapist, room.episode, plan)
    changed = {"keep_1": "", "shows_1": "New", "instead": "y"}
    sent = {"photo_1": photo_file("JPEG", picture((800, 600)))}
    assert send(therapist, f"/library/{origin.id}/adapt", sent, **changed).status_code == 302
    address = photo_of(origin, "/library")
    for page in (f"/clients/{room.client.id}/sheet", f"/clients/{room.client.id}/programme"):
        assert address in therapist.get(page).text
    assert therapist.get(address).status_code == 200
    library = therapist.get("/library").text
    assert address not in library.partition('id="archived-title"')[0]


def test_a_film_opens_outside_and_says_where(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    answer = send(therapist, photos={"photo_1": photo_file()}, shows_1="So",
                  film="https://films.example/scarf?a=1&b=2")  # fmt: skip
    page = therapist.get(answer.location).text
    assert ('<a href="https://films.example/scarf?a=1&amp;b=2" target="_blank" '
            'rel="noopener noreferrer">A film on films.example</a>') in page  # fmt: skip
    assert "opens outside homecare" in page
