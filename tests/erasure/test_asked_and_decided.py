"""A client asks on their phone, the owner decides with a reason, and both read what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from homecare.accounts.models import Membership
from homecare.clients.hand_over import arrange_cover
from homecare.clients.models import Client, Episode
from homecare.clients.operations import record_visit
from homecare.erasure.models import Erasure
from homecare.erasure.remembered import NAME
from homecare.jobs.backup import back_up
from homecare.mail.models import OutboxMail
from tests.accounts import mailbox
from tests.desk.browsing import Tab, error_at, look_again, of, send
from tests.make.diary import Care
from tests.make.people import NOW, acting, make_therapist, signed_in

pytestmark = pytest.mark.usefixtures("clock")
ERASURES = "/practice/erasures"
EARLY = {"why": "early", "sure": "y", "reason": "Entered twice"}


def decide(owner: FlaskClient, client_id: UUID, **said: Any) -> TestResponse:
    """Send the owner's decision from the page as it stands."""
    return Tab(owner, of(client_id, "/erase"), "why").save(**said)


def mails(session: Session, kind: str) -> list[OutboxMail]:
    look_again(session)
    return [one for one in mailbox.mails(session) if one.kind == kind]


def rows(session: Session) -> list[Erasure]:
    look_again(session)
    return list(session.scalars(select(Erasure).order_by(Erasure.id)))


def test_a_client_asks_and_takes_it_back(session: Session, care: Care, me: FlaskClient) -> None:
    assert "Having your record deleted" in me.get("/me").text
    assert "It can’t be undone" in me.get("/me/erasure").text
    for _ in range(2):  # pressed twice
        assert send(me, "/me/erasure").status_code == 302
    page = me.get("/me/erasure").text
    assert "You asked on Monday 2 March 2026" in page or "You asked on 2 March 2026" in page
    assert [row.decision for row in rows(session)] == [""]
    told = {mail.to_address: mail for mail in mails(session, "erasure-asked")}
    assert set(told) == {"owner@homecare.example", "therapist@homecare.example"}
    for mail in told.values():
        assert care.client.name not in mail.text + mail.html + mail.subject
    send(me, "/me/erasure/take-back", "/me/erasure")
    assert [row.decision for row in rows(session)] == ["taken_back"]
    assert "Ask for my record to be deleted" in me.get("/me/erasure").text


def test_who_treats_them_or_covers_hears_of_it_and_reads_it_on_the_record_until_it_is_answered(
    app: Flask, session: Session, care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    cora = make_therapist(session, care.practice, "cora@homecare.example", "Cora Cover")
    make_therapist(session, care.practice, "nell@homecare.example", "Nell Neither")
    act = acting(session, care.therapist)
    arrange_cover(act, care.therapist.person_id, cora.person_id, NOW.date(), NOW.date())
    session.commit()
    therapist, record = signed_in(app, "therapist@homecare.example"), of(care.client.id)
    assert "to be deleted" not in therapist.get(record).text
    send(me, "/me/erasure")
    told = {mail.to_address: mail.text for mail in mails(session, "erasure-asked")}
    assert "You decide" in told.pop("owner@homecare.example")
    assert set(told) == {"therapist@homecare.example", "cora@homecare.example"}
    for text in told.values():
        assert f"https://homecare.example{record}" in text
        assert "You decide" not in text
    shown = " ".join(therapist.get(record).text.split())
    assert "Sam Reed asked on 2 March 2026 for this record to be deleted." in shown
    assert "An owner of the practice answers by 2 April 2026." in shown
    assert f'href="{record}/erase">Answer</a> by 2 April 2026.' in owner.get(record).text
    send(me, "/me/erasure/take-back", "/me/erasure")
    for browser in (therapist, owner):
        assert "to be deleted" not in browser.get(record).text


def test_what_is_missing_of_a_decision_is_said_first(owner: FlaskClient, out_of_care: Care) -> None:
    answer = send(owner, of(out_of_care.client.id, "/erase"), why="")
    assert answer.status_code == 422
    assert answer.text.index("Please check what you wrote") < answer.text.index("What goes")


def test_what_was_taken_back_while_the_owner_decided_deletes_nobody(
    session: Session, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    page = of(out_of_care.client.id, "/erase")
    send(me, "/me/erasure")
    tab = Tab(owner, page, "why")
    send(me, "/me/erasure/take-back", "/me/erasure")
    answer = tab.save(why="asked", sure="y")
    assert answer.status_code == 422
    assert "took the request back meanwhile" in answer.text
    assert [row.decision for row in rows(session)] == ["taken_back"]
    # Read again, it is the owner's own decision.
    assert tab.save(**EARLY).status_code == 302


def test_the_owner_keeps_it_with_a_reason_and_the_client_reads_why(
    session: Session, care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    send(me, "/me/erasure")
    page = owner.get(ERASURES).text
    assert care.client.name in page
    assert "2 April 2026" in page  # the month that the law gives
    assert "Deleting records (1)" in owner.get("/practice").text
    kept = {"why": "law", "keep_until": "2034-03-02", "words": "Our insurer asks for it."}
    assert decide(owner, care.client.id, **kept).location == ERASURES
    said = me.get("/me/erasure").text
    assert "2 March 2034" in said
    assert "A law, or a rule of their profession" in said
    assert "Our insurer asks for it." in said
    [mail] = mails(session, "erasure-kept")
    assert (mail.to_address, "/me/erasure?record=" in mail.text) == (
        "client@homecare.example",
        True,
    )
    assert "(1)" not in owner.get("/practice").text


def test_nothing_goes_while_they_are_in_care(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    page = owner.get(of(care.client.id, "/erase")).text
    assert "They are in care" in page
    for offered, to_be in (("law", True), ("asked", False), ("over", False)):
        assert (f'value="{offered}"' in page) is to_be
    assert 'name="sure"' not in page
    answer = decide(owner, care.client.id, why="asked", sure="y")
    assert (answer.status_code, rows(session)) == (422, [])
    assert "Discharge them first" in answer.text


def test_what_is_left_out_is_asked_for_at_its_field(out_of_care: Care, owner: FlaskClient) -> None:
    page = of(out_of_care.client.id, "/erase")
    assert error_at(send(owner, page), "why") == "Choose one."
    assert "can’t be undone" in error_at(send(owner, page, why="over"), "sure")
    assert error_at(send(owner, page, why="law", keep_until=""), "keep_until")
    assert error_at(send(owner, page, why="law", keep_until="2026-03-02"), "keep_until")
    typed = send(owner, page, why="law", keep_until="2020-01-01", words="In my own words")
    assert "In my own words" in typed.text


def test_the_owner_deletes_it_and_what_is_left_is_a_line(
    session: Session, settings: Settings, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    name, client_id = out_of_care.client.name, out_of_care.client.id
    send(me, "/me/erasure")
    answer = decide(owner, client_id, why="asked", sure="y")
    assert answer.location == ERASURES
    assert f"The record of {name} is deleted." in owner.get(ERASURES).text
    for page in (ERASURES, "/caseload?whose=discharged", "/practice/audit", "/practice/month"):
        assert name not in owner.get(page).text, page
    assert "A deleted record" in owner.get("/practice/audit").text
    assert owner.get(of(client_id)).status_code == 404
    assert send(owner, of(client_id, "/erase"), ERASURES, **EARLY).status_code == 404
    look_again(session)
    assert session.get_one(Client, client_id).erased_at == NOW
    assert str(client_id) in (settings.instance / NAME).read_text()
    [last] = mails(session, "erasure-done")
    assert (last.to_address, name in last.text) == ("client@homecare.example", False)


def test_their_phone_hears_that_it_is_gone_signed_in_or_not(
    app: Flask, session: Session, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    decide(owner, out_of_care.client.id, **EARLY)
    asks = f"/api/v1/sync/token?owner={out_of_care.client.id}"
    for phone in (me, app.test_client(), owner):
        answer = phone.get(asks)
        assert (answer.status_code, answer.json["erased"]) == (410, True)  # type: ignore[index]
    assert me.get("/today").status_code == 302  # to the sign-in: nobody is signed in any more
    unknown = app.test_client().get(f"/api/v1/sync/token?owner={out_of_care.practice.id}")
    assert unknown.status_code == 401
    assert "The record was deleted" in app.test_client().get("/record-deleted").text


def test_somebody_who_works_elsewhere_keeps_that_and_hears_of_the_record(
    app: Flask, session: Session, out_of_care: Care, me: FlaskClient, owner: FlaskClient
) -> None:
    place = Membership(practice_id=out_of_care.practice.id, person_id=out_of_care.me.person_id,
                       role="therapist", joined_at=NOW)  # fmt: skip
    session.add(place)
    session.commit()
    decide(owner, out_of_care.client.id, **EARLY)
    assert me.get("/caseload").status_code == 200
    assert me.get(f"/api/v1/sync/token?owner={out_of_care.client.id}").status_code == 410
    assert "has deleted the record" in me.get("/today").text


@pytest.mark.parametrize(
    ("last_visit", "born", "stands"),
    [
        ("2018-12-31", "1980-05-04", True),  # over on the last day of 2026
        ("2019-01-01", "1980-05-04", False),
        ("2017-06-01", "2003-06-01", True),  # a child then: until 25, in 2028
    ],
)
def test_the_list_of_the_year_names_whose_time_is_over(
    session: Session, out_of_care: Care, owner: FlaskClient, clock: time_machine.Traveller,
    last_visit: str, born: str, stands: bool,
) -> None:  # fmt: skip
    client = session.get_one(Client, out_of_care.client.id)
    client.date_of_birth = date.fromisoformat(born)
    when = datetime.fromisoformat(f"{last_visit}T12:00").replace(tzinfo=UTC)
    act = acting(session, out_of_care.therapist, when)
    session.get_one(Episode, out_of_care.episode.id).onset = date(2016, 1, 1)
    record_visit(act, session.get_one(Episode, out_of_care.episode.id), when.date())
    session.commit()
    if born.startswith("2003"):
        assert "No record’s time is over" in owner.get(ERASURES).text
        clock.move_to(NOW.replace(year=2028))
        owner = signed_in(owner.application, "owner@homecare.example")
    assert (client.name in owner.get(ERASURES).text) == stands
    if stands:
        until = f"{datetime.now(UTC).year + 1}-12-31"
        decide(owner, client.id, why="claim", keep_until=until)
        assert "No record’s time is over" in owner.get(ERASURES).text


def test_a_backup_of_the_night_holds_what_was_deleted_beside_it(
    session: Session, out_of_care: Care, owner: FlaskClient, settings: Settings, tmp_path: Path,
    make_backups: Callable[[Path], None],
) -> None:  # fmt: skip
    decide(owner, out_of_care.client.id, **EARLY)
    make_backups(tmp_path)
    assert str(out_of_care.client.id) in (tmp_path / NAME).read_text()


@pytest.fixture
def make_backups(session: Session, settings: Settings) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        declared = "INSERT INTO installation (id, kind, made_at) VALUES (1, 'real', '2026-01-01')"
        session.rollback()
        session.connection().exec_driver_sql(declared)
        session.commit()
        assert back_up(session, replace(settings, backups=folder), NOW + timedelta(days=1), None)

    return make


def test_only_the_owner_decides(care: Care, therapist: FlaskClient) -> None:
    assert therapist.get(ERASURES).status_code == 403
    assert therapist.get(of(care.client.id, "/erase")).status_code == 403
