"""While a red-flag answer stops the exercises nobody is handed a sheet with them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode, record_red_flag_answers
from tests.desk.browsing import Tab, of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.people import acting
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

STOPPED = "Red flag: the exercises are stopped"


def test_there_is_a_sheet_again_once_the_answer_is_cleared(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    page, pages = of(care.client.id, "/sheet"), of(care.client.id, "/sheet.pdf")
    shown = therapist.get(page).text
    assert "The exercises are stopped" in shown
    assert "Take back a sheet that they have." in shown
    assert "Knee rolls" not in shown
    for size in ("", "?large=1"):
        assert therapist.get(pages + size).location == page
    clear_episode(acting(session, care.therapist, at(0)), care.episode, "Seen at A&E, clear")
    session.commit()
    assert "Knee rolls" in therapist.get(page).text
    assert therapist.get(pages).mimetype == "application/pdf"


def test_the_programmes_page_says_first_that_the_exercises_are_stopped(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = of(care.client.id, "/programme")
    assert STOPPED not in therapist.get(page).text
    answer(session, care, "leg_weaker")
    shown = words(therapist.get(page).text)
    assert shown.index(STOPPED) < shown.index("Exercises")
    assert "Nothing that is saved here starts before the answer is cleared." in shown
    assert "Sheet to print" not in shown


def test_saving_does_not_say_that_it_starts(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    page = of(care.client.id, "/programme")
    tab = Tab(therapist, page, "starts_on")
    saved = tab.save(do="save", note="Rest first")
    said = words(therapist.get(saved.location).text)
    assert "Version 2 is saved, but nothing of it starts" in said
    assert "starts today" not in said


def test_nobody_is_invited_to_assign_exercises(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    bare, episode = make_client(session, care.therapist, name="Una Bare")
    for page in ("/caseload", of(bare.id), of(bare.id, "/invitation")):
        assert "Assign" in words(therapist.get(page).text)
    act = acting(session, care.therapist)
    record_red_flag_answers(act, episode, "therapist", {"bladder": False})
    session.commit()
    for page in ("/caseload", of(bare.id), of(bare.id, "/invitation")):
        shown = words(therapist.get(page).text)
        assert "Assign" not in shown
        assert "have to wait" in shown or "has to wait" in shown
