"""A client whose clock shows another day than the practice's: every page of theirs opens, a day is
entered by their clock, and a visit is by the practice's."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Visit
from homecare.diary.models import DiaryDay, Entry
from tests.desk.browsing import THERAPIST, look_again, of, send
from tests.make.diary import Care
from tests.make.people import NOW, signed_in
from tests.unchanged.forms import forms_of

pytestmark = pytest.mark.usefixtures("clock")
BEHIND, AHEAD = "Pacific/Honolulu", "Pacific/Kiritimati"
INTAKE = NOW.date()  # at nine in the morning, where the practice is


@pytest.fixture
def there(session: Session, care: Care, request: pytest.FixtureRequest) -> Care:
    """The client, by the clock of a place far off, in the hour after the intake."""
    care.client.zone = care.episode.zone = getattr(request, "param", BEHIND)
    session.commit()
    return care


@pytest.mark.parametrize("there", [BEHIND, AHEAD], indirect=True)
def test_every_page_opens_in_the_hours_after_the_intake(
    app: Flask, therapist: FlaskClient, there: Care
) -> None:
    pages = [
        rule.rule.replace("<uuid:client_id>", str(there.client.id))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/clients/<uuid:client_id>") and rule.arguments == {"client_id"}
        if "GET" in (rule.methods or ())
    ]
    assert of(there.client.id, "/diary") in pages
    answered = {page: therapist.get(page).status_code for page in pages}
    assert [page for page, status in answered.items() if status not in (200, 302, 403)] == []


@pytest.mark.both_databases
def test_what_is_entered_then_is_of_the_day_of_the_intake_and_counts(
    therapist: FlaskClient, session: Session, there: Care
) -> None:
    page = of(there.client.id, "/diary")
    assert send(therapist, page, entry_id=str(uuid4()), leg="4", back="2").status_code == 302
    look_again(session)
    assert session.scalars(select(Entry.flagged)).all() == [False]
    day = session.scalars(select(DiaryDay)).one()
    assert (day.on, day.leg, day.back) == (INTAKE, 4, 2)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("there", "at", "today"),
    [
        (BEHIND, datetime(2026, 3, 4, 9, 30, tzinfo=UTC), date(2026, 3, 4)),
        (AHEAD, datetime(2026, 3, 4, 15, 30, tzinfo=UTC), date(2026, 3, 4)),
    ],
    indirect=["there"],
)
def test_a_visit_is_of_the_day_that_the_practices_clock_shows(
    app: Flask,
    session: Session,
    there: Care,
    clock: time_machine.Traveller,
    at: datetime,
    today: date,
) -> None:
    clock.move_to(at)
    therapist, page = signed_in(app, THERAPIST), of(there.client.id)
    filled_in = next(
        value
        for form in forms_of(therapist.get(page).text)
        for name, value in form.as_it_stands()
        if name == "on"
    )
    assert filled_in == f"{today}"
    assert send(therapist, f"{page}/visits", page, on=f"{today}", note="Calf").status_code == 302
    look_again(session)
    assert session.scalars(select(Visit.on)).all() == [today]
