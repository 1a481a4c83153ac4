"""Everything that happened, to filter and to print."""

import re
from itertools import chain

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.operations import amend_client, record_away, reopen
from tests.clients.test_operations import KNEE
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import answer, at, make_flag, on, visit
from tests.make.people import acting


@pytest.fixture(autouse=True)
def after_it_all(clock: time_machine.Traveller, session: Session, care: Care) -> None:
    """A visit, a flag, red-flag questions, days away and a correction; then care anew."""
    visit(session, care, 1)
    make_flag(session, care, day=2)
    answer(session, care, day=3)
    act = acting(session, care.therapist, at(4))
    record_away(act, care.episode, on(5), on(6), "Seaside")
    amend_client(act, care.client, care.episode, medicines="Naproxen")
    discharge(acting(session, care.therapist, at(9)), care.episode, ended="better")
    reopen(acting(session, care.therapist, at(20)), care.client, KNEE)
    session.commit()
    clock.move_to(at(21))


def titles(browser: FlaskClient, care: Care, about: str = "") -> list[str]:
    page = browser.get(of(care.client.id, f"/timeline?about={about}"))
    assert page.status_code == 200
    found = re.findall(r'class="timeline-title">(.*?)</p>', page.text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", title) for title in found]


def test_all_of_both_stretches_stands_there_once(therapist: FlaskClient, care: Care) -> None:
    told = titles(therapist, care)
    for title in ("Visit", "Flag: stalled", "Days away written down", "Record changed"):
        assert told.count(title) == 1, told
    assert told.count("Intake") == 2
    assert sum(title.startswith("Discharged") for title in told) == 1


@pytest.mark.parametrize(
    ("about", "some"),
    [
        ("visits", {"Visit"}),
        ("flags", {"Flag: stalled", "Red-flag questions answered by the client"}),
        ("record", {"Days away written down", "Record changed", "Intake", "Discharged"}),
    ],
)
def test_one_kind_alone_is_shown_and_the_kinds_share_nothing(
    therapist: FlaskClient, care: Care, about: str, some: set[str]
) -> None:
    told = titles(therapist, care, about)
    assert some <= set(told)
    others = [
        titles(therapist, care, kind) for kind in ("visits", "flags", "post", "answers", "record")
    ]
    assert sorted(chain(*others)) == sorted(titles(therapist, care))


def test_what_there_is_nothing_of_is_said(therapist: FlaskClient, care: Care) -> None:
    page = therapist.get(of(care.client.id, "/timeline?about=answers")).text
    assert page.count("Nothing of this kind is written down.") == 2


def test_the_clients_page_leads_there(therapist: FlaskClient, care: Care) -> None:
    assert of(care.client.id, "/timeline") in therapist.get(of(care.client.id)).text
