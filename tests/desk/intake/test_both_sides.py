"""Both sides sore, and a leg that hurts: pain in both legs is for 999, so it is asked about."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.screening.models import RedFlagAnswer
from tests.desk.browsing import INTAKE, Tab, error_at, look_again, send
from tests.make.diary import Care

pytestmark = pytest.mark.usefixtures("clock")
ASKED = "The pain is not in both legs"


def add(browser: FlaskClient, **changes: Any) -> TestResponse:
    return send(browser, "/clients/new", **{**INTAKE, "name": "Bo Both", "side": "both", **changes})


def test_none_of_these_does_not_go_with_two_sore_sides_and_a_leg_that_hurts(
    therapist: FlaskClient,
) -> None:
    refused = add(therapist)
    assert refused.status_code == 422
    assert "Pain in both legs is on this list" in error_at(refused, "red_flags")
    assert ASKED in refused.text


@pytest.mark.parametrize(
    "said", [{"one_leg": "y"}, {"leg": "0", "back": "5"}, {"side": "left"}, {"side": "right"}]
)
def test_what_goes_together_is_taken(therapist: FlaskClient, said: dict[str, str]) -> None:
    assert ASKED not in therapist.get("/clients/new").text
    assert add(therapist, **said).status_code == 302


def test_ticked_it_is_told_at_once(therapist: FlaskClient, session: Session) -> None:
    taken = add(therapist, red_flags="both_legs")
    assert taken.location.endswith("/red-flags")
    look_again(session)
    assert session.scalars(select(RedFlagAnswer.code)).all() == ["both_legs"]


def test_a_side_that_becomes_both_later_asks_for_the_questions(
    therapist: FlaskClient, care: Care
) -> None:
    page = f"/clients/{care.client.id}"
    edit = Tab(therapist, f"{page}/edit", "complaint")
    saved = edit.save(side="both")
    assert saved.status_code == 302
    assert "Both sides are sore now" in therapist.get(page).text
    again = Tab(therapist, f"{page}/edit", "complaint")
    again.save(findings="Stiff")
    assert "Both sides are sore now" not in therapist.get(page).text
