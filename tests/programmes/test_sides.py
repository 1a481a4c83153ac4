"""A side corrected in the record: the programme turns with it, or every page says so."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.desk.programme.forms import typed_from
from homecare.mail.models import OutboxMail
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.plan import RANGES, Plan, PlanItem, plan_of
from homecare.programmes.queries import version_on
from homecare.programmes.sides import of_another_side, turned
from tests.desk.browsing import INTAKE, error_at, look_again, of, opened, send
from tests.make.diary import Care
from tests.make.people import NOW, csrf_token, signed_in
from tests.make.programmes import item, make_library, make_plan, make_programme

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
WARNS = "Your record says that your right side is sore."
CLAM, BRIDGE = uuid4(), uuid4()


def plan(*sides: str | None) -> Plan:
    return Plan(tuple(PlanItem(CLAM, side) for side in sides))


@pytest.mark.parametrize(
    ("sides", "sore", "wrong"),
    [
        (("left", None), "left", []),
        (("left", "both"), "right", ["left"]),
        (("both", None), "right", []),
        (("left", "right"), "left", ["right"]),
        (("left", None), "both", ["left"]),
        (("left", "right"), "both", []),
        (("both",), "both", []),
    ],
)
def test_what_is_for_another_side(sides: tuple[Any, ...], sore: str, wrong: list[str]) -> None:
    assert [each.side for each in of_another_side(plan(*sides).items, sore)] == wrong


@pytest.mark.parametrize(
    ("sides", "sore", "then"),
    [
        (("left", None, "both"), "right", ["right", None, "both"]),
        (("left",), "both", ["both"]),
        (("left", "right"), "right", ["right"]),
        (("right",), "right", ["right"]),
    ],
)
def test_turning_leaves_nothing_of_another_side_and_nothing_twice(
    sides: tuple[Any, ...], sore: str, then: list[str | None]
) -> None:
    assert [each.side for each in turned(plan(*sides), sore).items] == then


@pytest.fixture(autouse=True)
def sided_stretch(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    """A stretch for the left side in the programme, and in another one from tomorrow."""
    library = make_library(session, care.practice)
    chosen = (item(library["figure_four"]), item(library["glute_bridge"]))
    for starts_on in (NOW.date(), TOMORROW):
        sided = make_plan(library, items=chosen)
        make_programme(session, care.therapist, care.episode, sided, NOW, starts_on)


def edit(browser: FlaskClient, care: Care, **changes: Any) -> Any:
    data = {
        **INTAKE,
        "email": "",
        "therapist_id": str(care.therapist.person_id),
        **changes,
    }
    data["contraindications"] = []
    page = of(care.client.id, "/edit")
    return send(browser, page, opened=opened(browser, page), **data)


def sides(session: Session, care: Care, day: date = TODAY) -> list[str | None]:
    look_again(session)
    version = version_on(session, care.episode.id, day)
    assert version is not None
    return [each.side for each in version.items]


def test_another_side_asks_what_becomes_of_the_programme_before_anything_is_saved(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer = edit(therapist, care, side="right", gp="Dr Hill")
    assert answer.status_code == 422
    assert "Choose what becomes of the programme" in error_at(answer, "programme")
    assert "Turn it too? Choose what becomes of the programme" in unescape(answer.text)
    assert "Turn it too? <span" not in answer.text  # no "(optional)" beside it
    assert "Dr Hill" in answer.text
    look_again(session)
    assert session.scalars(select(Episode.side)).one() == "left"


def test_it_turns_today_and_what_starts_later_and_the_client_is_told(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer = edit(therapist, care, side="right", programme="turn")
    assert answer.location == of(care.client.id)
    assert sides(session, care) == ["right", None]
    assert sides(session, care, TOMORROW) == ["right", None]
    assert session.scalars(select(OutboxMail.kind)).all() == ["programme-changed"] * 2
    assert "turned: right side" in therapist.get(of(care.client.id)).text


def test_kept_as_it_is_the_desk_the_sheet_and_today_say_so(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    edit(therapist, care, side="right", programme="keep")
    assert sides(session, care) == ["left", None]
    for page in ("", "/programme"):
        said = " ".join(therapist.get(of(care.client.id, page)).text.split())
        assert "The record says right side; Figure four is for the left side." in said
    assert "is not the one on your record" in therapist.get(of(care.client.id, "/sheet")).text
    client = signed_in(app, "client@homecare.example")
    assert WARNS in client.get("/today").text
    assert any(WARNS in page for page in pages_kept(client))
    assert "is not the one on your record" in client.get("/today/sheet").text


def pages_kept(client: FlaskClient) -> list[str]:
    """Today as the phone keeps it for when there is no signal."""
    kept: Any = client.get("/today/kit").json
    return [page for of_one in kept["pages"].values() for page in of_one.values()]


def test_one_press_turns_it_and_every_page_is_quiet_again(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    edit(therapist, care, side="right", programme="keep")
    for _ in range(2):
        send(therapist, of(care.client.id, "/programme/turn"), page=of(care.client.id))
    assert sides(session, care) == ["right", None]
    assert session.query(ProgrammeVersion).count() == 5
    assert "The record says" not in therapist.get(of(care.client.id)).text
    assert WARNS not in signed_in(app, "client@homecare.example").get("/today").text


def test_the_preview_of_a_programme_names_what_is_for_the_other_side(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    version = version_on(session, care.episode.id, TODAY)
    assert version is not None
    plan = plan_of(version)
    other = replace(plan, items=(replace(plan.items[0], side="right"), *plan.items[1:]))
    address = of(care.client.id, "/programme")
    typed = typed_from(other, 3, TODAY)
    typed["do"], typed["csrf_token"] = "preview", csrf_token(therapist, address)
    assert "Figure four is for the other side; the record says that the left side is sore." in (
        therapist.post(address, data=typed).text
    )


def test_the_same_side_asks_nothing(therapist: FlaskClient, care: Care) -> None:
    assert edit(therapist, care, side="left", gp="Dr Hill").location == of(care.client.id)


def test_a_programme_that_cannot_be_turned_says_why_at_the_question(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    for row in session.scalars(select(ProgrammeItem)):
        row.sets = RANGES["sets"][1] + 1
    session.commit()
    answer = edit(therapist, care, side="right", programme="turn")
    assert answer.status_code == 422
    assert "It can’t be turned as it is:" in error_at(answer, "programme")
