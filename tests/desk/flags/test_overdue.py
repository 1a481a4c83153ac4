"""What waits for longer than its kind bears stands first among its like, and says for how long."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.decisions import snooze
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, make_flag, the_flag
from tests.make.people import acting

DAY = 9


@pytest.fixture(autouse=True)
def day_9(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


def another(session: Session, care: Care, name: str) -> Care:
    client, episode = make_client(session, care.therapist, name=name)
    return Care(care.practice, care.therapist, care.me, client, episode)


def card_of(page: str, name: str) -> str:
    """The words of a client's card or row."""
    begun = page[page.index(name) :]
    words = re.sub(r"<[^>]+>", " ", re.split(r"</section>|</tr>", begun)[0])
    return " ".join(words.split())


def test_the_overdue_stand_first_inside_their_kind(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    # The first was set aside and is back since yesterday: raised earlier, it has waited less.
    flag = make_flag(session, care)
    snooze(acting(session, care.therapist, at(1)), flag, "On holiday", 7)
    session.commit()
    assess(session, care, 8)
    make_flag(session, another(session, care, "Lena Late"), day=1)
    make_flag(session, another(session, care, "Wanda Worse"), "worsening", day=DAY)
    page = therapist.get("/flags").text
    names = ["Wanda Worse", "Lena Late", "Sam Reed"]
    assert sorted(names, key=page.index) == names
    assert "Overdue Open for 8 days" in card_of(page, "Lena Late")
    assert "Open for 1 day" in card_of(page, "Sam Reed")
    assert page.count("Overdue") == 1


def test_a_day_before_it_is_not_overdue(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    make_flag(session, care, day=2)
    for page in ("/flags", f"/flags/{the_flag(session, care).id}", "/caseload"):
        assert "Overdue" not in therapist.get(page).text


def test_the_flags_own_page_and_the_caseload_say_so_too(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    make_flag(session, care)
    assert "Overdue" in therapist.get(f"/flags/{the_flag(session, care).id}").text
    assert "Overdue, open for 9 days" in card_of(therapist.get("/caseload").text, "Sam Reed")


def test_what_is_set_aside_or_decided_is_not_overdue(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    snooze(acting(session, care.therapist, at(8)), flag, "On holiday", 14)
    session.commit()
    for page in ("/flags", f"/flags/{flag.id}", "/caseload"):
        assert "Overdue" not in therapist.get(page).text


def test_an_urgent_flag_bears_four_hours(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    answer(session, care, "bladder", day=DAY)
    assert "Overdue" not in therapist.get("/flags").text
    clock.shift(4 * 3600 + 1)
    assert "Overdue Open for 4 hours" in card_of(therapist.get("/flags").text, "Sam Reed")
    assert "Overdue, open for 4 hours" in card_of(therapist.get("/caseload").text, "Sam Reed")
