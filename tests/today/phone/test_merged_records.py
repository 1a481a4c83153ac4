"""A phone that still names a record which was merged: what it wrote goes where it belongs."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership
from homecare.clients.models import Episode
from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.flags import at, on
from tests.make.merges import Twice, make_twice
from tests.make.people import make_client_login, signed_in
from tests.make.sync import Phone, entry

ADDRESS = "second@post.example"


@pytest.fixture(autouse=True)
def ten_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(10))


@pytest.fixture
def twice(session: Session, care: Care) -> Twice:
    """The client signs in to the second record only."""
    session.execute(Membership.__table__.delete().where(Membership.client_id == care.client.id))  # type: ignore[attr-defined]
    made = make_twice(session, care)
    make_client_login(session, care.practice, made.other.id, ADDRESS, "Sam Reed")
    return made


@pytest.fixture
def phone(app: Flask, twice: Twice) -> Phone:
    """Its outbox was filled before anybody merged."""
    return Phone(signed_in(app, ADDRESS), str(twice.other.id))


def written(day: int, seq: int = 1) -> dict[str, object]:
    return entry(local_date=str(on(day)), done_at=at(day).isoformat(), seq=seq)


def home(session: Session) -> list[Episode]:
    """In which care each entry stands, in the order of days."""
    session.rollback()
    of = select(Episode).join(Entry, Entry.episode_id == Episode.id).order_by(Entry.local_date)
    return list(session.scalars(of))


def test_it_goes_into_the_care_it_was_written_for(
    session: Session, twice: Twice, phone: Phone
) -> None:
    twice.merge()
    assert phone.statuses(written(8)) == ["stored"]
    assert home(session) == [twice.again]


def test_what_is_newer_goes_into_the_care_that_is_open(
    session: Session, twice: Twice, phone: Phone, clock: time_machine.Traveller
) -> None:
    twice.merge()
    clock.move_to(at(12))
    assert phone.statuses(written(8), written(12, seq=2)) == ["stored", "stored"]
    assert home(session) == [twice.again, twice.care.episode]


def test_a_phone_that_knows_of_the_merge_writes_into_the_open_care(
    session: Session, twice: Twice, phone: Phone
) -> None:
    twice.merge()
    phone.owner = str(twice.care.client.id)
    assert phone.statuses(written(8)) == ["stored"]
    assert home(session) == [twice.care.episode]


def test_sent_again_after_the_merge_it_is_stored_once(
    session: Session, twice: Twice, phone: Phone
) -> None:
    sent = written(8)
    phone.send(sent)
    session.commit()
    twice.merge()
    assert phone.statuses(sent) == ["duplicate"]
    assert len(home(session)) == 1


def test_what_was_written_while_they_were_one_comes_back_with_the_person(
    session: Session, twice: Twice, phone: Phone
) -> None:
    made = twice.merge()
    phone.owner = str(twice.care.client.id)
    twice.undo(made)
    assert phone.statuses(written(9)) == ["stored"]
    assert home(session) == [twice.again]


def test_a_chain_is_followed_to_its_end(session: Session, twice: Twice, phone: Phone) -> None:
    twice.merge()
    third = make_twice(session, twice.care, day=3)
    third.merge(keep_other=True)
    assert phone.statuses(written(8)) == ["stored"]
    assert home(session) == [twice.again]


def test_whoever_was_not_chosen_is_told_and_nothing_is_stored(
    session: Session, app: Flask, care: Care
) -> None:
    twice = make_twice(session, care)
    make_client_login(session, care.practice, twice.other.id, ADDRESS, "Sam Reed")
    phone = Phone(signed_in(app, ADDRESS), str(twice.other.id))
    token = phone.token()
    twice.merge(signs_in="keeper")
    answer = phone.post(phone.batch(written(8)), token=token)
    assert answer.status_code in (403, 410)
    assert "ended your sign-in" in answer.text
    asked = phone.browser.get(f"/api/v1/sync/token?owner={twice.other.id}")
    assert asked.status_code == 410
    assert home(session) == []


def test_nobody_else_writes_by_an_old_name(session: Session, app: Flask, twice: Twice) -> None:
    make_client_login(session, twice.care.practice, stranger(session, twice), "x@post.example")
    phone = Phone(signed_in(app, "x@post.example"), str(twice.other.id))
    twice.merge()
    assert phone.post(phone.batch(written(8))).status_code == 409
    assert home(session) == []


def stranger(session: Session, twice: Twice) -> object:
    return make_twice(session, twice.care, day=4, name="Kim Stone").other.id


def test_a_form_that_was_opened_before_the_merge_is_stored(
    session: Session, app: Flask, twice: Twice, phone: Phone
) -> None:
    page = phone.browser.get("/today").text
    named = re.search(r'name="record" value="([^"]+)"', page)
    entry_id = re.search(r'name="entry_id"[^>]*value="([^"]+)"', page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert named is not None
    assert entry_id is not None
    assert token is not None
    assert named[1] == str(twice.other.id)
    twice.merge()
    sent = phone.browser.post(f"/today/{on(10)}/pain", data={
        "record": named[1], "entry_id": entry_id[1], "csrf_token": token[1], "leg": "4",
        "back": "2",
    })  # fmt: skip
    assert sent.status_code == 302
    assert home(session) == [twice.care.episode]


def test_the_page_and_the_phone_name_the_one_record(twice: Twice, phone: Phone) -> None:
    twice.merge()
    assert str(twice.care.client.id) in phone.browser.get("/today").text
    asked = phone.browser.get(f"/api/v1/sync/token?owner={twice.other.id}").json
    assert asked is not None
    assert asked["owner"] == str(twice.other.id)
