"""Nobody is sent to treatment by hand through a shut gate: not begun, not saved, not issued."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.operations import amend_client
from homecare.flags.red_flag_answers import clear_episode
from homecare.referrals import operations as letters
from homecare.referrals.contacts import KINDS
from homecare.referrals.models import BY_HAND
from tests.desk.browsing import Tab
from tests.desk.referrals.draft import issued, on_screen, page, post, saved, the_referral
from tests.make.diary import Care, make_care
from tests.make.flags import answer, at
from tests.make.people import NOW, acting, signed_in
from tests.make.referrals import make_contact, make_draft

pytestmark = pytest.mark.any_database

GUARDED = [*BY_HAND, "other"]
FREE = [kind for kind in KINDS if kind not in GUARDED]


@pytest.fixture(autouse=True)
def half_an_hour_later(clock: time_machine.Traveller) -> None:
    """Half an hour after whatever happens on the first day."""
    clock.move_to(NOW + timedelta(minutes=30))


@pytest.fixture
def intake() -> dict[str, Any]:
    return {"name": "Zoe Adams"}


@pytest.fixture
def care(session: Session, care: Care) -> Care:
    """Zoe Adams, asked today, with everybody in the address book."""
    for kind, name in KINDS.items():
        make_contact(session, care.therapist, kind=kind, name=f"The {name}")
    answer(session, care)
    return care


def fever(session: Session, care: Care) -> None:
    answer(session, care, "fever")


def fever_cleared_and_not_asked_since(session: Session, care: Care) -> None:
    answer(session, care, "fever")
    clear_episode(
        acting(session, care.therapist, NOW + timedelta(minutes=5)), care.episode, "A cold.",
    )  # fmt: skip
    session.commit()


def contraindication(session: Session, care: Care) -> None:
    amend_client(acting(session, care.therapist, NOW), care.client, contraindications=["aneurysm"])
    session.commit()


def background_undecided(session: Session, care: Care) -> None:
    answer(session, care, "cancer", by_staff=True)


def background_gp_first(session: Session, care: Care) -> None:
    answer(session, care, "cancer", by_staff=True, decisions={"cancer": "gp_first"})


def test_a_letter_to_a_gp_begins_with_why_a_doctor_is_asked(session: Session, care: Care) -> None:
    background_gp_first(session, care)
    gp = make_contact(session, care.therapist, kind="gp", name="Dr Amy Lund")
    began = letters.draft_referral(acting(session, care.therapist), care.episode, gp).message
    assert began.startswith("Why I write: about their background they said yes or not sure to “")
    assert "This complaint began on " in began


SHUT: list[tuple[Callable[[Session, Care], None], str]] = [
    (fever, "A red-flag answer is not cleared"),
    (fever_cleared_and_not_asked_since, "No clear red-flag check since the answer of"),
    (contraindication, "Manipulation is ruled out (A widened artery"),
    (background_undecided, "Nobody has decided on the background yet"),
    (background_gp_first, "marked “GP first”"),
]


def of_kind(session: Session, care: Care, kind: str) -> Any:
    return make_contact(session, care.therapist, kind=kind, name=f"Kit ({kind})")


@pytest.mark.parametrize("kind", GUARDED)
@pytest.mark.parametrize(("shut", "says"), SHUT)
def test_a_letter_to_treatment_by_hand_is_not_issued(
    session: Session, care: Care, therapist: FlaskClient, kind: str, shut: Any, says: str
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, kind))
    shut(session, care)
    refused = issued(therapist, draft)
    assert refused.status_code == 409
    assert says in refused.text
    assert the_referral(session).status == "draft"
    assert "has to wait" in page(therapist, draft)


@pytest.mark.parametrize("kind", FREE)
@pytest.mark.parametrize("shut", [shut for shut, _ in SHUT])
def test_a_doctor_may_be_written_to_at_once(
    session: Session, care: Care, therapist: FlaskClient, kind: str, shut: Any
) -> None:
    shut(session, care)
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, kind))
    assert issued(therapist, draft).status_code == 302
    assert the_referral(session).status == "issued"


@pytest.mark.parametrize("kind", GUARDED)
def test_with_everything_asked_and_clear_it_is_issued(
    session: Session, care: Care, therapist: FlaskClient, kind: str
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, kind))
    assert issued(therapist, draft).status_code == 302
    assert the_referral(session).status == "issued"


@pytest.mark.parametrize("kind", GUARDED)
def test_a_draft_can_not_be_turned_to_treatment_by_hand_and_keeps_the_words(
    session: Session, care: Care, therapist: FlaskClient, kind: str
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, "gp"))
    fever(session, care)
    by_hand = of_kind(session, care, kind)
    for send in (saved, issued):
        refused = send(therapist, draft, contact=str(by_hand.id), message="Typed here")
        assert refused.status_code == 409
        assert "Typed here" in refused.text
        assert the_referral(session).contact_id != by_hand.id


def test_a_letter_begun_behind_a_shut_gate_goes_to_the_gp(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    background_undecided(session, care)
    post(therapist, f"/clients/{care.client.id}/refer")
    assert "Dear The GP" in page(therapist, the_referral(session))


def test_without_a_doctor_in_the_book_no_letter_is_begun(app: Flask, session: Session) -> None:
    care = make_care(session)
    make_contact(session, care.therapist, kind="osteopath")
    browser = signed_in(app, "therapist@homecare.example")
    refused = post(browser, f"/clients/{care.client.id}/refer")
    assert refused.status_code == 409
    assert "No red-flag check in the last 7 days" in refused.text
    assert f"/clients/{care.client.id}/check" in refused.text
    assert "/practice/contacts/new" in refused.text
    with pytest.raises(letters.Refusal):
        make_draft(session, care.therapist, care.episode, of_kind(session, care, "massage"))


@pytest.mark.parametrize(("day", "status"), [(7, 302), (8, 409)])
def test_the_check_may_be_seven_days_old(
    session: Session, care: Care, day: int, status: int, app: Flask
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, "osteopath"))
    with time_machine.travel(at(day), tick=False):
        browser = signed_in(app, "therapist@homecare.example")
        assert issued(browser, draft).status_code == status


def test_the_questions_are_asked_on_the_spot_and_lead_back_to_the_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, "osteopath"))
    fever_cleared_and_not_asked_since(session, care)
    asked = f"/clients/{care.client.id}/check?letter={draft.id}"
    assert asked in page(therapist, draft)


@pytest.mark.both_databases
def test_an_answer_that_arrives_after_the_letter_was_read_keeps_it_from_being_issued(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    draft = make_draft(session, care.therapist, care.episode, of_kind(session, care, "osteopath"))
    read = on_screen(therapist, draft)
    fever(session, care)
    assert issued(therapist, draft, **read).status_code == 409
    assert the_referral(session).status == "draft"


def test_changing_what_somebody_does_changes_what_is_asked(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    contact = of_kind(session, care, "doctor")
    draft = make_draft(session, care.therapist, care.episode, contact)
    fever(session, care)
    Tab(therapist, f"/practice/contacts/{contact.id}", "clinic").save(kind="osteopath", name="Kit")
    assert issued(therapist, draft).status_code == 409
    assert the_referral(session).status == "draft"


def test_the_address_book_says_what_somebody_does(therapist: FlaskClient) -> None:
    form = therapist.get("/practice/contacts/new").text
    assert all(f'value="{kind}"' in form for kind in KINDS)
