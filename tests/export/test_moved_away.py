"""What was another client's all along is not handed to the client in whose record it stood."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients import appointments, visits
from homecare.clients.models import Client
from homecare.clients.operations import record_visit
from homecare.referrals.answers.corrections import move_answer
from tests.desk.browsing import of
from tests.export.lived import live
from tests.letters.corrected.typed import hear
from tests.letters.made import make_letter
from tests.make.clients import make_client
from tests.make.diary import TODAY, Care
from tests.make.people import NOW, acting
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.usefixtures("clock")

AT = datetime(2026, 3, 9, 14, 30)  # noqa: DTZ001 (the practice's wall)
WORDS = ("pelvic floor", "pelvis", "unlike Quist", "Quist rang")


@pytest.fixture
def bea(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Bea Quist", email=None)[0]


def handed_out(browser: FlaskClient, client: Client) -> list[str]:
    """The whole record as the file and as the pages say it."""
    pages = words_of(browser.get(of(client.id, "/record.pdf")).data)
    return [browser.get(of(client.id, "/record.json")).text, " ".join(pages.split())]


def record_wrongly(session: Session, care: Care, bea: Client) -> None:
    """A visit of Bea's that is written into Sam's record, corrected there, and then moved."""
    visit = record_visit(acting(session, care.therapist), care.episode, TODAY, "Bea: pelvic floor")
    session.flush()
    act = acting(session, care.therapist, NOW + timedelta(minutes=1))
    visits.correct_visit(act, visit, TODAY, "Bea: pelvis and hip", "unlike Quist")
    act = acting(session, care.therapist, NOW + timedelta(minutes=2))
    visits.move_visit(act, visit, bea, "Quist rang")
    session.commit()


def test_a_visit_that_was_moved_leaves_its_day_and_hand_but_no_words(
    therapist: FlaskClient, session: Session, care: Care, bea: Client
) -> None:
    record_wrongly(session, care, bea)
    for said in handed_out(therapist, care.client):
        assert not [one for one in WORDS if one in said]
    assert "Moved to another record" in handed_out(therapist, care.client)[1]
    for said in handed_out(therapist, bea):
        assert "Bea: pelvis and hip" in said
    # The practice's own history still says what happened, and why.
    assert "Quist rang" in therapist.get(of(care.client.id, "/timeline")).text


def test_one_that_came_back_has_its_words_again(
    therapist: FlaskClient, session: Session, care: Care, bea: Client
) -> None:
    record_wrongly(session, care, bea)
    visit = bea.episodes[0] and visits.visit_on(session, bea.episodes[0], TODAY)
    assert visit
    act = acting(session, care.therapist, NOW + timedelta(minutes=3))
    visits.move_visit(act, visit, care.client, "Sam’s after all")
    session.commit()
    for said in handed_out(therapist, care.client):
        assert "Bea: pelvic floor" in said
        assert "Quist rang" not in said
    for said in handed_out(therapist, bea):
        assert not [one for one in (*WORDS, "Sam’s") if one in said]


def test_what_was_done_with_an_appointment_elsewhere_goes_along_without_its_reasons(
    therapist: FlaskClient, session: Session, care: Care, bea: Client
) -> None:
    made = appointments.book(acting(session, care.therapist), care.episode, AT)
    for minute, (do, why) in enumerate((
        (appointments.cancel, "Sam has shingles"),
        (appointments.reopen_appointment, "Sam is well"),
        (lambda act, one, why: visits.move_appointment(act, one, bea, why), "Sam’s namesake"),
        (appointments.cancel, "Bea works"),
    ), 1):  # fmt: skip
        do(acting(session, care.therapist, NOW + timedelta(minutes=minute)), made, why)
    session.commit()
    for said in handed_out(therapist, bea):
        assert "Bea works" in said
        assert "Sam " not in said
        assert "Sam’s" not in said


def test_why_an_answer_went_to_another_clients_letter_is_not_handed_out(
    therapist: FlaskClient, session: Session, care: Care, bea: Client
) -> None:
    letter = live(session, care)
    beside = Care(**{**vars(care), "client": bea, "episode": bea.episodes[0]})
    typed = hear(session, care, letter)
    move_answer(acting(session, care.therapist), typed, make_letter(session, beside), "Quist rang")
    session.commit()
    for said in handed_out(therapist, care.client):
        assert "Quist rang" not in said
        assert "wrong side" in said  # what is the client's own stays whole
