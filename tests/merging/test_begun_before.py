"""What somebody began to write before two records were merged, or parted, goes to the right one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.models import Episode, Visit
from homecare.diary.models import Entry
from homecare.extensions import db
from tests.desk.browsing import THERAPIST, of, send
from tests.make.diary import TODAY
from tests.make.merges import Twice
from tests.make.people import make_client_login, signed_in
from tests.make.sync import Phone, entry
from tests.waiting.held import Held, held_before, somebody_waits, write

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]
SECOND = "second@post.example"


@contextmanager
def held_between() -> Iterator[Held]:
    """Whoever writes in the other thread has read who they are, and not begun to write."""
    held = Held()
    event.listen(db.session, "after_commit", held.stop)
    try:
        yield held
    finally:
        held.go.set()
        event.remove(db.session, "after_commit", held.stop)


def locks(statement: str) -> bool:
    return "FOR UPDATE" in statement and "FROM episode" in statement


def stores(statement: str) -> bool:
    return statement.startswith("INSERT INTO entry")


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def phone(app: Flask, session: Session, twice: Twice) -> Phone:
    """The phone of the duplicate's client, who is the only one to sign in."""
    twice.care.me = make_client_login(
        session, twice.care.practice, twice.other.id, SECOND, "Sam Reed"
    )
    session.commit()
    return Phone.of(app, twice.other.id, SECOND)


def on_server(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def where(session: Session, model: Any) -> list[tuple[Any, Any]]:
    """Whose each row is, and whose care it stands in."""
    session.rollback()
    rows = select(model.client_id, Episode.client_id).join(Episode, Episode.id == model.episode_id)
    return [tuple(row) for row in session.execute(rows)]


def post(phone: Phone, one: dict[str, Any]) -> Callable[[], TestResponse]:
    token, batch = phone.token(), phone.batch(one)
    return lambda: phone.post(batch, token)


def at_home(session: Session, twice: Twice, phone: Phone, one: Any, first: TestResponse) -> None:
    """The phone comes again where it was asked to, and the entry stands in the one record."""
    assert first.status_code in (200, 503), first.text
    assert phone.post(phone.batch(one)).status_code == 200
    keeper = twice.care.client.id
    assert where(session, Entry) == [(keeper, keeper)]


def test_let_in_before_the_merge_and_stored_after(
    session: Session, engine: Engine, twice: Twice, phone: Phone
) -> None:
    one = entry()
    work = post(phone, one)
    with held_between() as held:
        first = write(work, held, lambda: merged(twice, phone))
    at_home(session, twice, phone, one, first)


def merged(twice: Twice, phone: Phone) -> None:
    twice.merge(day=0.1, goes_on="duplicate", signs_in="duplicate")


def test_begun_before_the_merge_and_stored_after(
    session: Session, engine: Engine, twice: Twice, phone: Phone
) -> None:
    if not on_server(engine):
        return  # SQLite has one writer: nobody can merge between its beginning and its end
    one = entry()
    work = post(phone, one)
    with held_before(engine, locks) as held:
        first = write(work, held, lambda: merged(twice, phone))
    at_home(session, twice, phone, one, first)


def test_a_merge_waits_for_what_is_being_stored(
    session: Session, engine: Engine, twice: Twice, phone: Phone
) -> None:
    if not on_server(engine):
        return
    one = entry()
    work = post(phone, one)
    with ThreadPoolExecutor(1) as other, held_before(engine, stores) as held:

        def begin() -> None:
            merging = other.submit(merged, twice, phone)
            while not somebody_waits(engine):
                assert not merging.done()

        first = write(work, held, begin)
    assert first.status_code == 200
    at_home(session, twice, phone, one, first)


def test_let_in_before_it_was_undone_and_stored_after(
    session: Session, engine: Engine, twice: Twice, phone: Phone
) -> None:
    made = twice.merge(day=0.1, goes_on="duplicate", signs_in="duplicate")
    one = entry()
    work = post(phone, one)
    with held_between() as held:
        first = write(work, held, lambda: twice.undo(made, 0.2))
    assert first.status_code == 503
    assert phone.post(phone.batch(one)).status_code == 200
    assert where(session, Entry) == [(twice.other.id, twice.other.id)]


@pytest.mark.parametrize("fits", [locks, lambda s: s.startswith("INSERT INTO visit")])
def test_a_visit_begun_before_the_merge_is_never_the_emptied_records(
    session: Session, app: Flask, engine: Engine, twice: Twice, fits: Callable[[str], bool]
) -> None:
    if not on_server(engine):
        return
    browser, here = signed_in(app, THERAPIST), of(twice.other.id)
    data = {"on": TODAY.isoformat(), "note": "Massage"}
    # Its care is locked by then, so that a merge waits: it is begun, and let go on with the visit.
    with ThreadPoolExecutor(1) as other, held_before(engine, fits) as held:

        def begin() -> None:
            merging = other.submit(twice.merge, 0.1)
            while not (merging.done() or somebody_waits(engine)):
                pass

        write(lambda: send(browser, f"{here}/visits", here, **data), held, begin)
    keeper = twice.care.client.id
    assert all(row == (keeper, keeper) for row in where(session, Visit))
