"""An exercise with a practice's own photos: taken in by a form, and shown to whom it is for."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine
from homecare.library.models import Exercise
from homecare.library.photos import cleaning
from homecare.library.photos.models import Photo
from tests.chance import examples
from tests.library.photographs import photo_file, photographed
from tests.library.test_photos import REAL
from tests.make.people import csrf_token, make_practice, signed_in
from tests.make.programmes import Room

pytestmark = pytest.mark.usefixtures("clock")

OURS = {
    "name": "Heel with a scarf",
    "position": "lying on your back",
    "area": "back of the thigh",
    "bias": "neutral",
    "steps": "Put the scarf round your {side} foot.\nRaise the leg.",
    "feel": "A pull behind the thigh.",
    "reps": "8",
    "times_a_day": "1",
    "sided": "y",
}


def send(
    browser: FlaskClient, address: str = "/library/new", photos: dict[str, Any] | None = None,
    **changes: str,
) -> TestResponse:  # fmt: skip
    """Send the form with files by the names of their fields."""
    files = {
        name: [(io.BytesIO(one), f"{name}.jpg") for one in sent]
        if isinstance(sent, list)
        else (io.BytesIO(sent), f"{name}.jpg")
        for name, sent in (photos or {}).items()
    }
    data = {**OURS, **files, **changes, "csrf_token": csrf_token(browser, address)}
    return browser.post(address, data=data, content_type="multipart/form-data")


def own(session: Session) -> Exercise:
    session.expire_all()
    newest = select(Exercise).where(Exercise.code.startswith("own-")).order_by(Exercise.id.desc())
    return session.scalars(newest.limit(1)).one()


def is_empty(session: Session) -> bool:
    return session.scalar(select(Exercise.id).where(Exercise.code.startswith("own-"))) is None


def held(page: str) -> dict[str, str]:
    """The photos that a page holds, as its hidden fields name them."""
    found = re.findall(r'name="(held_\d)" type="hidden" value="([^"]+)"', page)
    return dict(found)


def test_an_exercise_of_our_own_is_shown_by_its_photos(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    sent = {"photo_1": photo_file(), "photo_3": photo_file("PNG")}
    answer = send(therapist, photos=sent, shows_1="Leg down", shows_3="Leg up, held")
    assert answer.status_code == 302
    made = own(session)
    assert [one["shows"] for one in made.photos] == ["Leg down", "Leg up, held"]
    assert (made.pose, made.sided, made.steps[1]) == ("", True, "Raise the leg.")
    library, page = therapist.get("/library").text, therapist.get(answer.location).text
    first, second = (f"/library/photos/{one['id']}" for one in made.photos)
    assert f'src="{first}/small" data-large="{first}/large" alt="Leg down"' in library
    assert f'{second}/large" alt="Leg up, held"' in page
    photo = therapist.get(f"{second}/large")
    assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")
    assert photo.headers["Cache-Control"] == "private, max-age=86400"
    assert photo.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    lines = session.scalars(select(AuditLine.action).where(AuditLine.subject == str(made.id)))
    assert sorted(lines) == ["exercise.make", "exercise.photos"]


def test_a_copy_may_keep_change_and_leave_photos_and_the_first_one_stays(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    origin = photographed(session, room.therapist, many=3)
    before = list(origin.photos)
    page = therapist.get(f"/library/{origin.id}/adapt").text
    assert page.count('type="checkbox" value="y" checked') == 3 or page.count("checked") >= 3
    kept = {"keep_1": "y", "shows_1": "Sitting tall", "keep_3": "y", "shows_3": before[2]["shows"]}
    answer = send(
        therapist, f"/library/{origin.id}/adapt", {"photo_3": photo_file("WEBP")}, **kept,
    )  # fmt: skip
    assert answer.status_code == 302
    made = own(session)
    assert [one["shows"] for one in made.photos] == ["Sitting tall", before[2]["shows"]]
    assert made.photos[0]["id"] == before[0]["id"]
    assert made.photos[1]["id"] not in [one["id"] for one in before]
    session.refresh(origin)
    assert origin.photos == before


def test_a_copy_without_any_photo_needs_a_drawing(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    origin = photographed(session, room.therapist)
    answer = send(therapist, f"/library/{origin.id}/adapt")
    assert answer.status_code == 400
    assert "Add at least one photo" in answer.text
    drawn = room.library["figure_four"]
    assert send(therapist, f"/library/{drawn.id}/adapt").status_code == 302
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in therapist.get(
        f"/library/{own(session).id}").text  # fmt: skip


def test_photos_stand_in_place_of_a_drawing(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    address = f"/library/{room.library['figure_four'].id}/adapt"
    assert send(therapist, address, {"photo_1": photo_file()}, shows_1="So").status_code == 302
    page = therapist.get(f"/library/{own(session).id}").text
    assert 'class="fig"' not in page
    assert 'alt="So"' in page


BIG = photo_file() + b"\0" * (11 * 1024 * 1024)


@pytest.mark.parametrize(
    ("photos", "changes", "says"),
    [
        ({}, {}, "Add at least one photo"),
        ({"photo_1": b""}, {"shows_1": "x"}, cleaning.EMPTY),
        ({"photo_1": b"MZ"}, {"shows_1": "x"}, cleaning.NO_SUCH_KIND),
        ({"photo_1": BIG}, {"shows_1": "x"}, cleaning.TOO_BIG),
        ({"photo_2": photo_file()}, {}, "Say what the photo shows"),
        ({"photo_2": photo_file()}, {"shows_2": "x" * 201}, "Write at most 200 characters."),
        ({"photo_2": photo_file()}, {"shows_2": "a\u202eb"}, "that can’t be printed"),
        ({"photo_1": photo_file()}, {"shows_1": "x", "shows_2": "y"}, "There is no photo for"),
        ({"photo_1": [photo_file()] * 5}, {"shows_1": "x"}, "Choose one photo here"),
        ({"photo_1": photo_file()}, {"shows_1": "x", "name": ""}, "Give it a name."),
        ({"photo_1": photo_file()}, {"shows_1": "x", "name": "Clam"}, "has this name"),
        ({"photo_1": photo_file()}, {"shows_1": "x", "film": "http://x.example"}, "https://"),
    ],
)
def test_what_can_not_stand_is_said_at_its_field_and_nothing_is_stored(
    therapist: FlaskClient, room: Room, session: Session, photos: dict[str, Any],
    changes: dict[str, str], says: str,
) -> None:  # fmt: skip
    answer = send(therapist, photos=photos, **changes)
    assert answer.status_code == 400
    assert says.replace("'", "&#39;") in answer.text
    assert "Raise the leg." in answer.text  # what was typed is kept
    assert is_empty(session)


def test_a_photo_is_sent_once_whatever_else_is_wrong(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    sent = {"photo_1": photo_file(), "photo_2": b"MZ", "photo_4": photo_file("PNG")}
    page = send(therapist, photos=sent, shows_1="Down").text
    assert "Only a JPEG, PNG or WebP" in page
    assert sorted(held(page)) == ["held_1", "held_4"]
    photo = held(page)["held_4"]
    assert f'src="/library/photos/{photo}/small"' in page
    again = {**held(page), "keep_1": "y", "keep_4": "y", "shows_1": "Down", "shows_4": "Up"}
    assert send(therapist, name="", **again).status_code == 400
    assert send(therapist, **again).status_code == 302
    assert [(one["id"] == photo, one["shows"]) for one in own(session).photos] == [
        (False, "Down"), (True, "Up"),
    ]  # fmt: skip


def test_a_photo_of_elsewhere_or_of_nowhere_is_not_held(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    _elsewhere, outsider = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    theirs = photographed(session, outsider).photos[0]["id"]
    for id in (theirs, str(room.client.id), "x"):
        answer = send(therapist, held_1=id, keep_1="y", shows_1="So")
        assert answer.status_code == 400
        assert "There is no photo for these words" in answer.text
        assert f"/photos/{id}" not in answer.text


def test_what_no_exercise_names_goes_after_a_day(
    therapist: FlaskClient, room: Room, session: Session, clock: time_machine.Traveller
) -> None:
    kept = photographed(session, room.therapist)
    send(therapist, photos={"photo_1": photo_file()}, shows_1="x", name="")
    assert len(session.scalars(select(Photo.id)).all()) == 2
    clock.shift(timedelta(days=1, hours=1))
    browser = signed_in(therapist.application, "therapist@homecare.example")
    answer = send(browser, photos={"photo_1": photo_file()}, shows_1="x")
    assert answer.status_code == 302
    session.rollback()  # what was read before is of the day before
    named = {one["id"] for one in (*kept.photos, *own(session).photos)}
    assert {str(id) for id in session.scalars(select(Photo.id))} == named


def test_a_fifth_photo_and_a_kept_one_that_is_not_there_are_not_looked_at(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    five = {f"photo_{place}": photo_file() for place in range(1, 6)}
    shows = {f"shows_{place}": "x" for place in range(1, 6)}
    answer = send(therapist, photos=five, keep_2="y", keep_5="y", **shows)
    assert answer.status_code == 302
    assert len(own(session).photos) == 4


def test_four_photos_of_nine_megabytes_come_through_and_more_is_refused(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    padded = photo_file() + b"\0" * (9 * 1024 * 1024)
    shows = {f"shows_{place}": "x" for place in range(1, 5)}
    four = {f"photo_{place}": padded for place in range(1, 5)}
    assert send(therapist, photos=four, **shows).status_code == 302
    too_much = {"photo_1": padded * 5}
    assert send(therapist, photos=too_much, shows_1="x", name="Another").status_code == 413


NAMES = st.text(max_size=40) | st.sampled_from(["../../etc/passwd", "a.php", "\r\n.jpg", "x" * 900])


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_form_with_files_breaks_a_page_or_stores_what_it_should_not(
    therapist: FlaskClient, room: Room, session: Session, data: st.DataObject
) -> None:
    files: dict[str, Any] = {}
    for place in data.draw(st.lists(st.integers(0, 6), max_size=5, unique=True)):
        file = data.draw(st.sampled_from([*REAL, b"", b"\xff\xd8\xff", photo_file("GIF")]))
        cut = data.draw(st.integers(0, len(file)))
        sent = data.draw(st.sampled_from([file, file[:cut], file[cut:]]))
        files[f"photo_{place}"] = (io.BytesIO(sent), data.draw(NAMES) or "x")
    words = {f"shows_{n}": data.draw(st.text(max_size=12)) for n in range(1, 5)}
    words = {name: text.replace("\0", "") for name, text in words.items()}
    taken = session.scalars(select(Exercise.id)).all()
    form = {**OURS, **words, **files, "name": f"Own {len(taken)}",
            "csrf_token": csrf_token(therapist, "/library/new")}  # fmt: skip
    answer = therapist.post("/library/new", data=form, content_type="multipart/form-data")
    assert answer.status_code in (302, 400)
    session.expire_all()
    for row in session.scalars(select(Photo)):
        for dots in (row.large, row.small):
            assert dots.startswith(b"\xff\xd8\xff")
            assert len(dots) <= cleaning.LARGE.most
            assert b"Secretplace" not in dots


@pytest.mark.parametrize("field", ["position", "bias"])
def test_nothing_is_said_of_a_new_exercise_that_nobody_chose(
    therapist: FlaskClient, session: Session, field: str
) -> None:
    page = therapist.get("/library/new").text
    assert re.search(rf'<select[^>]*name="{field}"[^>]*>\s*<option value="">Choose …', page)
    answer = send(therapist, photos={"photo_1": photo_file()}, shows_1="The start", **{field: ""})
    assert answer.status_code in (400, 422)
    assert "Choose one of these" in answer.text
    assert is_empty(session)
