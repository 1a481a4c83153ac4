"""What the phone keeps draws the same Today as the page does, and is nobody else's."""

import json
import zlib
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.operations import record_away, record_visit
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from homecare.screening.models import CLIENT_PAGE
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, make_care, record, statements, told
from tests.make.people import NOW, acting
from tests.make.programmes import item, make_programme
from tests.make.sync import Phone, entry
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


def kept(phone: Phone, days: str = "") -> dict[str, Any]:
    """What the phone gets to keep."""
    answer = phone.browser.get(f"/api/v1/today{days}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    values: dict[str, Any] = answer.json
    return values


def test_it_holds_all_that_today_shows(care: Care, phone: Phone, me: Visitor) -> None:
    page, values = me.read(), kept(phone)
    assert (values["owner"], values["zone"]) == (str(care.client.id), "Europe/London")
    assert (values["today"], values["oldest"]) == (TODAY.isoformat(), TODAY.isoformat())
    (version,) = values["versions"]
    assert [each["line"] for each in version["items"]] == values["days"][0]["due"]
    for each in version["items"]:
        assert each["name"] in page
        assert each["dose"] in page
        assert all(step in page for step in each["steps"])
    asked = [advice["question"] for advice in version["advice"] if advice["asked"]]
    assert len(asked) == 2
    assert all(question in page for question in asked)
    assert values["stopped"] is None
    assert {"label": "Call 999", "dial": "999"} in values["help"]["emergency"]["numbers"]
    assert (values["practice"]["nation"], values["next_visit"]) == ("england", None)


def test_the_version_it_names_is_the_one_to_report_by(care: Care, phone: Phone) -> None:
    version = kept(phone)["days"][0]["programme_version"]
    assert phone.statuses(entry(programme_version=version)) == ["stored"]


def test_what_stands_comes_with_the_entry_to_correct(
    session: Session, care: Care, phone: Phone, clock: time_machine.Traveller
) -> None:
    first, done = told(), told("exercise", {"line": ROLLS, "outcome": "done"}, seq=2)
    mend = told(body={"leg": 2}, op="amend", supersedes=first.id, seq=3)
    for each in (first, done, mend):
        record(session, care, each)
    clock.move_to(NOW + DAY)
    today, yesterday = kept(phone)["days"]
    assert (today["on"], today["reports"]) == ((TODAY + DAY).isoformat(), {"exercises": {}})
    assert yesterday["reports"] == {
        "pain": {"entry": str(mend.id), "body": {"leg": 2}},
        "exercises": {ROLLS: {"entry": str(done.id), "body": done.body}},
    }


def test_a_flare_up_says_until_when(
    session: Session, care: Care, phone: Phone, clock: time_machine.Traveller
) -> None:
    record(session, care, told("flare", {"state": "start"}))
    clock.move_to(NOW + 2 * DAY)
    values = kept(phone)
    assert values["flare_until"] == (TODAY + 2 * DAY).isoformat()
    assert values["days"][0]["due"] == [ROLLS]
    clock.move_to(NOW + 3 * DAY)
    values = kept(phone)
    assert (values["flare_until"], values["days"][0]["due"]) == (None, [ROLLS, BRIDGE])


def test_days_away_and_a_programme_to_come_are_known_before(
    session: Session, care: Care, phone: Phone
) -> None:
    record_away(acting(session, care.therapist, NOW), care.episode, TODAY, TODAY + DAY)
    sphinx = session.scalars(select(Exercise).where(Exercise.code == "sphinx")).one()
    later = TODAY + 5 * DAY
    make_programme(session, care.therapist, care.episode, Plan(items=(item(sphinx),)), NOW, later)
    values = kept(phone)
    assert values["away"] == [[TODAY.isoformat(), (TODAY + DAY).isoformat()]]
    assert (values["days"][0]["due"], values["days"][0]["away"]) == ([], True)
    starts = [version["starts_on"] for version in values["versions"]]
    assert starts == [TODAY.isoformat(), later.isoformat()]


def test_the_next_visit_and_a_red_flag_are_there(
    session: Session, care: Care, phone: Phone
) -> None:
    record_visit(acting(session, care.therapist, NOW), care.episode, TODAY, "", NOW + 7 * DAY)
    record_red_flag_answers(
        acting(session, care.me, NOW), care.episode, CLIENT_PAGE, {"foot_drop": False}
    )
    session.commit()
    values = kept(phone)
    assert values["next_visit"] == (NOW + 7 * DAY).isoformat()
    assert values["stopped"]["level"] == "same_day"
    assert {"label": "Call 111", "dial": "111"} in values["stopped"]["numbers"]


def test_after_a_discharge_only_help_is_left(session: Session, care: Care, phone: Phone) -> None:
    discharge(acting(session, care.therapist, NOW), care.episode, "Better")
    session.commit()
    values = kept(phone)
    assert values["in_care"] is False
    assert set(values["help"]) == {"emergency", "same_day", "gp"}
    assert "versions" not in values


@pytest.mark.both_databases
def test_it_is_the_clients_own(app: Flask, session: Session, care: Care, phone: Phone) -> None:
    other = make_care(session, email="2")
    record(session, other, told("note", {"text": "private"}))
    theirs = Phone.of(app, other.client.id, "client2@homecare.example")
    assert "private" in json.dumps(kept(theirs))
    assert "private" not in json.dumps(kept(phone))


@pytest.mark.parametrize("days", ["0", "32", "x", "-1", "²", "1e9", "9" * 400, "", "2.0"])
def test_a_number_of_days_that_makes_no_sense_is_refused(phone: Phone, days: str) -> None:
    answer = phone.browser.get("/api/v1/today", query_string={"days": days})
    assert answer.status_code == 422
    assert "from 1 to 31" in answer.json["error"]


@pytest.mark.parametrize("days", [1, 60])
def test_it_is_small_and_takes_eight_statements_whatever_the_history(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller, days: int
) -> None:
    for past in range(days):
        record(session, care, told(day=TODAY + past * DAY, seq=past), NOW + past * DAY)
    clock.move_to(NOW + days * DAY)
    phone = Phone.of(app, care.client.id)
    with statements(session) as sent:
        answer = phone.browser.get("/api/v1/today?days=2")
    assert len(answer.json["days"]) == 2
    assert len(sent) <= 8, "\n".join(sent)
    assert len(zlib.compress(answer.data)) < 4000
