"""A letter to a doctor says first why one is asked, wherever it was begun."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.flags.lifecycle import raise_flag
from homecare.referrals.figures import found_for_a_doctor
from homecare.referrals.writing import ASKED
from homecare.rules.verdict.arithmetic import Reason
from tests.desk.referrals.draft import (
    drafted,
    issued,
    on_screen,
    page,
    post,
    saved,
    the_referral,
)
from tests.make.diary import Care
from tests.make.flags import INTAKE, answer, finding, make_flag, the_flag
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact

pytestmark = pytest.mark.any_database

RULED_OUT = "Manipulation is ruled out (An unstable spine)"
NEVER = ": the GP, never the chiropractor."
SEVERE = "Leg pain 8.0 this week; from 7 at two weekly looks running it is a matter for the GP."


@pytest.fixture(autouse=True)
def half_an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(minutes=30))


@pytest.fixture
def care(session: Session, care: Care) -> Care:
    make_contact(session, care.therapist)
    make_contact(session, care.therapist, kind="gp", name="Dr June Abbot", clinic="")
    answer(session, care)
    return care


def gp_first(session: Session, care: Care) -> None:
    answer(session, care, "cancer", by_staff=True, decisions={"cancer": "gp_first"})


def fever(session: Session, care: Care) -> None:
    answer(session, care, "fever")


def both(session: Session, care: Care) -> None:
    fever(session, care)
    gp_first(session, care)


def severe_scores(session: Session, care: Care) -> None:
    found = finding(
        "gp", proposes="gp", reasons=[{"code": "severe_twice", "text": SEVERE}], figures={"day": 7}
    )
    raise_flag(acting(session, the_clock(care.practice.id), NOW), care.episode, INTAKE, found)
    session.commit()


WHY: list[tuple[Callable[[Session, Care], None], tuple[str, ...]]] = [
    (gp_first, ("about their background they said yes or not sure to “Have you ever had cancer?”.",
                "Before anybody treats them by hand a doctor should look at it.")),
    (fever, ("to the red-flag questions they answered yes to “Do you have a fever, or "
             "shiver and feel unwell?” on 2 March 2026.",
             "Before anybody treats them by hand a doctor should look at it.")),
    (both, ("to the red-flag questions they answered", "About their background they said")),
    (severe_scores, ("leg pain 8.0 in the week to 8 March 2026; from 7 at two weekly comparisons "
                     "running it is a matter for the GP.",
                     "I would be grateful if you could see them.")),
]  # fmt: skip


def begun_from_the_flag(session: Session, care: Care, browser: FlaskClient) -> Any:
    return drafted(session, browser, the_flag(session, care))


def begun_by_hand(session: Session, care: Care, browser: FlaskClient) -> Any:
    post(browser, f"/clients/{care.client.id}/refer")
    return the_referral(session)


@pytest.mark.parametrize("begun", [begun_from_the_flag, begun_by_hand])
@pytest.mark.parametrize(("first", "says"), WHY)
def test_a_draft_to_the_gp_begins_with_why(
    session: Session, care: Care, therapist: FlaskClient, first: Any, says: Any, begun: Any
) -> None:
    first(session, care)
    draft = begun(session, care, therapist)
    message = on_screen(therapist, draft)["message"]
    assert message.startswith(f"Why I write: {says[0]}")
    assert says[1] in message
    assert message.endswith("This complaint began on 1 February 2026.")
    letter = page(therapist, draft).partition("The letter as it will read")[2]
    assert letter.index("Why I write:") < letter.index("Complaint</")


def test_the_page_of_gp_first_begins_the_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    gp_first(session, care)
    flag = the_flag(session, care)
    assert "Write to the GP" in therapist.get(f"/flags/{flag.id}").text
    draft = drafted(session, therapist, flag)
    assert draft.contact.name == "Dr June Abbot"
    beside = therapist.get(f"/flags/{flag.id}").text
    assert "Write to the GP" not in beside  # the one that is begun stands there instead
    assert f'href="/referrals/{draft.id}"' in beside
    assert issued(therapist, draft, consent="").status_code == 400
    assert issued(therapist, draft).status_code == 302
    assert the_flag(session, care).status == "open"  # only clearing closes it


def test_help_that_is_for_now_is_no_letter_to_the_gp(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder")
    shown = therapist.get(f"/flags/{the_flag(session, care).id}").text
    assert "Write to the GP" not in shown
    assert "Emergency note" in shown


def test_a_draft_that_turns_to_the_gp_says_why_and_one_that_turns_away_does_not(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    make_flag(session, care)
    draft = begun_by_hand(session, care, therapist)
    chiropractor = on_screen(therapist, draft)
    assert chiropractor["message"] == ASKED
    severe = the_flag(session, care)
    severe.kind, severe.proposes = "gp", "gp"
    severe.reasons = [{"code": "severe_twice", "text": SEVERE}]
    gp = make_contact(session, care.therapist, kind="gp", name="Dr Lee")
    saved(therapist, draft, contact=str(gp.id))
    assert on_screen(therapist, draft)["message"].startswith("Why I write: leg pain 8.0")
    saved(therapist, draft, contact=chiropractor["contact"])
    assert on_screen(therapist, draft)["message"] == ASKED


def test_what_the_therapist_wrote_is_kept_whoever_gets_it(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    gp_first(session, care)
    draft = begun_from_the_flag(session, care, therapist)
    gp = make_contact(session, care.therapist, kind="gp", name="Dr Lee")
    saved(therapist, draft, contact=str(gp.id), message="Please look at an old lump.")
    assert on_screen(therapist, draft)["message"] == "Please look at an old lump."


@pytest.mark.parametrize(
    ("reasons", "says"),
    [
        ([], []),
        ([("long_standing", "Leg pain 6.0.")], ["Leg pain 6.0."]),
        ([("change", "Leg pain 6.0."), ("visits", "2 of 3 visits so far.")], ["Leg pain 6.0."]),
        (
            [("change", "Leg pain 6.0."), ("contraindication", f"{RULED_OUT}{NEVER}")],
            ["Leg pain 6.0.", f"{RULED_OUT}."],
        ),
        (
            [("start", "7 at intake; 6.5 with one day after it.")],
            ["7 when first seen; 6.5 on average with one day rated after it."],
        ),
        (
            [("start", "7 at intake; 6.0 with two days after it, counted as 6.5.")],
            ["7 when first seen; 6.0 on average with two days rated after it, counted as 6.5."],
        ),
    ],
)
def test_what_was_found_is_said_in_plain_words(
    reasons: list[tuple[str, str]], says: list[str]
) -> None:
    assert found_for_a_doctor([Reason(*one) for one in reasons], INTAKE) == says


def test_the_clients_own_word_stands_beside_what_was_found() -> None:
    word = Reason("very_much_worse", "The weekly check of 2 March 2026 said “very much worse”.")
    first = Reason("worse_late", "The client’s own word is that it is getting worse, 6 weeks after "
                   "intake.")  # fmt: skip
    found = found_for_a_doctor([first, word], INTAKE)
    assert len(found) == 2
    assert found[0].startswith("The client’s own word is that it is getting worse")
    assert "said “very much worse”" in found[1]
