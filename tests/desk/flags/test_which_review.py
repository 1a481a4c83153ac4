"""A review says on every page what it is about: three visits, or pain that came back."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from tests.make.diary import Care
from tests.make.flags import at, make_flag

DAY = 28


THREE = "M9.800 8.500c2.800-1"  # how the 3 in its circle begins


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("visits", "Three-visit review"),
        ("better_but_level", "Better, but level"),
        ("recurrence", "Pain is back"),
        ("flare", "Pain is back"),
        ("hurts", "Exercises hurt"),
    ],
)
def test_a_review_says_on_every_page_what_it_is_about(
    session: Session, care: Care, therapist: FlaskClient, code: str, words: str
) -> None:
    flag = reviewed(session, care, code, "A reason.")
    for page in ("/flags", f"/flags/{flag.id}", "/caseload", f"/clients/{care.client.id}"):
        (badge,) = badges(therapist, page, words)
        assert (THREE in badge) == (code == "visits"), page


def test_a_review_after_four_visits_is_not_called_after_three(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    reviewed(session, care, "visits", "4 visits, and pain is not gone.")
    (badge,) = badges(therapist, "/caseload", "Four-visit review")
    assert THREE not in badge


def reviewed(session: Session, care: Care, code: str, text: str) -> Flag:
    """A review that is about something."""
    flag = make_flag(session, care, "review")
    flag.reasons = [{"code": code, "text": text}]
    session.commit()
    return flag


def badges(browser: FlaskClient, page: str, words: str) -> list[str]:
    """The badges of a page that say so, with their shapes."""
    found = re.findall(r'class="badge-state.*?</span>', browser.get(page).text, re.S)
    return [badge for badge in found if words in badge]
