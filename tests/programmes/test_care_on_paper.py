"""The sheet says of each exercise when to stop and what to take care with, as the phone does."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.library.catalogue.exercise import STOP_RULE
from homecare.programmes.sheet_pdf import sheet_pdf
from tests.make.programmes import Room, item
from tests.programmes.test_sheet_pdf import SIX, pages_of, reader, sheet
from tests.today.visiting import words
from tests.typesetting.pdfs import words_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

EVERY = 3  # the longest sheet of one page


def printed(pdf: bytes) -> str:
    return " ".join(words_of(pdf).split())


@pytest.mark.parametrize("large", [False, True])
def test_each_exercise_has_its_own_stop_and_its_caution(
    session: Session, room: Room, large: bool
) -> None:
    made = sheet(session, room, ("figure_four", "sphinx", "cat_cow"))
    said = printed(sheet_pdf(made, reader(room), large=large))
    for own in (
        "Stop too if your hip or knee hurts.",
        "Take care: Not after a hip replacement unless the surgeon agrees.",
        "Take care: Spinal stenosis or spondylolisthesis.",
        "Take care: Sore knees or wrists.",
    ):
        assert own in said
    assert said.count(STOP_RULE) == 1, "the rule of all of them stands above them, once"


def test_the_sheet_on_the_screen_says_the_same(
    session: Session, room: Room, therapist: FlaskClient
) -> None:
    sheet(session, room, ("figure_four",))
    said = words(therapist.get(f"/clients/{room.episode.client_id}/sheet").text)
    assert "Stop too if your hip or knee hurts. Take care: Not after a hip replacement" in said


def test_what_has_nothing_to_take_care_with_says_nothing_of_it(
    session: Session, room: Room
) -> None:
    said = printed(sheet_pdf(sheet(session, room, ("pelvic_tilt",)), reader(room)))
    assert "Stop too if pressing down hurts your back." in said
    assert "Nothing special" not in said
    assert "Take care" not in said


def test_the_side_is_filled_in(session: Session, room: Room) -> None:
    clam = room.library["clam"]
    clam.caution = "Not if your {side} hip is new."
    session.commit()
    made = sheet(session, room, items=(item(clam, side="left"),))
    assert "Take care: Not if your left hip is new." in printed(sheet_pdf(made, reader(room)))


def test_it_still_keeps_to_its_pages(session: Session, room: Room) -> None:
    long = ("single_knee_to_chest", "childs_pose", "hip_flexor")
    codes = [code for code in (*long, *SIX) if code in room.library][:EVERY]
    assert pages_of(sheet_pdf(sheet(session, room, tuple(codes)), reader(room))) == 1
