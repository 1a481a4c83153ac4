"""An import is looked at afterwards, and undone but for those whom somebody worked with."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.imported.models import ClientImport
from homecare.clients.imported.queries import NOBODYS_WORK
from homecare.clients.models import Client, Episode
from homecare.clients.operations import record_visit
from homecare.database import Base
from homecare.diary.days import close_days
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from tests.desk.browsing import THERAPIST, look_again, of, send
from tests.desk.exchange.test_import import ADA, BEA, HEAD, add, look
from tests.make.people import NOW, acting, make_practice, make_therapist, signed_in
from tests.make.programmes import Room
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock", "room"), pytest.mark.both_databases]
CAL = "Cal Reed,07700 900777,2/5/1980,Back pain,both,3/2/2026,4,6,none,"
TABLE = "\n".join([HEAD, ADA, BEA, CAL, ADA])


@pytest.fixture
def page(therapist: FlaskClient) -> str:
    """The page of an import of three clients, and of a line that stood there twice."""
    return str(add(therapist, look(therapist, TABLE).text).location)


def undo(browser: FlaskClient, page: str) -> str:
    send(browser, f"{page}/undo", "/caseload")
    return words(browser.get(page).text)


def ended(session: Session) -> dict[str, str]:
    look_again(session)
    made = select(Client.name, Episode.closed_as).join(Episode, Episode.client_id == Client.id)
    return {name: how for name, how in session.execute(made) if name.split()[0] in "Ada Bea Cal"}


def the(session: Session, name: str) -> tuple[Client, Episode]:
    look_again(session)
    client = session.scalars(select(Client).where(Client.name == name)).one()
    return client, client.episodes[0]


def test_it_says_who_was_added_when_by_whom_and_from_which_line(
    therapist: FlaskClient, page: str
) -> None:
    said = words(therapist.get(page).text)
    assert "3 clients from a file, by Theo Therapist" in said
    assert "Ada Marsh 2 " in said
    assert "Cal Reed 4 " in said
    assert "twice or were to be mended: 1 row (5)." in said
    listed = therapist.get("/clients/imports").text
    assert page in listed
    assert "/clients/imports" in therapist.get("/clients/import").text


def test_undone_all_of_them_count_nowhere_and_a_mended_file_adds_them(
    therapist: FlaskClient, session: Session, page: str
) -> None:
    assert "3 clients would be ended as entered by mistake" in words(therapist.get(page).text)
    assert "3 clients ended as a mistake" in undo(therapist, page)
    assert ended(session) == dict.fromkeys(("Ada Marsh", "Bea Ørsted", "Cal Reed"), "mistake")
    assert "Ada Marsh" not in therapist.get("/caseload").text
    assert "clients.import_undone" in session.scalars(select(AuditLine.action)).all()
    again = look(therapist, TABLE)
    assert "3 clients to add" in again.text
    undo(therapist, page)
    assert len([line for line in session.scalars(select(AuditLine.action))
                if line == "clients.import_undone"]) == 1  # fmt: skip


def test_whom_somebody_worked_with_stays_and_is_named(
    therapist: FlaskClient, session: Session, page: str, room: Room
) -> None:
    client, episode = the(session, "Bea Ørsted")
    record_visit(acting(session, room.therapist, NOW), episode, NOW.date(), "Massage")
    session.commit()
    therapist.get(of(client.id))  # to look is not to work
    therapist.get(of(the(session, "Ada Marsh")[0].id))
    before = words(therapist.get(page).text)
    assert "2 clients would be ended" in before
    assert "1 client would stay" in before
    assert "Bea Ørsted 3 1 visit" in before
    assert "kept: Bea Ørsted." in undo(therapist, page)
    assert ended(session) == {"Ada Marsh": "mistake", "Bea Ørsted": "", "Cal Reed": "mistake"}


def test_a_correction_an_ending_and_a_merge_are_work_and_a_night_is_none(
    therapist: FlaskClient, session: Session, page: str, room: Room
) -> None:
    (ada, _), (bea, _), (cal, _) = (
        the(session, n) for n in ("Ada Marsh", "Bea Ørsted", "Cal Reed")
    )
    merge(acting(session, room.therapist, NOW), bea.id, ada.id, Choices(goes_on="keeper"))
    session.commit()
    close_days(session, NOW + timedelta(hours=20))
    session.commit()
    said = words(therapist.get(page).text)
    assert "1 client would be ended" in said
    assert "merged with another record" in said
    undo(therapist, page)
    assert the(session, "Cal Reed")[1].closed_as == "mistake"
    assert session.get_one(Client, cal.id).discharged_at is not None
    assert session.get_one(Client, bea.id).discharged_at is None


def test_after_a_day_it_stands(
    app: Flask, session: Session, page: str, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=25))
    browser = signed_in(app, THERAPIST)
    assert "Undo this import" not in browser.get(page).text
    assert "these are over" in undo(browser, page)
    assert set(ended(session).values()) == {""}


def test_a_colleague_looks_and_the_owner_undoes(
    app: Flask, session: Session, page: str, room: Room
) -> None:
    make_therapist(session, room.practice, "colleague@homecare.example", "Cora Colleague")
    colleague = signed_in(app, "colleague@homecare.example")
    assert "Undo this import" not in colleague.get(page).text
    assert send(colleague, f"{page}/undo", "/caseload").status_code == 403
    assert set(ended(session).values()) == {""}
    assert "3 clients ended" in undo(signed_in(app, "owner@homecare.example"), page)


def test_another_practice_finds_none_of_it(app: Flask, session: Session, page: str) -> None:
    other, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    make_therapist(session, other, "there@elsewhere.example")
    there = signed_in(app, "there@elsewhere.example")
    assert there.get(page).status_code == 404
    assert send(there, f"{page}/undo", "/caseload").status_code == 404
    assert page not in there.get("/clients/imports").text


def test_every_table_with_a_client_is_asked_or_says_why_not(session: Session, page: str) -> None:
    naming = {t.name for t in Base.metadata.sorted_tables if "client_id" in t.c}
    assert naming.issuperset(NOBODYS_WORK)
    assert all(NOBODYS_WORK.values())
    assert session.get_one(ClientImport, UUID(page.rpartition("/")[2])).undone_at is None
