"""No address, header, log line or mail says what somebody wrote about a client."""

import logging
import re
from collections import defaultdict
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from homecare.jobs.table import JOBS, Work
from homecare.letters import views
from homecare.mail.models import OutboxMail
from tests.accounts.mailbox import mails
from tests.architecture.world import World
from tests.canary.planting import (
    HEALTH,
    NAMES_AND_SETTINGS,
    NOT_HEALTH,
    canaries_in,
    plant,
    written_columns,
)
from tests.forms.found import WORDS
from tests.forms.furnished import furnished_world, pages
from tests.forms.test_rubbish import NOT_FORMS, doors
from tests.make.people import NOW

ADDRESSES = re.compile(r'(?:href|src|action|formaction|data-[\w-]+)="([^"]*)"')
GET_FORMS = re.compile(r'<form(?![^>]*method="post").*?</form>', re.S)
TYPED = "Canarytypedbird"


@pytest.fixture
def world(app: Flask, session: Session, clock: time_machine.Traveller) -> World:
    return furnished_world(app, session)


class Output:
    """Everything that the server writes to its log while a test looks."""

    def __init__(self, lines: pytest.LogCaptureFixture, streams: pytest.CaptureFixture[str]):
        self.lines, self.streams = lines, streams

    def text(self) -> str:
        out, err = self.streams.readouterr()
        records = [self.lines.handler.format(one) for one in self.lines.records]
        return "\n".join((out, err, *records))


@pytest.fixture
def output(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Output:
    caplog.set_level(logging.INFO)
    return Output(caplog, capsys)


def test_every_text_in_the_database_is_known_to_be_about_health_or_not() -> None:
    by_table = defaultdict(set)
    for table, column in written_columns():
        by_table[table].add(column)
    known = {
        table: set(HEALTH.get(table, ())) | NAMES_AND_SETTINGS.get(table, set())
        for table in by_table
        if table not in NOT_HEALTH
    }
    assert known == {table: names for table, names in by_table.items() if table in known}


def told_around(address: str, page: TestResponse) -> str:
    """All that is said of a page beside its words: its address, its headers, where it leads."""
    leads_to = ADDRESSES.findall(page.text) if page.mimetype == "text/html" else []
    return unquote(unescape("\n".join((address, str(page.headers), *leads_to))))


def test_no_address_header_or_log_line_of_any_page_says_what_was_written(
    world: World, session: Session, output: Output
) -> None:
    planted, seen = plant(session), set()
    wrong = {}
    for address, who, page in pages(world):
        seen |= (
            canaries_in(page.text) if page.mimetype in ("text/html", "application/json") else set()
        )
        if found := canaries_in(told_around(address, page)):
            wrong[address] = (who, found)
    assert wrong == {}
    assert canaries_in(output.text()) == set()
    assert len(planted) > 20
    assert len(seen) > len(planted) / 2  # the pages did show them


def test_no_form_puts_what_is_typed_into_an_address_a_log_line_or_a_mail(
    world: World, session: Session, output: Output
) -> None:
    sent = 0
    wrong = {}
    for door in doors(world):
        if door.endpoint in NOT_FORMS:
            continue
        door.read_again(world)
        boxes = {name: TYPED if value == WORDS else value for name, value in door.form.usual}
        boxes["csrf_token"] = world.token_of(door.who)
        answer = world.visitor(door.who).post(door.form.action, data=boxes)
        sent += TYPED in boxes.values()
        if TYPED in told_around(door.form.action, answer):
            wrong[door.endpoint] = told_around(door.form.action, answer)[:300]
    assert wrong == {}
    assert sent > 20
    assert TYPED not in output.text()
    assert {one.kind: one.subject for one in mails(session) if TYPED in everything_in(one)} == {}


def test_no_form_that_is_sent_by_its_address_asks_for_words(world: World) -> None:
    """What is typed there stands in logs and in a browser's history. Days, and choices from a
    list, say nothing of anybody; the library's exercises are nobody's."""
    asks = {
        (address.partition("?")[0], name)
        for address, _, page in pages(world)
        for form in GET_FORMS.findall(page.text if page.mimetype == "text/html" else "")
        for box in re.findall(r"<(?:input|textarea)[^>]*>", form)
        for name in re.findall(r'name="([^"]*)"', box)
        if not re.search(r'type="(?:date|hidden|radio|checkbox|submit)"', box)
    }
    assert asks <= {("/library", "search")}


def everything_in(mail: OutboxMail) -> str:
    parts = (mail.subject, mail.text, mail.html, mail.to_name, mail.key, mail.error)
    return "\n".join(part for part in parts if part)


def test_no_mail_and_no_log_line_of_the_clock_says_what_was_written(
    world: World, session: Session, settings: Settings, output: Output,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    plant(session)
    for hours in range(0, 24 * 16, 6):
        now = NOW + timedelta(hours=hours)
        clock.move_to(now)
        for job in JOBS.values():
            job(Work(session, settings, now, demonstration=False))
        session.commit()
    found = mails(session)
    assert len({one.kind for one in found}) >= 2
    assert {one.kind: canaries_in(everything_in(one)) for one in found
            if canaries_in(everything_in(one))} == {}  # fmt: skip
    assert canaries_in(output.text()) == set()


def test_an_error_is_logged_without_what_it_was_about(
    app: Flask, world: World, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database names the row that it refuses; an address may hold the token of a link."""

    def broken(_token: str) -> str:
        try:
            raise LookupError(f"Failing row contains ({TYPED})")
        except LookupError as error:
            raise ValueError(TYPED) from error

    monkeypatch.setattr(views, "_sent", broken)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = FlaskClient(app).get("/letters/Secrettokenofalink")
    finally:
        app.testing = True
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    said = output.text()
    assert "ValueError" in said
    assert "LookupError" in said
    assert "in broken" in said
    assert TYPED not in said
    assert "Secrettoken" not in said


def test_the_health_page_says_nothing_about_anybody(world: World, session: Session) -> None:
    plant(session)
    answer = world.app.test_client().get("/healthz")
    assert canaries_in(answer.text + str(answer.headers)) == set()
