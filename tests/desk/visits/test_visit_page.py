"""A visit's page: it brings back what stands, puts it right, and keeps what was typed."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client, Visit
from homecare.clients.operations import record_visit
from tests.desk.browsing import error_at, look_again, of, search, send
from tests.desk.referrals.draft import issued
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting, make_practice, signed_in
from tests.make.referrals import make_contact, make_draft

LATER = NOW + timedelta(days=9)
NOTE = "Gluteals, 40 minutes"


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


@pytest.fixture
def visit(session: Session, care: Care) -> Visit:
    made = record_visit(acting(session, care.therapist, NOW), care.episode, NOW.date(), NOTE)
    session.commit()
    return made


@pytest.fixture
def bea(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, NOW, name="Bea Quist", email="b@post.example")[0]


def page_of(visit: Visit, part: str = "") -> str:
    return of(visit.client_id, f"/visits/{visit.id}{part}")


def correct(browser: FlaskClient, visit: Visit, seen: int = 0, **data: Any) -> TestResponse:
    fields = {"on": str(visit.on), "seen": str(seen), **data}
    return send(browser, page_of(visit), **{f"correct-{name}": v for name, v in fields.items()})


def move(browser: FlaskClient, visit: Visit, to: Client, seen: int = 0) -> TestResponse:
    data = {"move-to": str(to.id), "move-who": to.name, "move-seen": str(seen),
            "move-reason": "wrong row"}  # fmt: skip
    return send(browser, page_of(visit, "/move"), page_of(visit), **data)


def strike(browser: FlaskClient, visit: Visit, reason: str = "never came") -> TestResponse:
    data = {"strike-reason": reason, "strike-seen": "0"}
    return send(browser, page_of(visit, "/strike"), page_of(visit), **data)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def now_says(session: Session) -> tuple[date, str]:
    look_again(session)
    return session.execute(select(Visit.on, Visit.note)).one()


def test_the_form_brings_back_what_stands(therapist: FlaskClient, visit: Visit) -> None:
    page = therapist.get(page_of(visit)).text
    assert re.search(rf"<textarea[^>]*>\s*{NOTE}</textarea>", page)
    assert 'value="2026-03-02"' in page
    assert page_of(visit) in therapist.get(of(visit.client_id)).text


def test_a_correction_stands_with_who_and_when_and_what_it_was(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    answer = correct(therapist, visit, on="2026-03-04", note="Piriformis", reason="mixed up")
    assert answer.location == page_of(visit)
    assert now_says(session) == (date(2026, 3, 4), "Piriformis")
    for place in (page_of(visit), of(visit.client_id)):
        page = said(therapist.get(place).text)
        assert re.search("Today(, 09:00)?, Theo Therapist", page)
        assert "mixed up" in page
        assert f"Until then: 2 March 2026 – {NOTE}" in page


def test_only_the_day_may_be_sent_and_the_note_stays(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    correct(therapist, visit, on="2026-03-04")
    assert now_says(session) == (date(2026, 3, 4), NOTE)
    answer = correct(therapist, visit, seen=1, note="")
    assert answer.status_code == 422
    assert error_at(answer, "correct-note").startswith("A note is corrected, not emptied.")


def test_a_day_that_can_not_be_is_told_at_the_field_and_the_words_stay(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    answer = correct(therapist, visit, on="2026-04-04", note="Piriformis", reason="mixed up")
    assert answer.status_code == 422
    assert error_at(answer, "correct-on").startswith("The visit can’t be in the future.")
    assert "Piriformis" in answer.text
    assert "mixed up" in answer.text
    assert now_says(session) == (date(2026, 3, 2), NOTE)


def test_what_a_colleague_corrected_meanwhile_is_not_overwritten(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    correct(therapist, visit, note="Piriformis")
    answer = correct(therapist, visit, seen=0, note="Calf")
    assert answer.status_code == 422
    assert "Somebody corrected this visit meanwhile." in answer.text
    assert "Calf" in answer.text
    assert now_says(session)[1] == "Piriformis"


def test_a_second_visit_on_a_day_brings_back_the_first_one(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    page = of(visit.client_id)
    answer = send(therapist, f"{page}/visits", page, on="2026-03-02", note="")
    assert answer.status_code == 422
    assert re.search(rf"<textarea[^>]*>\s*{NOTE}</textarea>", answer.text)
    assert page_of(visit) in answer.text
    send(therapist, f"{page}/visits", page, on="2026-03-02", note="", instead="y")
    assert now_says(session)[1] == NOTE


def test_a_visit_is_moved_to_the_client_it_was_of(
    therapist: FlaskClient, session: Session, care: Care, visit: Visit, bea: Client
) -> None:
    assert therapist.get(page_of(visit)).text.count("Bea Quist") == 0
    found = search(therapist, f"{page_of(visit)}/find", page_of(visit), who="quis").text
    assert "Bea Quist, born 4 May 1980" in said(found)
    answer = move(therapist, visit, bea)
    assert answer.location == of(bea.id, f"/visits/{visit.id}")
    here, there = (said(therapist.get(of(one)).text) for one in (care.client.id, bea.id))
    assert "No visits so far." in here
    assert "moved to Bea Quist wrong row." in here
    assert NOTE not in here
    assert "1 visit so far." in there
    assert "moved here from Sam Reed wrong row." in there
    assert NOTE in there
    assert therapist.get(page_of(visit)).location == answer.location


def test_a_move_that_makes_no_sense_is_told_at_the_choice(
    therapist: FlaskClient, session: Session, care: Care, visit: Visit
) -> None:
    late, _ = make_client(session, care.therapist, LATER, name="Bea Quist", onset=LATER.date())
    answer = move(therapist, visit, late)
    assert answer.status_code == 422
    assert error_at(answer, "move-to").startswith("That is before Bea Quist’s complaint began")
    assert "Bea Quist, born" in answer.text
    assert "wrong row" in answer.text
    look_again(session)
    assert session.scalars(select(Visit.client_id)).one() == care.client.id


def test_nobody_finds_or_takes_a_client_of_another_practice(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    _, other = make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    theirs, _ = make_client(session, other, name="Zed Far")
    nobody = search(therapist, f"{page_of(visit)}/find", page_of(visit), who="Zed")
    assert "Nobody else here is found" in nobody.text
    answer = move(therapist, visit, theirs)
    assert answer.status_code == 422
    look_again(session)
    assert session.scalars(select(Visit.client_id)).one() == visit.client_id


def test_a_visit_struck_out_stays_readable_counts_for_nothing_and_comes_back(
    therapist: FlaskClient, session: Session, visit: Visit
) -> None:
    assert error_at(strike(therapist, visit, " "), "strike-reason").startswith("Write a reason")
    strike(therapist, visit)
    page = said(therapist.get(of(visit.client_id)).text)
    assert "No visits so far." in page
    assert f"Visit, struck out {NOTE}" in page
    assert "never came" in page
    shown = said(therapist.get(page_of(visit)).text)
    assert "by Theo Therapist: never came. It counts for nothing." in shown
    send(therapist, page_of(visit, "/back"), page_of(visit), **{"back-seen": "1"})
    assert "1 visit so far." in said(therapist.get(of(visit.client_id)).text)
    actions = session.scalars(select(AuditLine.action)).all()
    assert {"visit.strike_out", "visit.put_back"} <= set(actions)


def test_each_step_stands_in_the_audit_trail_in_words(
    app: Flask, therapist: FlaskClient, visit: Visit, bea: Client
) -> None:
    therapist.get(page_of(visit))
    correct(therapist, visit, note="Calf")
    move(therapist, visit, bea, seen=1)
    trail = signed_in(app, "owner@homecare.example").get("/practice/audit").text
    for words in ("Corrected a visit", "Moved a visit to another client",
                  "Moved a visit here from another client", "Opened a visit"):  # fmt: skip
        assert words in trail


def test_a_visit_of_a_care_that_ended_is_put_right_too(
    therapist: FlaskClient, session: Session, care: Care, visit: Visit
) -> None:
    discharge(acting(session, care.therapist, LATER), care.episode, "Doing well")
    session.commit()
    assert page_of(visit) in therapist.get(of(care.client.id)).text
    correct(therapist, visit, note="Piriformis")
    assert now_says(session)[1] == "Piriformis"


def test_a_draft_letter_follows_and_an_issued_one_does_not(
    therapist: FlaskClient, session: Session, care: Care, visit: Visit
) -> None:
    contact = make_contact(session, care.therapist, kind="gp")
    frozen = make_draft(session, care.therapist, care.episode, contact)
    assert issued(therapist, frozen).status_code == 302
    draft = make_draft(session, care.therapist, care.episode, contact)
    pages = [f"/referrals/{one.id}" for one in (frozen, draft)]
    assert ["Treated once: 2 March 2026." in letter(therapist, one) for one in pages] == [True] * 2
    strike(therapist, visit)
    assert ["Treated" in letter(therapist, one) for one in pages] == [True, False]


def letter(browser: FlaskClient, address: str) -> str:
    """A letter's page without what only its writer reads beside it."""
    return said(browser.get(address).text)


def test_a_visit_that_is_none_is_missing(therapist: FlaskClient, visit: Visit) -> None:
    assert therapist.get(of(visit.client_id, f"/visits/{uuid4()}")).status_code == 404
    assert therapist.get(of(uuid4(), f"/visits/{visit.id}")).status_code == 404
