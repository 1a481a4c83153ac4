"""Adding a client: one page, everything stored together."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.clients.models import Client, Episode
from homecare.flags.models import Flag
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import INTAKE, THERAPIST, error_at, look_again, send
from tests.make.clients import make_client
from tests.make.people import NOW, make_client_login, make_practice, make_therapist, signed_in

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


@pytest.fixture
def newcomer(app: Flask, session: Session) -> FlaskClient:
    """The browser of a therapist who has no client yet."""
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    return signed_in(app, THERAPIST)


def _add(browser: FlaskClient, **changes: Any) -> Any:
    return send(browser, "/clients/new", **{**INTAKE, **changes})


@pytest.mark.both_databases
def test_a_client_is_taken_in_with_screening_and_consent(
    newcomer: FlaskClient, session: Session
) -> None:
    answer = _add(newcomer)
    client = session.scalars(select(Client)).one()
    episode = session.scalars(select(Episode)).one()
    assert answer.location == f"/clients/{client.id}/invitation"
    assert (client.name, client.email, client.contraindications) == (
        "Ada Marsh", "ada@post.example", [],
    )  # fmt: skip
    assert (episode.leg, episode.back, episode.intake_on) == (6, 3, NOW.date())
    assert session.scalars(select(Screening.source)).one() == "intake"
    kinds = session.scalars(select(Consent.kind).order_by(Consent.kind)).all()
    assert kinds == ["email", "health_data"]
    assert "what I tell my therapist" in session.scalars(select(Consent.wording)).all()[0]


def test_an_intake_of_last_week_is_written_down_with_its_own_day(
    newcomer: FlaskClient, session: Session
) -> None:
    _add(newcomer, intake_on="2026-02-26")
    client, episode = session.scalars(select(Client)).one(), session.scalars(select(Episode)).one()
    assert str(episode.intake_on) == "2026-02-26"
    page = newcomer.get(f"/clients/{client.id}").text
    assert "Leg 6, back 3. Written down on 2 March 2026." in page
    assert "Leg 6, back 3, Thu 26 Feb" in page


def test_lines_and_spaces_alone_are_nothing_written(
    newcomer: FlaskClient, session: Session
) -> None:
    _add(newcomer, medicines=" \r\n ", findings="\r\n")
    client = session.scalars(select(Client)).one()
    assert (client.medicines, session.scalars(select(Episode.findings)).one()) == ("", "")


def test_the_weekly_email_needs_its_own_yes(newcomer: FlaskClient, session: Session) -> None:
    changes = {**INTAKE, "email_consent": ""}
    del changes["email_consent"]
    send(newcomer, "/clients/new", **changes)
    assert session.scalars(select(Client.weekly_email)).one() is False
    assert session.scalars(select(Consent.kind)).all() == ["health_data"]


def test_a_red_flag_shows_what_to_do_before_anything_else(
    newcomer: FlaskClient, session: Session
) -> None:
    answer = _add(newcomer, red_flags=["saddle_numbness", "fever"])
    page = newcomer.get(answer.location).text
    assert "Call 999, or go to A&amp;E now" in page
    assert 'href="tel:999"' in page
    assert "numb or tingly between your legs" in page
    assert session.scalars(select(Flag.kind)).one() == "urgent"


def test_background_is_kept_with_what_was_decided_and_stops_nobody(
    newcomer: FlaskClient, session: Session
) -> None:
    answer = _add(
        newcomer,
        background=["cancer", "steroids"],
        decision_cancer="considered",
        decision_steroids="considered",
    )
    assert answer.location.endswith("/invitation")
    found = session.execute(select(RedFlagAnswer.code, RedFlagAnswer.decision)).all()
    assert sorted(tuple(row) for row in found) == [
        ("cancer", "considered"), ("steroids", "considered"),
    ]  # fmt: skip


def test_a_background_answer_needs_a_decision(newcomer: FlaskClient, session: Session) -> None:
    answer = _add(newcomer, background=["cancer"])
    assert answer.status_code == 422
    assert error_at(answer, "decision_cancer") == "Choose one of these."
    assert session.scalar(select(func.count()).select_from(Client)) == 0


def test_a_decision_about_a_line_that_is_not_ticked_is_said_and_not_stored(
    newcomer: FlaskClient, session: Session
) -> None:
    answer = _add(newcomer, background=["none"], decision_cancer="gp_first")
    assert answer.status_code == 422
    assert "“Have you ever had cancer?”, which is not ticked" in error_at(answer, "background")
    assert session.scalar(select(func.count()).select_from(Client)) == 0
    assert not re.search(r'name="decision_cancer"[^>]*checked', answer.text)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write the client’s name."),
        ("name", "x" * 121, "Write at most 120 characters."),
        ("name", "Ada\nBcc: x", "Leave out the characters that can’t be printed."),
        ("telephone", "call me", "Write a number such as 07700 900123."),
        ("email", "ada@", "Write an address such as sam@post.example."),
        ("date_of_birth", "2009-03-03", "homecare is for people of 18 and over."),
        ("date_of_birth", "yesterday", "Write the date as day, month and year."),
        ("complaint", "", "Write what the client comes with."),
        ("side", "", "Choose left, right or both."),
        ("side", "middle", "Choose one of these."),
        ("onset", "2026-03-03", "The start can’t be in the future. Write about when it began."),
        ("intake_on", "2026-03-03", "Write the day on which you saw them."),
        ("intake_on", "2026-02-22", "written down: 23 February 2026 at the earliest."),
        ("onset", "1980-01-01", "That is before the client was born. Check the year."),
        ("leg", "11", "Choose one of these."),
        ("back", "", "Choose a number from 0 to 10."),
        ("contraindications", [], "Tick each line that applies, or “None of these”."),
        ("contraindications", ["rain"], "Choose from these."),
        ("red_flags", [], "Tick each line that applies, or “None of these”."),
        (
            "red_flags",
            ["none", "fever"],
            "Tick either “None of these” or the lines that apply.",
        ),
        ("consent", None, "Nothing can be kept without the client’s agreement."),
    ],
)
def test_bad_input_is_told_at_the_field_and_everything_typed_is_kept(
    newcomer: FlaskClient, session: Session, field: str, value: Any, said: str
) -> None:
    changes = {key: text for key, text in {**INTAKE, field: value}.items() if text is not None}
    answer = send(newcomer, "/clients/new", **changes)
    assert answer.status_code == 422
    assert error_at(answer, field).endswith(said)
    assert "Pain down the left leg" in answer.text or field == "complaint"
    assert "Naproxen" in answer.text
    assert session.scalar(select(func.count()).select_from(Client)) == 0


@pytest.mark.both_databases
def test_a_form_sent_twice_makes_one_client(newcomer: FlaskClient, session: Session) -> None:
    _add(newcomer)
    answer = _add(newcomer, name="ada marsh ")
    assert error_at(answer, "name").startswith("There is a record with this name")
    assert session.scalar(select(func.count()).select_from(Client)) == 1


def test_a_client_may_not_add_clients_and_a_stranger_signs_in(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    client, _ = make_client(session, owner)
    make_client_login(session, practice, client.id)
    assert signed_in(app, "client@homecare.example").get("/clients/new").status_code == 403
    assert "/sign-in" in app.test_client().get("/clients/new").location


@pytest.mark.both_databases
def test_two_namesakes_are_both_entered_and_one_person_is_said_to_be_known(
    newcomer: FlaskClient, session: Session
) -> None:
    _add(newcomer, name="Ørjan Ås")
    answer = _add(newcomer, name="ørjan ås")
    assert error_at(answer, "name").startswith("There is a record with this name")
    assert "07700 900555" in answer.text
    assert f"/clients/{session.scalars(select(Client.id)).one()}" in answer.text
    other = {"name": "ORJAN AS", "namesake": "y", "known": hidden(answer.text, "known")}
    assert _add(newcomer, **other).status_code == 302
    again = _add(newcomer, **other)  # the same form, sent twice
    assert error_at(again, "name").startswith("There is a record with this name")
    look_again(session)
    assert session.scalar(select(func.count()).select_from(Client)) == 2


def hidden(page: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_gp_first_asks_for_the_gp_at_once(newcomer: FlaskClient, session: Session) -> None:
    _add(newcomer, background="cancer", decision_cancer="gp_first")
    assert session.scalars(select(Flag.kind)).all() == ["gp"]
    assert "GP first" in newcomer.get("/caseload").text
