"""Who did what, for the owner: filtered by person, kind and day, and as a table."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act, Actor
from homecare.database import transaction
from tests.make.people import NOW, make_practice, make_therapist, signed_in

pytestmark = pytest.mark.any_database

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def owner(app: Flask, session: Session) -> FlaskClient:
    """An owner's browser, in whose practice two people did three things on two days."""
    practice, olive = make_practice(session)
    theo = make_therapist(session, practice)
    note(session, olive, "practice.rule", YESTERDAY)
    note(session, theo, "visit.record", YESTERDAY)
    note(session, theo, "letter issued", NOW)
    return signed_in(app, "owner@homecare.example")


def note(session: Session, who: Actor, action: str, at: object) -> None:
    with transaction(session):
        audit.note(Act(session, who, at), action)  # type: ignore[arg-type]


def shown(browser: FlaskClient, asked: str) -> set[str]:
    page = browser.get(f"/practice/audit?{asked}").text
    words = {"Changed the rule", "Recorded a visit", "Issued a letter"}
    rows = page.partition("<tbody>")[2]
    return {one for one in words if one in rows}


def theos(session: Session) -> str:
    from homecare.accounts.models import Person

    return str(session.query(Person.id).filter_by(name="Theo Therapist").scalar())


def test_everything_without_a_choice(owner: FlaskClient) -> None:
    assert len(shown(owner, "")) == 3


def test_fifty_lines_a_page_and_the_way_to_earlier_ones(
    owner: FlaskClient, session: Session
) -> None:
    page = owner.get("/practice/audit").text
    assert "Earlier</a>" not in page
    for number in range(60):
        owner.get(f"/caseload?asked={number}")
    page = owner.get("/practice/audit").text
    assert page.count('<th scope="row">') == 50
    assert "Earlier</a>" in page
    assert "Recorded a visit" in owner.get("/practice/audit?page=2").text


def test_by_person_kind_and_day(owner: FlaskClient, session: Session) -> None:
    assert shown(owner, f"who={theos(session)}") == {"Recorded a visit", "Issued a letter"}
    assert shown(owner, "what=Settings+and+colleagues+changed") == {"Changed the rule"}
    assert shown(owner, "what=Everything+else") == {"Recorded a visit", "Issued a letter"}
    assert shown(owner, "last=2026-03-01") == {"Changed the rule", "Recorded a visit"}
    assert shown(owner, "first=2026-03-02") == {"Issued a letter"}
    both = f"who={theos(session)}&last=2026-03-01"
    assert shown(owner, both) == {"Recorded a visit"}


def test_nobody_and_nonsense_find_nothing_or_are_told(owner: FlaskClient) -> None:
    assert shown(owner, "first=2027-01-01&last=2027-01-01") == set()
    assert owner.get("/practice/audit?first=yesterday").status_code == 422
    assert owner.get("/practice/audit?what=nothing").status_code == 422
    assert owner.get("/practice/audit?who=x&page=x").status_code == 200


def test_as_a_table_with_what_is_shown_and_the_seals(owner: FlaskClient, session: Session) -> None:
    answer = owner.get(f"/practice/audit?as=csv&who={theos(session)}")
    assert answer.headers["Content-Disposition"] == "attachment; filename=who-did-what.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["what"] for row in rows] == ["Issued a letter", "Recorded a visit"]
    assert {row["who"] for row in rows} == {"Theo Therapist"}
    assert [row["number"] for row in rows] == ["3", "2"]
    assert all(len(row["seal"]) == 64 for row in rows)
