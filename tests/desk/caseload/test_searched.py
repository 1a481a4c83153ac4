"""A search of clients leaves nothing of anybody in an address, and can be come back to."""

import logging
from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.models import Client
from homecare.clients.operations import record_visit
from tests.desk.browsing import THERAPIST, of, search, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at, on
from tests.make.people import NOW, acting, signed_in

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

SOUGHT = "Moor 07700900123"


@pytest.fixture
def other(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Ines Moor", email=None)[0]


@pytest.fixture
def searches(session: Session, care: Care) -> list[tuple[str, str]]:
    """Every page that searches for clients, and the name of its box."""
    visit = record_visit(acting(session, care.therapist), care.episode, on(0), "Massage")
    booked = book(acting(session, care.therapist), care.episode, at(7).replace(tzinfo=None))
    session.commit()
    here = care.client.id
    return [
        ("/caseload", "name"),
        (of(here, "/merge"), "who"),
        (of(here, f"/visits/{visit.id}/find"), "who"),
        (of(here, f"/appointments/{booked.id}/find"), "who"),
    ]


def test_no_address_or_log_line_has_what_was_searched_for(
    therapist: FlaskClient, searches: list[tuple[str, str]], other: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    for address, box in searches:
        answer = send(therapist, address, "/caseload", **{box: SOUGHT})
        assert answer.status_code == 302
        for word in (*SOUGHT.split(), "moor"):
            assert word not in unquote(answer.location)
        page = therapist.get(answer.location)
        assert SOUGHT in page.text  # it stands in its box, to be put right
        assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Moor" not in caplog.text


def test_what_is_found_is_shown_again_by_the_same_address(
    therapist: FlaskClient, searches: list[tuple[str, str]], other: Client
) -> None:
    for address, box in searches:
        answer = send(therapist, address, "/caseload", **{box: "moor"})
        for _ in range(2):
            assert "Ines Moor" in therapist.get(answer.location).text


def test_nobody_else_and_nobody_a_day_later_reads_it(
    app: Flask, therapist: FlaskClient, other: Client, clock: time_machine.Traveller
) -> None:
    where = send(therapist, "/caseload", name="Zanzibar").location
    assert "Zanzibar" in therapist.get(where).text
    for wrong in (where[:-9] + "AAAAAAAAA", "/caseload?found=Zanzibar", "/caseload?found=é"):
        answer = therapist.get(wrong)
        assert answer.status_code == 200
        assert "found by" not in answer.text
    assert "Zanzibar" not in signed_in(app, "owner@homecare.example").get(where).text
    clock.move_to(NOW + timedelta(days=2))
    assert "Zanzibar" not in signed_in(app, THERAPIST).get(where).text


def test_an_empty_search_shows_the_page_as_it_was(therapist: FlaskClient, care: Care) -> None:
    assert "found by" not in search(therapist, "/caseload", name="  ").text
