"""What a page that could not be shown says of urgent help: the numbers of the practice's nation."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.desk.practice import server
from homecare.library import queries
from tests.make.diary import Care
from tests.make.people import signed_in

NOBODYS = "Call your local emergency number."
NOTHING_THERE = "/nothing-there"
MADE_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nation", "numbers"),
    [("england", ["999", "111"]), ("northern_ireland", ["999"]), ("other", [])],
)
def test_whoever_is_signed_in_is_given_the_numbers_of_their_practice(
    app: Flask, session: Session, care: Care, nation: str, numbers: list[str]
) -> None:
    care.practice.nation = nation
    session.commit()
    page = signed_in(app, "client@homecare.example").get(NOTHING_THERE)
    assert page.status_code == 404
    assert [n for n in ("999", "111") if f'href="tel:{n}"' in page.text] == numbers
    assert (NOBODYS in page.text) is not bool(numbers)


@pytest.mark.usefixtures("care")
def test_whoever_nobody_knows_is_given_the_numbers_where_every_practice_is(app: Flask) -> None:
    page = app.test_client().get(NOTHING_THERE)
    assert page.status_code == 404
    assert 'href="tel:999"' in page.text
    assert NOBODYS not in page.text


@pytest.mark.usefixtures("care")
def test_whoever_nobody_knows_is_given_no_number_that_may_be_wrong(
    app: Flask, session: Session
) -> None:
    session.add(Practice(name="Elsewhere", nation="other", made_at=MADE_AT))
    session.commit()
    page = app.test_client().get(NOTHING_THERE)
    assert page.status_code == 404
    assert NOBODYS in page.text
    assert "tel:" not in page.text


@pytest.fixture
def broken_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a page that breaks whenever somebody asks for it."""

    def breaks(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(queries, "templates", breaks)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return "/templates"


def test_a_page_that_broke_gives_the_numbers_of_the_practice_too(
    therapist: FlaskClient, broken_page: str
) -> None:
    page = therapist.get(broken_page)
    assert page.status_code == 500
    assert 'href="tel:999"' in page.text
    assert NOBODYS not in page.text


def test_who_only_asked_for_a_page_is_not_told_of_something_sent(
    therapist: FlaskClient, broken_page: str
) -> None:
    page = therapist.get(f"{broken_page}?q=x")
    assert "sent" not in page.text
    assert f'href="{broken_page}?q=x">Load it again' in page.text


def test_what_is_wrong_with_the_server_takes_one_place_on_the_desk(
    app: Flask, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_backups_behind", lambda: "the last backup is 5 days old")
    monkeypatch.setattr(server, "_short_of_room", lambda: "its disk is nearly full")
    page = signed_in(app, "owner@homecare.example").get("/flags").text
    assert page.count("Look at this server") == 1
    assert "<li>the last backup is 5 days old.</li><li>its disk is nearly full.</li>" in page
