"""A flag read days after it was raised: its week is named, and what the rule says now stands by."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.flags.lifecycle import change_status
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import (
    answer,
    assess,
    at,
    exercise,
    flat_weeks,
    make_flag,
    on,
    rate,
    the_flag,
)
from tests.make.people import acting, signed_in
from tests.typesetting.pdfs import words_of

RAISED, READ = 28, 35
RELATIVE = [
    {"code": "thin", "text": "Rated 3 of 7 days; ask about the others."},
    {"code": "thin", "text": "Rated 2 of the last 7 days; ask about the others."},
    {"code": "long_standing", "text": "It began 12 weeks ago, and intake was 6 weeks ago."},
]
THEN = "6.0 in the week to 29 March 2026: no change; 30\u00a0% was needed."


@pytest.fixture(autouse=True)
def on_the_day_it_is_read(clock: time_machine.Traveller) -> None:
    clock.move_to(at(READ))


def stalled_then_better(session: Session, care: Care) -> None:
    """Flat to day 28, when the flag is raised; half the pain from then on."""
    flat_weeks(session, care)
    answer(session, care, day=27)
    assess(session, care, RAISED)
    rate(session, care, 5, 4, range(RAISED, READ))
    exercise(session, care, range(RAISED, READ))
    answer(session, care, day=34)


def test_an_old_flag_never_says_this_week(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled_then_better(session, care)
    for address in ("/flags", f"/flags/{the_flag(session, care).id}", f"/clients/{care.client.id}"):
        page = therapist.get(address).text
        assert THEN in page, address
        assert "6.0 this week" not in page, address


def test_a_record_that_is_taken_along_names_the_week_of_a_flags_figures(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled_then_better(session, care)
    flag = the_flag(session, care)
    flag.raised_on = on(RAISED - 4)  # its figures moved since, and are of the day RAISED
    flag.reasons = [*flag.reasons, *RELATIVE]
    session.commit()
    taken = therapist.get(of(care.client.id, "/record.json")).json
    assert taken is not None
    (told,) = taken["flags"]
    assert (told["raised_on"], told["seen_on"]) == ("2026-03-26", "2026-03-30")
    said = " ".join(one["text"] for one in told["reasons"])
    assert THEN.replace("\u00a0", " ") in said
    assert "Rated 3 of the 7 days to 29 March 2026; ask" in said
    assert "Rated 2 of the 7 days to 29 March 2026; ask" in said
    assert "It began 12 weeks before 30 March 2026, and intake was 6 weeks before it." in said
    # On paper a sentence may begin on one page and end on the next.
    pages = " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())
    assert "As seen on" in pages
    for undated in ("this week", "weeks ago", "of 7 days", "last 7 days"):
        assert undated not in said, undated
        assert undated not in pages, undated


def test_a_flag_that_is_replaced_keeps_the_week_of_its_own_figures(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled_then_better(session, care)
    flag = the_flag(session, care)
    change_status(
        acting(session, the_clock(care.practice.id), at(READ)),
        flag,
        "replaced",
        "Something graver was found.",
    )
    session.commit()
    page = therapist.get(f"/flags/{flag.id}").text
    assert f"Something graver was found. Leg pain 6.0 at the start, {THEN}" in page
    assert "in the week to 5 April 2026" not in page


def test_beside_an_old_flag_stands_what_the_rule_says_now(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled_then_better(session, care)
    assess(session, care, READ)
    flag = the_flag(session, care)
    flag.reasons = [{"code": "change", "text": "Leg pain 6.0 at the start, 6.0 this week."}]
    flag.figures = {**flag.figures, "day": RAISED}
    session.commit()
    for address in ("/flags", f"/flags/{flag.id}"):
        page = " ".join(therapist.get(address).text.split())
        assert "<strong>Now:</strong> Leg pain 6.0 at the start, 5.0 this week: 17 % better" in page


def test_a_flag_of_today_is_not_said_twice(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    flat_weeks(session, care)
    assess(session, care, RAISED)
    clock.move_to(at(RAISED))
    page = signed_in(app, "therapist@homecare.example").get("/flags").text
    assert "6.0 this week" in page
    assert "Now:" not in page


def test_the_figures_of_a_flag_name_their_day(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    stalled_then_better(session, care)
    page = therapist.get(f"/flags/{the_flag(session, care).id}").text
    assert "The figures it saw on 30 March 2026" in page


def test_who_has_gone_quiet_stands_above_a_review_as_on_the_caseload(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    for kind in ("review", "quiet"):
        client, episode = make_client(session, care.therapist, name=f"Of {kind}")
        make_flag(session, Care(care.practice, care.therapist, care.me, client, episode), kind)
    for address in ("/flags", "/caseload"):
        page = therapist.get(address).text
        assert page.index("Of quiet") < page.index("Of review"), address
