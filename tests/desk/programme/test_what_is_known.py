"""What the record knows of a client stands where exercises are chosen for them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.operations import amend_client
from homecare.flags.red_flag_answers import decide_background
from homecare.library.models import Exercise
from homecare.library.words import BENT, FACE_DOWN, ON_BACK, to_mind
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.people import acting
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

CARD = "To mind while you choose"
GP_FIRST = "GP first: wait for the GP before you begin anything new"


def programme(browser: FlaskClient, care: Care) -> str:
    return words(browser.get(of(care.client.id, "/programme")).text)


def test_background_reasons_and_medicines_are_named(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    assert CARD not in programme(therapist, care)
    act = acting(session, care.therapist)
    decide_background(act, care.episode, "pregnancy", "considered")
    amend_client(
        act, care.client, care.episode, medicines="Insulin", contraindications=["aneurysm"]
    )
    session.commit()
    page = programme(therapist, care)
    assert page.index(CARD) < page.index("Are you pregnant, or might you be? Yes: considered.")
    assert "Against manipulation: A widened artery (aneurysm)." in page
    assert "Medicines: Insulin" in page
    assert GP_FIRST not in page


def test_gp_first_is_said_first(session: Session, care: Care, therapist: FlaskClient) -> None:
    decide_background(acting(session, care.therapist), care.episode, "cancer", "gp_first")
    session.commit()
    page = programme(therapist, care)
    assert page.index(GP_FIRST) < page.index("Have you ever had cancer? Yes: GP first.")


def test_beside_an_exercise_stands_what_it_asks_of_this_client(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    assert ON_BACK not in programme(therapist, care)
    decide_background(acting(session, care.therapist), care.episode, "pregnancy", "considered")
    session.commit()
    assert ON_BACK in programme(therapist, care)  # the glute bridge


@pytest.mark.parametrize(
    ("position", "bias", "codes", "said"),
    [
        ("lying face down", "extension", ["pregnancy"], [FACE_DOWN]),
        ("lying on your back", "mild flexion", ["pregnancy", "osteoporosis"], [ON_BACK, BENT]),
        ("kneeling", "flexion", ["severe_osteoporosis"], [BENT]),
        ("kneeling", "flexion", ["pregnancy", "cancer"], []),
        ("standing", "extension", ["osteoporosis"], []),
    ],
)
def test_position_and_bending_decide_what_is_to_be_minded(
    position: str, bias: str, codes: list[str], said: list[str]
) -> None:
    assert to_mind(Exercise(position=position, bias=bias), codes) == said
