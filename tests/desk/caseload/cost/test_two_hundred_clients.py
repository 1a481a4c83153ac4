"""A caseload of two hundred clients costs as many statements as one of two, and shows first whom it
is about."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.extensions import db
from homecare.programmes.models import ProgrammeVersion
from homecare.screening.models import Screening
from tests.desk.browsing import search
from tests.make.clients import TODAY
from tests.make.people import (
    NOW,
    make_practice,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("clock")


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _many(session: Session, owner: Actor, number: int, *, calm: bool = False) -> None:
    """So many clients, with a programme and all asked where they are `calm`."""
    for place in range(number):
        client = Client(
            practice_id=owner.practice_id, name=f"Client {place:03}", telephone="07700 900123",
            date_of_birth=date(1980, 1, 1), zone="Europe/London", made_at=NOW,
            therapist_id=owner.person_id or UUID(int=0),
        )  # fmt: skip
        session.add(client)
        session.flush()
        episode = Episode(
            practice_id=owner.practice_id, client=client, complaint="Sciatica", side="left",
            onset=TODAY, intake_on=TODAY, leg=6, back=4, zone="Europe/London", opened_at=NOW,
            background_asked_at=NOW if calm else None,
        )  # fmt: skip
        session.add(episode)
        session.flush()
        if calm:
            _settle(session, owner, episode)
    session.commit()


def _settle(session: Session, owner: Actor, episode: Episode) -> None:
    of = {"practice_id": owner.practice_id, "client_id": episode.client_id,
          "episode_id": episode.id}  # fmt: skip
    session.add(
        Screening(**of, source="intake", on=TODAY, answered_at=NOW, answered_by=owner.person_id)
    )
    session.add(
        ProgrammeVersion(**of, number=1, starts_on=TODAY, made_by=owner.person_id, made_at=NOW)
    )


def _names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', page)


def test_two_hundred_clients_cost_at_most_nine_statements(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 200)
    browser = signed_in(app, "owner@homecare.example")
    with _counted(app) as statements:
        page = browser.get("/caseload?whose=all").text
    assert len(_names(page)) == 200  # each is without a programme, so none is left out
    assert 1 <= len(statements) <= 9, statements


def test_of_many_who_need_nobody_the_first_forty_stand_there_and_all_on_demand(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 200, calm=True)
    browser = signed_in(app, "owner@homecare.example")
    with _counted(app) as statements:
        page = browser.get("/caseload").text
    assert _names(page) == [f"Client {place:03}" for place in range(40)]
    assert re.search(r'Everyone else <span class="soft">200</span>', page)
    assert len(page) < 60_000
    assert 1 <= len(statements) <= 9, statements
    link = re.search(r'<a class="tap" href="([^"#]+)#[^"]+">Show all 200</a>', page)
    assert link is not None
    everybody = browser.get(unescape(link[1])).text
    assert len(_names(everybody)) == 200
    assert "Show all" not in everybody


def test_the_link_to_all_keeps_to_whose_clients_they_are(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 61, calm=True)
    page = signed_in(app, "owner@homecare.example").get("/caseload?whose=all").text
    assert 'href="/caseload?whose=all&amp;shown=all#group-1">Show all 61</a>' in page


def test_whoever_has_sixty_clients_sees_them_all(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 60, calm=True)
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert len(_names(page)) == 60
    assert "Show all" not in page


def test_a_search_finds_whom_the_page_does_not_draw(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 200, calm=True)
    browser = signed_in(app, "owner@homecare.example")
    assert "Client 187" not in browser.get("/caseload").text
    assert _names(search(browser, "/caseload", name="Client 187").text) == ["Client 187"]
    found = search(browser, "/caseload", name="Client").text
    assert len(_names(found)) == 200


def test_whoever_stands_above_the_fold_has_the_heading_above_them(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _many(session, owner, 12, calm=True)
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert re.findall(r"Everyone else <span class=\"soft\">12<", page)
    assert "Nothing to do" not in page
    _many(session, owner, 2)
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    main = page[page.index("<main") :]
    heading = main.index('Everyone else <span class="soft">14<')
    assert heading < main.index("<table") < main.index('Nothing to do <span class="soft">12<')
