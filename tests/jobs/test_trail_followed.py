"""The audit trail is followed each night; where it does not hold, the owner and /healthz say so."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.trail.operations import accept
from homecare.accounts.trail.queries import found_breaks
from homecare.acting import Actor
from homecare.database import transaction
from homecare.jobs.audit import follow
from tests.accounts.trail.hand import change_line, write
from tests.make.people import make_practice, make_therapist
from tests.make.reports import mails, runs

NIGHT = datetime(2026, 3, 3, 3, tzinfo=UTC)
DAY = timedelta(days=1)
PROBLEM = "the audit trail does not hold: run flask --app wsgi audit verify"


@pytest.fixture
def owner(session: Session) -> Actor:
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    write(session, owner, "one", "two", "three")
    return owner


def problems(browser: FlaskClient) -> list[str]:
    return list(browser.get("/healthz").json["problems"])


def test_each_night_once(session: Session, settings: Settings, owner: Actor) -> None:
    early = NIGHT - timedelta(minutes=1)
    done = [follow(session, settings, at, None) for at in (early, NIGHT, NIGHT, NIGHT + DAY)]
    assert done == [0, 1, 0, 1]
    assert runs(session, "audit") == [("2026-03-03", "done", ""), ("2026-03-04", "done", "")]
    assert mails(session, "trail-broken") == []


def test_a_break_is_mailed_to_the_owner_once_and_stands_on_the_health_page(
    session: Session, settings: Settings, owner: Actor, browser_client: FlaskClient
) -> None:
    change_line(session, 2)
    for night in range(2):
        follow(session, settings, NIGHT + night * DAY, None)
    [mail] = mails(session, "trail-broken")
    assert mail.to_address == "owner@homecare.example"
    assert "of Riverside Practice, line 2 was changed, or put in by hand" in mail.text
    assert PROBLEM in problems(browser_client)


def test_once_somebody_has_looked_into_it_only_the_next_one_is_told(
    session: Session, settings: Settings, owner: Actor, browser_client: FlaskClient
) -> None:
    change_line(session, 2)
    with transaction(session):
        accept(session, NIGHT, list(found_breaks(session)))
    follow(session, settings, NIGHT, None)
    assert PROBLEM not in problems(browser_client)
    change_line(session, 3)
    follow(session, settings, NIGHT + DAY, None)
    assert PROBLEM in problems(browser_client)
    assert "line 3" in mails(session, "trail-broken")[0].text
